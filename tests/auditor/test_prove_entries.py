"""A proof file: one entry, offline, with its standing and what it says in plain words."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.log import Log
from baraza.auditor.proofs import prove
from baraza.auditor.source import Folder
from baraza.transparency import (
    Checkpoint,
    Leaf,
    Proof,
    bundle,
    check_inclusion,
    entries_path,
    leaf_hash,
    producer_note,
    root_of,
    tile_path,
    tiles_of_size,
)
from forge import NO_QUORUM, NOW, Forge, honest, producer, put
from histories import audit, exported, grown, note_of, policy_in
from mirrors import mirror

VECTORS = Path(__file__).parents[1] / "vectors"
POLICY = VECTORS / "export" / "policy"
VECTORS_NOW = 1_804_064_700


class Prover:
    """Proofs made and checked under one policy."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.policy = policy_in(folder / "mine")
        self.file = folder / "proof"

    def told(self, *words: object, now: int = NOW) -> tuple[int, dict[str, Any]]:
        code = audit(*words, "--json", now=now)
        told: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return code, told

    def prove(self, export: object, index: int, *words: object) -> tuple[int, dict[str, Any]]:
        return self.told("prove", export, "--index", index, "-o", self.file, *words)

    def check(self, now: int = NOW) -> tuple[int, dict[str, Any]]:
        return self.told("check-proof", self.file, "--policy", self.policy, now=now)

    def said(self) -> str:
        audit("check-proof", self.file, "--policy", self.policy)
        return self._capsys.readouterr().out


