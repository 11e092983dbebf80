"""A programme's running life: announced, then opened when all that it needs is there."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import Text, in_force
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.state import Programme, State
from baraza.registration.domain.v1.texts import Charter, read
from baraza.registration.domain.v1.who import operator
from baraza.registration.messages import (
    AnnounceProgramme,
    EndProgramme,
    Fact,
    OpenProgramme,
    ProgrammeAnnounced,
    ProgrammeEnded,
    ProgrammeOpened,
)

PILOT_WORKSHOPS = (2, 3)


def announce_programme(
    state: State, command: AnnounceProgramme, asked: Asked
) -> Sequence[Fact] | Refused:
    """No running fact before approval (R2)."""
    if wrong := operator(state.book, asked, command.programme):
        return wrong
    if approved(state, command.programme, asked) is None:
        return Refused("not_adopted")
    if state.programmes[command.programme].announced:
        return Refused("already_done")
    return [said(ProgrammeAnnounced, command)]


def open_programme(state: State, command: OpenProgramme, asked: Asked) -> Sequence[Fact] | Refused:
    """1. An operator asks. 2. Its charter is approved. 3. It was announced, and its day has come.
    4. A pilot has its two or three skills workshops announced (I21). 5. There is money for it.
    6. Somebody watches it (I45).
    """
    # 1.
    if wrong := operator(state.book, asked, command.programme):
        return wrong
    # 2.
    text = approved(state, command.programme, asked)
    if text is None:
        return Refused("not_adopted")
    programme = state.programmes[command.programme]
    charter = read(Charter, text.rules)
    # 3.
    if wrong := _day(programme, charter, asked):
        return wrong
    # 4.
    if wrong := _workshops(programme, charter, text):
        return wrong
    # 5.
    if not programme.envelopes:
        return Refused("no_envelope")
    # 6.
    if overseer(state, command.programme) is None:
        return Refused("no_overseer")
    return [
        ProgrammeOpened(
            programme=command.programme,
            kind=charter.kind,
            starts_on=charter.starts_on,
            ends_on=charter.ends_on,
            workshops=len(programme.skills),
        )
    ]


def end_programme(state: State, command: EndProgramme, asked: Asked) -> Sequence[Fact] | Refused:
    """1. An operator asks, once it has run. 2. No pair of it is left alone with its work."""
    # 1.
    if wrong := operator(state.book, asked, command.programme):
        return wrong
    programme = state.programmes.get(command.programme)
    if programme is None:
        return Refused("unknown_entity")
    if programme.ended:
        return Refused("already_done")
    if not programme.opened:
        return Refused("wrong_state")
    # 2.
    live = sum(1 for its in state.live.values() if its == command.programme)
    if live:
        return Refused("open_relationships", numbers={"open": live})
    return [said(ProgrammeEnded, command, ended_on=asked.time.date().isoformat())]


def approved(state: State, programme: str, asked: Asked) -> Text | None:
    """The charter in force, if a resolution approved the programme by it."""
    text = in_force(state.book, "charter", programme, asked.time)
    decided = state.programmes.get(programme, Programme()).charter
    return text if text is not None and decided == text.version else None


def overseer(state: State, programme: str) -> str | None:
    """A body whose mandate `oversee` covers the programme; the first by name."""
    return min(
        (
            body
            for (body, kind, _), mandate in state.book.mandates.items()
            if kind == "oversee" and not mandate.ended and mandate.programme in {None, programme}
        ),
        default=None,
    )


def _day(programme: Programme, charter: Charter, asked: Asked) -> Refused | None:
    day = asked.time.date().isoformat()
    if not programme.announced:
        return Refused("not_announced")
    if programme.opened:
        return Refused("already_done")
    if day < charter.starts_on:
        return Refused("too_early")
    return Refused("too_late") if day > charter.ends_on else None


def _workshops(programme: Programme, charter: Charter, text: Text) -> Refused | None:
    least, most = PILOT_WORKSHOPS
    announced = len(programme.skills)
    if charter.kind != "pilot" or least <= announced <= most:
        return None
    return Refused(
        "pilot_needs_two_or_three_workshops", rule=text.rule, numbers={"announced": announced}
    )
