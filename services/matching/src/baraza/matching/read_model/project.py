"""What each fact changes in the rows."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from baraza.decider import Entry
from baraza.matching.read_model import changes, loads, people, ties, waits
from baraza.matching.read_model.tables import (
    CAPACITY,
    ENTRANT,
    EXCLUDED,
    LANGUAGE,
    PAIR,
    RELATIONSHIP,
    ROUND,
    UNMATCHED,
)

_ANNOUNCED = (
    "round",
    "programme",
    "rule_set",
    "policy",
    "opens",
    "closes",
    "beacon",
    "pulse",
    "pulse_at",
)


def project(connection: Connection, index: int, entry: Entry) -> None:
    """Rows follow this service's own facts, and who is away; all else is passed over."""
    if entry.kind == "event":
        change = _OF.get(entry.service, {}).get(entry.name)
        if change is not None:
            change(connection, index, entry)


def _announced(connection: Connection, _: int, entry: Entry) -> None:
    said = {name: entry.data[name] for name in _ANNOUNCED}
    connection.execute(insert(ROUND).values(**said, state="announced"))


def _entered(connection: Connection, index: int, entry: Entry) -> None:
    """Again replaces what was said before."""
    data = entry.data
    key = {"round": data["round"], "person": data["person"]}
    _out(connection, index, entry)
    said = {"side": data["side"], "places": data["places"], "label": data.get("organisation_label")}
    connection.execute(insert(ENTRANT).values(**key, **said, idx=index))
    for rank, capacity in enumerate(dict.fromkeys(data["capacities"]), 1):
        connection.execute(insert(CAPACITY).values(**key, capacity=capacity, rank=rank))
    for rank, language in enumerate(dict.fromkeys(data["languages"]), 1):
        connection.execute(insert(LANGUAGE).values(**key, language=language, rank=rank))
    loads.said(connection, index, entry)


def _gone(connection: Connection, index: int, entry: Entry) -> None:
    _out(connection, index, entry)
    loads.taken_back(connection, index, entry)


def _out(connection: Connection, _: int, entry: Entry) -> None:
    for table in (ENTRANT, CAPACITY, LANGUAGE):
        said = table.c.round == entry.data["round"], table.c.person == entry.data["person"]
        connection.execute(delete(table).where(*said))


def _frozen(connection: Connection, _: int, entry: Entry) -> None:
    data = entry.data
    _of_round(
        connection,
        data["round"],
        state="frozen",
        digest=data["digest"],
        scores=data["scores"]["exhibit"],
        exclusions=data["exclusions"]["exhibit"],
        mentees=data["mentees"],
        mentors=data["mentors"],
    )
    for code, pairs in sorted(data["excluded"].items()):
        connection.execute(insert(EXCLUDED).values(round=data["round"], code=code, pairs=pairs))


def _drawn(connection: Connection, _: int, entry: Entry) -> None:
    data = entry.data
    _of_round(
        connection,
        data["round"],
        state="drawn",
        randomness=data["randomness"],
        checkpoint_size=data["checkpoint_size"],
    )


def _settled(connection: Connection, _: int, entry: Entry) -> None:
    data = entry.data
    _of_round(
        connection,
        data["round"],
        state="settled",
        instance=data["instance"]["exhibit"],
        result=data["result"]["exhibit"],
        matched=data["matched"],
        unmatched=data["unmatched"],
        welfare=data["welfare"],
        gap=data["gap"],
    )


def _unanswered(connection: Connection, _: int, entry: Entry) -> None:
    instance = entry.data["instance"]["exhibit"]
    _of_round(connection, entry.data["round"], instance=instance)


def _released(connection: Connection, _: int, entry: Entry) -> None:
    _of_round(connection, entry.data["settlement"], state="released")


def _voided(connection: Connection, _: int, entry: Entry) -> None:
    data = entry.data
    said = {"void_ground": data["ground"], "finding": data.get("finding")}
    _of_round(connection, data["round"], state="voided", **said)


