"""Judges of stages, roles, pairs, certificates and records: who may be what, and until when."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from simulation.story import Data, Fact, Story

Judge = Callable[[Story], Iterator[str]]


def _stage(data: Data) -> tuple[str, ...]:
    return (data["person"], data["programme"], data["track"], data["stage"])


def stages_end_as_they_began(story: Story) -> Iterator[str]:
    """I8: a completed stage cites the stage set under which it was entered."""
    entered: dict[tuple[str, ...], int] = {}
    for fact in story.facts("registration.StageEntered", "registration.StageCompleted"):
        stage = _stage(fact.data)
        if fact.name == "StageEntered":
            entered[stage] = fact.data["stage_set"]
        elif entered.get(stage) != fact.data["stage_set"]:
            yield f"{fact}: entered under {entered.get(stage)}, not {fact.data['stage_set']}"


def one_stage_is_open(story: Story) -> Iterator[str]:
    """I9: at every index at most one open stage of a person and track."""
    opened: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for decision in story.decisions:
        for fact in decision.facts:
            if fact.kind == "registration.StageEntered":
                opened[_stage(fact.data)[:3]].add(fact.data["stage"])
            elif fact.kind == "registration.StageCompleted":
                opened[_stage(fact.data)[:3]].discard(fact.data["stage"])
        for who, stages in opened.items():
            if len(stages) > 1:
                yield f"entry {decision.index}: {who[0]} is in {', '.join(sorted(stages))}"


def what_is_counted_is_theirs(story: Story) -> Iterator[str]:
    """I12: every act cited in an assessment stands before it, once, and is about that person."""
    facts = {fact.index: fact for fact in story.facts()}
    for fact in story.facts("registration.PersistenceAssessed"):
        person, cited = fact.data["person"], fact.data["cited"]
        if len(set(cited)) < len(cited) or fact.data["done"] != len(cited):
            yield f"{fact}: {fact.data['done']} done, cited {cited}"
        for index in cited:
            act = facts.get(index)
            if act is None or index >= fact.index or person not in _people(act):
                yield f"{fact}: entry {index} is no act of {person}"


def _people(fact: Fact) -> set[str]:
    names = ("person", "mentor", "mentee", "other", "leader", "by")
    own = {str(fact.data[name]) for name in names if name in fact.data}
    return own | {fact.decision.actor.removeprefix("person.")}


def mentors_are_trained(story: Story) -> Iterator[str]:
    """I13: a mentor has a certificate of the training, and acknowledged the terms in force."""
    trained: set[str] = set()
    agreed: set[tuple[str, str, int]] = set()
    in_force: dict[str, int] = {}
    for fact in story.facts():
        data = fact.data
        match fact.kind:
            case "scheduling.CompletionCertified" if data["purpose"] == "mentor_training":
                trained.add(data["person"])
            case "registration.TermsAcknowledged" if data["role"] == "mentor":
                agreed.add((data["person"], data["programme"], data["version"]))
            case "oversight.RulesInForce" if data["kind"] == "terms":
                in_force[data.get("programme", "")] = data["version"]
            case "registration.RoleGranted" if data["role"] == "mentor":
                version = in_force.get(data["programme"], 0)
                if data["person"] not in trained:
                    yield f"{fact}: {data['person']} has no certificate"
                if (data["person"], data["programme"], version) not in agreed:
                    yield f"{fact}: {data['person']} did not acknowledge terms {version}"
            case _:
                pass


def mentors_hold_no_more_than_places(story: Story) -> Iterator[str]:
    """I14: open offers and live relationships of a mentor fit into their places."""
    places: dict[str, int] = {}
    held: dict[str, set[str]] = defaultdict(set)
    for decision in story.decisions:
        for fact in decision.facts:
            data = fact.data
            if fact.kind == "matching.RoundEntered" and data["side"] == "mentor":
                places[data["person"]] = max(data["places"], places.get(data["person"], 0))
            elif fact.service == "matching":
                _hold(fact, held)
        for mentor, holding in held.items():
            if len(holding) > places.get(mentor, 0):
                yield f"entry {decision.index}: {mentor} holds {sorted(holding)}"


def _hold(fact: Fact, held: Mapping[str, set[str]]) -> None:
    mentor, mentee = fact.data.get("mentor", ""), fact.data.get("mentee", "")
    match fact.name:
        case "PairProposed":
            held[mentor].add(f"offer {mentee}")
        case "OfferEnded":
            held[mentor].discard(f"offer {mentee}")
        case "RelationshipStarted":
            held[mentor].add(f"pair {mentee}")
        case "RelationshipEnded":
            held[mentor].discard(f"pair {mentee}")
        case _:
            pass


def only_active_mentors_are_candidates(story: Story) -> Iterator[str]:
    """I15: whom a round pairs was an active mentor when it was frozen."""
    active: dict[str, bool] = {}
    frozen: dict[str, frozenset[str]] = {}
    for fact in story.facts():
        data = fact.data
        if fact.service == "registration" and data.get("role") == "mentor":
            if fact.name == "RoleGranted":
                active[data["person"]] = True
            elif fact.name == "RoleChanged":
                active[data["person"]] = data["to"] == "active"
            elif fact.name == "RoleEnded":
                active[data["person"]] = False
        elif fact.kind == "matching.RoundFrozen":
            frozen[data["round"]] = frozenset(one for one, is_active in active.items() if is_active)
        elif fact.kind == "matching.PairProposed" and data["origin"] == "round":
            candidates = frozen.get(data["round"], frozenset())
            if data["mentor"] not in candidates:
                yield f"{fact}: {data['mentor']} was no active mentor"


def who_leaves_is_asked_to_stay_near(story: Story) -> Iterator[str]:
    """I19: a mentor, a trainer or a verified post ends with a veteran's offer, or says why not."""
    for fact in story.facts("registration.RoleEnded"):
        if fact.data["role"] not in {"mentor", "trainer", "post"}:
            continue
        offered = fact.data.get("offered")
        made = fact.decision.has("registration.OfferMade", kind="veteran", offer=offered)
        if (offered is None) == (fact.data.get("not_offered") is None) or (offered and not made):
            yield f"{fact}: offered {offered}, not_offered {fact.data.get('not_offered')}"


