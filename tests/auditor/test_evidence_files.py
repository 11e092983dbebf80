"""What convicts does so with the file and a policy alone; nothing else does."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.auditor.evidence import (
    EVIDENCE_MAX,
    BadEvidence,
    Evidence,
    Inclusion,
    Part,
    Prefix,
    broken_promise,
    refused_checkpoint,
    split,
)
from baraza.auditor.evidence_check import judge
from baraza.transparency import (
    EMPTY_ROOT,
    Checkpoint,
    Policy,
    Receipt,
    consistency,
    inclusion,
    leaf_hash,
    leaves_digest,
    root_of,
)
from forge import NOW, ORIGIN, START, WITNESSES, Forge, honest, key, producer, put
from histories import JUDGED, audit, exported, grown, note_of, policy_in, rewritten

VECTORS = Path(__file__).parents[1] / "vectors"


class Audit:
    """Commands under the policy of a reader, who writes evidence into one file."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.policy = policy_in(folder / "mine")
        self.evidence = folder / "convicts"

    def verify(self, export: Path, **files: bytes) -> tuple[int, dict[str, Any]]:
        words: list[object] = []
        for name, body in files.items():
            put(self.folder / "kept" / name, body)
            words += [f"--{name}", self.folder / "kept" / name]
        return self._told("verify", export, *words, "--evidence", self.evidence)

    def judged(self) -> tuple[int, dict[str, Any]]:
        return self._told("check-evidence", self.evidence)

    def _told(self, *words: object) -> tuple[int, dict[str, Any]]:
        code = audit(*words, "--policy", self.policy, "--json")
        told: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return code, told


