"""Rounds of a small programme under each of the three rules, as the log tells them."""

from __future__ import annotations

from typing import Any

from baraza.matching import messages as m
from baraza.matching.domain.v1.state import Frozen
from pairings import (
    BODY,
    CLOSES,
    FOUNDED,
    ME,
    OPERATOR,
    PULSE_AT,
    ROUND,
    RULE_SET,
    Story,
    announce,
    beacon,
    drafted,
    enter,
    in_force,
    mandate,
    mentor_role,
    registered,
    staged,
    who,
)

NO_FLOORS = RULE_SET["floors"]
REGIONS = {"e0": "mena", "e1": "mena", "e2": "esea", "e3": "esea"}
LANGUAGES = {"e0": "ar", "e1": "en", "e2": "en", "e3": "fr"}


def crossed(*floors: tuple[str, dict[str, str], int]) -> dict[str, Any]:
    """Floors on groups that may overlap: name, who stands in it, per mille."""
    rows = [{"id": id_, "where": where, "per_mille": rate} for id_, where, rate in floors]
    return {**NO_FLOORS, "crossing": rows}


FLOORS = crossed(
    ("esea-fr", {"region": "esea", "language": "fr"}, 1000), ("mena", {"region": "mena"}, 500)
)
OUT_OF_REACH = crossed(
    ("everybody-mena", {"region": "mena"}, 1000), ("esea", {"region": "esea"}, 1000)
)


def rules(rule: str, floors: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a rule set of the tests has otherwise."""
    if floors is None:
        floors = FLOORS if rule == "crossing" else NO_FLOORS
    return {"rule": rule, "floors": floors}


def programme(rule: str, floors: dict[str, Any] | None = None) -> Story:
    """Four mentees of two regions and three languages, two mentors, and this rule in force."""
    text = drafted(**rules(rule, floors))
    told = Story(FOUNDED, BODY, mandate(), text, in_force(text))
    for name, region in REGIONS.items():
        told.hear(registered(who(name), region, LANGUAGES[name]))
        told.hear(staged(who(name)))
    for name in ("m0", "m1"):
        told.hear(registered(who(name)))
        told.hear(mentor_role(who(name)))
    return told


def entered(rule: str, floors: dict[str, Any] | None = None, *, places: int = 1) -> Story:
    """A round that everybody entered: all want the first mentor, who wants the last of them."""
    told = programme(rule, floors)
    told.ask(announce(), OPERATOR, "operate")
    for name in REGIONS:
        told.ask(enter(who(name), "mentee", ranked=[who("m0"), who("m1")]))
    told.ask(enter(who("m0"), "mentor", places=places, ranked=[who("e3"), who("e2")]))
    told.ask(enter(who("m1"), "mentor", places=places, ranked=[who("e1")]))
    return told


def drawn(rule: str, floors: dict[str, Any] | None = None) -> Story:
    """Its chance is recorded, and it is not settled yet."""
    told = entered(rule, floors)
    told.at = CLOSES
    told.turn()
    told.at = PULSE_AT
    frozen = told.state.rounds[ROUND].phase
    assert isinstance(frozen, Frozen)
    told.ask(beacon(ROUND, frozen.position), ME, "pm")
    return told


def released(rule: str, floors: dict[str, Any] | None = None) -> Story:
    told = entered(rule, floors)
    told.live()
    return told


def files(told: Story) -> tuple[bytes, bytes]:
    """Instance and result of the settled round."""
    [settled] = told.facts(m.RoundSettled)
    return told.exhibits[settled.instance.exhibit], told.exhibits[settled.result.exhibit]


__all__ = [
    "FLOORS",
    "OUT_OF_REACH",
    "ROUND",
    "crossed",
    "drawn",
    "entered",
    "files",
    "programme",
    "released",
    "rules",
]