def _unmatched(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    connection.execute(
        insert(UNMATCHED).values(
            round=data["round"],
            person=data["person"],
            reason=data["reason"],
            shortage=data.get("shortage"),
            idx=index,
        )
    )


def _proposed(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    programme = connection.execute(
        select(ROUND.c.programme).where(ROUND.c.round == data["round"])
    ).scalar_one()
    connection.execute(
        insert(PAIR).values(
            idx=index,
            programme=programme,
            state="proposed",
            proposed_at=entry.document["time"],
            **data,
        )
    )


def _answered(connection: Connection, _: int, entry: Entry) -> None:
    data = entry.data
    side = "mentor_answer" if data["person"] == data["mentor"] else "mentee_answer"
    answer = None if data["answer"] == "undo" else data["answer"]
    _of_pair(connection, data, **{side: answer})


def _ended(connection: Connection, index: int, entry: Entry) -> None:
    closed = {"closed_idx": index, "closed_at": entry.document["time"]}
    _of_pair(connection, entry.data, state=entry.data["how"], **closed)


def _started(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    pair = connection.execute(select(PAIR).where(PAIR.c.idx == _last(connection, data))).one()
    _of_pair(connection, data, relationship=data["relationship"])
    connection.execute(
        insert(RELATIONSHIP).values(
            **data,
            origin=pair.origin,
            score=pair.score,
            proposed_idx=pair.idx,
            started_idx=index,
            started_at=entry.document["time"],
        )
    )
    ties.started(connection, index, entry)


def _agreed(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    said = {"sessions": data["sessions"], "every_weeks": data["every_weeks"]}
    agreed = index if data["complete"] else None
    _of_relationship(connection, data, **said, agreed_idx=agreed)


def _closing(connection: Connection, index: int, entry: Entry) -> None:
    at = entry.document["time"]
    _of_relationship(connection, entry.data, closure_idx=index, closure_at=at)


_PARTED = ("how", "ground", "talk_held", "rematch", "tie_kept")


def _parted(connection: Connection, index: int, entry: Entry) -> None:
    said = {name: entry.data.get(name) for name in _PARTED}
    at = entry.document["time"]
    _of_relationship(connection, entry.data, ended_idx=index, ended_at=at, **said)


def _of_round(connection: Connection, round_: str, **values: Any) -> None:
    connection.execute(update(ROUND).where(ROUND.c.round == round_).values(**values))


def _of_pair(connection: Connection, data: Mapping[str, Any], **values: Any) -> None:
    """The last proposal of these two."""
    idx = _last(connection, data)
    connection.execute(update(PAIR).where(PAIR.c.idx == idx).values(**values))


def _last(connection: Connection, data: Mapping[str, Any]) -> int:
    last = (
        select(PAIR.c.idx)
        .where(PAIR.c.mentor == data["mentor"], PAIR.c.mentee == data["mentee"])
        .order_by(PAIR.c.idx.desc())
        .limit(1)
    )
    idx: int = connection.execute(last).scalar_one()
    return idx


def _of_relationship(connection: Connection, data: Mapping[str, Any], **values: Any) -> None:
    where = RELATIONSHIP.c.relationship == data["relationship"]
    connection.execute(update(RELATIONSHIP).where(where).values(**values))


_CHANGES: Mapping[str, Callable[[Connection, int, Entry], None]] = {
    "RoundAnnounced": _announced,
    "RoundEntered": _entered,
    "RoundLeft": _gone,
    "RoundFrozen": _frozen,
    "BeaconRecorded": _drawn,
    "RoundSettled": _settled,
    "RoundUnanswered": _unanswered,
    "OutcomesReleased": _released,
    "RoundVoided": _voided,
    "MenteeUnmatched": _unmatched,
    "PairProposed": _proposed,
    "OfferAnswered": _answered,
    "OfferEnded": _ended,
    "RelationshipStarted": _started,
    "GoalsAgreed": _agreed,
    "RelationshipChanged": changes.changed,
    "BackupDesignated": changes.backed,
    "ClosureBegun": _closing,
    "RelationshipEnded": _parted,
    "WaitingListJoined": waits.joined,
    "WaitingListLeft": waits.left,
}
_OF: Mapping[str, Mapping[str, Callable[[Connection, int, Entry], None]]] = {
    "matching": _CHANGES,
    "registration": {
        "OfferMade": ties.nominated,
        "PersonRegistered": people.registered,
        "RecordMade": ties.declared,
        "RoleChanged": changes.mentor_moved,
    },
    "feedback": {
        "InterimMeasureTaken": changes.measured,
        "InterimMeasureLifted": changes.measured,
    },
}
