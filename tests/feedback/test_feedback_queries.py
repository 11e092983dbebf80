"""What became of a suggestion, what was said, what was published: as anybody may ask."""

from pathlib import Path
from typing import Any

from baraza.decider import written
from baraza.feedback.app import parts_of
from baraza.forms.v1 import heard
from baraza.forms.v1.book import text_digest
from baraza.forms.v1.heard import ErasureRequested
from feedback_changes import second, suggest
from feedback_house import PEOPLE, speak, started, take, token
from feedback_story import LEADER, MARKS, P
from houses import House, a_house


async def raise_(house: House, matter: str) -> Any:
    data = suggest(matter).model_dump(mode="json") | {"text": "Ask less."}
    return await house.ask("OpenMatter", f"person.{LEADER}", "leader", data)


async def adopt(house: House, rules: dict[str, Any]) -> None:
    data = {"kind": "instrument", "programme": P, "version": 2, "rules": rules}
    reply = await house.ask("DraftRules", "body.council", "instruments", data)
    assert reply["kind"] == "recorded", reply
    await house.hear(
        heard.RulesInForce(
            kind="instrument",
            programme=P,
            version=2,
            digest=text_digest("instrument", P, 2, rules, None),
            from_on="2027-03-01",
        )
    )


async def test_a_suggestion_is_traced_from_either_end(tmp_path: Path) -> None:
    async with a_house("feedback", parts_of, tmp_path) as house:
        await started(house)
        for matter in ("m1", "m2"):
            assert (await raise_(house, matter))["kind"] == "recorded"
        await adopt(house, second(("m1",)))
        decline = {"kind": "suggestion", "matter": "m2", "outcome": "declined"}
        await house.ask(
            "DecideMatter", "body.council", "instruments", {**decline, "ground": "too_long"}
        )
        traced = (await house.query("suggestion_trace", programme=P))["suggestions"]
        (one,) = (await house.query("suggestion_trace", matter="m1"))["suggestions"]
        versions = (await house.query("instrument", programme=P))["versions"]

    assert [row["outcome"] for row in traced] == ["adopted", "declined"]
    assert (one["adopted_in"], one["person"]) == (2, LEADER)
    assert traced[1]["ground"] == "too_long"
    assert [row["suggestions_taken"] for row in versions] == [[], ["m1"]]
    assert one["decided_index"] == versions[1]["adopted_at"]


async def test_what_was_said_is_told_in_means_and_published_figures(tmp_path: Path) -> None:
    async with a_house("feedback", parts_of, tmp_path) as house:
        collection = await started(house)
        for n, person in enumerate(PEOPLE[:5]):
            await take(house, collection, person)
            await speak(house, collection, f"v0000{n}", token(person))
        early = await house.query("results")
        dues = house.service.desk.now.state.agenda.about[f"collection.{collection}"]
        house.reading = max(due.at for due in dues)
        await house.turn()
        told = (await house.query("results", programme=P, about="workshop"))["results"]
        other = (await house.query("results", about="mentoring"))["results"]
        data = {
            "programme": P,
            "instrument": "workshop",
            "version": 1,
            "level": "person",
            "limits": "small_numbers",
        }
        reply = await house.ask("PublishEvaluation", "body.aff-pwu", "operate", data)
        (published,) = (await house.query("evaluation", programme=P))["evaluations"]
        at = written(house.reading)

    assert early["results"] == other == []
    assert (told[0]["answered"], told[0]["hidden"]) == (5, 0)
    assert {row["mean_milli"] for row in told[0]["questions"]} == {80_000}
    assert len(told[0]["questions"]) == len(MARKS)
    assert reply["kind"] == "recorded"
    assert {row["mean_per_mille"] for row in published["rows"]} == {800}
    assert published["published_at"] == at


async def test_nothing_of_somebody_erased_is_shown(tmp_path: Path) -> None:
    async with a_house("feedback", parts_of, tmp_path) as house:
        await started(house)
        await raise_(house, "m1")
        await house.hear(ErasureRequested(person=LEADER))
        await house.turn()
        (one,) = (await house.query("suggestion_trace"))["suggestions"]
        (report,) = (await house.query("leader_reports"))["reports"]

    assert one["person"] is None
    assert report["marks"] is None
