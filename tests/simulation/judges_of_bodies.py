"""Judges of mandates, resolutions, programmes and matters: who decided, and whether in time."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from simulation.story import Fact, Story

Judge = Callable[[Story], Iterator[str]]
Mandate = tuple[str, str, str]
"""Body, kind, programme; an empty text is every programme."""

EFFECTS = {
    "oversight.RulesInForce": "adopt",
    "oversight.MandateChanged": "mandate",
    "oversight.AllocationChanged": "allocate",
    "oversight.ProgrammeDecided": "programme",
}


def programmes_are_announced_and_concluded(story: Story) -> Iterator[str]:
    """I22: announced before it opens; concluded by a resolution that names its dossier."""
    announced: set[str] = set()
    for fact in story.facts():
        programme = fact.data.get("programme")
        if fact.kind == "registration.ProgrammeAnnounced":
            announced.add(str(programme))
        elif fact.kind == "registration.ProgrammeOpened" and programme not in announced:
            yield f"{fact}: {programme} was not announced"
        elif fact.kind == "oversight.ProgrammeDecided" and fact.data["decision"] == "concluded":
            adopted = fact.decision.has("oversight.ResolutionAdopted")
            if not (adopted and fact.data.get("dossier")):
                yield f"{fact}: concluded without a resolution or a dossier"


def pilots_keep_their_shape(story: Story) -> Iterator[str]:
    """I21: a pilot lasts twelve months at most, with two or three skills workshops all the time."""
    running: set[str] = set()
    workshops: dict[str, set[str]] = defaultdict(set)
    for decision in story.decisions:
        for fact in decision.facts:
            data, programme = fact.data, fact.data.get("programme", "")
            match fact.kind:
                case "scheduling.WorkshopAnnounced" if data["purpose"] == "skills":
                    workshops[programme].add(data["workshop"])
                case "scheduling.WorkshopCancelled":
                    workshops[programme].discard(data["workshop"])
                case "registration.ProgrammeOpened" if data["kind"] == "pilot":
                    running.add(programme)
                    lasts = date.fromisoformat(data["ends_on"]) - date.fromisoformat(
                        data["starts_on"]
                    )
                    if lasts > timedelta(days=366):
                        yield f"{fact}: {programme} lasts {lasts.days} days"
                case "registration.ProgrammeEnded":
                    running.discard(programme)
                case _:
                    pass
        for programme in sorted(running):
            if not 2 <= len(workshops[programme]) <= 3:
                yield f"entry {decision.index}: {programme} has {sorted(workshops[programme])}"


def decided_by_whom_it_was_given_to(story: Story) -> Iterator[str]:
    """I41: money and programmes change by a resolution of bodies that had the mandate then."""
    mandates: set[Mandate] = set()
    for decision in story.decisions:
        for fact in decision.facts:
            if fact.name == "AllocationChanged":
                yield from _mandated(fact, {"allocate"}, mandates)
            elif fact.name == "ProgrammeDecided":
                yield from _mandated(fact, {"programme", "conclude"}, mandates)
        for fact in decision.facts:
            _change(fact, mandates)


def _mandated(fact: Fact, kinds: set[str], mandates: set[Mandate]) -> Iterator[str]:
    resolution, programme = fact.data.get("resolution"), fact.data["programme"]
    for adopted in fact.decision.facts:
        if adopted.name == "ResolutionAdopted" and adopted.data["resolution"] == resolution:
            approving = set(adopted.data["approvals"])
            if not any(
                (b, k, p) in mandates for b in approving for k in kinds for p in ("", programme)
            ):
                yield f"{fact}: none of {sorted(approving)} has a mandate for it"
            return
    yield f"{fact} stands beside no adopted resolution"


def _change(fact: Fact, mandates: set[Mandate]) -> None:
    if fact.kind == "oversight.MandateChanged":
        told = {
            (fact.data["body"], kind, fact.data.get("programme", "")) for kind in fact.data["kinds"]
        }
        if fact.data["change"] == "give":
            mandates |= told
        else:
            mandates -= told


def objections_are_answered(story: Story) -> Iterator[str]:
    """I42: nothing is adopted over an objection that nobody has answered."""
    open_: dict[str, set[str]] = defaultdict(set)
    for fact in story.facts():
        match fact.kind:
            case "oversight.CommentSubmitted" if fact.data["stance"] == "objection":
                open_[fact.data["resolution"]].add(fact.data["comment"])
            case "oversight.ObjectionAnswered":
                open_[fact.data["resolution"]].discard(fact.data["comment"])
            case "oversight.ResolutionAdopted" if left := open_[fact.data["resolution"]]:
                yield f"{fact}: unanswered {sorted(left)}"


def running_programmes_are_watched(story: Story) -> Iterator[str]:
    """I45: after every decision each running programme has a body that oversees it."""
    mandates: set[Mandate] = set()
    running: set[str] = set()
    for decision in story.decisions:
        for fact in decision.facts:
            _change(fact, mandates)
            if fact.kind == "registration.ProgrammeOpened":
                running.add(fact.data["programme"])
            elif fact.kind == "registration.ProgrammeEnded":
                running.discard(fact.data["programme"])
        watched = {programme for _, kind, programme in mandates if kind == "oversee"}
        if "" not in watched and running - watched:
            yield f"entry {decision.index}: nobody oversees {sorted(running - watched)}"


def effects_stand_beside_their_resolution(story: Story) -> Iterator[str]:
    """I53: an adopted resolution has the fact of each effect in its decision, and no other has."""
    for decision in story.decisions:
        effects: dict[str, int] = defaultdict(int)
        adopted: dict[str, int] = {}
        for fact in decision.facts:
            resolution = fact.data.get("resolution")
            if fact.kind == "oversight.ResolutionAdopted":
                adopted[fact.data["resolution"]] = fact.data["effects"]
            elif fact.kind in EFFECTS and resolution and not fact.data.get("to_body"):
                effects[resolution] += 1
            elif fact.kind in EFFECTS and not resolution and decision.name != "FoundAuthority":
                yield f"{fact} rests on no resolution"
        for resolution in sorted(effects.keys() | adopted.keys()):
            if effects[resolution] != adopted.get(resolution):
                yield (
                    f"entry {decision.index}: {resolution} has {effects[resolution]} effects "
                    f"beside it, and says {adopted.get(resolution)}"
                )


JUDGES: Mapping[str, Judge] = {
    "I21": pilots_keep_their_shape,
    "I22": programmes_are_announced_and_concluded,
    "I41": decided_by_whom_it_was_given_to,
    "I42": objections_are_answered,
    "I45": running_programmes_are_watched,
    "I53": effects_stand_beside_their_resolution,
}
