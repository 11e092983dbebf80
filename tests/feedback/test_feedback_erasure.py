"""Who is forgotten is asked nothing more, and the vault keeps nothing of them (I50)."""

from pathlib import Path

from baraza.feedback.app import parts_of
from baraza.feedback.domain import CURRENT
from baraza.forms.v1.heard import ErasureRequested
from baraza.forms.v1.messages import ErasePersonData, PersonErased
from feedback_house import started, take
from feedback_story import ADA, ALAN, HELD, STORY, issue, myself, opened
from given import by, given
from houses import a_house

ERASE = ErasePersonData(pseudonym=ADA, ground="requested")
OWN = by("service.feedback", "pm", at=HELD)


def test_asked_for_at_registration_the_service_forgets() -> None:
    story = given(CURRENT, *STORY, ErasureRequested(person=ADA))
    (step,) = (s for s in story.state.pending.values() if s.command == "ErasePersonData")
    outcome = story.when(step.ask, OWN)

    outcome.then(PersonErased(pseudonym=ADA, ground="requested"))
    assert all(s.command != "ErasePersonData" for s in outcome.after.state.pending.values())
    again = given(CURRENT, *STORY, PersonErased(**ERASE.model_dump()), ErasureRequested(person=ADA))
    assert all(s.command != "ErasePersonData" for s in again.state.pending.values())


def test_only_the_service_itself_and_once() -> None:
    story = given(CURRENT, *STORY)
    story.when(ERASE, myself(ADA)).refused("no_mandate")
    story.when(ERASE, OWN).after.when(ERASE, OWN).refused("already_done")


def test_who_was_erased_takes_no_voice() -> None:
    story = opened().when(ERASE, OWN).after
    story.when(issue(ADA), myself(ADA)).refused("person_erased")
    story.when(issue(ALAN), myself(ALAN)).stands()


async def test_the_vault_holds_nothing_of_them(tmp_path: Path) -> None:
    async with a_house("feedback", parts_of, tmp_path) as house:
        collection = await started(house)
        await take(house, collection, ADA)
        vault = house.service.parts.vault
        assert vault is not None
        kept = vault.holder("voice-issued", f"{collection}\ntoken of {ADA}")
        await house.hear(ErasureRequested(person=ADA))
        await house.turn()
        gone = vault.holder("voice-issued", f"{collection}\ntoken of {ADA}")

    assert (kept, gone) == (ADA, None)
