"""For every check of `verify` there is a forged log that only this check finds."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.findings import Findings
from baraza.auditor.source import Folder
from baraza.auditor.verify import Asked, verify
from baraza.transparency import canonical, tile_path
from forge import (
    ANY_SCHEMA,
    LOG,
    NO_QUORUM,
    NOW,
    ORIGIN,
    POLICY,
    START,
    Forge,
    evidence,
    honest,
    key,
    producer,
    put,
    schema_uri,
)

Found = set[tuple[str, str, int | None]]


def audited(
    folder: Path, *, policy: str = POLICY, now: int = NOW, **more: Any
) -> tuple[Any, Findings]:
    findings = Findings()
    told = verify(Folder(folder), Asked(policy.encode(), now, **more), findings)
    return told, findings


def found(findings: Findings) -> Found:
    return {(f.check, f.code, f.index) for f in findings.listed}


@pytest.fixture
def forge() -> Forge:
    return honest()


def test_an_honest_log_verifies(forge: Forge, tmp_path: Path) -> None:
    told, findings = audited(forge.export(tmp_path))

    assert (findings.exit, found(findings)) == (0, set())
    assert (told["quorum_met"], told["age_seconds"]) == (True, 3_600)
    assert [by["name"] for by in told["cosigned_by"]] == ["w0", "w1"]
    assert (told["entries"], told["decisions"], told["refusals"], told["hands"]) == (18, 9, 1, 1)
    assert told["exhibits"] == len(forge.exhibits)
    assert told["not_checked"] == []


# V1


def test_without_a_quorum_to_meet_nothing_is_official(forge: Forge, tmp_path: Path) -> None:
    told, findings = audited(forge.export(tmp_path, forge.note(by=0)), policy=NO_QUORUM)

    assert findings.exit == 0
    assert (told["quorum_met"], told["not_checked"]) == (None, ["quorum"])


def test_v1_finds_a_checkpoint_that_the_log_did_not_sign(forge: Forge, tmp_path: Path) -> None:
    _, findings = audited(forge.export(tmp_path, forge.note(signer=key("other.example/1"))))

    assert (findings.exit, found(findings)) == (1, {("V1", "no_log_signature", None)})


def test_v1_finds_a_false_signature(forge: Forge, tmp_path: Path) -> None:
    old, new = forge.note(size=4).partition(b"\n\n")[2], forge.note().partition(b"\n\n")[0]

    _, findings = audited(forge.export(tmp_path, new + b"\n\n" + old))

    assert (findings.exit, found(findings)) == (1, {("V1", "checkpoint", None)})


@pytest.mark.parametrize(
    ("now", "by", "code"),
    [(NOW, 1, "no_quorum"), (NOW + 9_000, 2, "stale"), (NOW - 9_000, 2, "future_cosignature")],
)
def test_v1_tells_what_is_not_official(
    forge: Forge, tmp_path: Path, now: int, by: int, code: str
) -> None:
    _, findings = audited(forge.export(tmp_path, forge.note(by=by)), now=now)

    assert findings.exit == 3
    assert ("V1", code, None) in found(findings)


@pytest.mark.case(25, 28)
def test_the_age_of_a_rehearsed_year_is_counted_from_its_newest_entry(tmp_path: Path) -> None:
    forge = Forge.founded("virtual")
    text = forge.checkpoint().text
    from forge import WITNESSES

    seconds = forge.items[-1].at // 1000
    note = LOG.sign(text) + "".join(w.signature_line(text, seconds=seconds) for w in WITNESSES)

    told, findings = audited(forge.export(tmp_path, note.encode()), now=NOW * 2)

    assert (findings.exit, told["clock"], told["age_seconds"]) == (0, "virtual", 0)


@pytest.mark.case(28)
def test_v3_finds_a_recording_that_the_rehearsed_clock_did_not_make(tmp_path: Path) -> None:
    forge = Forge.founded("virtual")
    for item in forge.items[-2:]:
        item.at += 1
    export = forge.export(tmp_path, forge.note(by=0))

    _, findings = audited(export, policy=NO_QUORUM)

    assert findings.exit == 1
    assert found(findings) == {("V3", "other_time", 6)}


def test_v1_finds_a_policy_that_is_none(forge: Forge, tmp_path: Path) -> None:
    _, findings = audited(forge.export(tmp_path), policy="quorum none\n")

    assert (findings.exit, found(findings)) == (1, {("V1", "bad_policy", None)})


# V2


def test_v2_finds_a_time_that_only_the_tree_protects(forge: Forge, tmp_path: Path) -> None:
    export = forge.export(tmp_path)
    for item in forge.items[-2:]:
        item.at += 1
    bundles = tmp_path / "other"
    forge.export(bundles)
    path = "tile/entries/000.p/18"
    (export / path).write_bytes((bundles / path).read_bytes())

    _, findings = audited(export)

    assert findings.exit == 1
    assert found(findings) == {
        ("V2", "leaf_hash", 16),
        ("V2", "leaf_hash", 17),
        ("V2", "root", None),
    }


def test_v2_finds_a_root_that_is_not_that_of_the_entries(forge: Forge, tmp_path: Path) -> None:
    other = Forge.founded()
    for _ in range(5):
        other.count(by=5)

    _, findings = audited(forge.export(tmp_path, other.note()))

    assert (findings.exit, found(findings)) == (1, {("V2", "root", None)})


@pytest.mark.parametrize("path", ["tile/0/000.p/18", "tile/entries/000.p/18"])
def test_v2_finds_a_missing_tile(forge: Forge, tmp_path: Path, path: str) -> None:
    export = forge.export(tmp_path)
    (export / path).unlink()

    _, findings = audited(export)

    assert findings.exit == 1
    assert {f.check for f in findings.listed} == {"V2"}
    assert any(path in f.detail for f in findings.listed)


@pytest.mark.parametrize(
    "path",
    [
        *("tile/0/000.p/0", "tile/0/000.p/256", "tile/0/0", "tile/00/000", "tile/x"),
        *("tile/0/000.p/018", "tile/0/x000/000", "tile/0/000.p/5", "tile/entries/000.p/17x"),
        "exhibit/x",
    ],
)
def test_v2_finds_a_file_too_many(forge: Forge, tmp_path: Path, path: str) -> None:
    export = forge.export(tmp_path)
    put(export / path, b"")

    _, findings = audited(export)

    assert findings.exit == 1
    assert {f.check for f in findings.listed} == {"V2"}
    assert any(path in f.detail for f in findings.listed)


def test_what_lies_beyond_the_size_is_ignored(forge: Forge, tmp_path: Path) -> None:
    """A reader takes the checkpoint first; the log may have grown since it was written."""
    note, size = forge.note(), len(forge.items)
    forge.export(tmp_path)
    for k in range(130):
        forge.count(by=k + 1)
    export = forge.export(tmp_path, note)

    _, findings = audited(export)
    assert (findings.exit, found(findings)) == (0, set())

    # The partial tiles of the size may be gone where the full ones have come.
    (export / tile_path(0, 0, size)).unlink()
    (export / f"tile/entries/000.p/{size}").unlink()
    _, findings = audited(export)
    assert (findings.exit, found(findings)) == (0, set())


def test_older_parts_of_a_tile_are_right_or_found(forge: Forge, tmp_path: Path) -> None:
    note = forge.note(6)
    early = Forge(items=forge.items[:6], exhibits={})
    early.export(tmp_path, note)
    export = forge.export(tmp_path)

    _, findings = audited(export)
    assert (findings.exit, found(findings)) == (0, set())

    for path in ("tile/0/000.p/6", "tile/entries/000.p/6"):
        data = bytearray((export / path).read_bytes())
        data[40] ^= 1
        (export / path).write_bytes(data)
    _, findings = audited(export)
    assert (findings.exit, found(findings)) == (1, {("V2", "stale_part", 0)})


def test_v2_checks_every_level(tmp_path: Path) -> None:
    forge = Forge.founded()
    for k in range(300):
        forge.count(by=k + 1)
    export = forge.export(tmp_path)
    _, findings = audited(export)
    assert (findings.exit, found(findings)) == (0, set())

    path = export / "tile/1/000.p/2"
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    _, findings = audited(export)
    assert (findings.exit, found(findings)) == (1, {("V2", "tile_hash", 256)})


def test_v2_finds_the_files_of_another_tier(forge: Forge, tmp_path: Path) -> None:
    export = forge.export(tmp_path)
    put(export / "shown", b"baraza.shown/v1\n18\n0-17\n")

    _, findings = audited(export)

    assert (findings.exit, found(findings)) == (1, {("V2", "two_tiers", None)})


# V3 to V8, V11: an operator can make the tree anew; these are found all the same.


def at(forge: Forge, index: int, **members: Any) -> None:
    """Change an entry's members and seal its decision again."""
    document = forge.items[index].document
    document.update(members)
    forge.seal(index if "eventcount" in document else index - 1)


