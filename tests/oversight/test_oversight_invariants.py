"""Over any history: money adds up, votes have their effects, somebody watches, strangers decide."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.decider import Asked, Message, Refused
from baraza.oversight import inbox
from baraza.oversight.domain.v1.kinds import MOVES, OVERSEE
from baraza.oversight.messages import (
    AllocationChanged,
    AnswerMatter,
    AnswerObjection,
    BodyVoted,
    ChangeMandate,
    CloseEnvelope,
    DecideMatter,
    EnvelopeClosed,
    MandateChanged,
    MatterDecided,
    MatterOverdue,
    MoneyMoved,
    ProgrammeDecided,
    ReachDeadline,
    ResolutionAdopted,
    ResolutionEnded,
    RulesInForce,
    SubmitComment,
    VoteOnResolution,
)
from given import Given, by
from oversight_story import (
    ADA,
    ALLOCATION,
    APPROVE,
    ENVELOPE,
    FOUNDED,
    NEXT,
    RESERVED,
    ROOT,
    SECRET,
    SPENT,
    P,
    Story,
    adopt,
    allocate,
    appeal,
    as_body,
    drafted,
    give,
    hand_over,
    line,
    matter,
    move,
    person,
    propose,
    running,
    seat,
    seated,
    standing,
    watched,
    yes,
)

OVERSIGHT = settings(max_examples=60, deadline=None)
Step = tuple[Given, list[Any]]


def lived(start: Story, asks: Sequence[tuple[Message, Asked]]) -> list[Step]:
    """Every decision that stood, with the state before it."""
    story, steps = start, []
    for command, asked in asks:
        outcome = story.tries(command, asked)
        if not isinstance(outcome.decided, Refused):
            steps.append((story.now, outcome.facts))
            story.does(command, asked)
    steps.append((story.now, []))
    return steps


# --- money: I39, I40 -------------------------------------------------------------------------

ACCOUNTS = (
    ALLOCATION,
    line(),
    line("administration"),
    line("travel"),
    RESERVED,
    RESERVED.model_copy(update={"line": "workshops"}),
    SPENT,
    SPENT.model_copy(update={"line": "workshops"}),
    NEXT,
)
PURPOSES = ("workshop.basics", "series.s1", "administration", "workshop.elsewhere", None)
WHO = tuple(as_body(body) for body in ("wmf", "aff-pwu", "council"))


def two_envelopes() -> Story:
    story = running()
    story.does(ENVELOPE, as_body("wmf"))
    story.does(
        ENVELOPE.model_copy(update={"envelope": "e2", "starts_on": "2027-03-01"}), as_body("wmf")
    )
    story.does(move(ALLOCATION, line(), 400), as_body("wmf"))
    return story


TWO = two_envelopes()
moves = st.tuples(
    st.builds(
        move,
        st.sampled_from(ACCOUNTS),
        st.sampled_from(ACCOUNTS),
        st.integers(1, 400),
        st.sampled_from(PURPOSES),
        st.sampled_from(("e1", "e1", "e2")),
    ),
    st.sampled_from(WHO),
)


closings = st.tuples(
    st.builds(CloseEnvelope, envelope=st.sampled_from(("e1", "e2"))), st.sampled_from(WHO)
)
dealings = st.lists(st.one_of(moves, moves, moves, closings), max_size=40)


def emptying(name: str) -> list[tuple[Message, Asked]]:
    """Back to the allocation with all that a line may still hold, small amounts last."""
    amounts = [2**n for n in range(9, -1, -1)]
    lines = ("workshops", "administration")
    back = [move(line(one), ALLOCATION, n, envelope=name) for one in lines for n in amounts]
    return [*((one, WHO[0]) for one in back), (CloseEnvelope(envelope=name), WHO[0])]


@OVERSIGHT
@given(dealings, st.booleans())
def test_every_envelope_adds_up_at_every_index(
    asks: list[tuple[Message, Asked]], emptied: bool
) -> None:
    more = emptying("e1") if emptied else []
    for before, facts in lived(Story(TWO.now), [*asks, *more]):
        envelopes = before.state.envelopes
        for name in sorted(envelopes):
            one = envelopes[name]
            parts = [one.returned, one.rolled_over, *(one.lines[key] for key in sorted(one.lines))]
            for held in (one.reserved, one.spent):
                parts += [held[key] for key in sorted(held)]

            assert all(part >= 0 for part in parts)
            assert one.funded == sum(parts)
            if one.closed:
                assert one.available == one.set_aside == 0
        for fact in facts:
            if isinstance(fact, EnvelopeClosed):
                through = (fact.spent_minor, fact.returned_minor, fact.rolled_over_minor)
                assert fact.funded_minor == sum(through)
            assert not before.state.envelopes[fact.envelope].closed
        allocated = before.state.allocations[P].amount_minor
        assert before.state.kept_of(P) <= allocated


@OVERSIGHT
@given(dealings)
def test_every_move_is_one_of_the_nine_for_a_purpose_of_the_programme(
    asks: list[tuple[Message, Asked]],
) -> None:
    for before, facts in lived(Story(TWO.now), asks):
        for fact in facts:
            if isinstance(fact, EnvelopeClosed):
                continue
            assert isinstance(fact, MoneyMoved)
            row = MOVES[fact.source.account, fact.target.account]
            if row.purpose and fact.purpose != "administration":
                assert before.state.purposes[fact.purpose or ""] == P


@OVERSIGHT
@given(moves)
def test_a_move_that_is_none_of_the_nine_is_refused(ask: tuple[Message, Asked]) -> None:
    command: Any = ask[0]
    if (command.source.account, command.target.account) not in MOVES:
        TWO.tries(*ask).refused("outside_ring_fence")


# --- resolutions: I41, I42, I45, I53 ---------------------------------------------------------

BODIES = ("wmf", "council", "community")
RESOLUTIONS = ("r1", "r2", "r3")


def text_story() -> Story:
    texts = (drafted(kind, version) for kind in ("charter", "criteria") for version in (1, 2))
    ada = inbox.PersonRegistered(person=ADA)
    return standing().heard(*texts, ada, inbox.ProgrammeOpened(programme=P))


TEXTS = text_story()
effects = st.one_of(
    st.builds(adopt, st.sampled_from(("charter", "criteria")), st.integers(1, 2)),
    st.builds(allocate, st.integers(0, 1000)),
    st.just(APPROVE),
    st.just(give("aff-pwu", "operate")),
    st.builds(
        give,
        st.sampled_from(BODIES),
        st.sampled_from(("oversee", "allocate", "rules", "appeals")),
        programme=st.sampled_from((None, P)),
    ),
    st.builds(
        ChangeMandate,
        change=st.sampled_from(("end", "hand_over")),
        body=st.sampled_from(BODIES),
        from_body=st.sampled_from(BODIES),
        kinds=st.sampled_from((("oversee",), ("rules",), ("programme",))),
        programme=st.sampled_from((None, P)),
        checkpoint_size=st.sampled_from((None, 1, 1, 1)),
        checkpoint_root=st.just(ROOT),
    ),
)
names = st.sampled_from(RESOLUTIONS)
VOTED = FOUNDED + timedelta(days=2)


def proposes(name: str, list_: list[Any], body: str) -> tuple[Message, Asked]:
    return propose(*list_, name=name), seated(body)


def votes(name: str, body: str, seats_for: int, against: int) -> tuple[Message, Asked]:
    vote = VoteOnResolution(resolution=name, body=body, seats_for=seats_for, seats_against=against)
    return vote, seated(body, at=VOTED)


def objects(name: str, number: int) -> tuple[Message, Asked]:
    comment = SubmitComment.model_validate(
        {
            "resolution": name,
            "comment": f"c{number}",
            "stakeholder_kind": "community",
            "stance": "objection",
            "text": {"commit": "00" * 32},
        }
    )
    return comment, by(f"person.{ADA}", at=FOUNDED)


def answers(name: str, number: int, body: str) -> tuple[Message, Asked]:
    answer = AnswerObjection.model_validate(
        {
            "resolution": name,
            "comment": f"c{number}",
            "text": {"commit": "00" * 32},
            "changed": False,
        }
    )
    return answer, seated(body)


bodies = st.sampled_from(BODIES)
yes_votes = st.builds(votes, names, bodies, st.integers(2, 3), st.just(0))
resolutions = st.lists(
    st.one_of(
        st.builds(proposes, names, st.lists(effects, min_size=1, max_size=4), bodies),
        yes_votes,
        yes_votes,
        yes_votes,
        st.builds(votes, names, bodies, st.integers(0, 3), st.integers(0, 3)),
        st.builds(objects, names, st.integers(1, 2)),
        st.builds(answers, names, st.integers(1, 2), bodies),
    ),
    max_size=30,
)
EFFECT_OF = {
    "adopt": RulesInForce,
    "mandate": MandateChanged,
    "allocate": AllocationChanged,
    "approve": ProgrammeDecided,
}


@OVERSIGHT
@given(resolutions)
def test_an_adopted_resolution_has_its_effects_beside_it_and_none_is_without_one(
    asks: list[tuple[Message, Asked]],
) -> None:
    for before, facts in lived(Story(TEXTS.now), asks):
        adopted = [fact for fact in facts if isinstance(fact, ResolutionAdopted)]
        done: list[Any] = [f for f in facts if isinstance(f, tuple(EFFECT_OF.values()))]
        if not adopted:
            assert done == []
            continue
        name = adopted[0].resolution
        for effect in before.state.proposals[name].effects:
            assert any(isinstance(fact, EFFECT_OF[effect.effect]) for fact in done)
        assert {fact.resolution for fact in done} == {name}
        assert isinstance(facts[0], BodyVoted)


@OVERSIGHT
@given(resolutions)
def test_money_and_leave_are_given_by_bodies_whose_mandate_covers_them(
    asks: list[tuple[Message, Asked]],
) -> None:
    for before, facts in lived(Story(TEXTS.now), asks):
        approvals = {
            body for fact in facts if isinstance(fact, ResolutionAdopted) for body in fact.approvals
        }
        for fact in facts:
            if isinstance(fact, AllocationChanged | ProgrammeDecided):
                kind = "allocate" if isinstance(fact, AllocationChanged) else "programme"
                assert approvals & before.state.holders(kind, P)


@OVERSIGHT
@given(resolutions)
def test_no_text_is_adopted_by_one_stakeholder_kind_or_over_an_unanswered_objection(
    asks: list[tuple[Message, Asked]],
) -> None:
    for before, facts in lived(Story(TEXTS.now), asks):
        if not any(isinstance(fact, RulesInForce) for fact in facts):
            continue
        adopted = next(fact for fact in facts if isinstance(fact, ResolutionAdopted))
        kinds = {before.state.book.bodies[body].stakeholder_kind for body in adopted.approvals}

        assert len(kinds) >= 2
        assert not before.state.proposals[adopted.resolution].form.objections


@OVERSIGHT
@given(resolutions)
def test_somebody_watches_every_running_programme_at_every_index(
    asks: list[tuple[Message, Asked]],
) -> None:
    for before, facts in lived(Story(TEXTS.now), asks):
        assert before.state.holders(OVERSEE, P)
        now = before.state
        for fact in facts:
            now = Story(Given(before.decider, now)).heard(fact).state
            assert now.holders(OVERSEE, P)


@OVERSIGHT
@given(resolutions)
def test_what_was_carried_or_lost_is_so_once(asks: list[tuple[Message, Asked]]) -> None:
    over: set[str] = set()
    for _, facts in lived(Story(TEXTS.now), asks):
        ended = {f.resolution for f in facts if isinstance(f, ResolutionAdopted | ResolutionEnded)}
        assert not ended & over
        over |= ended


# --- appeals: I48 ----------------------------------------------------------------------------

memberships = st.lists(
    st.tuples(st.sampled_from(BODIES), st.integers(4, 7), bodies, st.integers(1, 3)), max_size=6
)


@OVERSIGHT
@given(memberships, st.booleans(), st.lists(st.tuples(bodies, st.integers(1, 7)), max_size=12))
def test_no_appeal_is_decided_by_a_seat_that_took_part(
    chairs: list[tuple[str, int, str, int]],
    handed_over: bool,
    deciders: list[tuple[str, int]],
) -> None:
    story = running()
    holder = {}
    for body, number, of, other in chairs:
        asked = seat(body, number).model_copy(update={"person": person(of, other)})
        if not isinstance(story.tries(asked, as_body("wmf")).decided, Refused):
            story.does(asked, as_body("wmf"))
            holder[body, number] = person(of, other)
    index = story.now.position
    story.heard(inbox.CandidacySettled(intake="i1", person=ADA))
    took_part = {
        f"person.{story.state.book.seats[s]}"
        for s in sorted(story.state.book.seats)
        if s.startswith("council-")
    }
    if handed_over:
        story.adopts(
            give("council", "appeals"), proposer="wmf", voters=("council", "wmf"), name="r1"
        )
    story.does(appeal(index), by(f"person.{ADA}", at=FOUNDED))
    command = DecideMatter(kind="appeal", matter="m1", outcome="upheld", ground="procedure")
    for body, number in deciders:
        who = holder.get((body, number), person(body, number))
        asked_by = by(f"person.{who}", f"seat.{body}-{number}", at=VOTED)
        outcome = story.tries(command, asked_by)
        if isinstance(outcome.decided, Refused):
            continue
        assert asked_by.actor not in took_part
        assert all(isinstance(fact, MatterDecided) for fact in outcome.facts)


# --- matters: I44, I52 -----------------------------------------------------------------------

KINDS = ("inquiry", "finding", "risk")
DAY = timedelta(days=1)


def opens(kind: str, number: int, opener: str, to: str, programme: str | None) -> Any:
    """Put to somebody, where the kind says to whom, by a body."""
    particular = {} if kind == "risk" else {"addressee": to}
    return ("ask", matter(kind, f"{kind}{number}", programme=programme, **particular), opener)


def answers_it(kind: str, number: int, body: str) -> Any:
    said = {"kind": kind, "matter": f"{kind}{number}", "text": SECRET}
    return ("ask", AnswerMatter.model_validate(said), body)


def decides(kind: str, number: int, body: str, outcome: str) -> Any:
    said = {
        "kind": kind,
        "matter": f"{kind}{number}",
        "outcome": outcome,
        "ground": "looked_into",
    }
    return ("ask", DecideMatter.model_validate({**said, "entries": (1,)}), body)


def hands(body: str, from_body: str, programme: str | None, how: str) -> Any:
    """The watch goes to a body, by one of its ways."""
    if how == "hand_over":
        return ("vote", hand_over(body, from_body, "oversee", programme=programme), body)
    if how == "give":
        return ("vote", give(body, "oversee", programme=programme), body)
    return ("vote", ChangeMandate(change="end", body=body, kinds=("oversee",)), body)


numbers = st.integers(1, 2)
watcher = st.sampled_from(("watcher", "watcher", "watcher", *BODIES))
programmes = st.sampled_from((None, P))
outcomes = st.sampled_from(("answered", "withdrawn", "remedied", "dismissed", "reviewed"))
kinds = st.sampled_from(KINDS)
raised = st.builds(
    opens, kinds, numbers, watcher, st.sampled_from(("aff-pwu", *BODIES)), programmes
)
over = st.builds(
    hands,
    bodies,
    bodies,
    st.sampled_from((None, None, None, P)),
    st.sampled_from(("hand_over", "hand_over", "give", "end")),
)
events = st.lists(
    st.one_of(
        raised,
        raised,
        st.builds(answers_it, kinds, numbers, st.sampled_from(("addressee", "wmf"))),
        st.builds(decides, kinds, numbers, watcher, outcomes),
        over,
        over,
        st.tuples(st.just("wait"), st.sampled_from((7, 31, 61)), st.just("")),
    ),
    min_size=4,
    max_size=24,
)
WATCHED = watched()


class Watch:
    """A story with its clock: what falls due is said as soon as it does."""

    def __init__(self) -> None:
        self.story = Story(WATCHED.now)
        self.at = VOTED
        self.votes = 0

    def play(self, what: str, said: Any, who: str) -> list[Any]:
        """The facts that stood."""
        if what == "wait":
            self.at += said * DAY
            return self._due()
        if what == "vote":
            return self._vote(said, who)
        return self._ask(said, as_body(self._meant(said, who), self.at))

    def _meant(self, said: Any, who: str) -> str:
        """Whoever is the right one now, where nobody is named."""
        if who == "addressee":
            held = self.story.state.matters.get(said.matter)
            return held.addressee if held else "wmf"
        return min(self.story.state.holders(OVERSEE, P)) if who == "watcher" else who

    def _ask(self, command: Message, asked: Asked) -> list[Any]:
        outcome = self.story.tries(command, asked)
        if isinstance(outcome.decided, Refused):
            return []
        return self.story.does(command, asked)

    def _vote(self, effect: ChangeMandate, receiver: str) -> list[Any]:
        self.votes += 1
        name = f"v{self.votes}"
        self._ask(propose(effect, name=name, at=self.at), seated("wmf", at=self.at))
        for body in dict.fromkeys(("wmf", receiver)):
            facts = self._ask(yes(body, name), seated(body, at=self.at))
            if any(isinstance(fact, ResolutionAdopted) for fact in facts):
                return facts
        return []

    def _due(self) -> list[Any]:
        facts = []
        for due in self.story.state.agenda.until(self.at):
            command = ReachDeadline.model_validate(
                {"about": due.subject, "what": due.what, "at": due.at}
            )
            facts += self._ask(command, by("service.oversight", "clock", at=self.at))
        return facts


@OVERSIGHT
@given(events)
def test_every_open_matter_has_addressee_deadline_and_number_and_is_late_where_it_is_past_it(
    said: list[Any],
) -> None:
    watch, late = Watch(), set()
    for one in said:
        for fact in watch.play(*one):
            if isinstance(fact, MatterOverdue):
                late.add((fact.matter, fact.what))
        state = watch.story.state
        for id_ in state.matters:
            held = state.matters[id_]
            due = {d.what: d.at for d in state.agenda.about.get(f"{held.kind}.{id_}", ())}
            if held.outcome is not None:
                assert not due
                continue
            assert held.addressee in state.book.bodies
            assert 0 < held.number <= state.last
            assert "decision" in due or (id_, "decision") in late
            assert all(at > watch.at for at in due.values()) or one[0] != "wait"


@OVERSIGHT
@given(events)
def test_what_is_handed_over_takes_its_open_matters_and_changes_nothing_before(
    said: list[Any],
) -> None:
    watch = Watch()
    for one in said:
        before, told = watch.story.state, len(watch.story.decisions)
        earlier = list(watch.story.decisions)
        facts = watch.play(*one)
        ended = [f for f in facts if isinstance(f, MandateChanged) and f.to_body is not None]
        after = watch.story.state

        assert watch.story.decisions[:told] == earlier
        for fact in ended:
            for id_ in before.matters:
                held = before.matters[id_]
                covered = fact.programme in {None, held.programme}
                if held.outcome is None and held.addressee == fact.body and covered:
                    assert after.matters[id_].addressee == fact.to_body
                    assert after.matters[id_].number == held.number


@OVERSIGHT
@given(events)
def test_a_running_programme_is_watched_through_every_hand_over(said: list[Any]) -> None:
    watch = Watch()
    for one in said:
        watch.play(*one)
        state = watch.story.state

        assert state.holders(OVERSEE, P)
        assert not state.holders(OVERSEE, P) & state.operators
