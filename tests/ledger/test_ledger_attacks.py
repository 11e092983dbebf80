"""Whoever appends what is not theirs, or not whole, or not new: told why, on file, and no entry."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from baraza.decider import Asked, Folded, decision
from baraza.decider.decision import schema_uri
from baraza.ledger.append.founding import _append, _folded
from baraza.ledger.domain import DECIDERS
from baraza.ledger.messages import RevokeProducer, RotateProducerKey
from baraza.transparency import Leaf, Signer
from ledgers import ORIGIN, START, House, Pen, events_digest, house, signer


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as one:
        yield one.found()


@pytest.fixture
def pen(home: House) -> Pen:
    return Pen(home)


def log(home: House) -> list[tuple[Any, ...]]:
    """Every byte of the log, and what the ledger says of it."""
    return [*home.rows("SELECT * FROM entry ORDER BY idx"), (home.ledger.standing,)]


def revoke(home: House) -> None:
    """The founders take matching another key, and then its old one away."""
    new = Signer(f"{ORIGIN}/matching", bytes(32))
    old = signer("matching").vkey
    for k, command in enumerate(
        (
            RotateProducerKey(service="matching", key=new.vkey, old=old),
            RevokeProducer(key=old, ground="lost"),
        )
    ):
        folded: Folded[object] = _folded(home.ledger)
        asked = Asked(f"01955000-0000-7000-8000-00000000000{k}", START, "body.founders", "seat")
        entries = decision(DECIDERS["ledger.v1"], folded, command, asked, origin=ORIGIN)
        _append(home.ledger, entries, signer("root"))


def of_feedback(pen: Pen) -> bytes:
    """Matching's own key under an entry of feedback's."""
    return Pen(pen.house, "feedback").signed(Pen(pen.house, "feedback").decision(), "matching")


def of_nobody(pen: Pen) -> bytes:
    return pen.signed(pen.decision(), "nobody")


def of_another_log(pen: Pen) -> bytes:
    other = "//other.example/2027/matching"
    return pen.signed(pen.decision(source=other, event_source=other))


def of_a_revoked_key(pen: Pen) -> bytes:
    revoke(pen.house)
    return pen.request()


STRANGE: list[tuple[Callable[[Pen], bytes], str, str]] = [
    (of_feedback, "feedback", "not_entitled"),
    (of_nobody, "matching", "unknown_key"),
    (of_another_log, "matching", "wrong_log"),
    (of_a_revoked_key, "matching", "revoked_key"),
]


@pytest.mark.case(16)
@pytest.mark.parametrize(("forged", "asked_as", "why"), STRANGE, ids=[why for *_, why in STRANGE])
def test_what_is_signed_by_whoever_may_not_is_told_noted_and_not_taken(
    home: House, pen: Pen, forged: Callable[[Pen], bytes], asked_as: str, why: str
) -> None:
    payload = forged(pen)
    before = log(home)

    assert home.code(payload, asked_as) == ("unauthorised", why)
    assert home.faults() == ["unauthorised"]
    assert log(home) == before
    details = json.loads(home.rows("SELECT details FROM fault")[0][0])
    assert details["why"] == why


@pytest.mark.case(17)
def test_the_same_command_again_is_its_first_receipt_and_another_under_its_id_is_told(
    home: House, pen: Pen
) -> None:
    documents = pen.decision()
    first = home.append(pen.signed(documents))
    before = log(home)
    again = home.append(pen.signed(documents))
    assert (again.replayed, again.receipt) == (True, first.receipt)

    other = pen.decision(id=documents[0]["id"], data={"said": "something else"})
    assert home.code(pen.signed(other))[0] == "command_reused"
    assert home.faults() == ["command_reused"]
    assert log(home) == before


def signed_events(home: House) -> list[str]:
    """The note of the newest entry, as its service signed it."""
    rows = home.rows("SELECT leaf FROM entry ORDER BY idx DESC LIMIT 1")
    return [Leaf.parse(row[0]).note.decode() for row in rows]


@pytest.mark.case(18)
def test_old_signed_events_do_not_serve_a_new_command(home: House, pen: Pen) -> None:
    """Their ids are those of the old one; and none of theirs is another's under their own."""
    documents = pen.decision()
    home.append(pen.signed(documents))
    old = signed_events(home)
    new = pen.decision(eventsdigest=events_digest(documents[1:]))
    (command, *_) = json.loads(pen.signed(new))["entries"]
    before = log(home)

    payload = json.dumps({"v": 1, "entries": [command, *old]}).encode()
    assert home.code(payload)[0] == "incomplete_decision"
    renamed = {**new[0], "commandid": new[0]["id"]}
    events = [{**documents[1], "commandid": new[0]["id"], "correlationid": new[0]["id"]}]
    renamed |= {"eventsdigest": events_digest(events), "time": documents[1]["time"]}
    assert home.code(pen.signed([renamed, *events]))[0] == "incomplete_decision"
    assert log(home) == before


@pytest.mark.case(52)
def test_a_decision_without_its_last_event_is_not_taken(home: House, pen: Pen) -> None:
    documents = pen.decision(events=3)
    before = log(home)

    assert home.code(pen.signed(documents[:-1]))[0] == "incomplete_decision"
    fewer = [{**documents[0], "eventcount": 2}, *documents[1:-1]]
    assert home.code(pen.signed(fewer))[0] == "incomplete_decision"
    assert log(home) == before


def refused(pen: Pen, **changed: Any) -> list[dict[str, Any]]:
    """A refusal of right shape, unless told."""
    kind = "baraza.event.matching.CommandRefused.v1"
    schema = pen.house.ledger.standing.contracts[kind]
    data = {"command": "Say", "reason": "x", "rule": "matching.v1", "numbers": {}}
    documents = pen.decision(expect="matching.pair.x=0", **changed)
    documents[1] |= {
        "type": kind,
        "data": data,
        "dataschema": schema_uri(schema),
        "subject": f"refusal.{documents[0]['id']}",
        "entityversion": 1,
    }
    return documents


def sealed(documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    command, *events = documents
    sums = {"eventsdigest": events_digest(events), "eventcount": len(events)}
    return [{**command, **sums}, *events]


@pytest.mark.case(57)
def test_a_refusal_stands_alone_on_a_subject_of_its_own(home: House, pen: Pen) -> None:
    good = refused(pen)
    beside = [*refused(pen, events=2)]
    on_entity = [{**good[0]}, {**good[1], "subject": "pair.x"}]
    second = [{**good[0]}, {**good[1], "entityversion": 2}]
    unguarded = [{k: v for k, v in good[0].items() if k != "expect"}, good[1]]
    before = log(home)

    for wrong in (beside, on_entity, second, unguarded):
        assert home.code(pen.signed(sealed(wrong)))[0] == "incomplete_decision"
    assert log(home) == before
    assert home.append(pen.signed(sealed(good))).count == 2


@pytest.mark.case(58)
def test_a_refusal_on_a_version_that_has_moved_is_to_be_decided_again(
    home: House, pen: Pen
) -> None:
    late = refused(pen)
    pen.say("pair.x")
    before = log(home)

    code, _ = home.code(pen.signed(sealed(late)))
    assert code == "version_conflict"
    assert log(home) == before
    again = refused(pen, id=late[0]["id"])
    again[0] |= {"expect": "matching.pair.x=1"}
    assert home.append(pen.signed(sealed(again))).count == 2