def other_index(forge: Forge) -> None:
    forge.items[9].index = 10


def falling_time(forge: Forge) -> None:
    for item in forge.items[10:12]:
        item.at = START


def foreign_signature(forge: Forge) -> None:
    forge.items[8].signer = key("stranger.example/toy")


def same_name_other_key(forge: Forge) -> None:
    from baraza.transparency import Signer

    forge.items[8].signer = Signer(f"{ORIGIN}/toy", bytes(32))


def ledger_signs_for_toy(forge: Forge) -> None:
    forge.items[8].signer = producer("ledger")


def root_signs_for_ledger(forge: Forge) -> None:
    forge.items[4].signer = producer("root")


def body_signs(forge: Forge) -> None:
    forge.items[8].signer = producer("body.council")


def other_log(forge: Forge) -> None:
    for index in (8, 9):
        forge.items[index].document["source"] = "//other.example/1/toy"
    forge.seal(8)


def not_canonical(forge: Forge) -> None:
    item = forge.items[17]
    item.wire = canonical(item.document).replace(b'{"', b'{ "', 1)


def unknown_member(forge: Forge) -> None:
    at(forge, 8, comment="hello")


def of_no_schema(forge: Forge) -> None:
    at(forge, 8, data={"by": 0})


def other_schema(forge: Forge) -> None:
    at(forge, 8, dataschema=schema_uri(sha256(ANY_SCHEMA).hexdigest()))


