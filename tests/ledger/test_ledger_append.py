import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from baraza.decider import Asked, Folded, decision
from baraza.decider.decision import schema_uri
from baraza.ledger import append
from baraza.ledger.append import CODES, Rejected, errors, group, writer
from baraza.ledger.append.founding import _append, _folded
from baraza.ledger.domain import DECIDERS
from baraza.ledger.messages import RevokeProducer, RotateProducerKey
from baraza.transparency.notes import Signer
from baraza.transparency.strict import canonical
from ledgers import ORIGIN, START, House, Pen, house, signer


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as one:
        yield one.found()


@pytest.fixture
def pen(home: House) -> Pen:
    return Pen(home)


def test_a_decision_is_stored_and_answered_for(home: House, pen: Pen) -> None:
    size = home.ledger.standing.size
    taken = pen.say(events=2)

    assert (taken.first, taken.count, taken.replayed) == (size, 3, False)
    assert home.ledger.standing.size == size + 3
    assert taken.reply["ok"]
    assert home.rows("SELECT version FROM entity WHERE entity = 'matching.pair.x'") == [(2,)]


# --- malformed


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b"{}",
        b'{"v": 2, "entries": ["a", "b"]}',
        b'{"v": 1, "entries": []}',
        b'{"v": 1, "entries": ["a"]}',
        b'{"v": 1, "entries": ["a", 1]}',
        b'{"v": 1, "entries": ["a", "b"], "more": 1}',
        b'{"v": 1, "entries": ["a", "b"], "deadline": "now"}',
        b'{"v": 1, "entries": ["a", "b"], "deadline": true}',
        b'{"v": 1, "entries": ' + b"[" * 100_000,
    ],
)
def test_a_request_that_is_none_is_malformed(home: House, payload: bytes) -> None:
    assert home.code(payload) == ("malformed", "bad_request")


def notes(payload: bytes) -> list[str]:
    return list(json.loads(payload)["entries"])


def sent(*entries: str) -> bytes:
    return json.dumps({"v": 1, "entries": entries}).encode()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda note: note.replace("—", "-"), "bad_note"),
        (lambda note: note + "x", "bad_note"),
        (lambda note: note.removesuffix("\n"), "bad_note"),
        (lambda note: note + note.rpartition("\n—")[2], "bad_note"),
        (lambda note: note.replace('{"', '{ "', 1), "not_canonical"),
        (lambda note: note.replace('"said"', '"\\u0073aid"', 1), "not_canonical"),
        (lambda note: note.replace('"basis":', '"basis":1,"basis":', 1), "bad_json"),
        (lambda note: note.replace('"please"', "1.5", 1), "bad_json"),
        (lambda note: note.replace("please", "\ud800", 1), "bad_json"),
        (lambda note: "[]" + note[note.index("\n") :], "bad_json"),
        (lambda note: note.replace('"self"', '"Self"', 1), "bad_envelope"),
        (lambda note: note.replace('"specversion"', '"specversiom"', 1), "bad_envelope"),
    ],
)
def test_each_fault_of_form_has_its_name(home: House, pen: Pen, change: object, why: str) -> None:
    command, event = notes(pen.request())

    assert home.code(sent(change(command), event)) == ("malformed", why)  # type: ignore[operator]


def test_data_are_valid_under_the_published_schema(home: House, pen: Pen) -> None:
    assert home.code(pen.request(data={"said": 1})) == ("malformed", "schema_violation")
    assert home.code(pen.request(event_data={"other": "x"})) == ("malformed", "schema_violation")


# --- too large


def test_what_is_too_large_is_refused_before_it_is_read(home: House, pen: Pen) -> None:
    assert home.code(b" " * 917_505) == ("too_large", None)
    assert home.code(sent(*["x"] * 1_001)) == ("too_large", None)
    long = pen.request(data={"said": "x" * 32_768})
    assert home.code(long) == ("too_large", None)
    deep = json.loads("[" * 40 + "]" * 40)
    assert home.code(pen.request(data={"said": deep})) == ("too_large", None)
    guards = " ".join(f"matching.pair.{i:03d}=0" for i in range(257))
    assert home.code(pen.request(expect=guards)) == ("too_large", None)


