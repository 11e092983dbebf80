"""The negative hand notes of the vectors, each built into their log in place of the honest one."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.cli import main
from baraza.transparency import (
    Checkpoint,
    Leaf,
    Signer,
    bundle,
    canonical,
    entries_path,
    leaf_hash,
    producer_note,
    root_of,
    tile_path,
)
from forge import put

VECTORS = Path(__file__).parents[1] / "vectors"
KEYS = json.loads((VECTORS / "keys.json").read_text())
CASES = json.loads((VECTORS / "negative/cases.json").read_text())
NOTES = [case for case in CASES if case["file"].startswith("hand-")]
ORIGIN = "baraza.example/2027"
NAMES = 18
"""The entry that names a hand note."""


def key(name: str) -> Signer:
    return Signer.from_private(KEYS[f"{ORIGIN}{name}"]["private_key"])


def leaves() -> list[bytes]:
    return [(VECTORS / f"leaf/{index}.bin").read_bytes() for index in range(20)]


def named(notes: list[bytes]) -> list[bytes]:
    """The log with entry 18 naming these notes, signed anew by the service that wrote it."""
    made, old = leaves(), Leaf.parse(leaves()[NAMES])
    document = json.loads(old.wire)
    document["exhibits"] = " ".join(sorted(sha256(note).hexdigest() for note in notes))
    note = producer_note(canonical(document), key("/feedback"))
    made[NAMES] = Leaf(NAMES, old.recorded_at, note).bytes
    return made


def export(folder: Path, notes: list[bytes]) -> Path:
    """Written as the log's own key would have it; the bodies saw another tree."""
    made = named(notes)
    hashes = [leaf_hash(leaf) for leaf in made]
    for file in sorted((VECTORS / "export/exhibit").iterdir()):
        put(folder / "exhibit" / file.name, file.read_bytes())
    for body in notes:
        put(folder / "exhibit" / sha256(body).hexdigest(), body)
    put(folder / entries_path(0, 20), bundle(made))
    put(folder / tile_path(0, 0, 20), b"".join(hashes))
    text = Checkpoint(ORIGIN, 20, root_of(hashes)).text
    put(folder / "checkpoint", key("").sign(text).encode())
    put(folder / "mine", f"log {key('').vkey}\nquorum none\n".encode())
    return folder


def verified(
    folder: Path, notes: list[bytes], capsys: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, Any]]:
    made = export(folder, notes)
    policy = folder.parent / "mine"
    (made / "mine").rename(policy)
    words = ["verify", str(made), "--policy", str(policy), "--json", "--max-age", "9d"]
    code = main(words, now=1_804_064_700)
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, told


def honest() -> bytes:
    digest = str(json.loads(Leaf.parse(leaves()[NAMES]).wire)["exhibits"])
    return (VECTORS / "export/exhibit" / digest).read_bytes()


def test_the_log_of_the_vectors_made_again_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = verified(tmp_path / "export", [honest()], capsys)

    assert named([honest()]) == leaves()
    assert (code, told["hands"], told["findings"]) == (0, 1, [])


@pytest.mark.case(61)
@pytest.mark.parametrize("case", NOTES, ids=lambda case: case["file"])
def test_verify_names_the_entry_that_names_a_false_note(
    case: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = (VECTORS / "negative" / case["file"]).read_bytes()
    code, told = verified(tmp_path / "export", [note], capsys)

    found = [(one["check"], one["code"], one["index"]) for one in told["findings"]]
    assert (code, found, told["hands"]) == (1, [("V11", "bad_hand", NAMES)], 0)


@pytest.mark.case(61)
def test_two_notes_are_one_too_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    second = (VECTORS / "negative" / "hand-other-ask.note").read_bytes()
    code, told = verified(tmp_path / "export", [honest(), second], capsys)

    assert code == 1
    assert [(one["check"], one["index"]) for one in told["findings"]] == [("V8", NAMES)]
