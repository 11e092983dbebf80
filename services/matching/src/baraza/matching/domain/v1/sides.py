"""Who is in a round, as hard rules and points read it: from the folded facts alone."""

from datetime import datetime

from baraza.matching.domain.v1.entrants import NONE, Mentee, Mentor
from baraza.matching.domain.v1.state import Entered, Person, Round, State

NOBODY = Person(region=None, affiliate_kind=None, first_language="")
NO_GROUP = "none"


def sides(state: State, round_: Round, at: datetime) -> tuple[list[Mentee], list[Mentor]]:
    """Both lists ascending by id, at the moment of the freeze."""
    mentees, mentors = [], []
    for who in sorted(round_.entrants):
        entered = round_.entrants[who]
        if entered.side == "mentee":
            mentees.append(mentee(state, round_, who, entered, at))
        else:
            mentors.append(mentor(state, round_, who, entered, at))
    return mentees, mentors


def mentee(state: State, round_: Round, who: str, entered: Entered, at: datetime) -> Mentee:
    person = state.people.get(who, NOBODY)
    waits = state.waiting.get(who)
    return Mentee(
        id=who,
        person=state.identities.of(who),
        languages=entered.languages,
        fluent=entered.fluent,
        stage=state.stages.get((who, round_.programme), 0),
        affiliations=_labels(entered),
        tied=_tied(state, entered),
        ranked=entered.ranked,
        unacceptable=_never_again(state, round_, who),
        in_standing=(
            not state.has_mentor(who)
            and state.may_be_paired(who, round_.programme)
            and state.speaks(round_, who)
        ),
        group=group(person, round_.rules.groups_by),
        wanted=entered.capacities,
        first_language=person.first_language,
        waiting_months=months(waits.since, at) if waits else 0,
        crossing=frozenset(
            floor.id
            for floor in round_.rules.crossing
            if floor.holds(lambda dimension: group(person, dimension))
        ),
    )


def mentor(state: State, round_: Round, who: str, entered: Entered, at: datetime) -> Mentor:
    """A mentor who is on no stage of the programme stands on the last that the rule set lists."""
    last = max(round_.rules.stages, default=0)
    return Mentor(
        id=who,
        person=state.identities.of(who),
        languages=entered.languages,
        fluent=entered.fluent,
        stage=state.stages.get((who, round_.programme), last),
        affiliations=_labels(entered),
        tied=_tied(state, entered),
        ranked=entered.ranked,
        in_standing=(
            who not in state.erased and not state.kept_out(who) and state.speaks(round_, who)
        ),
        places=max(0, entered.places - state.holds(who)),
        available=frozenset(entered.capacities),
        active=state.active_mentor(who, round_.programme, at),
    )


def group(person: Person, dimension: str) -> str:
    """The label by which floors are declared; each mentee has exactly one."""
    match dimension:
        case "region":
            return person.region or NO_GROUP
        case "affiliate_kind":
            return person.affiliate_kind or NO_GROUP
        case "language":
            return person.first_language or NO_GROUP
        case _:
            return NO_GROUP


def months(since: datetime, at: datetime) -> int:
    """Full calendar months between two moments."""
    whole = (at.year - since.year) * 12 + at.month - since.month
    return max(0, whole - ((at.day, at.time()) < (since.day, since.time())))


def _labels(entered: Entered) -> frozenset[str]:
    return frozenset({entered.label}) if entered.label else NONE


def _tied(state: State, entered: Entered) -> frozenset[str]:
    return state.ties.get(entered.label, NONE) if entered.label else NONE


def _never_again(state: State, round_: Round, mentee: str) -> frozenset[str]:
    """Mentors from whom they parted on a ground that the rule set names, under whatever names."""
    of = state.identities
    parted = [had for name in of.all(mentee) for had in state.parted.get(name, ())]
    never = {who for who, ground in parted if ground in round_.rules.prior_codes}
    return frozenset(name for who in never for name in of.all(who))
