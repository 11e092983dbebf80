"""Which entities the giving and the end of a role rest on."""

from collections.abc import Iterator

from baraza.decider import Asked
from baraza.forms.v1.book import in_force, text_guard
from baraza.registration import messages as m
from baraza.registration.domain.v1.leaving import OF_VETERANS, still_held
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.steps import certificate_of

MEASURES = "feedback.measure.all"
"""Whether somebody is kept out for now: of that, all measures are one entity."""


def text_of(state: State, kind: str, programme: str | None, asked: Asked) -> Iterator[str]:
    """The programme's own text, and where none is in force the general one that stands for it."""
    yield text_guard(kind, programme)
    found = in_force(state.book, kind, programme, asked.time)
    if found is None or found.programme is None:
        yield text_guard(kind, None)


def kept(state: State, command: m.EndRole, asked: Asked) -> Iterator[str]:
    """What somebody still holds is why they are not asked what comes next."""
    held = still_held(state, command, asked.time.date().isoformat())
    if held is not None and command.role in OF_VETERANS:
        yield f"registration.{held.entity}"


def role(state: State, command: m.GrantRole, asked: Asked) -> Iterator[str]:
    yield f"registration.person.{command.person}"
    match command.role:
        case "post":
            yield f"registration.open-role.{command.open_role or 'none'}"
            if command.record is not None:
                yield f"registration.post.{command.record}"
        case "external":
            yield from _engagement(state, command)
        case _:
            yield from text_of(state, "terms", command.programme, asked)
            yield from _shown(state, command, asked)


def _engagement(state: State, command: m.GrantRole) -> Iterator[str]:
    engagement = state.engagements.get(command.engagement or "")
    if engagement is not None:
        yield f"registration.engagement.{command.engagement}"
        yield f"registration.gap.{engagement.gap}"
        yield f"oversight.envelope.{engagement.envelope}"


def _shown(state: State, command: m.GrantRole, asked: Asked) -> Iterator[str]:
    """By what somebody has shown that they may mentor or teach."""
    who, programme = command.person, command.programme
    certificate: str | None = None
    if command.role == "trainer":
        yield from text_of(state, "first_trainers", programme, asked)
        certificate = certificate_of(state, who, programme, asked.time)
    if command.role == "mentor":
        yield MEASURES
        certificate = state.trained.get((who, programme))
        offer = state.offered.get(("veteran", "", who))
        if offer is not None and state.veterans.get(who) == "mentor":
            yield f"registration.veteran.{offer}"
    if certificate is not None:
        yield f"scheduling.certificate.{certificate}"
