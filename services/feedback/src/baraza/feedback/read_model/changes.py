"""Suggestions, the instruments that take them up, evaluations, and who was erased, in rows."""

from typing import Any

from sqlalchemy import Connection, insert, select, update

from baraza.decider import Entry
from baraza.feedback.read_model.tables import EVALUATION, INSTRUMENT, REPORT, SUGGESTION


def opened(connection: Connection, index: int, entry: Entry) -> None:
    fields = ("matter", "programme", "instrument", "version", "questions", "person", "addressee")
    connection.execute(
        insert(SUGGESTION).values(
            **{field: entry.data[field] for field in fields},
            decide_by=entry.data["decide_by"],
            opened_at=entry.document["time"],
            supporters=0,
            overdue=False,
            idx=index,
        )
    )


def supported(connection: Connection, _: int, entry: Entry) -> None:
    _of_matter(connection, entry.data["matter"], supporters=SUGGESTION.c.supporters + 1)


def decided(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    _of_matter(
        connection,
        data["matter"],
        outcome=data["outcome"],
        ground=data["ground"],
        decided_at=entry.document["time"],
        decided_idx=index,
    )


def overdue(connection: Connection, _: int, entry: Entry) -> None:
    data = entry.data
    _of_matter(connection, data["matter"], overdue=True, addressee=data["addressee"])


def drafted(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    connection.execute(
        insert(INSTRUMENT).values(
            digest=data["digest"],
            programme=data.get("programme", ""),
            version=data["version"],
            rules=data["rules"],
            idx=index,
        )
    )


def in_force(connection: Connection, index: int, entry: Entry) -> None:
    """The version adopted closes the open suggestions that it names."""
    data = entry.data
    row = INSTRUMENT.c.digest == data["digest"]
    rules = connection.execute(select(INSTRUMENT.c.rules).where(row)).scalar_one_or_none()
    if data["kind"] != "instrument" or rules is None:
        return
    connection.execute(
        update(INSTRUMENT).where(row).values(from_on=data["from_on"], adopted_idx=index)
    )
    taken = SUGGESTION.c.matter.in_(rules.get("suggestions_taken", []))
    if "programme" in data:
        taken &= SUGGESTION.c.programme == data["programme"]
    connection.execute(
        update(SUGGESTION)
        .where(taken & SUGGESTION.c.outcome.is_(None))
        .values(
            outcome="adopted",
            adopted_in=data["version"],
            decided_at=entry.document["time"],
            decided_idx=index,
        )
    )


def evaluated(connection: Connection, index: int, entry: Entry) -> None:
    connection.execute(
        insert(EVALUATION).values(
            evaluation=entry.data["evaluation"],
            programme=entry.data["programme"],
            published_at=entry.document["time"],
            told=dict(entry.data),
            idx=index,
        )
    )


def erased(connection: Connection, _: int, entry: Entry) -> None:
    """Nothing that is shown here says any more what this person said."""
    person = entry.data["pseudonym"]
    connection.execute(update(REPORT).where(REPORT.c.person == person).values(marks=None))
    connection.execute(update(SUGGESTION).where(SUGGESTION.c.person == person).values(person=None))


def _of_matter(connection: Connection, matter: str, **values: Any) -> None:
    connection.execute(update(SUGGESTION).where(SUGGESTION.c.matter == matter).values(**values))
