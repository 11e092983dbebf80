"""A log verified span by span comes to what one pass comes to, or is left to the one pass."""

from collections.abc import Callable
from pathlib import Path

import pytest

from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.progress import no_progress
from baraza.auditor.source import Folder
from baraza.auditor.verify.decisions import Decisions
from baraza.auditor.verify.entries import Entries
from baraza.auditor.verify.reading import Reading
from baraza.auditor.verify.spans import Whole, read_whole
from baraza.transparency import leaf_hash
from forge import Forge, producer

KEPT = Path(__file__).parents[1] / "kept" / "export"


def side_by_side(folder: Path, span: int = 1, root_key: str | None = None) -> Whole | None:
    log = Log.open(Folder(folder))
    return read_whole(log, root_key, no_progress, cores=2, least=1, span=span)


def in_one_pass(folder: Path) -> Reading:
    log, findings = Log.open(Folder(folder)), Findings()
    reading = Reading(log, findings, Entries(log, findings), Decisions(findings))
    for index, leaf in log.leaves():
        reading.see(index, leaf, leaf_hash(leaf))
    assert not findings.listed
    return reading


def _written(decisions: Decisions) -> dict[str, int]:
    return {entity: version for entity, version in decisions.versions.items() if version}


def long_log() -> Forge:
    """Three bundles; decisions cross their borders, and so do the versions of one entity."""
    forge = Forge.founded()
    for n in range(150):
        forge.count(subject=f"counter.c{n % 7}")
        forge.refuse(subject=f"counter.c{n % 5}")
    return forge


@pytest.mark.parametrize("span", [1, 3])
def test_spans_come_to_what_one_pass_comes_to(tmp_path: Path, span: int) -> None:
    for folder in (KEPT, long_log().export(tmp_path)):
        whole, one = side_by_side(folder, span), in_one_pass(folder)

        assert whole is not None
        assert whole.hashes == [leaf_hash(leaf) for _, leaf in Log.open(Folder(folder)).leaves()]
        assert _written(whole.decisions) == _written(one.decisions)
        assert whole.decisions.ids == one.decisions.ids
        assert whole.decisions.starts == one.decisions.starts
        assert whole.decisions.count == one.decisions.count
        assert whole.decisions.refusals == one.decisions.refusals
        assert whole.exhibits.sizes == one.exhibits.sizes
        assert whole.exhibits.hands == one.exhibits.hands
        assert whole.entries.ring == one.entries.ring
        assert whole.entries.clock == one.entries.clock
        assert whole.entries.recorded_at == one.entries.recorded_at


def _version(forge: Forge) -> None:
    first = forge.count(subject="counter.c1")
    forge.items[first + 1].document["entityversion"] += 1
    forge.seal(first)


def _guard(forge: Forge) -> None:
    forge.refuse(subject="counter.c1", expect="toy.counter.c1=1")


def _twice(forge: Forge) -> None:
    old, new = forge.items[8].document["id"], forge.count()
    for item in forge.items[new : new + 2]:
        item.document.update(commandid=old, correlationid=old)
        item.document["id"] = item.document["id"].replace(forge.items[new].document["id"], old)
    forge.seal(new)


def _basis(forge: Forge) -> None:
    forge.count(basis=9)


def _time(forge: Forge) -> None:
    forge.items[256].at = forge.items[250].at
    forge.items[257].at = forge.items[250].at


def _key(forge: Forge) -> None:
    forge.items[300].signer = producer("other")


def _cut(forge: Forge) -> None:
    del forge.items[-1]


@pytest.mark.parametrize("lie", [_version, _guard, _twice, _basis, _time, _key, _cut])
def test_a_log_of_which_something_is_to_be_told_is_left_to_the_one_pass(
    tmp_path: Path, lie: Callable[[Forge], None]
) -> None:
    forge = long_log()
    lie(forge)

    assert side_by_side(forge.export(tmp_path)) is None


def test_another_root_key_than_the_one_given_is_left_to_the_one_pass(tmp_path: Path) -> None:
    folder = long_log().export(tmp_path)

    assert side_by_side(folder, root_key=producer("root").vkey) is not None
    assert side_by_side(folder, root_key=producer("other").vkey) is None
