"""Figures follow from the log alone, over versions only by their maps, and hide the few (I35)."""

from datetime import timedelta

from baraza.feedback.domain import CURRENT
from baraza.feedback.messages import EvaluationPublished, Row
from feedback_changes import COORD, COUNCIL, PEOPLE, adopted, collected, evaluate, goes_on, second
from feedback_story import ADOPTED, HELD, MARKS, myself, opened
from given import Given, by, given

JULY = HELD + timedelta(days=110)
NEW = {**MARKS, "met_somebody_new": 40}


def marks(mark: int, people: int = 5) -> list[dict[str, int]]:
    return [dict.fromkeys(MARKS, mark) for _ in range(people)]


def once(people: int = 5) -> Given:
    return collected(given(CURRENT, *ADOPTED), "basics", marks(60, people))


def rows(published: EvaluationPublished) -> dict[str, tuple[int | None, int | None]]:
    return {row.question: (row.mean_per_mille, row.answers) for row in published.rows}


def test_the_coordinator_has_the_figures_of_the_closed_collections_computed() -> None:
    story = once()
    levels = [code for code in MARKS if code != "will_use_it_at_home"]
    figures = {
        "log_index": story.position - 1,
        "collections": 1,
        "eligible": 5,
        "answered": 5,
        "rows": tuple(Row(question=code, mean_per_mille=600, answers=5) for code in levels),
        "suppressed": 0,
    }
    outcome = story.when(evaluate(), COORD)
    outcome.then(EvaluationPublished.model_validate(evaluate().model_dump() | figures))
    outcome.after.when(evaluate(), COORD).refused("already_done")


def test_each_level_has_its_own_questions() -> None:
    published = once().when(evaluate(level="community"), COORD).facts[0]

    assert rows(published) == {"will_use_it_at_home": (600, 5)}


def test_what_too_few_said_is_not_told() -> None:
    once(4).when(evaluate(), COORD).refused("cell_too_small", answers_min=5)
    given(CURRENT, *ADOPTED).when(evaluate(), COORD).refused("cell_too_small", answers_min=5)
    both = collected(once(), "second", marks(0, 4), at=JULY)
    published = both.when(evaluate(), COORD).facts[0]

    assert (published.collections, published.answered) == (2, 9)
    assert rows(published)["could_take_part"] == (600, 5)


def test_who_does_not_run_the_programme_publishes_nothing() -> None:
    once().when(evaluate(), COUNCIL).refused("no_mandate")
    once().when(evaluate(), myself(PEOPLE[0])).refused("no_mandate")
    external = by(f"person.{PEOPLE[0]}", "external", at=JULY)
    once().when(evaluate(), external).refused("external_may_not_decide")


def test_figures_are_of_an_adopted_version() -> None:
    once().when(evaluate(2), COORD).refused("version_not_in_force")
    once().when(evaluate(instrument="dance"), COORD).refused("version_not_in_force")


def test_answers_to_the_version_before_are_read_by_the_map_and_stay_what_they_are() -> None:
    story = goes_on(once(), *adopted(second()))
    story = collected(story, "second", [{**NEW, "could_take_part": 0}] * 5, at=JULY)
    later = story.when(evaluate(2), COORD).facts[0]
    first = story.when(evaluate(1), COORD).facts[0]

    assert rows(later)["could_take_part"] == (300, 10)
    assert rows(first)["could_take_part"] == (600, 5)
    assert [one.version for one in story.state.collections.values()].count(1) == 1
    new = story.when(evaluate(2, level="community"), COORD).facts[0]
    assert rows(new) == {"will_use_it_at_home": (700, 10), "met_somebody_new": (400, 5)}


def test_a_question_may_have_a_new_code_where_the_map_says_so() -> None:
    rules = second()
    workshop = rules["instruments"]["workshop"]
    workshop["questions"][1]["code"] = "took_part"
    del workshop["comparable"]["could_take_part"]
    workshop["comparable"]["took_part"] = "could_take_part"
    story = goes_on(once(), *adopted(rules))

    assert rows(story.when(evaluate(2), COORD).facts[0])["took_part"] == (600, 5)


def test_what_no_map_joins_is_hidden_and_not_guessed() -> None:
    rules = second()
    rules["instruments"]["workshop"]["questions"][1]["code"] = "took_part"
    del rules["instruments"]["workshop"]["comparable"]["could_take_part"]
    published = goes_on(once(), *adopted(rules)).when(evaluate(2), COORD).facts[0]

    assert rows(published)["took_part"] == (None, None)
    assert published.suppressed == 1


def test_the_maps_of_several_versions_are_followed_one_after_the_other() -> None:
    rules = second()
    for instrument in rules["instruments"].values():
        instrument["comparable"] = {q["code"]: q["code"] for q in instrument["questions"]}
    story = goes_on(once(), *adopted(second()), *adopted(rules, 3))

    assert rows(story.when(evaluate(3), COORD).facts[0])["could_take_part"] == (600, 5)


def test_what_was_asked_by_a_text_for_all_is_not_read_under_the_programmes_own() -> None:
    """No map leads from the one to the other, so there are no figures over both."""
    general = [
        fact.model_copy(update={"programme": None}) if hasattr(fact, "version") else fact
        for fact in ADOPTED
    ]
    story = collected(given(CURRENT, *general), "basics", marks(60))
    story.when(evaluate(), COORD).stands()
    goes_on(story, *ADOPTED[4:]).when(evaluate(), COORD).refused("no_map", version=1)


def test_an_open_collection_is_not_told() -> None:
    opened().when(evaluate(), COORD).refused("cell_too_small", answers_min=5)