def other_events(forge: Forge) -> None:
    forge.items[8].document["eventsdigest"] = "0" * 64


def twice(forge: Forge) -> None:
    id_ = forge.items[8].document["id"]
    at(forge, 11, id=f"{id_}.1", commandid=id_, correlationid=id_)
    at(forge, 10, id=id_, commandid=id_, correlationid=id_)


def refusal_elsewhere(forge: Forge) -> None:
    at(forge, 13, subject="refusal.01900000-0000-7000-8000-00000000ffff")


def of_another_decider(forge: Forge) -> None:
    at(forge, 8, decider="matching.v1")


def recorded_apart(forge: Forge) -> None:
    forge.items[9].at += 1


def version_left_out(forge: Forge) -> None:
    at(forge, 17, entityversion=9)


def false_guard(forge: Forge) -> None:
    at(forge, 10, expect="toy.counter.one=0")


def foreign_guard(forge: Forge) -> None:
    at(forge, 10, expect="ledger.log.main=2")


def basis_inside(forge: Forge) -> None:
    at(forge, 10, basis=9)


def basis_ahead(forge: Forge) -> None:
    at(forge, 10, basis=12)


def evidence_not_listed(forge: Forge) -> None:
    for index in (14, 15):
        del forge.items[index].document["exhibits"]
    forge.seal(14)


def listed_without_reason(forge: Forge) -> None:
    forge.items[15].document["data"] = {"by": 1}
    forge.items[14].document["data"] = {"by": 1, "why": evidence(b"{}")}
    forge.seal(14)


def other_size(forge: Forge) -> None:
    for index in (14, 15):
        forge.items[index].document["data"] = {"by": 1, "why": evidence(b"{}", 3)}
    forge.seal(14)


def two_hands(forge: Forge) -> None:
    forge.attach(16, forge.hand(16) + b"more")


def hand_of(change: Callable[[Forge], bytes]) -> Callable[[Forge], None]:
    def put_in_place(forge: Forge) -> None:
        del forge.items[16].document["exhibits"]
        forge.attach(16, change(forge))

    put_in_place.__name__ = change.__name__
    return put_in_place


def for_another_ask(forge: Forge) -> bytes:
    return forge.hand(16, ask_digest="0" * 64)


def for_another_command(forge: Forge) -> bytes:
    return forge.hand(16, command_id="01900000-0000-7000-8000-00000000ffff")


def for_another_log(forge: Forge) -> bytes:
    return forge.hand(16, origin="other.example/1")


def of_an_unknown_body(forge: Forge) -> bytes:
    return forge.hand(16, producer("body.strangers"))


def of_a_service(forge: Forge) -> bytes:
    return forge.hand(16, producer("toy"))


def signed_twice(forge: Forge) -> bytes:
    note = forge.hand(16)
    return note + note.partition(b"\n\n")[2]


def with_a_false_signature(forge: Forge) -> bytes:
    other = forge.hand(16, ask_digest="0" * 64).partition(b"\n\n")[2]
    return forge.hand(16).partition(b"\n\n")[0] + b"\n\n" + other


def no_note(_: Forge) -> bytes:
    return b"baraza.hand/v1\n"


