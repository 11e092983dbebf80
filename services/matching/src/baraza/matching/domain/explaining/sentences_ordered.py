"""The explanations of stable answers as sentences that a mentee reads; ids as in the files."""

from collections.abc import Iterator

from baraza.matching.domain.explaining.ordered import NotTaken, Passed, Taken
from baraza.matching.domain.explaining.sentences import (
    counted,
    excluded_mentors,
    points_in_words,
    rules_in_words,
    sum_of_parts,
)


def why_taken(told: Taken) -> Iterator[str]:
    """Both sides' own points, and where this mentor stands in the mentee's order."""
    yield (
        f"{told.mentee} with {told.mentor} is chosen, by the points of either side: "
        f"{told.mentee_points} of {told.mentee}, {told.mentor_points} of {told.mentor}."
    )
    if told.parts is not None:
        yield sum_of_parts(told.parts)
    if told.candidates == 1:
        yield f"{told.mentor} is the only mentor permitted to {told.mentee}."
        return
    yield (
        f"In the order of {told.mentee} it is number {told.rank} of the {told.candidates} mentors "
        f"permitted to {told.mentee}; no stable answer has an earlier one."
    )


def why_not_taken(told: NotTaken) -> str:
    """By first cause."""
    pair = f"{told.mentee} with {told.mentor}"
    stands = f"{told.mentee} with {told.has} is chosen" if told.has else None
    match told.cause:
        case "excluded":
            return f"{pair} is no possible pair: {rules_in_words(told.codes)}."
        case "own_order":
            return f"{stands}; in the order of {told.mentee}, {told.mentor} comes after {told.has}."
        case "outranked":
            return f"{stands or f'{told.mentee} has no mentor'}; {_full(told)}."


def why_passed(told: Passed) -> Iterator[str]:
    """No candidate, or each full with others; then each candidate by first cause."""
    if told.reason == "no_candidate":
        yield f"{told.mentee} has no mentor: no mentor is permitted to {told.mentee}."
    else:
        count = len(told.candidates)
        these = "the only mentor" if count == 1 else f"each of the {count} mentors"
        yield (
            f"{told.mentee} has no mentor: {these} permitted to {told.mentee} is full with mentees "
            "whom it wants more."
        )
    yield from excluded_mentors(told.excluded)
    for each in told.candidates:
        yield why_not_taken(each)


def _full(told: NotTaken) -> str:
    places = counted(told.places, "place")
    if told.least is None:
        return f"{told.mentor} has {places}"
    (mine, my_draw), (theirs, their_draw) = told.wants
    taken = f"{told.mentor} has {places}, taken by mentees whom it wants more; the last of them is"
    if mine == theirs:
        return (
            f"{taken} {told.least}, with as many of its points: the public draw decided: "
            f"{my_draw} against {their_draw}"
        )
    return f"{taken} {told.least}, with {points_in_words(theirs)} of it against {mine}"