def test_an_entry_of_32768_bytes_fits(home: House, pen: Pen) -> None:
    documents = pen.decision(data={"said": ""})
    room = 32_768 - len(canonical(documents[0]))
    documents[0]["data"] = {"said": "x" * room}

    assert home.append(pen.signed(documents)).count == 2
    documents = pen.decision("pair.y", data={"said": "x" * (room + 1)})
    assert home.code(pen.signed(documents)) == ("too_large", None)


# --- unauthorised


def test_a_service_signs_its_own_types_in_its_own_log_only(home: House, pen: Pen) -> None:
    def said(documents: list[dict[str, object]], key: str | None = None) -> tuple[str, str]:
        return home.code(pen.signed(documents, key))

    assert said(pen.decision(), "feedback") == ("unauthorised", "not_entitled")
    assert said(pen.decision(), "root") == ("unauthorised", "not_entitled")
    assert said(pen.decision(), "nobody") == ("unauthorised", "unknown_key")
    other = "//other.example/2027/matching"
    assert said(pen.decision(source=other, event_source=other)) == ("unauthorised", "wrong_log")
    feedback = Pen(home, "feedback")
    assert home.code(feedback.request(), "matching") == ("unauthorised", "not_entitled")
    strange = "baraza.event.feedback.Said.v1"
    assert said(pen.decision(event_type=strange)) == ("unauthorised", "not_entitled")
    assert home.faults() == ["unauthorised"] * 6


def test_a_signature_is_over_these_bytes(home: House, pen: Pen) -> None:
    command, event = notes(pen.request())
    forged = command.replace("please", "gimme!")

    assert home.code(sent(forged, event)) == ("unauthorised", "bad_signature")


def test_only_the_root_key_registers_keys(home: House) -> None:
    own = Pen(home, "ledger")
    documents = own.decision(
        "producer.oversight",
        type="baraza.command.ledger.RegisterProducer.v1",
        event_type="baraza.event.ledger.ProducerRegistered.v1",
        actor="body.founders",
        decider="ledger.v1",
    )

    assert home.code(own.signed(documents), "ledger") == ("unauthorised", "not_entitled")


def test_a_revoked_key_signs_nothing_more(home: House, pen: Pen) -> None:

    new, old = Signer(f"{ORIGIN}/matching", bytes(32)), signer("matching")
    waiting = home.ledger.prepare(pen.request("pair.w"), "matching")
    for k, command in enumerate(
        (
            RotateProducerKey(service="matching", key=new.vkey, old=old.vkey),
            RevokeProducer(key=old.vkey, ground="lost"),
        )
    ):
        folded: Folded[object] = _folded(home.ledger)
        asked = Asked(f"01955000-0000-7000-8000-00000000000{k}", START, "body.founders", "seat")
        entries = decision(DECIDERS["ledger.v1"], folded, command, asked, origin=ORIGIN)
        _append(home.ledger, entries, signer("root"))

    assert home.code(pen.request()) == ("unauthorised", "revoked_key")
    with pytest.raises(Rejected) as no:  # checked before it waited, revoked while it did
        home.ledger.submit(waiting).result(10)
    assert no.value.details["why"] == "revoked_key"
    until = home.rows("SELECT until_idx FROM signing_key WHERE until_idx IS NOT NULL")
    assert until == [(home.ledger.standing.size - 1,)]
    before = home.ledger.standing
    home.again()
    assert home.ledger.standing == before


def test_an_entry_names_the_published_schema(home: House, pen: Pen) -> None:
    other = "ni:///sha-256;" + "A" * 43

    assert home.code(pen.request(dataschema=other))[0] == "unknown_contract"
    assert home.code(pen.request(event_type="baraza.event.matching.Said.v2"))[0] == (
        "unknown_contract"
    )


# --- the shape of a decision


def test_a_decision_is_whole(home: House, pen: Pen) -> None:
    documents = pen.decision(events=2)
    refused = {"type": "baraza.event.matching.CommandRefused.v1"}
    for wrong in (
        documents[:2],
        [documents[0], documents[2], documents[1]],
        documents[1:],
        [documents[0], documents[0], documents[1]],
        [{**documents[0], "eventsdigest": "0" * 64}, *documents[1:]],
        [{**documents[0], "eventcount": 3}, *documents[1:]],
        [documents[0], {**documents[1], "exhibits": "0" * 64}, documents[2]],
    ):
        assert home.code(pen.signed(wrong))[0] == "incomplete_decision"
    data = {"command": "Say", "reason": "x", "rule": "matching.v1", "numbers": {}}
    schema = home.ledger.standing.contracts["baraza.event.matching.CommandRefused.v1"]

    events = pen.decision(
        event_data=data, event_dataschema=schema_uri(schema), event_type=refused["type"]
    )
    assert home.code(pen.signed(events))[0] == "incomplete_decision"


