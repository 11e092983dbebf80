"""The envelope, the shape of a decision, what was asked, and who may sign what."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from baraza.transparency import (
    BadDecision,
    BadEnvelope,
    Leaf,
    ProducerNote,
    TooManyGuards,
    ask_digest,
    canonical,
    check_decision,
    check_envelope,
    entitled,
    exhibits_of,
    guards_of,
    parse_canonical,
)

VECTORS = Path(__file__).parents[1] / "vectors"
ORIGIN = "baraza.example/2027"
LEAVES = [Leaf.parse((VECTORS / "leaf" / f"{i}.bin").read_bytes()) for i in range(20)]
DOCUMENTS = [parse_canonical(leaf.wire) for leaf in LEAVES]
DECISIONS = json.loads((VECTORS / "decisions.json").read_text())
NEGATIVE = json.loads((VECTORS / "negative" / "cases.json").read_text())

SUBMIT, SUBMITTED, REFUSED, VOICE = DOCUMENTS[6], DOCUMENTS[7], DOCUMENTS[9], DOCUMENTS[16]


def digests(documents: list[Any]) -> list[bytes]:
    return [sha256(canonical(document)).digest() for document in documents]


def requested(file: str) -> list[Any]:
    entries = json.loads((VECTORS / file).read_text())["entries"]
    return [parse_canonical(ProducerNote.parse(entry.encode()).wire) for entry in entries]


def cases(must: str) -> list[str]:
    return [
        f"negative/{c['file']}" for c in NEGATIVE if must in c["must"] and "append-" in c["file"]
    ]


@pytest.mark.parametrize("index", range(20))
def test_every_entry_has_a_right_envelope(index: int) -> None:
    check_envelope(DOCUMENTS[index])

    assert entitled(LEAVES[index].key_name, ORIGIN, DOCUMENTS[index])


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision["first"])
def test_every_decision_has_its_shape(decision: dict[str, Any]) -> None:
    first, last = decision["first"], decision["first"] + decision["count"]

    check_decision(DOCUMENTS[first:last], digests(DOCUMENTS[first:last]))

    assert ask_digest(DOCUMENTS[first]) == decision["askdigest"]
    assert DOCUMENTS[first]["basis"] == decision["basis"]


def test_the_request_of_a_refusal() -> None:
    documents = requested("append-8.request")
    for document in documents:
        check_envelope(document)
    check_decision(documents, digests(documents))

    assert documents == DOCUMENTS[8:10]


@pytest.mark.parametrize("file", cases("bad_envelope"))
def test_requests_with_a_bad_envelope(file: str) -> None:
    command = requested(file)[0]
    with pytest.raises(BadEnvelope):
        check_envelope(command)


@pytest.mark.parametrize("file", cases("incomplete_decision"))
def test_requests_that_are_no_whole_decision(file: str) -> None:
    documents = requested(file)
    for document in documents:
        check_envelope(document)
    with pytest.raises(BadDecision):
        check_decision(documents, digests(documents))


@pytest.mark.parametrize("member", sorted(SUBMIT.keys() - {"expect", "via"}))
def test_a_command_has_every_member(member: str) -> None:
    with pytest.raises(BadEnvelope):
        check_envelope({name: value for name, value in SUBMIT.items() if name != member})


@pytest.mark.parametrize("member", sorted(SUBMITTED))
def test_an_event_has_every_member(member: str) -> None:
    with pytest.raises(BadEnvelope):
        check_envelope({name: value for name, value in SUBMITTED.items() if name != member})


def test_members_are_closed() -> None:
    for document in (SUBMIT, SUBMITTED):
        with pytest.raises(BadEnvelope):
            check_envelope(document | {"traceparent": "00"})
    for member in ("actor", "basis", "expect", "eventcount", "causationid"):
        with pytest.raises(BadEnvelope):
            check_envelope(SUBMITTED | {member: SUBMIT.get(member, SUBMIT["id"])})
    with pytest.raises(BadEnvelope):
        check_envelope(SUBMIT | {"entityversion": 1})


HEX = "0" * 64
WRONG = {
    "specversion": ["1.1", 1],
    "id": ["x", "01955004-0000-7000-8000-00000000000A", SUBMIT["id"] + ".1", 7, None],
    "commandid": ["01955004-0000-7000-8000-000000000005"],
    "correlationid": ["x", "01955004-0000-4000-8000-000000000004"],
    "causationid": ["x", SUBMIT["id"] + ".0", SUBMIT["id"] + ".01"],
    "source": ["//a.example", "a.example/registration", "//a b/registration", "//a+b/registration"],
    "type": [
        "baraza.command.registration.SubmitApplication",
        "baraza.command.registration.submitApplication.v1",
        "baraza.command.Registration.SubmitApplication.v1",
        "baraza.command.registration.SubmitApplication.v01",
        "baraza.query.registration.SubmitApplication.v1",
        None,
    ],
    "subject": ["application", "application.", "Application.1", "application.a b", "a.b.c", []],
    "time": [
        "2027-03-03T09:01:00Z",
        "2027-03-03T09:01:00.000+00:00",
        "2027-02-30T09:01:00.000Z",
        "2027-03-03 09:01:00.000Z",
    ],
    "datacontenttype": ["application/cbor"],
    "dataschema": ["ni:///sha-256;x", "https://a.example/schema", "ni:///sha-256;" + "B" * 43],
    "actor": ["p41d09", "person.P41D09", "person.p4", "robot.x", "voice.p41d09", "person.p" + HEX],
    "actingas": ["", "Seat", "a b"],
    "reason": ["Because", "two words"],
    "via": ["door"],
    "basis": [-1, True, "6", 6.0, 2**53],
    "decider": ["registration", "registration.v0"],
    "eventcount": [0, 1000, "1", True],
    "eventsdigest": ["x", HEX.upper() + "0"],
    "expect": [
        "",
        "registration.person.p41d09",
        "registration.person.p41d09=01",
        "registration.person.p41d09=0 ",
        "person.p41d09=0",
        "b.b.b=0 a.a.a=0",
        "a.a.a=0 a.a.a=0",
    ],
    "exhibits": ["", HEX[1:], f"{HEX} {HEX}", f"{'1' * 64} {HEX}", f"{HEX} "],
    "data": [[], "x", None],
}


@pytest.mark.parametrize(("member", "value"), [(m, v) for m, vs in WRONG.items() for v in vs])
def test_a_member_has_its_form(member: str, value: object) -> None:
    with pytest.raises(BadEnvelope):
        check_envelope(SUBMIT | {member: value})


def test_what_an_asker_may_say() -> None:
    check_envelope(
        SUBMIT
        | {"causationid": DOCUMENTS[1]["id"], "reason": "on_request", "actingas": "seat.council-1"}
        | {"expect": "a.a.a=0 b.b.b=12", "exhibits": f"{HEX} {'1' * 64}"}
    )


def test_guards_are_bounded() -> None:
    guards = [f"a.a.{k:03d}=0" for k in range(257)]

    check_envelope(SUBMIT | {"expect": " ".join(guards[:256])})
    with pytest.raises(TooManyGuards):
        check_envelope(SUBMIT | {"expect": " ".join(guards)})


@pytest.mark.parametrize(
    "other",
    [
        {"actingas": "member"},
        {"correlationid": SUBMIT["id"]},
        {"causationid": SUBMIT["id"]},
        {"expect": "registration.person.p41d09=0"},
    ],
    ids=str,
)
def test_a_voice_asks_alone(other: dict[str, object]) -> None:
    check_envelope(VOICE | {"expect": "registration.call.2027a=1"})
    with pytest.raises(BadEnvelope):
        check_envelope(VOICE | other)


@pytest.mark.parametrize("member", ["commandid", "correlationid", "time", "source"])
def test_a_decision_is_of_one_moment_and_one_chain(member: str) -> None:
    other = SUBMITTED | {member: DOCUMENTS[1][member]}
    command = SUBMIT | {"eventsdigest": sha256(digests([other])[0]).hexdigest()}

    with pytest.raises(BadDecision):
        check_decision([command, other], digests([command, other]))


@pytest.mark.parametrize(
    "documents",
    [
        [SUBMIT],
        [SUBMITTED],
        [SUBMIT, SUBMITTED, SUBMITTED],
        [SUBMIT, SUBMIT],
        [SUBMIT, REFUSED],
        [SUBMIT | {"eventsdigest": HEX}, SUBMITTED],
        [SUBMIT | {"eventcount": 2}, SUBMITTED],
        [SUBMITTED, SUBMITTED],
    ],
    ids=range(8),
)
def test_what_is_no_decision(documents: list[Any]) -> None:
    with pytest.raises(BadDecision):
        check_decision(documents, digests(documents))


def test_evidence_of_an_event_is_evidence_of_its_command() -> None:
    event = SUBMITTED | {"exhibits": HEX}
    command = SUBMIT | {"eventsdigest": sha256(digests([event])[0]).hexdigest()}

    with pytest.raises(BadDecision):
        check_decision([command, event], digests([command, event]))
    with_it = command | {"exhibits": f"{HEX} {'1' * 64}"}
    check_decision([with_it, event], digests([with_it, event]))
    assert exhibits_of(with_it) == {HEX, "1" * 64}
    assert exhibits_of(SUBMIT) == set()


def test_guards_are_read() -> None:
    assert guards_of(DOCUMENTS[8]) == {
        "registration.application.90ab12": 0,
        "registration.person.p88c30": 0,
    }
    assert guards_of(SUBMITTED) == {}


def test_what_was_asked_is_the_same_at_another_time() -> None:
    later = SUBMIT | {"basis": 9, "time": DOCUMENTS[8]["time"], "via": "file", "expect": "a.a.a=0"}

    assert ask_digest(later) == ask_digest(SUBMIT)
    for member in ("actingas", "actor", "data", "reason", "subject", "type"):
        assert ask_digest(SUBMIT | {member: "other"}) != ask_digest(SUBMIT)


def test_a_key_signs_its_services_types_alone() -> None:
    assert entitled(f"{ORIGIN}/registration", ORIGIN, SUBMIT)
    for name in ("feedback", "root", "ledger", "body.council"):
        assert not entitled(f"{ORIGIN}/{name}", ORIGIN, SUBMIT)
    assert not entitled(ORIGIN, ORIGIN, SUBMIT)
    assert not entitled("other.example/registration", "other.example", SUBMIT)
    assert not entitled(f"{ORIGIN}/feedback", ORIGIN, SUBMIT | {"source": f"//{ORIGIN}/feedback"})


def test_keys_are_announced_by_the_root_key_alone() -> None:
    announced, published = DOCUMENTS[3], DOCUMENTS[5]

    assert entitled(f"{ORIGIN}/root", ORIGIN, announced)
    assert not entitled(f"{ORIGIN}/ledger", ORIGIN, announced)
    assert entitled(f"{ORIGIN}/ledger", ORIGIN, published)
    assert not entitled(f"{ORIGIN}/root", ORIGIN, published)


def test_there_is_no_service_of_the_roots_name() -> None:
    of_root = SUBMIT | {
        "type": "baraza.command.root.SubmitApplication.v1",
        "source": f"//{ORIGIN}/root",
    }

    assert not entitled(f"{ORIGIN}/root", ORIGIN, of_root)


def test_another_services_rules_decide_nothing() -> None:
    """Else a log would be taken that no auditor could ever find whole."""
    command = {**SUBMIT, "decider": "matching.v1"}

    with pytest.raises(BadDecision, match="its own rules"):
        check_decision([command, SUBMITTED], digests([command, SUBMITTED]))
