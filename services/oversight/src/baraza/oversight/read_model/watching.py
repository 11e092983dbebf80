"""Rows of who watches: matters and where they lie, looks, dossiers."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from baraza.decider import Entry
from baraza.oversight.read_model.tables import DOSSIER, LOOK, MANDATE, MATTER

_DECIDED_BY = {"appeal": "appeals", "inquiry": "oversee", "finding": "oversee", "risk": "oversee"}
_TO_HOLDER = frozenset({"appeal", "risk"})
"""Kinds that are put to whoever may decide them."""


def _opened(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    told = ("matter", "kind", "addressee", "decide_by", "entries")
    maybe = (
        "programme",
        "about",
        "answer_by",
        "severity",
        "rule",
        "risk_kind",
        "likelihood",
        "weight",
    )
    connection.execute(
        insert(MATTER).values(
            **{f: data[f] for f in told},
            **{f: data.get(f) for f in maybe},
            opened_by=data.get("body"),
            opened_at=entry.document["time"],
            answered=False,
            remedy=[],
            self_reviewed=False,
            overdue=False,
            idx=index,
        )
    )


def _answered(connection: Connection, _: int, entry: Entry) -> None:
    _set(connection, entry, answered=True)


def _decided(connection: Connection, _: int, entry: Entry) -> None:
    data = entry.data
    _set(
        connection,
        entry,
        outcome=data["outcome"],
        ground=data["ground"],
        decided_by=data.get("body"),
        remedy=data["entries"],
        self_reviewed=data["self_reviewed"],
    )


def _overdue(connection: Connection, _: int, entry: Entry) -> None:
    _set(connection, entry, overdue=True)


def _set(connection: Connection, entry: Entry, **values: Any) -> None:
    row = MATTER.c.matter == entry.data["matter"]
    connection.execute(update(MATTER).where(row).values(**values))


def handed_on(connection: Connection, changed: Mapping[str, Any]) -> None:
    """Open matters go with the mandate that they rest on, as the rules have it (I44)."""
    kinds = [kind for kind, decided_by in _DECIDED_BY.items() if decided_by in changed["kinds"]]
    query = select(MATTER).where(MATTER.c.kind.in_(kinds), MATTER.c.outcome.is_(None))
    if "programme" in changed:
        query = query.where(MATTER.c.programme == changed["programme"])
    for matter in connection.execute(query.order_by(MATTER.c.idx)).mappings().all():
        new = _addressee(connection, changed, matter)
        if new != matter["addressee"]:
            row = MATTER.c.matter == matter["matter"]
            connection.execute(update(MATTER).where(row).values(addressee=new))


def _addressee(connection: Connection, changed: Mapping[str, Any], matter: Any) -> str:
    now: str = matter["addressee"]
    if "to_body" in changed:
        return str(changed["to_body"]) if now == changed["body"] else now
    holders = _holders(connection, matter)
    if matter["kind"] not in _TO_HOLDER or now in holders:
        return now
    return min(holders, default=now)


def _holders(connection: Connection, matter: Any) -> set[str]:
    live = select(MANDATE.c.body).where(
        MANDATE.c.kind == _DECIDED_BY[matter["kind"]],
        MANDATE.c.ended.is_(False),
        MANDATE.c.programme.in_(("", matter["programme"] or "")),
    )
    return set(connection.execute(live).scalars())


def _looked(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    told = ("look", "kind", "body", "log_size", "entries", "result")
    connection.execute(
        insert(LOOK).values(
            **{f: data[f] for f in told},
            programme=data.get("programme"),
            log_root=data.get("log_root"),
            looked_at=entry.document["time"],
            idx=index,
        )
    )


def _assembled(connection: Connection, index: int, entry: Entry) -> None:
    connection.execute(insert(DOSSIER).values(idx=index, **entry.data))


CHANGES: Mapping[str, Callable[[Connection, int, Entry], None]] = {
    "MatterOpened": _opened,
    "MatterAnswered": _answered,
    "MatterDecided": _decided,
    "MatterOverdue": _overdue,
    "LookRecorded": _looked,
    "DossierAssembled": _assembled,
}
