"""A mandate is handed over: open matters go with it, by whichever way it goes."""

import pytest

from baraza.oversight.messages import ChangeMandate, DecideMatter, MatterDecided
from given import by
from oversight_story import (
    ADA,
    FOUNDED,
    P,
    Story,
    as_body,
    give,
    hand_over,
    matter,
    register,
    seat,
    seated,
    watched,
)

WMF = as_body("wmf")
SELF = by(f"person.{ADA}", at=FOUNDED)
BOTH = ("wmf", "community")


def reviewed(name: str = "m1") -> DecideMatter:
    return DecideMatter(kind="risk", matter=name, outcome="reviewed", ground="looked_into")


def at_risk() -> Story:
    story = watched()
    story.does(matter("risk"), SELF)
    return story


def addressee(story: Story, name: str = "m1") -> str:
    return str(story.state.matters[name].addressee)


def test_with_the_watch_go_its_open_matters() -> None:
    story = at_risk()
    story.adopts(hand_over("community", "wmf", "oversee"), proposer="wmf", voters=BOTH, name="r1")

    assert addressee(story) == "community"
    story.tries(reviewed(), WMF).refused("no_mandate")
    story.tries(reviewed(), seated("community")).stands()


def test_what_was_decided_before_stays_as_it_was() -> None:
    story = at_risk()
    story.does(reviewed(), WMF)
    story.adopts(hand_over("community", "wmf", "oversee"), proposer="wmf", voters=BOTH, name="r1")

    assert addressee(story) == "wmf"


def test_the_watch_of_one_programme_takes_its_own_matters_alone() -> None:
    story = watched()
    story.adopts(
        give("council", "oversee", programme=P),
        proposer="wmf",
        voters=("wmf", "council"),
        name="r1",
    )
    story.does(matter("risk", "m1", programme=P), SELF)
    story.does(matter("risk", "m2"), SELF)
    over = hand_over("community", "council", "oversee", programme=P)
    story.adopts(over, proposer="wmf", voters=BOTH, name="r2")

    assert addressee(story, "m1") == "community"
    assert addressee(story, "m2") == "wmf"


def test_a_mandate_that_gives_way_takes_its_matters_along() -> None:
    story = at_risk()
    story.adopts(give("community", "oversee"), proposer="wmf", voters=BOTH, name="r1")

    assert addressee(story) == "community"


def test_a_mandate_that_just_ends_leaves_its_matters_to_another_holder() -> None:
    story = watched()
    for body in ("community", "council"):
        story.adopts(give(body, "oversee"), proposer="wmf", voters=("wmf", body), name=body)
    story.does(matter("risk"), SELF)
    end = ChangeMandate(change="end", body="community", kinds=("oversee",))
    story.adopts(end, proposer="wmf", voters=("wmf",), name="r1")

    assert addressee(story) == "council"


def test_what_was_put_to_a_body_about_its_acts_stays_with_it_when_its_watch_just_ends() -> None:
    story = watched()
    for body in ("community", "council"):
        story.adopts(give(body, "oversee"), proposer="wmf", voters=("wmf", body), name=body)
    story.does(matter("inquiry", addressee="community"), seated("council"))
    end = ChangeMandate(change="end", body="community", kinds=("oversee",))
    story.adopts(end, proposer="wmf", voters=("wmf",), name="r1")

    assert addressee(story) == "community"


def test_who_takes_over_withdraws_or_decides_what_was_asked_before() -> None:
    story = watched()
    story.does(matter("inquiry"), WMF)
    story.adopts(hand_over("community", "wmf", "oversee"), proposer="wmf", voters=BOTH, name="r1")
    over = DecideMatter(kind="inquiry", matter="m1", outcome="withdrawn", ground="settled")
    story.tries(over, WMF).refused("not_concerned")
    fact = story.tries(over, seated("community")).facts[0]

    assert fact == MatterDecided(
        kind="inquiry", matter="m1", outcome="withdrawn", ground="settled", body="community"
    )


def test_nothing_is_handed_over_to_oneself() -> None:
    story = watched()
    over = hand_over("wmf", "wmf", "oversee")
    with pytest.raises(AssertionError, match="wrong_state"):
        story.adopts(over, proposer="wmf", voters=("wmf",), name="r1")


def test_who_operates_takes_over_no_watch() -> None:
    story = watched()
    with pytest.raises(AssertionError, match="operator_may_not_oversee"):
        story.adopts(
            hand_over("aff-pwu", "wmf", "oversee"), proposer="wmf", voters=("wmf",), name="r1"
        )


def test_who_takes_over_has_seats() -> None:
    story = watched()
    story.does(register("care", "community", 3), WMF)
    story.does(seat("care", 1), WMF)
    with pytest.raises(AssertionError, match="receiver_not_seated"):
        story.adopts(
            hand_over("care", "wmf", "oversee"), proposer="wmf", voters=("wmf",), name="r1"
        )
