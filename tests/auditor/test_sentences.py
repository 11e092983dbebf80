"""Every fact and every command has a sentence, and no log, however forged, breaks one."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.auditor.sentences import (
    Names,
    acting,
    asked_for,
    day,
    fact,
    harmless,
    moment,
    money,
    refused,
    templates,
    who,
)
from baraza.decider import Entry

CONTRACTS = Path(__file__).parents[2] / "contracts"
TYPES = sorted(path.name for path in (CONTRACTS / "golden").iterdir())
EVENTS = [name for name in TYPES if ".event." in name and ".CommandRefused." not in name]
COMMANDS = [name for name in TYPES if ".command." in name]


def entry(kind: str, service: str, name: str, data: Any) -> Entry:
    return Entry({"type": f"baraza.{kind}.{service}.{name}.v1", "data": data})


def schema_of(type_: str) -> dict[str, Any]:
    _, _, service, name, version = type_.removesuffix(".json").split(".")
    schema = CONTRACTS / "schemas" / service / f"{name}.{version}.json"
    read: dict[str, Any] = json.loads(schema.read_text(encoding="utf-8"))
    return read


def sentence_of(service: str, name: str) -> str:
    facts = templates("facts.txt")
    return facts.get(f"{service}.{name}") or facts[name]


def members(template: str) -> tuple[set[str], set[str]]:
    """Those that a sentence cannot do without, and all."""
    needed = re.sub(r"\[[^\[\]]*\]", "", template)
    return set(re.findall(r"\{(\w+)\}", needed)), set(re.findall(r"\{(\w+)\}", template))


@pytest.mark.parametrize("type_", EVENTS)
def test_every_fact_has_a_sentence_of_members_that_it_has(type_: str) -> None:
    _, _, service, name, *_ = type_.split(".")

    needed, named = members(sentence_of(service, name))

    schema = schema_of(type_)
    assert named <= schema["properties"].keys()
    assert needed <= set(schema.get("required", ()))


def test_another_sentence_for_a_change_has_members_that_the_fact_has() -> None:
    for name, template in templates("facts.txt").items():
        if "/" in name:
            service, _, fact_ = name.partition("/")[0].partition(".")
            schema = schema_of(f"baraza.event.{service}.{fact_}.v1")
            assert members(template)[1] <= schema["properties"].keys()
            assert "change" in schema["properties"]


@pytest.mark.parametrize("type_", COMMANDS)
def test_every_command_has_words_of_members_that_it_has(type_: str) -> None:
    _, _, service, name, *_ = type_.split(".")
    asks = templates("asks.txt")

    words = asks.get(f"{service}.{name}") or asks[name]

    needed, _ = members(words)
    assert needed <= schema_of(type_)["properties"].keys()


def test_what_is_newer_than_the_auditor_is_told_by_its_name() -> None:
    new = entry("event", "garden", "BedWatered", {"bed_name": "rose", "litres": 1200})

    assert fact(new, Names()) == "Bed watered: bed name rose, litres 1,200."
    assert asked_for(entry("command", "garden", "WaterBed", {}), Names()) == "do this: water bed"


def test_a_body_and_an_organisation_are_called_by_name() -> None:
    names = Names()
    names.see(
        entry("event", "oversight", "BodyRegistered", {"body": "wmf", "names": {"en": "The Board"}})
    )
    named = {"organisation": "aff-x", "names": {"ar": "جمعية"}}
    names.see(entry("event", "registration", "OrganisationRegistered", named))

    assert (names.body("wmf"), names.body("aff-x"), names.body("nobody")) == (
        *("The Board (wmf)", "جمعية (aff-x)", "nobody"),
    )


def test_members_that_are_missing_none_or_false_are_left_out() -> None:
    data = {"person": "p12345", "role": "mentor", "starts_on": "2027-03-16", "places": 0}
    granted = entry("event", "registration", "RoleGranted", data)

    assert fact(granted, Names()) == "p12345 became mentor, from 16 March 2027."


def test_a_refusal_says_why_and_by_which_rule() -> None:
    data = {"reason": "no_place_left", "rule": "matching.v1", "numbers": {"places": 2}}

    assert refused(data, Names()) == (
        "Refused: no place left (places 2). All places are taken or offered. "
        "By the rule matching.v1."
    )


def test_pseudonyms_are_cut_only_as_far_as_they_stay_apart() -> None:
    one, other = "p0123456789" + "a" * 22, "p0123456789" + "b" * 22
    names = Names(whole=False)
    names.see_pseudonyms([one, other])

    assert names.short(f"{one} and {other}") == "p0123456789a and p0123456789b"
    assert Names().short(one) == one


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (123456, "USD", "1,234.56 USD"),
        (5, "", "0.05"),
        (1234, "JPY", "1,234 JPY"),
        (-1, "KWD", "-0.001 KWD"),
    ],
)
def test_money_is_written_as_people_write_it(minor: int, currency: str, text: str) -> None:
    assert money(minor, currency) == text


def test_days_and_moments_are_written_out() -> None:
    assert day("2027-04-09T20:00:00.000Z") == "9 April 2027"
    assert moment("2027-04-09T20:00:00.000Z") == "9 April 2027, 20:00 UTC"
    assert (day("soon"), moment("soon")) == ("soon", "soon")


def test_who_asked_is_told_without_the_log_s_own_words() -> None:
    names = Names()

    assert [who(actor, names) for actor in ("body.founders", "service.matching", "voice.v1")] == [
        *("the founders", "the service matching by itself", "somebody whom nobody can name"),
    ]
    assert acting("seat.wmf-1", names) == "holding the seat wmf-1"
    assert acting("room_keeper", names) == "as room keeper"


def test_nothing_steers_a_terminal_or_turns_the_text() -> None:
    assert harmless("a\x1b[2Jb\u202ec\x07") == "a\ufffd[2Jb\ufffdc\ufffd"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(EVENTS), st.data())
def test_no_data_break_a_sentence(type_: str, data: st.DataObject) -> None:
    _, _, service, name, *_ = type_.split(".")
    _, named = members(sentence_of(service, name))
    said = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(sorted(named), ANYTHING)))

    for names in (Names(), Names(whole=False)):
        names.see(entry("event", service, name, said))
        text = fact(entry("event", service, name, said), names)
        assert text
        assert harmless(text) == text


@given(ANYTHING)
def test_no_data_break_a_refusal(said: Any) -> None:
    assert refused({"reason": said, "numbers": said, "rule": said}, Names()).startswith("Refused: ")
