"""Freezing a round: hard rules in their order, points by the adopted tables, nothing else."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.matching import engine
from baraza.matching.domain.v1.certificate import (
    canonical,
    digest,
    read_instance,
    sealed_digest,
    strict,
)
from baraza.matching.domain.v1.entrants import Mentee, Mentor
from baraza.matching.domain.v1.lottery import instance_of, lottery, rehearsed
from baraza.matching.domain.v1.points import PARTS, parts
from baraza.matching.domain.v1.round import (
    Exhibits,
    check_frozen,
    excluded,
    frozen_exhibits,
)
from baraza.matching.domain.v1.rule_set import BadRuleSet, read_rule_set

TEXT: dict[str, Any] = {
    "weights": "weights/1",
    "points": {
        "capacity": [2000, 1200, 800],
        "mentee_choice": [2000, 1600, 1200, 800, 400],
        "mentor_choice": [1000, 800, 600, 400, 200],
        "hours": {"each": 25, "max": 60},
        "language": {"first": 1000, "fluent": 600, "shared": 200},
        "stage": {"each": 300, "max": 600},
        "new_tie": 300,
        "waiting": {"each": 50, "max": 12},
        "continuity": 500,
    },
    "quarter_hours_min": 8,
    "stages": [0, 1],
    "answer_days": 7,
    "ranked_max": 5,
    "prior_codes": ["mismatch", "harm", "no_show"],
    "capacity_children": {"governance": ["board_work"]},
    "floors": {"groups_by": "region", "groups": ["esea", "mena"], "per_mille": [0, 0]},
}
RULES = read_rule_set(TEXT)
ENGLISH = frozenset({"en"})
MAYA = Mentee(id="e-maya", group="mena", languages=ENGLISH, wanted=("governance", "glam"))
GRACE = Mentor(id="m-grace", languages=ENGLISH, stage=1, places=1)


def frozen(
    mentees: list[Mentee],
    mentors: list[Mentor],
    personal: frozenset[tuple[str, str]] = frozenset(),
    hours: int = 12,
) -> Exhibits:
    shared = {(a.id, b.id): hours for a in mentees for b in mentors}
    return frozen_exhibits(RULES, "spring", mentees, mentors, shared, personal)


# --- hard rules ---


@pytest.mark.parametrize(
    ("mentee", "mentor", "hours", "personal", "code"),
    [
        (MAYA, GRACE, 8, False, None),
        (replace(MAYA, id="m-grace"), GRACE, 8, False, "self"),
        (replace(MAYA, in_standing=False), GRACE, 8, False, "entrant"),
        (MAYA, replace(GRACE, in_standing=False), 8, False, "entrant"),
        (MAYA, replace(GRACE, places=0), 8, False, "places"),
        (MAYA, replace(GRACE, places=-1), 8, False, "places"),
        (MAYA, replace(GRACE, active=False), 8, False, "places"),
        (MAYA, replace(GRACE, trained=False), 8, False, "stage"),
        (replace(MAYA, stage=2), replace(GRACE, stage=3), 8, False, "stage"),
        (replace(MAYA, stage=1), replace(GRACE, stage=0), 8, False, "stage"),
        (MAYA, replace(GRACE, languages=frozenset({"fr"})), 8, False, "language"),
        (MAYA, GRACE, 8, True, "personal"),
        (replace(MAYA, unacceptable=frozenset({"m-grace"})), GRACE, 8, False, "personal"),
        (MAYA, replace(GRACE, unacceptable=frozenset({"e-maya"})), 8, False, "personal"),
        (MAYA, GRACE, 7, False, "hours"),
    ],
)
def test_the_first_rule_that_fails_is_the_code(
    mentee: Mentee, mentor: Mentor, hours: int, personal: bool, code: str | None
) -> None:
    assert excluded(RULES, mentee, mentor, hours, personal) == code


def test_an_earlier_rule_hides_that_a_pair_is_personal() -> None:
    away = replace(GRACE, places=0)

    exhibits = frozen([MAYA], [away], frozenset({("e-maya", "m-grace")}))

    assert strict(exhibits.exclusions) == {
        "format": "baraza-matching-exclusions/1",
        "round": "spring",
        "counts": {"places": 1},
        "personal": [],
    }


def test_no_points_can_buy_an_excluded_pair() -> None:
    loved = replace(MAYA, ranked=("m-grace",), wanted=("glam",))
    giving = replace(GRACE, ranked=("e-maya",), available=frozenset({"glam"}))

    exhibits = frozen([loved], [giving], frozenset({("e-maya", "m-grace")}), hours=60)

    (row,) = read_instance(drawn(exhibits)).mentees
    assert not row.mentors


def test_a_person_on_both_sides_never_meets_himself() -> None:
    exhibits = frozen([replace(MAYA, id="p-1")], [replace(GRACE, id="p-1")])

    assert exhibits.counts == {"self": 1}


def drawn(exhibits: Exhibits) -> bytes:
    block = lottery(
        beacon="rehearsal/1",
        pulse=7,
        checkpoint_size=12,
        checkpoint_root="ab" * 32,
        randomness=rehearsed("spring", 7),
    )
    return instance_of(exhibits.sealed, block)


# --- points ---


def scored(mentee: Mentee, mentor: Mentor, hours: int = 0) -> dict[str, int]:
    found = parts(RULES, mentee, mentor, hours)
    return {name: value for name, value in zip(PARTS, found, strict=True) if value}


@pytest.mark.parametrize(
    ("part", "mentee", "mentor", "worth"),
    [
        ("capacity", MAYA, replace(GRACE, available=frozenset({"governance"})), 2000),
        ("capacity", MAYA, replace(GRACE, available=frozenset({"glam", "governance"})), 3200),
        ("capacity", MAYA, replace(GRACE, available=frozenset({"board_work"})), 1000),
        ("mentee_choice", replace(MAYA, ranked=("m-grace",)), GRACE, 2000),
        ("mentee_choice", replace(MAYA, ranked=("a", "b", "c", "d", "m-grace")), GRACE, 400),
        ("mentor_choice", MAYA, replace(GRACE, ranked=("x", "e-maya")), 800),
        ("language", replace(MAYA, first_language="en"), GRACE, 1000),
        ("language", replace(MAYA, fluent=ENGLISH), replace(GRACE, fluent=ENGLISH), 600),
        ("language", replace(MAYA, fluent=ENGLISH), GRACE, 200),
        ("stage", MAYA, GRACE, 300),
        ("stage", MAYA, replace(GRACE, stage=5), 600),
        ("waiting", replace(MAYA, waiting_months=3), GRACE, 150),
        ("waiting", replace(MAYA, waiting_months=40), GRACE, 600),
        (
            "new_tie",
            replace(MAYA, affiliations=frozenset({"a"})),
            replace(GRACE, affiliations=frozenset({"b"})),
            300,
        ),
        (
            "continuity",
            replace(MAYA, continues=frozenset({"m-grace"})),
            replace(GRACE, continues=frozenset({"e-maya"})),
            500,
        ),
    ],
)
def test_each_part_follows_its_table(part: str, mentee: Mentee, mentor: Mentor, worth: int) -> None:
    assert scored(mentee, mentor)[part] == worth


@pytest.mark.parametrize(("hours", "worth"), [(8, 200), (60, 1500), (672, 1500)])
def test_hours_count_up_to_sixty_quarters(hours: int, worth: int) -> None:
    assert scored(MAYA, GRACE, hours)["hours"] == worth


@pytest.mark.parametrize(
    ("hers", "his", "tied"),
    [
        (frozenset({"a"}), frozenset({"a"}), frozenset()),
        (frozenset({"a"}), frozenset({"b"}), frozenset({"b"})),
        (frozenset(), frozenset({"b"}), frozenset()),
    ],
)
def test_a_tie_that_exists_or_has_no_two_ends_is_not_new(
    hers: frozenset[str], his: frozenset[str], tied: frozenset[str]
) -> None:
    mentee = replace(MAYA, affiliations=hers, tied=tied)

    assert "new_tie" not in scored(mentee, replace(GRACE, affiliations=his))


def test_one_side_alone_continues_nothing() -> None:
    assert "continuity" not in scored(replace(MAYA, continues=frozenset({"m-grace"})), GRACE)


def test_a_score_in_the_instance_is_the_sum_of_its_row() -> None:
    exhibits = frozen([MAYA], [GRACE], hours=10)
    (row,) = strict(exhibits.scores)["rows"]
    sealed = strict(exhibits.sealed)

    assert sealed["mentees"][0]["scores"] == [sum(row[2:])]
    assert sealed["scores_exhibit"] == digest(exhibits.scores)


# --- exhibits ---

LANGUAGES = ("en", "fr", "es")
some_languages = st.frozensets(st.sampled_from(LANGUAGES), max_size=2)


@st.composite
def sides(draw: st.DrawFn) -> tuple[list[Mentee], list[Mentor]]:
    mentees = [
        Mentee(
            id=f"e-{k}",
            group=draw(st.sampled_from(["esea", "mena", "elsewhere"])),
            languages=draw(some_languages),
            stage=draw(st.integers(0, 2)),
            in_standing=draw(st.booleans()),
            ranked=tuple(draw(st.permutations(["m-0", "m-1"]))),
        )
        for k in range(draw(st.integers(0, 4)))
    ]
    mentors = [
        Mentor(
            id=f"m-{k}",
            languages=draw(some_languages),
            stage=draw(st.integers(0, 2)),
            places=draw(st.integers(0, 2)),
            trained=draw(st.booleans()),
        )
        for k in range(draw(st.integers(0, 3)))
    ]
    return mentees, mentors


@st.composite
def rounds(draw: st.DrawFn) -> tuple[list[Mentee], list[Mentor], Exhibits]:
    mentees, mentors = draw(sides())
    pairs = [(a.id, b.id) for a in mentees for b in mentors]
    shared = {pair: draw(st.integers(0, 70)) for pair in pairs}
    personal = frozenset(pair for pair in pairs if draw(st.booleans()))
    return mentees, mentors, frozen_exhibits(RULES, "spring", mentees, mentors, shared, personal)


@settings(max_examples=100, deadline=None)
@given(rounds())
def test_whatever_was_frozen_by_the_rules_is_found_so(
    made: tuple[list[Mentee], list[Mentor], Exhibits],
) -> None:
    mentees, mentors, exhibits = made

    assert check_frozen(RULES, "spring", mentees, mentors, exhibits) is None


@settings(max_examples=100, deadline=None)
@given(rounds())
def test_every_pair_is_a_candidate_or_counted_once(
    made: tuple[list[Mentee], list[Mentor], Exhibits],
) -> None:
    mentees, mentors, exhibits = made
    rows = strict(exhibits.scores)["rows"]

    assert len(rows) + sum(exhibits.counts.values()) == len(mentees) * len(mentors)


@settings(max_examples=50, deadline=None)
@given(rounds(), st.randoms(use_true_random=False))
def test_no_order_of_entrants_reaches_the_exhibits(
    made: tuple[list[Mentee], list[Mentor], Exhibits], chance: Random
) -> None:
    mentees, mentors, exhibits = made
    chance.shuffle(mentees)
    chance.shuffle(mentors)

    assert check_frozen(RULES, "spring", mentees, mentors, exhibits) is None


@settings(max_examples=50, deadline=None)
@given(rounds())
def test_whatever_is_frozen_can_be_settled(
    made: tuple[list[Mentee], list[Mentor], Exhibits],
) -> None:
    exhibits = made[2]
    asked = drawn(exhibits)

    engine.settle(asked)

    assert sealed_digest(asked) == digest(exhibits.sealed)


TWO = [MAYA, replace(MAYA, id="e-noor")]


def altered(what: str, change: Any) -> Exhibits:
    honest = frozen(TWO, [GRACE], frozenset({("e-noor", "m-grace")}))
    document = strict(getattr(honest, what))
    change(document)
    return replace(honest, **{what: canonical(document)})


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("scores", lambda d: d["rows"][0].__setitem__(2, 5)),
        ("scores", lambda d: d["rows"][0].__setitem__(5, 7 * 25)),
        ("scores", lambda d: d["rows"][0].__setitem__(5, 61 * 25)),
        ("scores", lambda d: d["rows"][0].__setitem__(5, 26)),
        ("scores", lambda d: d["rows"][0].__setitem__(0, -1)),
        ("scores", lambda d: d["rows"][0].__setitem__(0, 9)),
        ("scores", lambda d: d["rows"][0].__setitem__(5, "300")),
        ("scores", lambda d: d["rows"].append(d["rows"][0])),
        ("scores", lambda d: d["rows"].clear()),
        ("scores", lambda d: d["rows"].append([1, 0, *d["rows"][0][2:]])),
        ("scores", lambda d: d.pop("rows")),
        ("scores", lambda d: d.update(weights="weights/2")),
        ("exclusions", lambda d: d["personal"].clear()),
        ("exclusions", lambda d: d["personal"].append([0, 0])),
        ("exclusions", lambda d: d["personal"].append([5, 0])),
        ("exclusions", lambda d: d["counts"].update(personal=2)),
        ("exclusions", lambda d: d["counts"].update(hours=1)),
        ("exclusions", lambda d: d.update(round="autumn")),
        ("sealed", lambda d: d["mentees"][0]["scores"].__setitem__(0, 9)),
        ("sealed", lambda d: d["mentors"][0].update(places=2)),
        ("sealed", lambda d: d["floors"].update(targets=[0, 1])),
        ("sealed", lambda d: d["mentees"].pop()),
        ("sealed", lambda d: d.update(scores_exhibit=None)),
    ],
)
def test_an_altered_exhibit_is_not_by_the_rules(what: str, change: Any) -> None:
    assert check_frozen(RULES, "spring", TWO, [GRACE], altered(what, change)) is not None


@pytest.mark.parametrize("what", ["scores", "exclusions", "sealed"])
@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"7", b'{"rows":7,"personal":7}'])
def test_an_exhibit_of_another_form_is_not_by_the_rules(what: str, data: bytes) -> None:
    told = replace(frozen(TWO, [GRACE]), **{what: data})

    assert check_frozen(RULES, "spring", TWO, [GRACE], told) is not None


def test_an_unacceptable_person_left_out_of_the_list_is_found() -> None:
    frank = replace(MAYA, unacceptable=frozenset({"m-grace"}))

    assert check_frozen(RULES, "spring", [frank], [GRACE], frozen([MAYA], [GRACE])) is not None


def test_a_group_that_nobody_declared_stands_last_and_has_no_floor() -> None:
    exhibits = frozen([MAYA, replace(MAYA, id="e-zoe", group="atlantis")], [GRACE])
    sealed = strict(exhibits.sealed)

    assert sealed["groups"] == ["esea", "mena", "atlantis"]
    assert sealed["floors"]["targets"] == [0, 0, 0]


def test_rehearsed_randomness_can_be_foreseen() -> None:
    assert rehearsed("spring", 7) == digest(b"baraza/rehearsal/1\nspring\n7\n")[7:]


# --- the rule set ---


def test_a_floor_is_a_share_of_the_group_rounded_down() -> None:
    rules = read_rule_set(TEXT | {"floors": TEXT["floors"] | {"per_mille": [1000, 500]}})

    assert [rules.target(g, 7) for g in ("esea", "mena", "atlantis")] == [7, 3, 0]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"weights": ""}, "malformed"),
        ({"points": {}}, "malformed"),
        ({"stages": 3}, "malformed"),
        ({"floors": TEXT["floors"] | {"per_mille": [0]}}, "malformed"),
        ({"floors": TEXT["floors"] | {"per_mille": [0, 1001]}}, "malformed"),
        ({"floors": TEXT["floors"] | {"groups": ["mena", "mena"]}}, "malformed"),
        ({"points": TEXT["points"] | {"new_tie": -1}}, "weights_out_of_range"),
        ({"points": TEXT["points"] | {"new_tie": True}}, "weights_out_of_range"),
        ({"points": TEXT["points"] | {"new_tie": 1 << 20}}, "weights_out_of_range"),
        ({"points": TEXT["points"] | {"new_tie": (1 << 20) - 1}}, "weights_out_of_range"),
        ({"quarter_hours_min": 61}, "weights_out_of_range"),
        (
            {"floors": {"groups_by": "gender", "groups": ["a"], "per_mille": [1]}},
            "floor_on_personal_dimension",
        ),
    ],
)
def test_a_text_that_is_no_rule_set_is_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(BadRuleSet) as why:
        read_rule_set(TEXT | change)

    assert why.value.code == code