# --- idempotency


def test_the_same_ask_under_the_same_id_gets_the_first_receipt(home: House, pen: Pen) -> None:
    documents = pen.decision()
    first = home.append(pen.signed(documents))
    other = pen.decision(events=3, id=documents[0]["id"])  # decided otherwise, asked the same
    again = home.append(pen.signed(other))

    assert again.replayed
    assert (again.first, again.count, again.receipt) == (first.first, 2, first.receipt)


def test_another_ask_under_the_same_id_is_refused(home: House, pen: Pen) -> None:
    documents = pen.decision()
    home.append(pen.signed(documents))
    other = pen.decision(id=documents[0]["id"], data={"said": "something else"})

    assert home.code(pen.signed(other))[0] == "command_reused"
    assert home.faults() == ["command_reused"]


def test_one_id_in_one_group_is_one_decision(home: House, pen: Pen) -> None:
    documents = pen.decision()
    other = pen.decision(id=documents[0]["id"], data={"said": "something else"})
    waiting = [
        home.ledger.prepare(pen.signed(d), "matching") for d in (documents, documents, other)
    ]
    first, second, third = [home.ledger.submit(one) for one in waiting]

    assert first.result(10).receipt == second.result(10).receipt
    assert isinstance(third.exception(10), Rejected)


def test_an_entry_id_stands_under_one_command(home: House, pen: Pen) -> None:
    documents = pen.decision()
    row = home.rows("SELECT MAX(idx) + 1 FROM entry")[0][0]
    home.ledger.write(
        lambda connection: connection.execute(
            text(
                "INSERT INTO entry (idx, leaf, leaf_hash, entry_id, command_id, type, entity, "
                "recorded_at) VALUES (:i, '', '', :id, 'other', 't', 'e', 0)"
            ),
            {"i": row, "id": documents[1]["id"]},
        )
    ).result(10)

    assert home.code(pen.signed(documents))[0] == "entry_reused"


# --- basis, versions, exhibits, time


def test_a_basis_is_a_position_between_decisions(home: House, pen: Pen) -> None:
    size = home.ledger.standing.size

    assert home.code(pen.request(basis=size + 1))[0] == "basis_ahead"
    assert home.code(pen.request(basis=size - 1))[0] == "bad_basis"
    assert home.append(pen.request(basis=size - 2)).first == size


@pytest.mark.case(53)
def test_a_basis_is_not_too_old(home: House, pen: Pen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group, "BEHIND_MAX", 4)
    size = home.ledger.standing.size

    assert home.code(pen.request(basis=size - 6))[0] == "basis_too_old"
    assert home.append(pen.request(basis=size - 4)).count == 2


@pytest.mark.case(58)
def test_what_moved_meanwhile_is_told(home: House, pen: Pen) -> None:
    pen.say("pair.x", events=3)

    def conflict(payload: bytes) -> object:
        with pytest.raises(Rejected) as no:
            home.append(payload)
        assert no.value.code == "version_conflict"
        return no.value.details

    expected = {"entity": "matching.pair.x", "expected": 2, "actual": 3}
    assert conflict(pen.request("pair.y", expect="matching.pair.x=2")) == expected
    assert conflict(pen.request("pair.x", event_entityversion=3)) == expected
    assert home.append(pen.request("pair.y", expect="matching.pair.x=3")).count == 2


@pytest.mark.case(19)
def test_one_of_two_that_write_the_same_version_is_told(home: House, pen: Pen) -> None:
    waiting = [home.ledger.prepare(pen.request(), "matching") for _ in range(5)]
    outcomes = [home.ledger.submit(one).exception(10) for one in waiting]

    assert outcomes[0] is None
    assert [getattr(no, "code", None) for no in outcomes[1:]] == ["version_conflict"] * 4


