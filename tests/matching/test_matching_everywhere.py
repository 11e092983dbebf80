"""The same bytes from every order of the lists, under every hash seed, by every Python at hand."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from operator import itemgetter
from pathlib import Path
from random import Random
from shutil import copyfile

import pytest

from baraza.matching import engine
from baraza.matching.domain.v1.certificate import canonical, digest, read_instance
from policy_rounds import crossing_instance, permuted, stable_instance
from rounds import instance

EXAMPLES = Path(__file__).parent / "examples"
SOURCE = Path(engine.__file__).parents[1]
ALONE = (
    "domain/v1/certificate.py",
    "engine/floors.py",
    "engine/reference.py",
    "engine/result.py",
)
"""What the reference engine and the verifier are made of: the standard library, and no more."""
PYTHONS = ("3.11", "3.12", "3.13")
SEEDS = ("0", "1", "4242")


def wide(seed: int) -> bytes:
    """A round of 60 x 20 with four regions, few scores and so many ties."""
    chance = Random(seed)  # noqa: S311 - rounds to test with
    places = [chance.randint(0, 3) for _ in range(20)]
    rows = [
        {j: chance.choice([0, 300, 700]) for j in chance.sample(range(1, 21), chance.randint(0, 7))}
        for _ in range(60)
    ]
    group_of = chance.choices(range(4), [4, 3, 2, 1], k=60)
    sizes = [group_of.count(g) for g in range(4)]
    asked = instance(
        f"wide-{seed}", places, rows, groups=["a", "b", "c", "d"], group_of=group_of, targets=sizes
    )
    return canonical(asked)


# --- the order of the lists ---


@pytest.mark.parametrize("by", engine.ENGINES)
@pytest.mark.parametrize("seed", range(6))
def test_mentees_mentors_and_candidates_in_another_order_give_the_same_by_id(
    by: str, seed: int
) -> None:
    asked = read_instance(wide(seed))
    shuffled, mentees, _ = permuted(asked, Random(seed))  # noqa: S311 - any order

    told = json.loads(engine.search(asked, engine=by))
    other = json.loads(engine.search(shuffled, engine=by))

    assert sorted(other["pairs"]) == told["pairs"]
    for same in ("floors", "matched", "welfare", "lottery_total"):
        assert other[same] == told[same]
    assert [told["prices"]["mentees"][who] for who in mentees] == other["prices"]["mentees"]
    by_id = dict(zip(asked.mentors, told["prices"]["mentors"], strict=True))
    assert by_id == dict(zip(shuffled.mentors, other["prices"]["mentors"], strict=True))
    assert other["prices"]["groups"] == told["prices"]["groups"]
    for mine, theirs in zip(told["floor_proofs"], other["floor_proofs"], strict=True):
        assert mine["with"] == theirs["with"]
        assert {asked.mentors[j] for j in mine["mentors"]} == {
            shuffled.mentors[j] for j in theirs["mentors"]
        }


@pytest.mark.parametrize("seed", range(6))
def test_ids_that_sort_otherwise_change_the_file_and_the_draws_alone(seed: int) -> None:
    """Where points decide alone, new names for the same people give the same people's pairs."""
    chance = Random(seed)  # noqa: S311 - rounds to test with
    document = json.loads(canonical(_pointed(chance)))
    mentees = [row["id"] for row in document["mentees"]]
    mentors = [row["id"] for row in document["mentors"]]
    names = (f"{side}-{n:02d}" for side in "xy" for n in chance.sample(range(99), 6))
    new = dict(zip([*mentees, *mentors], names, strict=False))

    told = json.loads(engine.solve(canonical(document)))
    other = json.loads(engine.solve(canonical(_renamed(document, new))))

    assert sorted([new[a], new[b]] for a, b in told["pairs"]) == other["pairs"]
    assert told["welfare"] == other["welfare"]


def _pointed(chance: Random) -> object:
    """Every subset of candidates has points of its own: powers of two."""
    powers = [1 << k for k in range(20)]
    chance.shuffle(powers)
    rows = [{j: powers.pop() for j in chance.sample(range(1, 6), 3)} for _ in range(6)]
    return instance("pointed", [1, 1, 1, 1, 2], rows)


def _renamed(document: dict[str, object], new: dict[str, str]) -> dict[str, object]:
    other = json.loads(canonical(document))
    mentors = [row["id"] for row in other["mentors"]]
    other["mentors"] = sorted(
        ({**row, "id": new[row["id"]]} for row in other["mentors"]), key=itemgetter("id")
    )
    at = {row["id"]: k for k, row in enumerate(other["mentors"])}
    for row in other["mentees"]:
        both = sorted(
            (at[new[mentors[j]]], w) for j, w in zip(row["mentors"], row["scores"], strict=True)
        )
        row["id"] = new[row["id"]]
        row["mentors"], row["scores"] = [j for j, _ in both], [w for _, w in both]
    other["mentees"].sort(key=itemgetter("id"))
    return dict(other)


