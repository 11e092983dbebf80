"""Who was erased, by which services, and whether the files still say anything personal.

What is looked for: a member that is a commitment in one entry of a type and a value in the clear in
another, and anything like an e-mail address, in entries and in the evidence that they name. What
is not promised: that no text gives somebody away; the vaults, which are not here, have their own
test. A pseudonym stays: without a vault it leads to nobody.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.findings import FALSE, HOLDS, UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.progress import Progress, no_progress
from baraza.auditor.recorded import recorded
from baraza.decider import Entry
from baraza.transparency import exhibits_of

SERVICES = frozenset({"registration", "matching", "scheduling", "feedback", "oversight"})
"""Those that keep personal values, each in a vault of its own."""
_ADDRESS = re.compile(
    rb"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){0,8}\.[A-Za-z]{2,}"
)


def erasures(
    log: Log, findings: Findings, *, progress: Progress = no_progress
) -> Mapping[str, Any]:
    """Every person who asked to be forgotten, or was erased; raises `Damage`."""
    looking = _Looking(findings)
    people: dict[str, dict[str, Any]] = {}
    exhibits: set[str] = set()
    for one in recorded(log, progress=progress):
        entry = one.entry
        looking.at(one.index, entry)
        if entry.kind == "command":
            exhibits |= exhibits_of(entry.document)
        else:
            _erased(one.index, entry, people)
    unread = sum(not looking.exhibit(log, digest) for digest in sorted(exhibits))
    if unread:
        findings.add("V8", "missing_exhibit", f"{unread} exhibits are missing", exit_=UNCHECKED)
    for pseudonym, told in people.items():
        _judge(pseudonym, told, findings)
    return {
        "size": log.size,
        "people": [{"person": who, **told} for who, told in people.items()],
        "commitments": looking.commitments,
        "exhibits": len(exhibits) - unread,
        "in_clear": looking.found,
    }


class _Looking:
    """For what is personal and in the clear."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._committed: dict[tuple[str, str], int | None] = {}
        self._clear: dict[tuple[str, str], int] = {}
        self.commitments = self.found = 0

    def at(self, index: int, entry: Entry) -> None:
        for name, value in _members(entry.data):
            key = (entry.type, name)
            if isinstance(value, Mapping) and value.keys() == {"commit"}:
                self.commitments += 1
                self._committed.setdefault(key, index)
            else:
                self._clear.setdefault(key, index)
            if key in self._clear and self._committed.get(key) is not None:
                where, self._committed[key] = self._clear[key], None
                detail = f"{name} of {entry.type} is a commitment elsewhere and in the clear here"
                self._tell("in_clear", detail, where)
        if _ADDRESS.search(entry.wire):
            self._tell("address", f"an e-mail address in {entry.type}", index)

    def exhibit(self, log: Log, digest: str) -> bool:
        """Whether it could be read."""
        body = log.exhibit(digest)
        if body is not None and _ADDRESS.search(body):
            self._tell("address", f"an e-mail address in exhibit/{digest}", None)
        return body is not None

    def _tell(self, code: str, detail: str, index: int | None) -> None:
        self.found += 1
        self._findings.add("", code, detail, index=index)


def _members(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The members of some data that hold anything."""
    return ((name, value) for name, value in data.items() if value is not None)


def _erased(index: int, event: Entry, people: dict[str, dict[str, Any]]) -> None:
    who = str(event.data.get("pseudonym", event.data.get("person")))
    match event.name:
        case "ErasureRequested":
            _of(people, who)["requested"] = index
        case "PersonErased":
            told = _of(people, who)
            told["erased"][event.service] = index
            told["ground"] = event.data.get("ground")
        case "ErasureCompleted":
            _of(people, who)["completed"] = index
        case _:
            pass


def _of(people: dict[str, dict[str, Any]], who: str) -> dict[str, Any]:
    empty: dict[str, Any] = {"requested": None, "ground": None, "erased": {}, "completed": None}
    return people.setdefault(who, empty)


def _judge(pseudonym: str, told: Mapping[str, Any], findings: Findings) -> None:
    left = sorted(SERVICES - told["erased"].keys())
    if told["completed"] is not None and left:
        detail = f"{pseudonym} is called forgotten by all, and not by {', '.join(left)}"
        findings.add("", "completed_early", detail, index=told["completed"], exit_=FALSE)
    elif left:
        detail = f"{pseudonym} is not yet forgotten by {', '.join(left)}"
        findings.add("", "under_way", detail, index=told["requested"], exit_=HOLDS)
