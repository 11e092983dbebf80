"""What is overdue at the end of a log, and what was late before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from baraza.decider import Entry

_SERVICES = ("oversight", "feedback")


@dataclass
class Matter:
    """Something that was raised with somebody who has to answer in time."""

    index: int
    kind: str
    id: str
    data: Mapping[str, Any]
    answered: int | None = None
    decided: tuple[int, Entry] | None = None
    late: list[tuple[int, str]] = field(default_factory=list)

    @property
    def waits_for(self) -> str:
        return (
            "decision" if self.answered is not None or not self.data.get("answer_by") else "answer"
        )

    @property
    def due(self) -> str:
        return str(self.data.get("answer_by" if self.waits_for == "answer" else "decide_by"))


class Late:
    """Sees every fact of a log in order."""

    def __init__(self) -> None:
        self.matters: dict[tuple[str, str], Matter] = {}
        self.reports: dict[str, tuple[int, Entry]] = {}
        self.records: dict[tuple[str, str], tuple[int, Entry]] = {}
        self._taken_up: dict[str, list[str]] = {}

    def see(self, index: int, event: Entry) -> None:
        data = event.data
        if event.name.startswith("Matter") and event.service in _SERVICES:
            self._matter(index, event)
        match event.name:
            case "LeaderReportMissing":
                self.reports[event.subject] = (index, event)
            case "LeaderReportSubmitted":
                self.reports.pop(event.subject, None)
            case "RecordMissing":
                self.records[_number(data)] = (index, event)
            case "RulesDrafted" if isinstance(data.get("rules"), Mapping):
                taken = data["rules"].get("suggestions_taken")
                self._taken_up[str(data.get("digest"))] = taken if isinstance(taken, list) else []
            case "RulesInForce":
                self._adopted(index, event)
            case "RecordMade" if data.get("kind") == "check_in":
                self.records.pop(_number(data), None)
            case _:
                pass

    def open(self) -> list[Matter]:
        """What nobody has decided yet, in the order in which it was raised."""
        return [one for one in self.matters.values() if one.decided is None]

    def overdue(self, now: str) -> list[Matter]:
        """Of those, what is past its day at `now`, said or not said by the log itself."""
        return [one for one in self.open() if one.late or one.due < now]

    def silent(self, now: str) -> list[Matter]:
        """Past its day, and the log does not say so: that must not be (I52)."""
        return [one for one in self.overdue(now) if not one.late]

    def _adopted(self, index: int, event: Entry) -> None:
        """A suggestion is decided, too, by the text in force that takes it up."""
        for taken in self._taken_up.get(str(event.data.get("digest")), ()):
            matter = self.matters.get(("feedback", str(taken)))
            if matter is not None and matter.decided is None:
                matter.decided = (index, event)

    def _matter(self, index: int, event: Entry) -> None:
        data = event.data
        key = (event.service, str(data.get("matter")))
        if event.name == "MatterOpened":
            self.matters[key] = Matter(index, str(data.get("kind")), key[1], data)
        matter = self.matters.get(key)
        if matter is None:
            return
        match event.name:
            case "MatterAnswered":
                matter.answered = index
            case "MatterDecided":
                matter.decided = (index, event)
            case "MatterOverdue":
                matter.late.append((index, str(data.get("what"))))
            case _:
                pass


def _number(data: Mapping[str, Any]) -> tuple[str, str]:
    return str(data.get("relationship")), str(data.get("number"))