LIES: list[tuple[Callable[[Forge], None], str, str, int]] = [
    (other_index, "V3", "wrong_index", 9),
    (falling_time, "V3", "time_falls", 10),
    (foreign_signature, "V4", "unknown_key", 8),
    (same_name_other_key, "V4", "unknown_key", 8),
    (ledger_signs_for_toy, "V4", "not_entitled", 8),
    (root_signs_for_ledger, "V4", "not_entitled", 4),
    (body_signs, "V4", "not_entitled", 8),
    (other_log, "V4", "not_entitled", 8),
    (not_canonical, "V5", "bad_json", 17),
    (unknown_member, "V5", "bad_envelope", 8),
    (of_no_schema, "V5", "schema", 8),
    (other_schema, "V5", "schema", 8),
    (other_events, "V6", "bad_decision", 8),
    (twice, "V6", "command_twice", 10),
    (refusal_elsewhere, "V6", "bad_decision", 12),
    (of_another_decider, "V6", "bad_decision", 8),
    (recorded_apart, "V6", "bad_decision", 8),
    (version_left_out, "V7", "version", 17),
    (false_guard, "V7", "guard", 10),
    (foreign_guard, "V7", "guard", 10),
    (basis_inside, "V7", "bad_basis", 10),
    (basis_ahead, "V7", "bad_basis", 10),
    (evidence_not_listed, "V8", "exhibits_differ", 15),
    (listed_without_reason, "V8", "exhibits_differ", 15),
    (other_size, "V8", "exhibit_size", 14),
    (two_hands, "V8", "exhibits_differ", 16),
    *(
        (hand_of(change), "V11", "bad_hand", 16)
        for change in (
            *(for_another_ask, for_another_command, for_another_log, of_an_unknown_body),
            *(of_a_service, signed_twice, with_a_false_signature, no_note),
        )
    ),
]


