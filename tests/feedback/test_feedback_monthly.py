"""Mentees as they see it: their pair has met, the month is over, they are asked."""

from pathlib import Path
from typing import Any

from baraza.feedback.app import parts_of
from feedback_house import started
from feedback_mentoring import JUNE, MENTEES, POINTS, pair, session, settled
from feedback_story import TEXT, P
from houses import House, a_house

MARKS = {q["code"]: 60 for q in TEXT["instruments"]["mentoring-check-in"]["questions"]}


async def asked_in_june(house: House) -> str:
    """Five pairs met in May; the collection that opened by itself."""
    await started(house)
    for fact in POINTS:
        await house.hear(fact)
    for mentee in MENTEES[:5]:
        for told in (pair(mentee), session(mentee), settled(mentee)):
            await house.hear(told)
    house.reading = JUNE
    await house.turn()
    rates: Any = await house.query("response_rates", programme=P)
    (row,) = (r for r in rates["collections"] if r["instrument"] == "mentoring-check-in")
    assert (row["about"], row["eligible"]) == (f"mentoring.{P}-1-202704", 5)
    name: str = row["collection"]
    return name


async def test_the_month_is_over_and_five_mentees_are_asked(tmp_path: Path) -> None:
    async with a_house("feedback", parts_of, tmp_path) as house:
        name = await asked_in_june(house)
        replies = []
        for n, mentee in enumerate(MENTEES[:5]):
            secret = {"token": f"token of {mentee}"}
            voice = {"collection": name, "person": mentee, **secret}
            replies.append(await house.ask("IssueVoice", f"person.{mentee}", data=voice))
            said = {"collection": name, "marks": MARKS, **secret}
            replies.append(await house.ask("RecordAnswer", f"voice.v0000{n}", data=said))
        told = await house.query("collection", collection=name)

    assert {reply["kind"] for reply in replies} == {"recorded"}
    assert {row["mean_milli"] for row in told["questions"]} == {60_000}
