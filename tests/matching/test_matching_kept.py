"""What a pair that came after its round would have cost in it, by the prices that it left."""

from pathlib import Path

from hypothesis import given, settings

from baraza.matching import engine
from baraza.matching.domain.explaining import Solved, exact_cost, kept
from baraza.matching.domain.explaining import sentences as say
from baraza.matching.domain.explaining.told import answered
from policy_rounds import stable_rounds
from rounds import small_rounds

EXAMPLES = Path(__file__).parent / "examples"


def example() -> Solved:
    instance, result = EXAMPLES / "matching-instance.json", EXAMPLES / "matching-result.json"
    return Solved.read(instance.read_bytes(), result.read_bytes())


@settings(max_examples=60, deadline=None)
@given(small_rounds(floors=True))
def test_the_slack_never_exceeds_the_cost(instance: bytes) -> None:
    solved = Solved.read(instance, engine.solve(instance))
    for who, row in enumerate(solved.asked.mentees):
        for whom, mentor in enumerate(solved.asked.mentors):
            told = kept(solved, row.id, mentor)
            if whom not in row.mentors:
                assert (told.slack, told.cost) == (None, None)
                continue
            cost = exact_cost(solved, who, whom)
            assert (told.cost is None) == (cost is None)
            assert cost is None or solved.slack(who, whom) <= cost


def test_a_pair_of_the_example_in_its_prices() -> None:
    told = kept(example(), "e-03", "r-bo")

    assert told.cost is not None
    assert told.cost.points == 30
    assert say.why_kept(told).endswith("the pair would have cost the programme 30 points.")


def test_of_who_was_no_possible_pair_the_prices_say_nothing() -> None:
    for mentee, mentor in (("e-01", "r-bo"), ("e-99", "r-bo"), ("e-01", "r-x")):
        assert say.why_kept(kept(example(), mentee, mentor)) == (
            f"In the round {mentee} with {mentor} was no possible pair, "
            "so its prices say nothing of it."
        )


def test_what_the_floors_forbid_is_said_so() -> None:
    told = kept(example(), "e-01", "r-ada")
    lines = {say.why_kept(kept(example(), "e-05", "r-bo")), say.why_kept(told)}

    assert all(line.startswith("By the prices of the round") for line in lines)


@settings(max_examples=10, deadline=None)
@given(stable_rounds(mentees=3))
def test_a_stable_answer_leaves_no_prices(asked: bytes) -> None:
    solved = answered(asked, engine.solve(asked))
    for row in solved.asked.mentees:
        for mentor in solved.asked.mentors:
            told = kept(solved, row.id, mentor)

            assert (told.priced, told.slack, told.cost) == (False, None, None)
            assert say.why_kept(told).startswith("The round was settled by both sides' orders")
