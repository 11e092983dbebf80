"""What an adopted resolution does, and why a list cannot be done."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from baraza.decider import Refused, Seen
from baraza.forms.v1 import heard
from baraza.forms.v1.book import Book
from baraza.oversight.domain.v1.kinds import OPERATE, OVERSEE
from baraza.oversight.domain.v1.needs import receives
from baraza.oversight.domain.v1.standing import table
from baraza.oversight.domain.v1.state import Draft, Proposal, State
from baraza.oversight.messages import (
    AdoptText,
    Allocate,
    AllocationChanged,
    Approve,
    ChangeMandate,
    Conclude,
    Effect,
    Fact,
    MandateChanged,
    MandateKind,
    ProgrammeDecided,
    RulesInForce,
)


def impossible(state: State, resolution: str, proposal: Proposal, at: datetime) -> Refused | None:
    """Why this list cannot be done at this instant; None: it can."""
    if _twice(proposal):
        return Refused("already_done")
    for effect in proposal.effects:
        if wrong := _wrong(state, proposal, effect, at):
            return wrong
    facts = done(state, resolution, proposal)
    changes = [fact for fact in facts if isinstance(fact, MandateChanged)]
    book = state.book
    for fact in changes:
        read = heard.MandateChanged.model_validate(fact.model_dump())
        book = book.learn(read, Seen(0, "", fact.subject, at))  # where it stands does not matter
    return _watching_oneself(book, changes) or _unwatched(state, book, changes)


def done(state: State, resolution: str, proposal: Proposal) -> list[Fact]:
    """The facts of all effects, in the order of the list (I53)."""
    ended: set[tuple[str, str]] = set()
    facts: list[Fact] = []
    for effect in proposal.effects:
        facts.extend(_facts(state, resolution, effect, ended))
    return facts


def _twice(proposal: Proposal) -> bool:
    """Is one thing decided twice by the same vote, perhaps in two ways?"""
    decided = [one for one in proposal.effects if not isinstance(one, ChangeMandate)]
    things = {
        (
            one.effect,
            one.programme,
            *([one.kind, one.version] if isinstance(one, AdoptText) else []),
        )
        for one in decided
    }
    return len(things) < len(decided)


def _wrong(state: State, proposal: Proposal, effect: Effect, at: datetime) -> Refused | None:
    match effect:
        case AdoptText():
            return _wrong_text(state, effect)
        case ChangeMandate():
            return _wrong_mandate(state, proposal, effect, at)
        case Allocate():
            return _wrong_allocation(state, effect)
        case Approve():
            return _wrong_approval(state, proposal, effect)
        case Conclude():
            return _wrong_conclusion(state, effect)
        case _:
            assert_never(effect)


def _wrong_text(state: State, effect: AdoptText) -> Refused | None:
    """It was written down exactly so, and is not the rule already."""
    if state.drafts.get(effect.digest) != Draft(effect.kind, effect.programme, effect.version):
        return Refused("digest_differs")
    if (effect.kind, effect.programme, effect.version) in state.versions:
        return Refused("already_done")
    return None


def _wrong_mandate(
    state: State, proposal: Proposal, effect: ChangeMandate, at: datetime
) -> Refused | None:
    """1. Bodies that exist, and hold what they lose. 2. Who operates does nothing else.

    3. What is reserved stays at its level. 4. Who receives has seats for a quorum. 5. Who takes
    over to watch has seen the log as it stood before this was proposed.
    """
    # 1.
    loser = {"give": None, "end": effect.body, "hand_over": effect.from_body}[effect.change]
    if effect.body not in state.book.bodies or (loser is None and effect.change != "give"):
        return Refused("unknown_entity")
    if loser is not None and not all(_holds(state, loser, kind, effect) for kind in effect.kinds):
        return Refused("wrong_state")
    if loser == effect.body and effect.change == "hand_over":
        return Refused("wrong_state")
    # 2.
    if effect.change != "end" and _operates_and_decides(state, effect):
        return Refused("operator_may_not_oversee")
    # 3.
    authority, rule = table(state, at)
    kind_of_body = state.book.bodies[effect.body].stakeholder_kind
    if set(effect.kinds) & set(authority.reserved) and (
        effect.change == "end" or kind_of_body != "wmf"
    ):
        return Refused("reserved_kind_lost", rule=rule)
    # 4.
    seats, quorum = state.seats_of(effect.body, at), state.book.bodies[effect.body].quorum
    if receives(effect) and seats < quorum:
        return Refused("receiver_not_seated", numbers={"seats": seats, "quorum": quorum})
    # 5.
    if effect.change == "hand_over" and OVERSEE in effect.kinds and not _seen(proposal, effect):
        return Refused("no_checkpoint_seen", numbers={"size_max": proposal.index})
    return None


def _seen(proposal: Proposal, effect: ChangeMandate) -> bool:
    """A checkpoint is named, of a log that held no more than when it was named."""
    size = effect.checkpoint_size
    return size is not None and size <= proposal.index and effect.checkpoint_root is not None


def _holds(state: State, body: str, kind: str, effect: ChangeMandate) -> bool:
    """Just this mandate: of a general one no single programme can be taken away."""
    mandate = state.book.mandates.get((body, kind, effect.programme))
    return mandate is not None and not mandate.ended


def _operates_and_decides(state: State, effect: ChangeMandate) -> bool:
    """An operator gets leave to operate and no other; who watches does not operate (R40)."""
    if effect.body in state.operators:
        return set(effect.kinds) != {OPERATE}
    watches = effect.body in state.holders(OVERSEE, effect.programme) or OVERSEE in effect.kinds
    return OPERATE in effect.kinds and watches


def _wrong_allocation(state: State, effect: Allocate) -> Refused | None:
    """Money comes from a known body, and not below what envelopes took already."""
    if effect.funder not in state.book.bodies:
        return Refused("unknown_entity")
    before, kept = state.allocations.get(effect.programme), state.kept_of(effect.programme)
    other_money = before is not None and before.currency != effect.currency
    if kept > effect.amount_minor or (kept and other_money):
        return Refused("already_in_envelopes", numbers={"kept_minor": kept})
    return None


def _wrong_approval(state: State, proposal: Proposal, effect: Approve) -> Refused | None:
    """The charter is in force, or comes into force by the same vote."""
    same_vote = any(
        isinstance(other, AdoptText)
        and (other.kind, other.programme, other.version)
        == ("charter", effect.programme, effect.charter)
        for other in proposal.effects
    )
    adopted = ("charter", effect.programme, effect.charter) in state.versions
    return None if adopted or same_vote else Refused("text_missing")


def _wrong_conclusion(state: State, effect: Conclude) -> Refused | None:
    """Once, after its end, from a dossier of this programme (I22)."""
    if effect.programme in state.concluded:
        return Refused("already_done")
    if effect.programme not in state.ended:
        return Refused("pilot_not_ended")
    known = effect.dossier in state.dossiers.get(effect.programme, ())
    return None if known else Refused("no_dossier")


def _watching_oneself(book: Book, changes: list[MandateChanged]) -> Refused | None:
    """Nobody who is given either afterwards runs a programme and watches it too, in whichever
    order or list; what one operates only until somebody else will does not count."""
    for body in sorted({one.body for one in changes if one.change == "give"}):
        operated = [m for m in book.held(body, OPERATE) if not (m.ended or m.interim)]
        watched = [m for m in book.held(body, OVERSEE) if not m.ended]
        if any(
            None in {one.programme, other.programme} or one.programme == other.programme
            for one in operated
            for other in watched
        ):
            return Refused("operator_may_not_oversee")
    return None


def _unwatched(state: State, book: Book, changes: list[MandateChanged]) -> Refused | None:
    """Somebody watches each running programme afterwards, and one body at least in any case."""
    programmes: list[str | None] = [*sorted(state.running)]
    watched = all(_watched(book, programme) for programme in programmes or [None])
    return None if watched or not changes else Refused("would_leave_unwatched")


def _watched(book: Book, programme: str | None) -> bool:
    """Programme None: any mandate to oversee will do."""
    live = [
        mandate
        for (_, kind, _), mandate in book.mandates.items()
        if kind == OVERSEE and not mandate.ended
    ]
    return any(programme is None or mandate.programme in {None, programme} for mandate in live)


# --- the facts -----------------------------------------------------------------------------


def _facts(
    state: State, resolution: str, effect: Effect, ended: set[tuple[str, str]]
) -> Iterator[Fact]:
    match effect:
        case AdoptText():
            yield RulesInForce(**effect.model_dump(exclude={"effect"}), resolution=resolution)
        case ChangeMandate():
            yield from _mandates(state, resolution, effect, ended)
        case Allocate():
            yield AllocationChanged(**effect.model_dump(exclude={"effect"}), resolution=resolution)
        case Approve(programme=programme, charter=charter):
            yield ProgrammeDecided(
                programme=programme, decision="approved", charter=charter, resolution=resolution
            )
        case Conclude():
            yield ProgrammeDecided(
                programme=effect.programme,
                decision="concluded",
                outcome=effect.decision,
                dossier=effect.dossier,
                resolution=resolution,
            )
        case _:
            assert_never(effect)


def _mandates(
    state: State, resolution: str, effect: ChangeMandate, ended: set[tuple[str, str]]
) -> Iterator[Fact]:
    """What is given first, what is ended after: at no index is nobody in charge.

    What another held interim until somebody would have it, ends now; `ended` has what an earlier
    effect of the same list ended so.
    """

    def change(body: str, how: str, kinds: tuple[MandateKind, ...], **more: object) -> Fact:
        return MandateChanged.model_validate(
            {"body": body, "change": how, "kinds": kinds, "resolution": resolution, **more}
        )

    programme = effect.programme
    if effect.change == "end":
        yield change(effect.body, "end", effect.kinds, programme=programme)
        return
    seen = {"checkpoint_size": effect.checkpoint_size, "checkpoint_root": effect.checkpoint_root}
    yield change(effect.body, "give", effect.kinds, programme=programme, **seen)
    to = {"to_body": effect.body}
    if effect.change == "hand_over" and effect.from_body is not None:
        yield change(effect.from_body, "end", effect.kinds, programme=programme, **to)
        ended.update((effect.from_body, kind) for kind in effect.kinds)
    for body in sorted(state.book.bodies):
        kinds = tuple(kind for kind in effect.kinds if _gives_way(state, body, kind, effect))
        if new := tuple(kind for kind in kinds if (body, kind) not in ended):
            yield change(body, "end", new, interim=True, **to)
            ended.update((body, kind) for kind in new)


def _gives_way(state: State, body: str, kind: str, effect: ChangeMandate) -> bool:
    """Another holds it interim, and the new mandate covers all that it covered."""
    held = state.book.mandates.get((body, kind, None))
    if held is None or held.ended or not held.interim or body == effect.body:
        return False
    return effect.programme in {None, held.programme}
