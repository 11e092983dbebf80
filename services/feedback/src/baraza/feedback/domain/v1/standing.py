"""Who stands how: by what role somebody speaks, and which body a suggestion is put to."""

from collections.abc import Collection

from baraza.feedback.domain.v1.kinds import MATTERS, ROLES
from baraza.feedback.domain.v1.state import State, Suggestion


def role_of(state: State, person: str, among: Collection[str], programme: str) -> str | None:
    """A role of the person in this programme among these, the first by name. None: none."""
    held = state.roles.get(person, frozenset())
    return min((r for r, of in held if r in among and of in {"", programme}), default=None)


def role_guards(
    state: State, person: str, among: Collection[str], programme: str
) -> frozenset[str]:
    """Registration's entity of that role; having led a workshop never ends."""
    role = role_of(state, person, among, programme)
    return frozenset({f"registration.{role}.{person}"} if role in ROLES else ())


def addressee(state: State, kind: str, programme: str) -> str | None:
    """The body that decides: of those that hold the mandate now, the first by name."""
    decided_by = MATTERS[kind].decided_by
    holders = [
        body
        for (body, of_kind, of), mandate in state.book.mandates.items()
        if of_kind == decided_by and of in {None, programme} and not mandate.ended
    ]
    return min(holders, default=None)


def addressed_now(state: State, one: Suggestion) -> str:
    """The body that has it: handed over with the mandate (I44)."""
    programme, matter = one.programme, one.matter
    decided_by = MATTERS[matter.kind].decided_by
    still = state.book.covering(matter.addressee, decided_by, programme)
    if any(not mandate.ended for mandate in still):
        return matter.addressee
    return addressee(state, matter.kind, programme) or matter.addressee
