"""Who asks to be forgotten is, and is neither asked nor heard from then on."""

from baraza.forms.v1.heard import ErasureRequested
from baraza.oversight.messages import ErasePersonData, PersonErased
from given import by
from oversight_story import (
    ADA,
    ALAN,
    FOUNDED,
    FOUNDERS,
    Story,
    as_body,
    matter,
    person,
    seat,
    seated,
    watched,
)

SERVICE = by("service.oversight", "pm", at=FOUNDED)
ERASE = ErasePersonData(pseudonym=ADA, ground="requested")


def requested() -> Story:
    return watched().heard(ErasureRequested(person=ADA))


def test_a_wish_to_be_forgotten_is_a_step_of_the_service() -> None:
    steps = list(requested().state.pending.values())

    assert [step.ask for step in steps] == [ERASE]


def test_who_was_forgotten_is_so_once() -> None:
    story = requested()
    story.tries(ERASE, SERVICE).then(PersonErased(pseudonym=ADA, scope="all", ground="requested"))
    story.does(ERASE, SERVICE)

    assert not list(story.state.pending)
    story.tries(ERASE, SERVICE).refused("already_done")


def test_nobody_else_forgets() -> None:
    for who in (as_body("wmf"), by(f"person.{ADA}", at=FOUNDED), FOUNDERS):
        requested().tries(ERASE, who).refused("no_mandate")


def test_nothing_is_asked_by_or_about_who_was_forgotten() -> None:
    story = requested()
    story.does(ERASE, SERVICE)
    ada, alan = (by(f"person.{who}", at=FOUNDED) for who in (ADA, ALAN))
    story.tries(matter("risk"), ada).refused("person_erased")
    story.tries(matter("risk"), alan).stands()
    again = seat("wmf", 7).model_copy(update={"person": ADA})
    story.tries(again, as_body("wmf")).refused("person_erased")


def test_a_forgotten_seat_holder_speaks_for_no_body() -> None:
    story = watched()
    chair = person("wmf", 1)
    story.does(ErasePersonData(pseudonym=chair, ground="requested"), SERVICE)
    story.tries(matter("inquiry"), seated("wmf", 1)).refused("person_erased")
    story.tries(matter("inquiry"), seated("wmf", 2)).stands()