@pytest.fixture
def audited(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Audit:
    return Audit(tmp_path, capsys)


def shown(forge: Forge, index: int, *, whole: bool = True) -> Inclusion:
    leaves = forge.leaves
    hashes = [leaf_hash(leaf) for leaf in leaves]
    leaf = leaves[index] if whole else None
    return Inclusion(index, hashes[index], inclusion(hashes, index), leaf)


def prefix(forge: Forge, old: int) -> Prefix:
    hashes = [leaf_hash(leaf) for leaf in forge.leaves]
    return Prefix(root_of(hashes[:old]), consistency(hashes, old))


# A split


@pytest.mark.case(22)
@pytest.mark.parametrize("more", [0, 1, 5])
def test_a_rewritten_history_is_convicted_by_the_checkpoint_that_was_kept(
    audited: Audit, more: int
) -> None:
    # The operator alters one fact, signs all again with the real keys, and builds a new tree.
    export = exported(rewritten(by=more), audited.folder / "export", 0, 1)

    code, told = audited.verify(export, since=honest().note())

    assert code == 1
    assert [finding["code"] for finding in told["findings"]] == ["inconsistent"]
    assert told["evidence"] == [str(audited.evidence)]
    code, judged = audited.judged()
    assert (code, judged["kind"], judged["sizes"]) == (0, "split", [18, 18 + 2 * more])


def test_the_vectors_fork_is_proof_of_a_split_view(audited: Audit) -> None:
    note, fork = (VECTORS / "export" / "checkpoint"), (VECTORS / "fork.note")
    policy = Policy.parse((VECTORS / "export" / "policy").read_text())
    evidence = split(note.read_bytes(), fork.read_bytes())

    verdict = judge(Evidence.parse(evidence.text.encode()), policy)

    assert verdict.convicts
    assert [one["key"] for one in verdict.whom] == ["4d819858"]


def test_a_log_that_only_grew_convicts_nobody(audited: Audit) -> None:
    export = exported(grown(4), audited.folder / "export", 0, 1)

    code, told = audited.verify(export, since=honest().note())

    assert (code, told["evidence"]) == (0, [])
    assert not audited.evidence.exists()


def test_damage_is_no_evidence(audited: Audit) -> None:
    """Tiles that are not those of the root prove nothing to somebody without the entries."""
    forge = rewritten(by=3)
    export = exported(forge, audited.folder / "export", 0, 1)
    put(export / "tile/0/000.p/24", bytes(24 * 32))

    code, told = audited.verify(export, since=honest().note())

    assert (code, told["evidence"]) == (1, [])


def test_honest_checkpoints_convict_nobody_whatever_is_put_beside_them() -> None:
    small, large = honest(), grown(5)
    notes = note_of(small.checkpoint(), (0,)), note_of(large.checkpoint(), (0,))
    for differ in (
        None,
        (shown(small, 3), shown(large, 3)),
        (shown(small, 3), shown(large, 4)),
        (shown(small, 3), shown(rewritten(by=5), 8)),
        (shown(rewritten(), 8), shown(large, 8)),
    ):
        for begun in (None, prefix(large, 18), prefix(rewritten(by=5), 18), prefix(large, 17)):
            assert not judge(split(*notes, differ=differ, prefix=begun), JUDGED).convicts


def test_each_way_to_show_a_split_is_enough_by_itself() -> None:
    one, other = honest(), rewritten(by=5)
    notes = note_of(one.checkpoint()), note_of(other.checkpoint())

    assert not judge(split(*notes), JUDGED).convicts
    assert judge(split(*notes, prefix=prefix(other, 18)), JUDGED).convicts
    differ = shown(one, 8), shown(other, 8, whole=False)
    assert judge(split(*notes, differ=differ), JUDGED).details["index"] == 8
    assert judge(split(*notes[::-1], differ=differ[::-1]), JUDGED).convicts


def test_a_root_of_nothing_that_nothing_has() -> None:
    false = note_of(Checkpoint(ORIGIN, 0, bytes(32)))
    large = grown(1)

    notes = false, note_of(large.checkpoint())
    assert judge(split(*notes, prefix=Prefix(EMPTY_ROOT, ())), JUDGED).convicts
    assert judge(refused_checkpoint(*notes), JUDGED).convicts


def test_other_logs_other_keys_and_no_signature_convict_nobody() -> None:
    note = note_of(honest().checkpoint())
    stranger = note_of(rewritten().checkpoint(), signer=key("stranger.example/1"))
    text = rewritten().checkpoint().text
    cosigned = f"{text}\n{WITNESSES[0].signature_line(text, seconds=NOW)}".encode()
    elsewhere = key("other.example/1")
    other = note_of(Checkpoint("other.example/1", 18, bytes(32)), signer=elsewhere)
    both = Policy.parse(f"log {elsewhere.vkey}\n{JUDGED.text}")

    for false in (stranger, cosigned):
        assert not judge(split(note, false), JUDGED).convicts
    assert not judge(split(note, other), both).convicts
    assert "two logs" in judge(split(note, other), both).of


# What a witness refused


def test_a_refused_checkpoint_convicts_if_both_are_of_one_size() -> None:
    held = note_of(honest().checkpoint(), (0,))
    refused = note_of(rewritten().checkpoint())

    assert judge(refused_checkpoint(refused, held), JUDGED).convicts
    for innocent in (held, note_of(rewritten(by=1).checkpoint()), note_of(grown(1).checkpoint())):
        verdict = judge(refused_checkpoint(innocent, held, [bytes(32)]), JUDGED)
        assert not verdict.convicts


# A broken promise


@pytest.mark.case(26)
def test_an_entry_withheld_after_the_receipt(audited: Audit) -> None:
    """The log goes on without a decision that was accepted."""
    promised = grown(1)
    receipt = promised.receipt(18)
    without = honest()
    without.count(by=5)
    export = exported(without, audited.folder / "export", 0, 1)

    code, told = audited.verify(export, receipt=receipt)

    assert code == 1
    assert [finding["code"] for finding in told["findings"]] == ["not_honoured"]
    assert told["evidence"] == [str(audited.evidence)]
    code, judged = audited.judged()
    assert (code, judged["kind"]) == (0, "broken_promise")
    assert (judged["first"], judged["count"], judged["size"]) == (18, 2, 20)
    assert {one["name"] for one in judged["whom"]} == {ORIGIN, f"{ORIGIN}/ledger"}


@pytest.mark.case(26)
def test_a_log_that_stopped_before_what_it_promised(audited: Audit) -> None:
    receipt = grown(1).receipt(18)
    export = exported(honest(), audited.folder / "export", 0, 1)

    assert audited.verify(export, receipt=receipt)[0] == 1
    code, judged = audited.judged()
    assert (code, judged["size"]) == (0, 18)
    assert "a log of only 18 entries" in judged["of"]


@pytest.mark.case(26)
def test_before_the_promised_time_nothing_is_broken(audited: Audit) -> None:
    receipt = grown(1).receipt(18)
    merge_by = (START + 18 * 1000 + 10_000) // 1000
    export = exported(honest(), audited.folder / "export", 0, 1, at=merge_by)

    code, told = audited.verify(export, receipt=receipt)

    assert (code, told["evidence"]) == (3, [])


def test_a_promise_that_was_kept_convicts_nobody(audited: Audit) -> None:
    forge = grown(1)
    export = exported(forge, audited.folder / "export", 0, 1)

    assert audited.verify(export, receipt=forge.receipt(18))[1]["evidence"] == []
    note = note_of(forge.checkpoint(), (0, 1))
    kept = [shown(forge, 18, whole=False), shown(forge, 19)]
    evidence = broken_promise(forge.receipt(18), note, announced=[shown(forge, 1)], instead=kept)
    assert judge(evidence, JUDGED).of == "the promise was kept"


def promise(**other: Any) -> Evidence:
    """A broken promise of which one part is another."""
    forge = honest()
    parts: dict[str, Any] = {
        "receipt": grown(1).receipt(18),
        "checkpoint": note_of(forge.checkpoint(), (0, 1)),
        "announced": [shown(forge, 1)],
        "instead": [],
    }
    return broken_promise(**parts | other)


def receipt_by(signer: Any, **other: Any) -> bytes:
    fields: dict[str, Any] = {"first": 18, "count": 2, "origin": ORIGIN}
    receipt = Receipt(
        command_id="x",
        recorded_at=START,
        merge_by=START + 10_000,
        leaves_digest=leaves_digest([]),
        **fields | other,
    )
    return bytes(signer.sign(receipt.text), "utf-8")


LEDGER = producer("ledger")


@pytest.mark.parametrize(
    "other",
    [
        {"announced": []},
        {"announced": [shown(honest(), 3)]},
        {"announced": [shown(rewritten(), 1)]},
        {"receipt": receipt_by(key("stranger.example"))},
        {"receipt": receipt_by(producer("toy"))},
        {"receipt": receipt_by(LEDGER, origin="other.example/1")},
        {"receipt": receipt_by(LEDGER, count=0)},
        {"receipt": receipt_by(LEDGER, first=16)},
        {"receipt": b"\n"},
        {"checkpoint": note_of(honest().checkpoint(), (0,))},
        {"checkpoint": note_of(honest().checkpoint(), (0, 1), at=START // 1000)},
        {"checkpoint": note_of(honest().checkpoint(), (0, 1), signer=key("stranger.example"))},
    ],
    ids=range(12),
)
def test_what_lacks_one_part_breaks_no_promise(other: dict[str, Any]) -> None:
    assert judge(promise(), JUDGED).convicts
    assert not judge(promise(**other), JUDGED).convicts


def test_announcements_are_whole_in_order_and_by_who_may(audited: Audit) -> None:
    for false in ([shown(honest(), 1, whole=False)], [shown(honest(), 1), shown(honest(), 1)]):
        with pytest.raises(BadEvidence, match="leaves in their order"):
            judge(promise(announced=false), JUDGED)
    no_entry = honest()
    no_entry.items[1].wire = b"{}"
    by_toy = honest()
    by_toy.items[3].signer = producer("toy")
    too_much = honest()
    too_much.items[9].document |= {"type": "baraza.event.ledger.ProducerRegistered.v1"}
    for forge, index in ((no_entry, 1), (by_toy, 3), (too_much, 9)):
        note = note_of(forge.checkpoint(), (0, 1))
        announced = [shown(forge, one) for one in sorted({1, 3, 5, index})]
        assert not judge(promise(checkpoint=note, announced=announced), JUDGED).convicts


def test_a_rotated_ledger_key_stands_by_its_announcement(audited: Audit) -> None:
    forge = honest()
    fresh = key(f"{ORIGIN}/ledger", kind=1)
    fresh = type(fresh)(fresh.name, bytes(32))
    data = {"service": "ledger", "key": fresh.vkey, "old": LEDGER.vkey}
    forge.root("RotateProducerKey", "ProducerKeyRotated", "producer.ledger", data)
    export = exported(forge, audited.folder / "export", 0, 1)
    receipt = receipt_by(fresh, first=20)

    assert audited.verify(export, receipt=receipt)[0] == 1
    assert audited.judged()[0] == 0
    assert audited.evidence.read_text().count("\nannouncement ") == 2


def test_a_receipt_and_an_older_checkpoint_give_two_files(audited: Audit) -> None:
    export = exported(rewritten(), audited.folder / "export", 0, 1)

    _, told = audited.verify(export, since=honest().note(), receipt=honest().receipt(8))

    assert told["evidence"] == [str(audited.evidence), f"{audited.evidence}.2"]


# The file


def samples() -> list[Evidence]:
    one, other = honest(), rewritten(by=1)
    note, its = note_of(one.checkpoint(), (0, 1)), note_of(other.checkpoint(), (2,))
    differ = shown(one, 8), shown(other, 8)
    return [
        split(note, its, differ=differ, prefix=prefix(other, 18)),
        refused_checkpoint(note_of(rewritten().checkpoint()), note, [bytes(32)]),
        promise(),
    ]


SAMPLES = samples()


@pytest.mark.parametrize("evidence", SAMPLES, ids=lambda evidence: evidence.kind)
def test_a_file_is_read_as_it_was_written(evidence: Evidence) -> None:
    assert Evidence.parse(evidence.text.encode()) == evidence
    assert judge(evidence, JUDGED).convicts


hashes = st.lists(st.binary(min_size=32, max_size=32), max_size=5).map(tuple)


@forall(st.integers(0, 10**18), st.binary(max_size=50), hashes)
def test_an_inclusion_and_a_prefix_are_read_as_written(
    index: int, leaf: bytes, path: tuple[bytes, ...]
) -> None:
    for what in (
        Inclusion(index, leaf_hash(leaf), path, leaf),
        Inclusion(index, leaf_hash(leaf), path),
    ):
        assert Inclusion.parse(what.text) == what
    assert Prefix.parse(Prefix(leaf_hash(leaf), path).text) == Prefix(leaf_hash(leaf), path)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@forall(st.sampled_from(SAMPLES), st.data())
def test_a_changed_file_convicts_nobody_else(evidence: Evidence, data: st.DataObject) -> None:
    whole = bytearray(evidence.text.encode())
    at = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.sampled_from([0, 1, 40]))
    whole[at : at + cut] = data.draw(st.binary(max_size=3))
    try:
        verdict = judge(Evidence.parse(bytes(whole)), JUDGED)
    except BadEvidence:
        return
    if verdict.convicts:
        assert {one["name"] for one in verdict.whom} <= {
            one["name"] for one in judge(evidence, JUDGED).whom
        }


@forall(st.binary(max_size=300))
def test_any_bytes_are_evidence_or_a_refusal(data: bytes) -> None:
    with pytest.raises(BadEvidence):
        Evidence.parse(data)


HEAD = "baraza.evidence/v1\nkind split\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "baraza.evidence/v2\nkind split\n",
        "baraza.evidence/v1\n",
        "baraza.evidence/v1\nkind theft\n",
        "baraza.evidence/v1\nsplit\n",
        HEAD.strip(),
        HEAD + "checkpoint\n",
        HEAD + "checkpoint 2\na\n",
        HEAD + "checkpoint 01\na\n",
        HEAD + "checkpoint -1\na\n",
        HEAD + "checkpoint 0\n",
        HEAD + "secret 1\na\n",
        HEAD + "\n",
        HEAD + "checkpoint 99999999999999999999999\na\n",
    ],
    ids=range(14),
)
def test_what_is_no_evidence_file(text: str) -> None:
    with pytest.raises(BadEvidence):
        Evidence.parse(text.encode())