def test_every_exhibit_is_stored_before(home: House, pen: Pen) -> None:

    digest = sha256(b"evidence").hexdigest()
    payload = pen.request(exhibits=digest, event_exhibits=digest)

    with pytest.raises(Rejected) as no:
        home.append(payload)
    assert (no.value.code, no.value.details) == ("exhibit_missing", {"digests": [digest]})
    assert home.upload(b"evidence") == digest
    assert home.append(payload).count == 2
    assert home.rows(f"SELECT size FROM exhibit WHERE sha256 = '{digest}'") == [(8,)]  # noqa: S608
    assert home.rows("SELECT * FROM exhibit_part") == []


@pytest.mark.case(28)
def test_a_decision_is_not_from_the_future(home: House, pen: Pen) -> None:
    home.time.ms -= 300_000
    assert (
        home.append(
            pen.request(
                "pair.y", time="2027-03-03T09:00:00.000Z", event_time="2027-03-03T09:00:00.000Z"
            )
        ).count
        == 2
    )
    home.time.ms -= 1

    assert (
        home.code(
            pen.request(time="2027-03-03T09:00:00.000Z", event_time="2027-03-03T09:00:00.000Z")
        )[0]
        == "clock_skew"
    )


def test_a_deadline_that_has_passed_is_told(home: House, pen: Pen) -> None:
    now = home.time.ms
    waiting = home.ledger.prepare(pen.signed(pen.decision(), deadline=now + 2_000), "matching")
    home.time.seconds += 2.1
    no = home.ledger.submit(waiting).exception(10)

    assert isinstance(no, Rejected)
    assert no.code == "deadline_exceeded"
    waiting = home.ledger.prepare(pen.request(), "matching")
    home.time.seconds += 4.9
    assert home.ledger.submit(waiting).result(10).count == 2


def test_a_full_queue_says_when_to_come_again(
    home: House, pen: Pen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "QUEUE_MAX", 0)
    no = home.ledger.submit(home.ledger.prepare(pen.request(), "matching")).exception(10)

    assert isinstance(no, Rejected)
    assert no.reply["error"]["code"] == "busy"
    assert no.reply["error"]["retry_after_ms"] > 0


@pytest.mark.case(27, 34)
def test_a_halted_log_takes_nothing(home: House, pen: Pen) -> None:
    home.ledger.halt("a test")

    assert home.code(pen.request()) == ("log_halted", "a test")


def test_every_code_says_what_to_do() -> None:
    assert set(CODES) == {
        *("malformed", "incomplete_decision", "too_large", "unauthorised", "unknown_contract"),
        *("command_reused", "entry_reused", "version_conflict", "basis_too_old", "basis_ahead"),
        *("bad_basis", "exhibit_missing", "digest_mismatch", "clock_skew", "deadline_exceeded"),
        *("busy", "log_halted"),
    }
    for code in CODES:
        error = errors.Rejected(code).reply["error"]
        assert error["status"] >= 400
        assert error["retry"] in {"never", "same", "redecide"}
    assert append.CODES is errors.CODES


# --- time


@pytest.mark.case(28)
def test_recorded_at_never_falls_and_a_wandering_clock_is_a_fault(home: House, pen: Pen) -> None:
    pen.say()
    home.time.ms -= 3_600_000
    pen.say(time="2027-03-03T08:00:00.000Z", event_time="2027-03-03T08:00:00.000Z")
    home.time.ms += 400 * 86_400_000
    pen.say()
    recorded = [row[0] for row in home.rows("SELECT recorded_at FROM entry ORDER BY idx")]

    assert recorded == sorted(recorded)
    assert set(home.faults()) == {"clock_stepped_back", "clock_jumped_ahead"}


@pytest.mark.case(28)
def test_in_a_rehearsed_log_the_time_of_the_decision_is_the_time(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        home.found("virtual")
        pen = Pen(home)
        home.time.ms = 0
        pen.say()
        pen.say(time="2031-01-01T00:00:00.000Z", event_time="2031-01-01T00:00:00.000Z")
        pen.say()
        recorded = [row[0] for row in home.rows("SELECT recorded_at FROM entry ORDER BY idx")]

        assert recorded[-4:] == [1_924_992_000_000] * 4
        assert recorded[-6] == (1000 * 1804064401)
        assert home.faults() == []
