"""Whatever a stranger writes is a value or the reader's own error; a sample of the campaign.

`BARAZA_FUZZ=1000000` tries that many inputs, and as many counterexamples as Hypothesis then looks
for; `python -m fuzz` in tests/ does the first alone, and prints what became of them.
"""

import os
from base64 import b64decode
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.runs import Found, run, run_all
from fuzz.targets import Target, targets

COUNT = int(os.environ.get("BARAZA_FUZZ", "11500"))
EXAMPLES = 60 if COUNT < 100_000 else 3_000
FOUND = Path(__file__).parent / "found"
every = pytest.mark.parametrize("target", targets(), ids=lambda target: target.name)
settings.register_profile("fuzz", deadline=None, print_blob=True, derandomize=COUNT < 100_000)


@every
@pytest.mark.case(31, 41)
@pytest.mark.timeout(3_600)
def test_every_input_is_dealt_with(target: Target) -> None:
    (count,) = (one for one in _counts() if one[0] == target.name)

    done = run(target, count[1])

    assert done.inputs == count[1]
    assert done.taken < done.inputs or target.name == "export"


def _counts() -> list[tuple[str, int]]:
    shares = sum(target.share for target in targets())
    return [(target.name, max(20, COUNT * target.share // shares)) for target in targets()]


@every
@pytest.mark.timeout(3_600)
def test_hypothesis_finds_no_other(target: Target) -> None:
    seeds = target.seeds()

    @settings(
        settings.get_profile("fuzz"),
        max_examples=EXAMPLES // target.share * 20 if target.share > 1 else EXAMPLES // 10,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(st.one_of(st.binary(max_size=300), st.randoms(use_true_random=False).map(target.input)))
    def search(data: bytes) -> None:
        target.try_(data)

    search()
    for seed in seeds:
        target.try_(seed)


@pytest.mark.parametrize("path", sorted(FOUND.glob("*.b64")), ids=lambda path: path.stem)
def test_what_was_found_once_is_dealt_with(path: Path) -> None:
    """The file's name says for which reader, before the first dot."""
    name = path.name.partition(".")[0].replace("_", " ")
    (target,) = (one for one in targets() if one.name == name)

    target.try_(b64decode(path.read_bytes()))


def test_a_fault_is_told_with_what_repeats_it() -> None:
    def read(data: bytes) -> None:
        if len(data) % 7 == 3:
            raise KeyError("of nobody")

    bad = Target("bad", read, (ValueError,), lambda: [b"some", b"thing"])

    with pytest.raises(Found, match=r"bad, seed 4, input [0-9]+: KeyError") as first:
        run(bad, 1_000, seed=4)
    with pytest.raises(Found) as second:
        run(bad, 1_000, seed=4)
    assert str(first.value) == str(second.value)


def test_so_many_inputs_are_tried_in_all() -> None:
    dull = [Target(str(k), lambda _: None, (), lambda: [b""], share=k) for k in (1, 1, 8)]

    done = list(run_all(1_000, among=dull))

    assert [one.inputs for one in done] == [100, 100, 800]
    assert sum(one.inputs for one in done) == 1_000
    assert targets()[0].input(Random(3)) == targets()[0].input(Random(3))  # noqa: S311
