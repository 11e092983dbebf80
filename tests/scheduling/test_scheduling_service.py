"""Scheduling as its askers see it, from the first plan to certificates and shared hours."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from faststream.nats import TestNatsBroker
from pydantic import BaseModel
from pydantic_core import from_json

from baraza.decider import Asked, decision, uuid7_of, written
from baraza.decider.folded import Folded
from baraza.messaging import subjects
from baraza.messaging.ask import Ask
from baraza.messaging.clock import FixedClock
from baraza.messaging.memory import MemoryLedger
from baraza.messaging.service import Service
from baraza.messaging.settings import Settings
from baraza.projection import Projector
from baraza.scheduling import read_model
from baraza.scheduling.app import build, parts_of
from baraza.scheduling.domain import CURRENT
from baraza.scheduling.engine import TZDATA
from fakes import ORIGIN, founded
from given import START
from houses import Say, teller
from timetables import ANA, BOB, EVE, LEE, NOW, OPERATOR, PILOT, READY, plan, staged

OTHERS = ("oversight", "registration")
AVAILABLE = datetime(2027, 3, 29, 9, tzinfo=UTC)
WEEKS = [datetime(2027, 4, 5, tzinfo=UTC) + timedelta(weeks=n) for n in range(26)]


class House:
    """Scheduling under test; what other services say is put into the log for them."""

    def __init__(self, service: Service, ledger: MemoryLedger) -> None:
        self.service, self.ledger = service, ledger
        self.reading = NOW
        self._said = 0
        self._asked = 0

    async def hear(self, fact: BaseModel) -> None:
        """Another service's fact, in the log."""
        type_ = next(t for t, model in CURRENT.knows.items() if model is type(fact))
        _, _, service, name, _ = type_.split(".")
        self._said += 1
        subject = f"said.n{self._said}"
        decider = teller(service, name, fact.model_dump(exclude_none=True), subject)
        basis = (await self.ledger.head()).size
        log: Folded[Any] = Folded(None, contracts=self.service.desk.now.contracts, basis=basis)
        command = Say(subject_=subject)
        time = START + timedelta(seconds=self._said)
        asked = Asked(uuid7_of(time, sha256(subject.encode()).digest()), time, "body.founders")
        await self.ledger.append(decision(decider, log, command, asked, origin=ORIGIN))

    async def ask(self, name: str, actor: str, acting_as: str = "self", **data: Any) -> Any:
        self._asked += 1
        digest = sha256(f"{name}{self._asked}".encode()).digest()
        id_ = uuid7_of(self.reading, digest)
        ask = Ask(id=id_, actor=actor, acting_as=acting_as, data=data)
        return await self.request(subjects.ask("scheduling", name), ask.model_dump(mode="json"))

    async def query(self, name: str, **params: Any) -> Any:
        reply = await self.request(subjects.query("scheduling", name), params)
        return reply["answer"]

    async def turn(self) -> Any:
        return await self.request(subjects.ask("scheduling", subjects.TURN), {})

    async def request(self, subject: str, body: Any) -> Any:
        headers = {
            subjects.READING: written(self.reading),
            subjects.POSITION: str((await self.ledger.head()).size),
        }
        reply = await self.service.broker.request(body, subject, headers=headers, timeout=5)
        return from_json(reply.body)

    def rows(self, question: Any, *params: Any) -> Any:
        projector = self.service.parts.projector
        assert isinstance(projector, Projector)
        with projector.reading() as connection:
            return question(connection, *params)


@asynccontextmanager
async def a_house(folder: Path) -> AsyncIterator[House]:
    others = [t for t in CURRENT.knows if t.split(".")[2] in OTHERS]
    commands = [f"baraza.command.{service}.Say.v1" for service in OTHERS]
    ledger = await founded(CURRENT, more=[*others, *commands])
    seed = folder / "seed"
    seed.write_text("a rehearsal")
    settings = Settings(
        service="scheduling", origin=ORIGIN, clock="virtual", home=folder, seed_file=seed
    )
    service = Service(parts_of(settings), settings, ledger=ledger, clock=FixedClock(NOW))
    await service.start()
    async with TestNatsBroker(service.broker):
        house = House(service, ledger)
        for fact in (*READY, staged(ANA), staged(BOB), staged(EVE)):
            await house.hear(fact)
        yield house
    await service.stop()