def the_other_side_confirms(story: Story) -> Iterator[str]:
    """I28: a collaboration is confirmed by whom its declarer named."""
    others = {
        fact.data["record"]: fact.data.get("other")
        for fact in story.facts("registration.RecordMade")
        if fact.data["kind"] == "collaboration"
    }
    for fact in story.facts("registration.RecordSettled"):
        confirmed = (fact.data["kind"], fact.data["outcome"]) == ("collaboration", "confirmed")
        other = f"person.{others.get(fact.data['record'])}"
        if confirmed and fact.decision.actor != other:
            yield f"{fact}: confirmed by {fact.decision.actor}"


def certificates_rest_on_earlier_ones(story: Story) -> Iterator[str]:
    """I34: a trainer's certificate is one deeper than a live one, or a first trainer's word."""
    first: set[str] = set()
    drafted: dict[str, list[str]] = {}
    held: dict[str, list[tuple[int, str]]] = defaultdict(list)
    gave: dict[str, set[str]] = defaultdict(set)
    for fact in story.facts():
        data = fact.data
        if fact.kind == "scheduling.RulesDrafted" and data["kind"] == "first_trainers":
            drafted[data["digest"]] = data["rules"]["trainers"]
        elif fact.kind == "oversight.RulesInForce" and data["kind"] == "first_trainers":
            first |= set(drafted.get(data["digest"], ()))
        elif fact.kind == "scheduling.TrainerCertified":
            person, by = data["person"], data["by"]
            live = [depth for depth, until in held[by] if until >= fact.at.date().isoformat()]
            live += [0] if by in first else []
            if data["depth"] - 1 not in live or by in {person} | _below(person, gave):
                yield f"{fact}: {by}, of depth {live}, gave {person} depth {data['depth']}"
            held[person].append((data["depth"], data["until"]))
            gave[by].add(person)


def _below(person: str, gave: Mapping[str, set[str]]) -> set[str]:
    """Everybody whose certificate rests on this person's word."""
    met: set[str] = set()
    left = [person]
    while left:
        new = gave.get(left.pop(), set()) - met
        met |= new
        left += sorted(new)
    return met


JUDGES: Mapping[str, Judge] = {
    "I8": stages_end_as_they_began,
    "I9": one_stage_is_open,
    "I12": what_is_counted_is_theirs,
    "I13": mentors_are_trained,
    "I14": mentors_hold_no_more_than_places,
    "I15": only_active_mentors_are_candidates,
    "I19": who_leaves_is_asked_to_stay_near,
    "I28": the_other_side_confirms,
    "I34": certificates_rest_on_earlier_ones,
}
