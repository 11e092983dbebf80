"""What a report tells, gathered in one reading of the log."""

from array import array
from collections import Counter
from dataclasses import dataclass, field

from baraza.auditor.adopted import Adopted
from baraza.auditor.decisions import Decision, decisions
from baraza.auditor.log import Log
from baraza.auditor.money import Money
from baraza.auditor.report.late import Late
from baraza.auditor.rights import Rights
from baraza.auditor.sentences import REFUSAL, Names
from baraza.decider import Entry

MILESTONES = {
    "The programme": (
        *("ProgrammeAnnounced", "ProgrammeOpened", "ProgrammeDecided", "ProgrammeEnded"),
        *("MandateChanged", "ResolutionEnded", "DossierAssembled"),
    ),
    "Selection and matching": (
        *("IntakeAnnounced", "SelectionSettled", "RoundAnnounced", "RoundSettled"),
        *("RoundUnanswered", "RoundVoided"),
        *("GapDeclared", "GapClosed", "OpenRoleDeclared"),
    ),
    "Workshops and what people said": (
        *("WorkshopAnnounced", "WorkshopChanged", "WorkshopCancelled", "WorkshopHeld"),
        *("TrainerReleased", "CollectionClosed", "EvaluationPublished"),
    ),
    "Oversight": ("MatterDecided", "LookRecorded", "ReportPublished", "ErasureCompleted"),
}
"""The facts that a reader of a whole year wants to see one by one, under their heading.

What a resolution brought about is told with it, and not again.
"""
_UNDER = {name: heading for heading, names in MILESTONES.items() for name in names}


@dataclass(frozen=True)
class Milestone:
    """A fact worth telling, in the decision that it came of."""

    index: int
    event: Entry
    decision: Decision


@dataclass
class Refusals:
    """All of one kind."""

    count: int
    first: int
    data: dict[str, object]


@dataclass
class Year:
    """Grows with people and with what is told, and by 8 bytes with every other decision."""

    names: Names = field(default_factory=lambda: Names(whole=False))
    adopted: Adopted = field(default_factory=Adopted)
    money: Money = field(default_factory=Money)
    late: Late = field(default_factory=Late)
    firsts: "array[int]" = field(default_factory=lambda: array("Q"))
    facts: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    resolutions: list[Milestone] = field(default_factory=list)
    milestones: dict[str, list[Milestone]] = field(default_factory=dict)
    refusals: dict[tuple[str, ...], Refusals] = field(default_factory=dict)
    roles: dict[str, set[str]] = field(default_factory=dict)
    first_time: str = ""
    last_time: str = ""

    def __post_init__(self) -> None:
        self.rights = Rights(self.adopted, self.names)

    def see(self, decision: Decision) -> None:
        document = decision.command.document
        self.firsts.append(decision.first)
        self.first_time = self.first_time or document["time"]
        self.last_time = max(self.last_time, document["time"])
        self.acts[document["actor"].partition(".")[0]] += 1
        self.rights.see(decision)
        self.adopted.see(decision)
        for index, event in decision.facts:
            self.names.see(event)
            self.money.see(index, event)
            self.late.see(index, event)
            self._fact(index, event, decision)

    def _fact(self, index: int, event: Entry, decision: Decision) -> None:
        self.facts[event.name] += 1
        if event.name == REFUSAL:
            self._refusal(index, event, decision)
        elif event.name == "ResolutionAdopted":
            self.resolutions.append(Milestone(index, event, decision))
        elif event.name == "RoleGranted":
            people = self.roles.setdefault(str(event.data.get("role", "seat")), set())
            people.add(str(event.data.get("person")))
        told_above = event.data.get("resolution") and event.name != "ResolutionEnded"
        if event.name in _UNDER and not told_above:
            row = Milestone(index, event, decision)
            self.milestones.setdefault(_UNDER[event.name], []).append(row)

    def _refusal(self, index: int, event: Entry, decision: Decision) -> None:
        data = event.data
        command = decision.command
        key = (command.service, command.name, str(data.get("reason")), str(data.get("rule")))
        if key in self.refusals:
            self.refusals[key].count += 1
        else:
            self.refusals[key] = Refusals(1, index, dict(data))


def gathered(log: Log) -> Year:
    """The whole log, read once; raises `Damage`."""
    year = Year()
    for decision in decisions(log):
        year.see(decision)
    year.names.see_pseudonyms(set().union(*year.roles.values(), set()))
    return year
