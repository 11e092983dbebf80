"""Oversight as those who watch see it: matters, a hand-over, looks, and the end of a programme."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from baraza.forms.v1.heard import ErasureRequested
from baraza.oversight import inbox
from baraza.oversight.app import parts_of
from houses import House, a_house
from oversight_house import hand, resolve, started
from oversight_story import ADA, ENVELOPE, ROOT, P, give, hand_over, person

FINDING = {
    "kind": "finding",
    "addressee": "aff-pwu",
    "severity": "medium",
    "rule": "stage_set",
    "programme": P,
    "text": "Check-ins of April are missing.",
}


def made(reply: Any, name: str) -> Any:
    """What the first fact says under this name."""
    assert reply["kind"] == "recorded", reply
    return reply["events"][0]["data"][name]


async def running(house: House) -> None:
    await started(house)
    await house.hear(inbox.ProgrammeOpened(programme=P))


async def test_a_finding_is_answered_remedied_and_seen_by_all(tmp_path: Path) -> None:
    async with a_house("oversight", parts_of, tmp_path) as house:
        await running(house)
        missing = (await house.ledger.head()).size + 1
        await house.hear(inbox.RecordMissing())
        reply = await house.ask("OpenMatter", *hand("wmf"), {**FINDING, "entries": [missing]})
        name = made(reply, "matter")
        risk = {"kind": "risk", "risk_kind": "burnout", "likelihood": 3, "weight": 4, "text": "So."}
        await house.hear(inbox.PersonRegistered(person=ADA))
        assert made(await house.ask("OpenMatter", f"person.{ADA}", data=risk), "person") == ADA
        answer = {"kind": "finding", "matter": name, "text": "They come by Sunday."}
        made(await house.ask("AnswerMatter", "body.aff-pwu", "operate", answer), "text")
        remedy = (await house.ledger.head()).size + 1
        await house.hear(inbox.RecordMade(), "scheduling")
        over = {"kind": "finding", "matter": name, "outcome": "remedied", "ground": "on_record"}
        lacking = await house.ask("DecideMatter", *hand("wmf"), over)
        await house.ask("DecideMatter", *hand("wmf"), {**over, "entries": [remedy]})
        matters = (await house.query("matters"))["matters"]
        unusual = await house.query("unusual")

    assert lacking["reason"] == "remedy_not_in_log"
    assert [(m["kind"], m["outcome"]) for m in matters] == [("finding", "remedied"), ("risk", None)]
    assert (matters[0]["answered"], matters[0]["remedy"]) == (True, [remedy])
    assert matters[0]["number"] == reply["index"] + 1
    assert "Check-ins" not in json.dumps(matters)
    assert {(row["what"], row["code"]) for row in unusual["counts"]} == {
        ("late", None),
        ("refused", "remedy_not_in_log"),
    }
    assert [row["what"] for row in unusual["newest"]] == ["refused", "late"]


async def test_a_watch_is_handed_over_with_what_is_open(tmp_path: Path) -> None:
    async with a_house("oversight", parts_of, tmp_path) as house:
        await running(house)
        risk = {"kind": "risk", "risk_kind": "burnout", "likelihood": 3, "weight": 4, "text": "So."}
        await house.ask("OpenMatter", "body.aff-pwu", "operate", risk)
        seen = (await house.ledger.head()).size
        over = hand_over("community", "wmf", "oversee", size=seen)
        await resolve(house, over, proposer="wmf", voters=("wmf", "community"))
        look = {"kind": "verification", "log_size": seen, "log_root": ROOT, "result": "holds"}
        made(await house.ask("RecordLook", *hand("community"), look, note="All of it."), "look")
        house.reading += timedelta(days=181)
        await house.turn()
        matters = (await house.query("matters", open=True))["matters"]
        watchers = (await house.query("watchers", programme=P))["watchers"]
        looks = (await house.query("looked_at"))["looks"]
        state = house.service.desk.now.state

    assert [(m["addressee"], m["overdue"]) for m in matters] == [("community", True)]
    assert state.matters[matters[0]["matter"]].addressee == "community"
    assert [(w["body"], w["checkpoint_size"], w["looks"]) for w in watchers] == [
        ("community", seen, 1)
    ]
    assert (looks[0]["body"], looks[0]["result"], looks[0]["log_root"]) == (
        "community",
        "holds",
        ROOT,
    )


async def test_rows_follow_a_mandate_as_the_rules_do(tmp_path: Path) -> None:
    """Given to one, then for a programme to another, then ended: the addressee is the same."""
    async with a_house("oversight", parts_of, tmp_path) as house:
        await running(house)
        risk = {"kind": "risk", "risk_kind": "burnout", "likelihood": 3, "weight": 4, "text": "So."}
        for programme in ({}, {"programme": P}):
            await house.ask("OpenMatter", "body.aff-pwu", "operate", {**risk, **programme})
        both = ("wmf", "council")
        await resolve(house, give("council", "oversee"), proposer="wmf", voters=both)
        over = hand_over("community", "council", "oversee", size=1)
        both = ("wmf", "community")
        own = give("community", "oversee", programme=P)
        for effect in (own, over):
            await resolve(house, effect, proposer="wmf", voters=both)
            rows = (await house.query("matters"))["matters"]
            state = house.service.desk.now.state

            assert {r["matter"]: r["addressee"] for r in rows} == {
                name: state.matters[name].addressee for name in state.matters
            }
        rows = (await house.query("matters"))["matters"]

    assert [row["addressee"] for row in rows] == ["community", "community"]


async def closed(house: House) -> str:
    """An envelope through which money went, closed; its name."""
    await house.hear(inbox.RelationshipStarted(relationship="x1", programme=P))
    data = ENVELOPE.model_dump(mode="json", exclude={"envelope"})
    name: str = made(await house.ask("OpenEnvelope", *hand("wmf"), data), "envelope")
    line = {"account": "line", "line": "workshops"}
    for source, target, amount in (
        ({"account": "allocation"}, line, 500),
        (line, {"account": "spent"}, 120),
        (line, {"account": "allocation"}, 380),
    ):
        said = {"envelope": name, "source": source, "target": target, "amount_minor": amount}
        await house.ask("MoveMoney", *hand("wmf"), {**said, "purpose": "relationship.x1"})
    made(
        await house.ask("CloseEnvelope", "body.aff-pwu", "operate", {"envelope": name}), "envelope"
    )
    return name


async def test_a_programme_ends_with_a_dossier_and_what_follows(tmp_path: Path) -> None:
    async with a_house("oversight", parts_of, tmp_path) as house:
        await running(house)
        await closed(house)
        await house.hear(inbox.ProgrammeEnded(programme=P, ended_on="2028-01-31"))
        await house.hear(inbox.EvaluationPublished(programme=P))
        turned = await house.turn()
        told = await house.query("dossier", programme=P)
        again = await house.ask("AssembleDossier", "body.aff-pwu", "operate", {"programme": P})
        document = await house.ledger.exhibit(told["dossiers"][0]["digest"])
        effect = {
            "effect": "conclude",
            "programme": P,
            "decision": "continue",
            "dossier": told["dossiers"][0]["digest"],
        }
        await conclude(house, effect)
        decided = (await house.query("dossier", programme=P))["decided"]
        spent = await house.query("investment", programme=P)
        money = await house.query("ring_fence", programme=P)
        by_hand = (await house.query("unusual", what="by_hand"))["counts"]

    assert turned["performed"] == 1
    assert json.loads(document)["money"]["spent_minor"] == 120
    assert (again["kind"], again["reason"]) == ("refused", "already_done")
    assert [(d["decision"], d["outcome"]) for d in decided] == [
        ("approved", None),
        ("concluded", "continue"),
    ]
    assert spent["purposes"][0] == {
        "purpose": "relationship",
        "count": 1,
        "spent_minor": 120,
        "reserved_minor": 0,
    }
    assert money["envelopes"][0]["closed"]
    assert by_hand[0]["count"] == 1


async def conclude(house: House, effect: dict[str, Any]) -> None:
    data = {
        "effects": [effect],
        "consultation_until": (house.reading + timedelta(days=1)).isoformat(),
        "until": (house.reading + timedelta(days=30)).isoformat(),
        "languages": ["en"],
    }
    name = made(await house.ask("ProposeResolution", *hand("wmf"), data), "resolution")
    house.reading += timedelta(days=2)
    vote = {"resolution": name, "body": "wmf", "seats_for": 3, "seats_against": 0}
    made(await house.ask("VoteOnResolution", *hand("wmf"), vote), "body")


async def test_a_person_is_forgotten_by_the_next_turn(tmp_path: Path) -> None:
    chair = person("council", 2)
    async with a_house("oversight", parts_of, tmp_path) as house:
        await running(house)
        await house.hear(ErasureRequested(person=chair))
        turned = await house.turn()
        bodies = (await house.query("bodies"))["bodies"]
        state = house.service.desk.now.state

    assert turned["performed"] == 1
    assert chair in state.erased
    assert chair not in json.dumps(bodies)
