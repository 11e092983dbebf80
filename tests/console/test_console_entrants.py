"""Who of a played year enters a round."""

from types import SimpleNamespace
from typing import Any, cast

from baraza.console import programme
from baraza.console.pilot.driver import Driver
from baraza.console.pilot.pairing import entrants
from folders import PILOT


def test_who_is_beyond_the_stages_that_have_mentors_enters_no_round() -> None:
    """A mentor lost after the last such stage is followed by none: the round would refuse."""
    folder = programme.read(PILOT)
    one, other = (p.person_ref for p in folder.people[:2])
    last = max(folder.starter("matching", "rule_set")["stages"])

    def fact(**data: Any) -> SimpleNamespace:
        return SimpleNamespace(data=data, index=0)

    told = {
        "RoleGranted": [fact(role="participant", person=who) for who in (one, other)],
        "StageEntered": [
            fact(person=one, number=0),
            fact(person=other, number=0),
            fact(person=one, number=last),
            fact(person=other, number=last + 1),
        ],
    }
    driver = SimpleNamespace(
        folder=folder,
        facts=lambda _, type_: told.get(type_, []),
        on=lambda *_: [],
        ref=lambda who: who,
    )

    assert [p.person_ref for _, p in entrants(cast("Driver", driver))] == [one]