@pytest.fixture
def prover(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Prover:
    return Prover(tmp_path, capsys)


# The vectors


def test_the_vectors_proof_is_made_byte_by_byte(prover: Prover) -> None:
    code, told = prover.prove(VECTORS / "export", 7)

    assert (code, told["index"], told["size"], told["file"]) == (0, 7, 20, str(prover.file))
    assert prover.file.read_bytes() == (VECTORS / "entry-7.tlog-proof").read_bytes()


def test_the_vectors_proof_is_official(prover: Prover) -> None:
    words = ("check-proof", VECTORS / "entry-7.tlog-proof", "--policy", POLICY)
    code, told = prover.told(*words, now=VECTORS_NOW)

    assert (code, told["findings"]) == (0, [])
    assert told["leaf_hash"] == "54fef1174e847cec7ab970ce4868d9e727b84f8fcf6a6eed69fe181768c54cc7"
    names = ("origin", "index", "size", "producer", "type", "subject", "quorum_met", "recorded_at")
    assert [told[name] for name in names] == [
        *("baraza.example/2027", 7, 20, "baraza.example/2027/registration"),
        *("baraza.event.registration.ApplicationSubmitted.v1", "application.7c1f4e", True),
        "2027-03-03T09:01:00Z",
    ]
    assert [by["name"] for by in told["cosigned_by"]] == ["council", "ombudsperson"]
    assert told["standing"]["standing"] == "official"


@pytest.mark.case(42)
@pytest.mark.parametrize(
    "name",
    ["index-beyond-size", "path-extended", "path-truncated", "wrong-index"],
)
def test_a_false_proof_of_the_vectors_is_refused(prover: Prover, name: str) -> None:
    file = VECTORS / "negative" / f"proof-{name}.tlog-proof"

    assert prover.told("check-proof", file, "--policy", POLICY, now=VECTORS_NOW)[0] == 1


def test_every_entry_of_the_vectors_has_its_proof(prover: Prover) -> None:
    for index in range(20):
        assert prover.prove(VECTORS / "export", index, "--policy", POLICY)[0] == 0
        proof = Proof.parse(prover.file.read_bytes())
        assert proof.leaf == (VECTORS / "leaf" / f"{index}.bin").read_bytes()


def test_the_tier_for_the_world_proves_what_it_shows(prover: Prover) -> None:
    assert prover.prove(VECTORS / "world", 5)[0] == 0
    shown = prover.file.read_bytes()
    prover.prove(VECTORS / "export", 5)
    assert prover.file.read_bytes() == shown

    prover.file.unlink()
    code, told = prover.prove(VECTORS / "world", 7)
    assert (code, told["findings"][0]["code"]) == (3, "not_shown")
    assert not prover.file.exists()


@pytest.mark.case(42)
def test_no_bit_of_a_proof_can_be_changed(prover: Prover) -> None:
    whole = (VECTORS / "entry-7.tlog-proof").read_bytes()
    prover.policy = POLICY
    end = whole.index("— witness.example/council".encode())
    for bit in range(0, end * 8, 97):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        put(prover.file, bytes(changed))

        assert prover.check(VECTORS_NOW)[0] == 1, bit


# Standing


def test_a_person_reads_what_was_decided_and_how_it_stands(prover: Prover) -> None:
    export = exported(honest(), prover.folder / "export", 0, 1)

    prover.prove(export, 9)
    said = prover.said()
    assert "Counted: by 1, counter one." in said
    assert "Its standing: official (2 of 3 bodies)." in said
    assert "Cosigned by w0 at" in said
    assert "Not checked here: signature of the producer." in said
    assert said.endswith("All claims hold.\n")

    prover.prove(export, 13)
    assert "Refused: too" in prover.said()
    prover.prove(export, 10)
    assert "asked to do this: count" in prover.said()


@pytest.mark.parametrize(
    ("by", "quorum", "code", "standing"),
    [((0, 1), True, 0, "official"), ((0,), True, 3, "recorded"), ((0, 1), False, 0, "recorded")],
)
def test_standing_is_by_the_readers_own_policy(
    prover: Prover, by: tuple[int, ...], quorum: bool, code: int, standing: str
) -> None:
    if not quorum:
        put(prover.policy, NO_QUORUM.encode())
    prover.prove(exported(honest(), prover.folder / "export", *by), 9)

    found, told = prover.check()

    assert (found, told["standing"]["standing"]) == (code, standing)
    assert told["quorum_met"] is (code == 0 if quorum else None)
    assert ("quorum" in told["not_checked"]) is not quorum
    assert ("official" in prover.said()) is (standing == "official")


def test_another_log_key_proves_nothing(prover: Prover) -> None:
    prover.prove(VECTORS / "export", 7)

    code, told = prover.check(VECTORS_NOW)

    assert (code, told["proven"], told["standing"]["standing"]) == (1, False, "accepted")
    assert "NOTHING IS PROVEN" in prover.said()


def test_a_cosignature_from_the_future_is_told_and_counts(prover: Prover) -> None:
    """A rehearsed year may lie ahead, and a proof does not say that it is one."""
    prover.prove(exported(honest(), prover.folder / "export", 0, 1), 9)

    code, told = prover.check(now=NOW - 10_000)

    assert (code, told["quorum_met"]) == (0, True)
    assert {finding["code"] for finding in told["findings"]} == {"future_cosignature"}


def test_an_entry_of_another_log_or_of_no_form_is_told(prover: Prover) -> None:
    for wire, found in ((b"{}", "bad_entry"), (b"[" * 20_000, "bad_entry")):
        forge = honest()
        forge.items[9].wire = wire
        prover.prove(exported(forge, prover.folder / "export", 0, 1), 9)
        code, told = prover.check()
        assert (code, [f["code"] for f in told["findings"]]) == (1, [found])
        assert prover.said()
    forge = honest()
    forge.items[9].document["source"] = "//other.example/1/toy"
    prover.prove(exported(forge, prover.folder / "export", 0, 1), 9)
    assert [f["code"] for f in prover.check()[1]["findings"]] == ["wrong_log"]


def test_a_leaf_of_no_form_or_of_another_place_has_no_proof(prover: Prover) -> None:
    """The operator put it into the tree like that."""
    for change in ({"wire": b"{}\n"}, {"index": 7}):
        forge = honest()
        for name, value in change.items():
            setattr(forge.items[9], name, value)
        export = exported(forge, prover.folder / "export", 0, 1)
        assert prover.prove(export, 9)[0] == 1
    assert not prover.file.exists()


# Making one


def test_what_cannot_be_proved(prover: Prover) -> None:
    export = exported(honest(), prover.folder / "export", 0, 1)
    for index in (18, 10**18, -1):
        assert prover.prove(export, index)[0] == 4
    assert prover.prove(exported(Forge(), prover.folder / "empty"), 0)[0] == 4

    tile = export / "tile/0/000.p/18"
    whole = tile.read_bytes()
    for damaged in (bytes(32) + whole[32:], whole[:-1], whole + bytes(32)):
        put(tile, damaged)
        assert prover.prove(export, 9)[0] == 1
    tile.unlink()
    assert prover.prove(export, 9)[0] == 1
    put(tile, whole)
    other = exported(grown(0), prover.folder / "other", 0)
    put(export / "tile/entries/000.p/18", changed_leaf(other, 9))
    assert prover.prove(export, 9)[0] == 1
    assert not prover.file.exists()


def changed_leaf(export: Path, index: int) -> bytes:
    """The bundle with another time in one leaf, whose form is right."""
    bundle = (export / "tile/entries/000.p/18").read_bytes()
    at = bundle.index(b"baraza.entry/v1\n%d\n" % index) + len(b"baraza.entry/v1\n%d\n" % index)
    return bundle[:at] + b"9" + bundle[at + 1 :]


def test_a_proof_lies_where_nobody_named_a_place(
    prover: Prover, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(prover.folder)

    assert audit("prove", VECTORS / "export", "--index", "3") == 0
    assert (prover.folder / "entry-3.tlog-proof").exists()


def test_a_proof_is_made_from_an_address_with_few_files(prover: Prover) -> None:
    export = exported(grown(300), prover.folder / "export", 0, 1)
    with mirror(export) as served:
        assert prover.prove(served.address, 333)[0] == 0

        assert len(served.asked) <= 1 + 1 + 1 + 3  # checkpoint, tier, bundle, tiles
    assert prover.check()[0] == 0


def test_a_proof_does_not_go_through_the_log(tmp_path: Path) -> None:
    """The bundles and tiles of other entries are not even there."""
    forge = grown(300)
    export = exported(forge, tmp_path, 0, 1)
    for path in ("tile/entries/000", "tile/entries/002.p/106"):
        (export / path).unlink()
    log = Log.open(Folder(export))
    started = time.process_time()

    proof = prove(log, 333)

    assert time.process_time() - started < 0.05
    assert leaf_hash(proof.leaf) == leaf_hash(forge.leaves[333])


LARGE = 200_000


def test_a_proof_from_a_large_log_is_there_at_once(tmp_path: Path) -> None:
    """Of the other entries there are the hashes alone."""
    index = LARGE // 3
    leaf = Leaf(index, 1, producer_note(b"{}", producer("toy"))).bytes
    row = [n.to_bytes(32, "big") for n in range(LARGE)]
    row[index] = leaf_hash(leaf)
    checkpoint = Checkpoint("a.example/1", LARGE, root_of(row))
    put(tmp_path / "checkpoint", note_of(checkpoint))
    put(tmp_path / entries_path(index // 256), bundle([leaf] * 256))
    level = 0
    for at, n, width in tiles_of_size(LARGE):
        while level < at:
            row = [root_of(row[i : i + 256]) for i in range(0, len(row) - 255, 256)]
            level += 1
        put(tmp_path / tile_path(at, n, width), b"".join(row[n * 256 : n * 256 + width]))

    started = time.process_time()
    proof = prove(Log.open(Folder(tmp_path)), index)

    assert time.process_time() - started < 0.05
    root = checkpoint.root
    assert check_inclusion(index, LARGE, leaf_hash(proof.leaf), proof.path, root)


def test_a_machine_with_nothing_else_needs_no_rules(prover: Prover) -> None:
    code = (
        "import sys; from baraza.auditor.cli import main; "
        "code = main(sys.argv[1:]); "
        "heavy = {'pydantic', 'baraza.decider'} & sys.modules.keys(); "
        "assert not heavy, heavy; sys.exit(code)"
    )
    words = ["check-proof", str(VECTORS / "entry-7.tlog-proof"), "--policy", str(POLICY)]
    python = [sys.executable, "-c", code, *words]
    done = subprocess.run(python, check=False, capture_output=True)  # noqa: S603

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"official (2 of 3 bodies)" in done.stdout