def without(name: str) -> Callable[[Evidence], Evidence]:
    return lambda evidence: Evidence(
        evidence.kind, tuple(part for part in evidence.parts if part.name != name)
    )


def twice(evidence: Evidence) -> Evidence:
    return Evidence(evidence.kind, (*evidence.parts, evidence.parts[0], evidence.parts[1]))


@pytest.mark.parametrize("change", [without("checkpoint"), twice], ids=["without", "twice"])
@pytest.mark.parametrize("evidence", SAMPLES, ids=lambda evidence: evidence.kind)
def test_parts_that_are_missing_or_too_many(
    evidence: Evidence, change: Callable[[Evidence], Evidence]
) -> None:
    with pytest.raises(BadEvidence):
        judge(change(evidence), JUDGED)


@pytest.mark.parametrize(
    "text",
    ["index 1\n", "index 1\nhash AA==\n", "index x\nleaf AA==\n", "hash x\n", "index 1\nleaf A\n"],
)
def test_parts_that_have_no_meaning(text: str) -> None:
    evidence = Evidence("split", (*SAMPLES[0].parts[:2], *[Part("inclusion", text)] * 2))
    with pytest.raises(BadEvidence):
        judge(evidence, JUDGED)
    with pytest.raises(BadEvidence):
        Prefix.parse(text)