async def announced(house: House, **changes: Any) -> Any:
    """A workshop from its plan to its time; the last answer."""
    await house.ask("PlanWorkshop", OPERATOR, "operate", **plan(**changes).model_dump(mode="json"))
    await house.ask("OfferTeaching", f"person.{LEE}", workshop="basics", person=LEE)
    accept = {"workshop": "basics", "person": LEE, "answer": "accept"}
    await house.ask("AnswerOffer", OPERATOR, "operate", **accept)
    return await house.ask("AnnounceWorkshop", OPERATOR, "operate", workshop="basics")


async def test_the_service_finds_the_least_bad_start_and_says_by_which_zone_rules(
    tmp_path: Path,
) -> None:
    async with a_house(tmp_path) as house:
        reply = await announced(house)
        answer = await house.query("workshop", workshop="basics")

    assert reply["kind"] == "recorded"
    fact = reply["events"][0]["data"]
    assert (answer["state"], answer["start"], answer["tzdata"]) == (
        "announced",
        fact["start"],
        TZDATA,
    )
    assert answer["bands"] == fact["bands"]


async def test_what_cannot_be_announced_is_refused_on_record(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        unknown = await house.ask("AnnounceWorkshop", OPERATOR, "operate", workshop="nowhere")
        chosen = {"workshop": "basics", "start": "2027-03-15T10:00:00.000Z"}
        told = await house.ask("AnnounceWorkshop", OPERATOR, "operate", **chosen)

    assert (unknown["kind"], unknown["reason"]) == ("refused", "unknown_entity")
    assert told["kind"] == "problem"
    assert told["type"].endswith("malformed")


async def test_from_enrolment_to_certificate(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        fact = (await announced(house))["events"][0]["data"]
        for who in (ANA, BOB, EVE):
            await house.ask("EnrolInWorkshop", f"person.{who}", workshop="basics", person=who)
        house.reading = datetime.fromisoformat(fact["start"]) + timedelta(minutes=120)
        for who, state in ((ANA, "present"), (BOB, "absent")):
            about = {"kind": "attendance", "workshop": "basics", "person": who}
            said = {**about, "state": state, "minutes": 120 if state == "present" else 0}
            made = await house.ask("MakeRecord", f"person.{LEE}", "leader", **said)
            assert made["kind"] == "recorded"
        await house.ask("HoldWorkshop", f"person.{LEE}", "leader", workshop="basics")
        turned = await house.turn()
        again = await house.turn()
        workshop = await house.query("workshop", workshop="basics")
        attendance = await house.query("attendance", workshop="basics")
        certificates = await house.query("certificates", person=ANA)
        none = await house.query("certificates", person=BOB)
        house.reading += timedelta(days=14)
        settled = await house.turn()
        undisputed = await house.query("attendance", workshop="basics")

    assert (turned["performed"], again["performed"], settled["performed"]) == (1, 0, 2)
    assert (workshop["state"], workshop["attended"]) == ("held", 1)
    assert [row["queued"] for row in workshop["enrolments"]] == [None, None, 1]
    assert [row["outcome"] for row in attendance["records"]] == [None, None]
    assert [row["outcome"] for row in undisputed["records"]] == ["undisputed"] * 2
    assert [row["workshop"] for row in certificates["certificates"]] == ["basics"]
    assert len(certificates["certificates"][0]["cited"]) == 2
    assert none["certificates"] == []


async def test_a_plan_and_a_calendar_are_published(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await announced(house)
        series: dict[str, Any] = {
            "programme": PILOT,
            "template": "skills_workshop",
            "every_months": 3,
        }
        span = {"first": "2027-06-01", "last": "2027-12-31"}
        await house.ask("PlanSeries", OPERATOR, "operate", **series, **span)
        await house.ask("PublishPlan", OPERATOR, "operate", programme=PILOT)
        calendar = await house.query("calendar", programme=PILOT)
        published = await house.query("plan", programme=PILOT)
        nothing = await house.query("plan", programme="other")

    assert [event["status"] for event in calendar["events"]] == ["CONFIRMED"] + ["TENTATIVE"] * 3
    assert calendar["events"][0]["uid"] == f"basics@{ORIGIN}"
    assert (published["version"], len(published["differences"])) == (1, 4)
    assert nothing is None


async def stated(house: House, who: str, weekly: list[list[int]], zone: str, on: str) -> Any:
    data: dict[str, Any] = {"person": who, "weekly": weekly, "zone": zone, "from_on": on}
    return await house.ask("StateAvailability", f"person.{who}", **data)


async def test_shared_hours_come_from_the_vault_and_no_hour_from_the_log(tmp_path: Path) -> None:
    asked: dict[str, Any] = {
        "mentees": [ANA, BOB],
        "mentors": [LEE, EVE],
        "weeks": [written(week) for week in WEEKS],
    }
    async with a_house(tmp_path) as house:
        house.reading = AVAILABLE
        await stated(house, LEE, [[40, 60]], "Europe/Warsaw", "2027-03-29")
        await stated(house, ANA, [[50, 80]], "Europe/Paris", "2027-03-29")
        before = await house.query("shared_hours", **asked)
        await stated(house, ANA, [[44, 56], [600, 672]], "Europe/Paris", "2027-04-05")
        reply = await stated(house, BOB, [[0, 672]], "Asia/Kathmandu", "2027-06-01")
        after = await house.query("shared_hours", **asked)

    assert before["hours"] == [[0, 0, 10]]
    assert after["hours"] == [[0, 0, 12]]
    assert "Kathmandu" not in str(reply)


@pytest.mark.parametrize(
    ("weekly", "zone"),
    [
        ([[0, 4]], "Mars/Olympus"),
        ([[0, 4]], "../etc"),
        ([[4, 4]], "UTC"),
        ([[0, 673]], "UTC"),
        ([["a", "b"]], "UTC"),
        (["0-4"], "UTC"),
        ([[0, 4]] * 101, "UTC"),
        ("always", "UTC"),
    ],
)
async def test_hours_that_nobody_could_read_are_malformed(
    tmp_path: Path, weekly: Any, zone: str
) -> None:
    async with a_house(tmp_path) as house:
        reply = await stated(house, ANA, weekly, zone, "2027-03-29")

    assert reply["kind"] == "problem"
    assert reply["type"].endswith("malformed")


async def test_a_week_that_is_none_is_no_question(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        params = {"mentees": [], "mentors": [], "weeks": ["2027-04-06T00:00:00.000Z"]}
        reply = await house.request(subjects.query("scheduling", "shared_hours"), params)

    assert reply["kind"] == "problem"


async def test_rows_made_again_are_the_same(tmp_path: Path) -> None:
    """A read model can be thrown away."""
    async with a_house(tmp_path) as house:
        await announced(house)
        await house.query("calendar", programme=PILOT)  # rows follow before a question is answered
        before = house.rows(read_model.workshops, PILOT)
        projector = house.service.parts.projector
        assert isinstance(projector, Projector)
        projector.rebuild()
        kept: list[Any] = []
        while len(kept) < (await house.ledger.head()).size:
            kept += list(await house.ledger.entries(len(kept)))
        projector.apply([(one.index, one.entry) for one in kept])
        after = house.rows(read_model.workshops, PILOT)

    assert before == after
    assert before[0]["capacities"] == ["governance"]


def test_the_service_is_put_together_from_its_settings(tmp_path: Path) -> None:
    service = build(Settings(service="scheduling", home=tmp_path))

    assert service.parts.name == "scheduling"
    assert set(service.parts.queries) == set(service.parts.answers)
    for part in (service.parts.vault, service.parts.projector):
        assert part is not None
        part.close()
