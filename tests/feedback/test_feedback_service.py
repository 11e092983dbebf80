"""Feedback as its askers see it: a workshop is held, people answer, the leader reports."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from baraza.feedback.app import parts_of
from feedback_house import PEOPLE, speak, started, take, token
from feedback_story import (
    ADA,
    ALAN,
    BODIES,
    DRAFT,
    GRACE,
    LEADER,
    MARKS,
    REPORT_MARKS,
    P,
)
from houses import a_house


def code(reply: Any) -> str:
    """Of a problem or a refusal."""
    return str(reply.get("reason") or reply["type"].rpartition("/")[2])


async def test_after_a_workshop_people_answer_each_with_one_voice(tmp_path: Path) -> None:
    async with a_house("feedback", parts_of, tmp_path) as house:
        collection = await started(house)
        assert (await take(house, collection, ADA))["kind"] == "recorded"
        assert code(await take(house, collection, GRACE)) == "not_eligible"
        first = await speak(house, collection, "v00001", token(ADA), key="one")
        retry = await speak(house, collection, "v00001", token(ADA), key="one")
        spent = await speak(house, collection, "v00002", token(ADA))
        unknown = await speak(house, collection, "v00003", "a token of nobody")
        stolen = await speak(house, collection, "v00003", token(GRACE))
        rates = await house.query("response_rates")

    assert first["kind"] == "recorded"
    assert first["events"][0]["data"]["voice"] == "v00001"
    assert (retry["index"], retry["replayed"]) == (first["index"], True)
    assert code(spent) == "voice_spent"
    assert code(unknown) == code(stolen) == "bad_token"
    assert rates["collections"][0]["issued"] == rates["answered"] == 1
    assert rates["collections"][0]["per_mille"] == 125


async def test_no_entry_of_an_answer_holds_a_token_or_a_person(tmp_path: Path) -> None:
    async with a_house("feedback", parts_of, tmp_path) as house:
        collection = await started(house)
        await take(house, collection, ADA)
        reply = await speak(house, collection, "v00001", token(ADA))
        entries = await house.ledger.entries(reply["index"], 2)
        issued = await house.ledger.entries(0, 100)

    wires = b"".join(kept.entry.wire for kept in entries)
    assert token(ADA).encode() not in b"".join(kept.entry.wire for kept in issued)
    assert ADA.encode() not in wires


async def test_an_answer_with_wrong_marks_costs_no_voice_and_leaves_no_entry(
    tmp_path: Path,
) -> None:
    async with a_house("feedback", parts_of, tmp_path) as house:
        collection = await started(house)
        await take(house, collection, ADA)
        before = (await house.ledger.head()).size
        wrong: tuple[dict[str, int], ...] = ({}, {**MARKS, "another": 5})
        slips = [
            await house.ask(
                "RecordAnswer",
                "voice.v00001",
                data={"collection": collection, "marks": marks, "token": token(ADA)},
            )
            for marks in wrong
        ]
        nowhere = await speak(house, "nowhere", "v00001", token(ADA))
        missing = {"collection": collection, "marks": MARKS}
        silent = await house.ask("RecordAnswer", "voice.v00001", data=missing)
        after = (await house.ledger.head()).size
        complete = await speak(house, collection, "v00001", token(ADA))

    assert [code(slip) for slip in slips] == ["malformed"] * 2
    assert after == before
    assert code(nowhere) == "bad_token"
    assert code(silent) == "malformed"
    assert complete["kind"] == "recorded"


@pytest.mark.parametrize("days", [14.0, 14.5, 2**60])
async def test_a_number_that_the_log_writes_otherwise_is_decided_as_it_is_read(
    tmp_path: Path, days: float
) -> None:
    """14.0 is 14 for whoever reads the entry, so it is 14 for who decides; 14.5 is no entry."""
    async with a_house("feedback", parts_of, tmp_path) as house:
        for fact in BODIES:
            await house.hear(fact)
        draft = DRAFT.model_dump(mode="json", exclude_none=True)
        draft["rules"] = {**draft["rules"], "collection_days": days}
        reply = await house.ask("DraftRules", "body.council", "rules", draft)

    assert code(reply) == "malformed" if days > 14 else reply["kind"] == "recorded"


async def test_a_token_is_one_persons(tmp_path: Path) -> None:
    async with a_house("feedback", parts_of, tmp_path) as house:
        collection = await started(house)
        await take(house, collection, ADA)
        data = {"collection": collection, "person": ALAN, "token": token(ADA)}
        same = await house.ask("IssueVoice", f"person.{ALAN}", data=data)
        short = await house.ask("IssueVoice", f"person.{ALAN}", data={**data, "token": "short"})

    assert code(same) == "bad_token"
    assert code(short) == "malformed"


async def test_marks_are_shown_from_five_answers_on(tmp_path: Path) -> None:
    async with a_house("feedback", parts_of, tmp_path) as house:
        collection = await started(house)
        few: Any = None
        for number, person in enumerate(PEOPLE[:5]):
            few = await house.query("collection", collection=collection)
            await take(house, collection, person)
            await speak(house, collection, f"v0000{number}", token(person))
        many = await house.query("collection", collection=collection)
        nothing = await house.query("collection", collection="none")

    assert few["questions"] == []
    assert len(many["questions"]) == len(MARKS)
    assert many["questions"][0]["mean_milli"] == 80_000
    assert nothing is None


async def test_time_closes_a_collection_and_shows_a_missing_report(tmp_path: Path) -> None:
    async with a_house("feedback", parts_of, tmp_path) as house:
        collection = await started(house)
        house.reading += timedelta(days=7)
        await house.turn()
        missing = (await house.query("leader_reports"))["reports"]
        data = {"workshop": "basics", "person": LEADER, "marks": REPORT_MARKS, "text": "Late."}
        report = await house.ask("SubmitLeaderReport", f"person.{LEADER}", "leader", data)
        late = (await house.query("leader_reports", programme=P))["reports"]
        house.reading += timedelta(days=7)
        await house.turn()
        closed = await house.query("collection", collection=collection)

    assert missing[0]["state"] == "missing"
    assert "commit" in report["events"][0]["data"]["text"]
    assert (late[0]["state"], late[0]["late"]) == ("submitted", True)
    assert closed["closed"]


async def test_a_restart_owes_nothing_twice(tmp_path: Path) -> None:
    async with a_house("feedback", parts_of, tmp_path) as house:
        collection = await started(house)
        await take(house, collection, ADA)
        ledger, reading = house.ledger, house.reading
    async with a_house("feedback", parts_of, tmp_path, ledger) as again:
        again.reading = reading
        assert (await again.turn())["performed"] == 0
        assert (await speak(again, collection, "v00001", token(ADA)))["kind"] == "recorded"