def test_a_note_that_is_no_text_gives_no_file() -> None:
    for false in (b"\xff\n", b"no end"):
        with pytest.raises(BadEvidence):
            split(false, b"\n")
    with pytest.raises(BadEvidence, match="larger"):
        Evidence.parse(bytes(EVIDENCE_MAX + 1))


@pytest.mark.case(23)
def test_a_machine_with_nothing_but_the_file_and_a_policy_accepts_it(tmp_path: Path) -> None:
    """No log, no tile, no rules of the services, and nothing written."""
    put(tmp_path / "convicts", SAMPLES[0].text.encode())
    policy_in(tmp_path)
    code = (
        "import sys; from baraza.auditor.cli import main; "
        "code = main(['check-evidence', 'convicts', '--policy', 'policy']); "
        "assert 'pydantic' not in sys.modules; sys.exit(code)"
    )
    python = [sys.executable, "-I", "-c", code]

    done = subprocess.run(python, cwd=tmp_path, check=False, capture_output=True)  # noqa: S603

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"This convicts the operator forged.example/1.\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["convicts", "policy"]


def test_a_file_that_convicts_nobody_ends_with_one(audited: Audit) -> None:
    note = note_of(honest().checkpoint())
    put(audited.evidence, split(note, note).text.encode())
    code, judged = audited.judged()
    assert (code, judged["convicts"]) == (1, False)
    assert [finding["code"] for finding in judged["findings"]] == ["convicts_nobody"]

    put(audited.evidence, b"hello\n")
    assert audited.judged()[0] == 1
    audited.evidence.unlink()
    assert audited.judged()[0] == 4
    assert audit("check-evidence", audited.policy, "--policy", audited.evidence, now=NOW) == 4
    put(audited.evidence, b"no policy\n")
    assert audit("check-evidence", audited.policy, "--policy", audited.evidence, now=NOW) == 1


def test_evidence_that_cannot_be_written_is_told(audited: Audit) -> None:
    export = exported(rewritten(), audited.folder / "export", 0, 1)
    audited.evidence = audited.folder / "nowhere" / "convicts"

    code, told = audited.verify(export, since=honest().note())

    assert (code, "cannot be written" in told["findings"][0]["detail"]) == (4, True)
