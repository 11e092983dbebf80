"""The rows of a log, decision by decision."""

import json
import re
import sqlite3
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.decisions import Decision
from baraza.auditor.log import Log
from baraza.auditor.moments import instant_of
from baraza.auditor.progress import Progress
from baraza.auditor.recorded import Recorded, recorded
from baraza.auditor.sentences import REFUSAL, Names, asked_for, fact, who
from baraza.decider import Entry
from baraza.transparency import exhibits_of, guards_of, leaf_hash
from baraza.transparency.standing import Standing, words

_PSEUDONYM = re.compile(rb"(?<![0-9A-Za-z])[pv][0-9a-f]{5,32}(?![0-9A-Za-z])")
_LARGEST = 2**63 - 1
Row = tuple[Any, ...]


def fill(
    database: sqlite3.Connection, log: Log, standing: Standing | None, progress: Progress
) -> dict[str, int]:
    """All tables, in the order of the log; raises `Damage` where an entry cannot be read."""
    filling = _Filling(database)
    first = 0
    open_: list[tuple[Recorded, Entry]] = []
    for one in recorded(log, progress=progress):
        entry = one.entry
        if entry.kind == "command":
            filling.decision(open_)
            open_, first = [], one.index
        open_.append((one, entry))
        filling.entry(one, entry, first)
    filling.decision(open_)
    rows = _about(log, standing)
    database.executemany("INSERT INTO log VALUES (?, ?)", rows)
    return dict(filling.counts)


def _about(log: Log, standing: Standing | None) -> Iterator[Row]:
    yield "origin", log.checkpoint.origin
    yield "size", str(log.size)
    yield "root", b64encode(log.checkpoint.root).decode()
    last = max(log.size - 1, 0)
    unverified = "recorded, by the folder's own word"
    yield "standing", unverified if standing is None else words(standing.of(last))


class _Filling:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._names = Names()
        self.counts: Counter[str] = Counter()

    def entry(self, one: Recorded, entry: Entry, decision: int) -> None:
        document = entry.document
        self._put(
            "entries",
            one.index,
            entry.kind,
            decision,
            *(entry.service, entry.name, entry.type, entry.subject),
            *(document["time"], instant_of(one.recorded_at), leaf_hash(one.leaf).hex()),
            *(entry.id, _json(entry.data)),
        )
        for pseudonym in sorted(set(_PSEUDONYM.findall(entry.wire))):
            self._put("named", pseudonym.decode(), one.index)

    def decision(self, entries: list[tuple[Recorded, Entry]]) -> None:
        """What stands before the first command of a log is no decision, and has its entry alone."""
        if not entries or entries[0][1].kind != "command":
            return
        first, command = entries[0][0].index, entries[0][1]
        decision = Decision(first, command, tuple(entry for _, entry in entries[1:]))
        for event in decision.events:
            self._names.see(event)
        self._put("decisions", *_decided(decision, self._names))
        for index, event in decision.facts:
            self._event(first, index, event, command)
        for entity, version in sorted(guards_of(command.document).items()):
            self._put("guards", first, entity, _int(version))
        for digest in sorted(exhibits_of(command.document)):
            self._put("exhibits", first, digest)

    def _event(self, first: int, index: int, event: Entry, command: Entry) -> None:
        document, says = event.document, fact(event, self._names)
        version = _int(document["entityversion"])
        about = (event.service, event.name, event.entity, version)
        self._put("events", index, first, *about, document["time"], says, _json(event.data))
        if event.name == REFUSAL:
            data = event.data
            why = (_text(data.get("reason")), _text(data.get("rule")), _json(data.get("numbers")))
            asked = (command.service, command.name, command.entity)
            self._put("refusals", index, first, *asked, *why, document["time"], says)

    def _put(self, table: str, *row: Any) -> None:
        places = ", ".join("?" * len(row))
        self._database.execute(f"INSERT INTO {table} VALUES ({places})", row)  # noqa: S608 - our names
        self.counts[table] += 1


def _decided(decision: Decision, names: Names) -> Row:
    document, command = decision.command.document, decision.command
    kind, _, actor = document["actor"].partition(".")
    says = f"{who(document['actor'], names)} asked to {asked_for(command, names)}"
    return (
        decision.first,
        *(command.id, command.service, command.name, command.entity),
        *(kind, actor, document["actingas"], document.get("reason"), document.get("via")),
        *(_int(document["basis"]), document["decider"], _int(document["eventcount"])),
        int(any(event.name == REFUSAL for event in decision.events)),
        *(document["correlationid"], decision.cause, document["time"], says),
    )


def _json(value: Any) -> str | None:
    """With its members in one order; None for nothing."""
    if value is None:
        return None
    encoder = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return encoder.encode(dict(value) if isinstance(value, Mapping) else value)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _int(value: Any) -> int | None:
    """A number that SQLite can hold; a forged log may give others."""
    return value if type(value) is int and abs(value) <= _LARGEST else None