# --- hash seeds, and other Pythons ---

SOLVING = """
import sys
from hashlib import sha256
from pathlib import Path
from baraza.matching.engine import ENGINES
from baraza.matching.engine.policies import solve
for path in sys.argv[1:]:
    for engine in ENGINES:
        print(sha256(solve(Path(path).read_bytes(), engine=engine)).hexdigest())
"""
ALONE_SOLVING = """
import sys
from hashlib import sha256
from pathlib import Path
from baraza.matching.domain.v1.certificate import read_instance, verify
from baraza.matching.engine.floors import leximin
from baraza.matching.engine.reference import priced
from baraza.matching.engine.result import written
for path in sys.argv[1:]:
    data = Path(path).read_bytes()
    asked = read_instance(data)
    floors = leximin(asked)
    result = written(asked, floors, *priced(asked, floors.vector))
    verify(data, result)
    print(sha256(result).hexdigest())
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("rounds")
    rounds = [(EXAMPLES / "matching-instance.json").read_bytes(), *map(wide, range(4))]
    for at, data in enumerate(rounds):
        (folder / f"{at}.json").write_bytes(data)
    return sorted(folder.iterdir())


def policy_files(folder: Path) -> list[Path]:
    chance = Random(5)  # noqa: S311 - rounds to test with
    points = [
        {
            j: (chance.randrange(3), chance.randrange(3))
            for j in chance.sample(range(1, 11), chance.randint(1, 6))
        }
        for _ in range(30)
    ]
    rows = [dict.fromkeys(chance.sample(range(1, 5), 2), 5) for _ in range(9)]
    rounds = (
        canonical(stable_instance([1] * 10, points)),
        canonical(crossing_instance([1, 1, 2, 1], rows, [([0, 1, 2], 2), ([1, 2, 3, 4], 2)])),
    )
    for at, data in enumerate(rounds):
        (folder / f"policy-{at}.json").write_bytes(data)
    return sorted(folder.iterdir())


def ran(python: str, text: str, files: list[Path], **more: str) -> list[str]:
    ended = subprocess.run(  # noqa: S603
        [python, "-c", text, *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **more},
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.split()


def here(files: list[Path]) -> list[str]:
    return [digest(engine.solve(path.read_bytes())).partition(":")[2] for path in files]


def test_three_hash_seeds_give_the_same_bytes_by_every_engine_and_policy(
    files: list[Path], tmp_path: Path
) -> None:
    every = [*files, *policy_files(tmp_path)]

    told = [ran(sys.executable, SOLVING, every, PYTHONHASHSEED=seed) for seed in SEEDS]

    assert told[0] == told[1] == told[2]
    assert told[0][::2] == told[0][1::2]  # both engines
    assert told[0][: 2 * len(files) : 2] == here(files)


@pytest.mark.parametrize("version", PYTHONS)
def test_every_python_at_hand_gives_the_same_bytes(
    files: list[Path], tmp_path: Path, version: str
) -> None:
    """The engine and the verifier need no more than the standard library: their four files are
    copied, and nothing else is there to be imported."""
    python = pythons().get(version)
    if python is None:
        pytest.skip(f"Python {version} is not installed")
    for part in ALONE:
        copy = tmp_path / "baraza" / "matching" / part
        copy.parent.mkdir(parents=True, exist_ok=True)
        copyfile(SOURCE / part, copy)

    told = ran(python, ALONE_SOLVING, files, PYTHONPATH=str(tmp_path), PYTHONNOUSERSITE="1")

    assert told == here(files)


@cache
def pythons() -> dict[str, str]:
    """Those on the path, and those that pyenv keeps, by version; each was asked which it is."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    folders = [*map(Path, os.get_exec_path()), *sorted(kept.glob("3.*/bin"))]
    found: dict[str, str] = {f"{sys.version_info[0]}.{sys.version_info[1]}": sys.executable}
    for folder in folders:
        for version in PYTHONS:
            python = folder / f"python{version}"
            if version not in found and python.is_file() and _says(python) == version:
                found[version] = str(python)
    return found


def _says(python: Path) -> str | None:
    """A shim may stand there for a Python that is not."""
    asked = subprocess.run(  # noqa: S603
        [str(python), "--version"], capture_output=True, text=True, check=False
    )
    told = re.fullmatch(r"Python (\d+\.\d+)\.\S+\s*", asked.stdout)
    return told[1] if told else None