@pytest.mark.parametrize(
    ("lie", "check", "code", "index"),
    LIES,
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_lie_in_the_tree_is_found_by_its_check_alone(
    forge: Forge,
    tmp_path: Path,
    lie: Callable[[Forge], None],
    check: str,
    code: str,
    index: int,
) -> None:
    lie(forge)

    _, findings = audited(forge.export(tmp_path))

    assert findings.exit == 1
    assert (findings.listed[0].check, findings.listed[0].code) == (check, code)
    assert findings.listed[0].index == index
    assert {f.check for f in findings.listed} == {check}


def test_v4_finds_an_entry_after_the_revocation_of_its_key(forge: Forge, tmp_path: Path) -> None:
    vkey = producer("toy").vkey
    data = {"key": vkey, "ground": "stolen", "suspect_from": 16}
    forge.root("RevokeProducer", "ProducerRevoked", "producer.toy", data)
    _, findings = audited(forge.export(tmp_path / "honest"))
    assert findings.exit == 0
    assert found(findings) == {("V4", "doubtful_time", 16), ("V4", "doubtful_time", 17)}

    forge.count()
    _, findings = audited(forge.export(tmp_path / "forged"))

    assert findings.exit == 1
    assert {f for f in found(findings) if f[1] != "doubtful_time"} == {
        ("V4", "revoked_key", 20),
        ("V4", "revoked_key", 21),
    }


def test_v4_pins_the_root_key(forge: Forge, tmp_path: Path) -> None:
    export = forge.export(tmp_path)

    _, findings = audited(export, root_key=producer("root").vkey)
    assert findings.exit == 0

    _, findings = audited(export, root_key=producer("toy").vkey)
    assert (findings.exit, found(findings)) == (1, {("V4", "other_root", 0)})


def test_v4_finds_a_log_that_was_never_founded(tmp_path: Path) -> None:
    forge = Forge.founded()
    forge.items = forge.items[2:]

    _, findings = audited(forge.export(tmp_path))

    assert findings.exit == 1
    assert ("V4", "not_founded", 0) in found(findings)


def test_v5_finds_a_type_without_a_contract(forge: Forge, tmp_path: Path) -> None:
    at(forge, 9, type="baraza.event.toy.Recounted.v1")

    _, findings = audited(forge.export(tmp_path))

    assert (findings.exit, found(findings)) == (1, {("V5", "schema", 9)})


def test_v6_finds_a_checkpoint_inside_a_decision(forge: Forge, tmp_path: Path) -> None:
    forge.items.pop()

    _, findings = audited(forge.export(tmp_path))

    assert (findings.exit, found(findings)) == (1, {("V6", "split_decision", 16)})


def test_v6_finds_an_event_of_nobody(forge: Forge, tmp_path: Path) -> None:
    event = forge.items.pop()
    forge.items[16:] = [event]

    _, findings = audited(forge.export(tmp_path))

    assert (findings.exit, found(findings)) == (1, {("V6", "not_a_command", 16)})


def test_v8_a_missing_exhibit_is_not_a_lie(forge: Forge, tmp_path: Path) -> None:
    export = forge.export(tmp_path)
    (export / "exhibit" / sha256(b"{}").hexdigest()).unlink()

    _, findings = audited(export)

    assert (findings.exit, found(findings)) == (3, {("V8", "missing_exhibit", 14)})


def test_v8_finds_an_altered_exhibit(forge: Forge, tmp_path: Path) -> None:
    export = forge.export(tmp_path)
    put(export / "exhibit" / sha256(b"{}").hexdigest(), b"[]")
    put(export / "exhibit" / ("e" * 64), b"nobody names it")

    _, findings = audited(export)

    assert findings.exit == 1
    assert found(findings) == {("V8", "exhibit_digest", 14), ("V8", "exhibit_digest", None)}


def test_a_missing_schema_leaves_its_entries_unchecked(forge: Forge, tmp_path: Path) -> None:
    export = forge.export(tmp_path)
    (export / "exhibit" / forge.contracts["baraza.command.toy.Count.v1"]).unlink()

    _, findings = audited(export)

    assert findings.exit == 3
    assert {f.code for f in findings.listed} == {"missing_exhibit"}


# V9


def test_v9_a_log_that_only_grew_extends_what_was_kept(forge: Forge, tmp_path: Path) -> None:
    export = forge.export(tmp_path)
    empty = LOG.sign(Forge().checkpoint().text).encode()

    for note in (forge.note(6), forge.note(), empty):
        told, findings = audited(export, since=note)
        assert findings.exit == 0
        assert "V9" in told["checked"]


def test_v9_finds_another_history(forge: Forge, tmp_path: Path) -> None:
    export = forge.export(tmp_path)
    other = Forge.founded()
    other.count(by=5)

    _, findings = audited(export, since=other.note())

    assert (findings.exit, found(findings)) == (1, {("V9", "inconsistent", None)})


def test_v9_finds_a_log_that_was_cut(forge: Forge, tmp_path: Path) -> None:
    note = forge.note()
    forge.items = forge.items[:10]
    for digest in set(forge.exhibits) - set(Forge.founded().exhibits):
        del forge.exhibits[digest]

    _, findings = audited(forge.export(tmp_path), since=note)

    assert (findings.exit, found(findings)) == (1, {("V9", "rolled_back", None)})


def test_v9_takes_only_the_logs_own_word(forge: Forge, tmp_path: Path) -> None:
    export = forge.export(tmp_path)

    for note in (forge.note(6, signer=key("other.example/1")), b"hello", LOG.sign("a\n").encode()):
        _, findings = audited(export, since=note)
        assert (findings.exit, found(findings)) == (1, {("V9", "since_unusable", None)})


# V10


def test_v10_a_receipt_is_honoured(forge: Forge, tmp_path: Path) -> None:
    told, findings = audited(forge.export(tmp_path), receipt=forge.receipt(8))

    assert findings.exit == 0
    assert "V10" in told["checked"]


def test_v10_finds_a_receipt_that_is_not(forge: Forge, tmp_path: Path) -> None:
    receipt = forge.receipt(8)
    forge.items[9].document["data"] = {"by": 7}
    forge.seal(8)

    _, findings = audited(forge.export(tmp_path), receipt=receipt)

    assert (findings.exit, found(findings)) == (1, {("V10", "not_honoured", 8)})


def test_v10_a_checkpoint_may_be_older_than_a_receipt(forge: Forge, tmp_path: Path) -> None:
    """Only cosignatures made after the promised time make it evidence."""
    receipt = forge.receipt(16)
    forge.items = forge.items[:16]
    late = audited(forge.export(tmp_path / "late"), receipt=receipt)[1]
    none = audited(forge.export(tmp_path / "none", forge.note(by=0)), receipt=receipt)[1]

    assert (late.exit, found(late)) == (1, {("V10", "not_honoured", 16)})
    assert none.exit == 3
    assert ("V10", "not_yet", 16) in found(none)


def test_v10_takes_only_the_ledgers_own_word(forge: Forge, tmp_path: Path) -> None:
    export = forge.export(tmp_path)

    for note in (forge.note(), b"hello", producer("toy").sign("a\n").encode()):
        _, findings = audited(export, receipt=note)
        assert findings.exit == 1
        assert {f.code for f in findings.listed} == {"receipt_unusable"}
