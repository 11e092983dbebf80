"""A sealed report goes to a body in which the reported person does not sit, and no log says why.

By a service made for it: which body that is, is derived from what only the vault knows.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar

import pytest
from faststream.nats import TestNatsBroker
from pydantic_core import from_json

from baraza.decider import (
    Asked,
    Decider,
    FieldCommitment,
    Message,
    Refused,
    decide_by,
    known,
    named,
    written,
)
from baraza.messaging import subjects
from baraza.messaging.ask import Ask
from baraza.messaging.memory import MemoryLedger
from baraza.messaging.parts import Handlers, Moment, ServiceParts
from baraza.messaging.service import Service
from baraza.messaging.settings import Settings
from baraza.privacy import Vault
from fakes import ORIGIN, START, command_id, founded

INSIDE, OUTSIDE = "Ada Nobody", "Kay Nobody"
SEATS = {"care": {INSIDE}, "board": {"Alan Nobody"}}
"""The charter's list, in its order, and who sits there: known to the vault alone."""


class OfReport(Message):
    askers: ClassVar[frozenset[str]] = frozenset({"voice"})

    report: str
    body: str
    about: FieldCommitment
    text: FieldCommitment

    @property
    def subject(self) -> str:
        return f"report.{self.report}"


class SendReport(OfReport):
    """Tell of somebody; who will read it is not for the asker to say."""

    makes: ClassVar[str | None] = "report"


class ReportSent(OfReport):
    pass


def send(_: None, command: SendReport, asked: Asked) -> Sequence[ReportSent] | Refused:
    return [ReportSent.model_validate(command.model_dump())]


REPORTS: Decider[Any, Any, Any, Any] = Decider(
    name="reports.v1",
    initial=None,
    decide=decide_by({SendReport: send}),
    evolve=lambda state, fact, seen: state,
    reads=lambda state, command, asked: frozenset(),
    commands=named("reports", [SendReport]),
    knows=known("reports", [ReportSent]),
)


class Post(Handlers):
    derives: ClassVar = {"SendReport": frozenset({"body"})}

    async def prepare(
        self, ask: Ask, command_type: type[Message], data: dict[str, Any], moment: Moment
    ) -> dict[str, Any]:
        body = next(b for b, seated in SEATS.items() if ask.data["about"] not in seated)
        return {**data, "body": body}


class House:
    def __init__(self, service: Service, ledger: MemoryLedger) -> None:
        self.service, self.ledger = service, ledger

    async def report(self, n: int, about: str, **more: Any) -> Any:
        data = {"about": about, "text": "What I saw.", **more}
        ask = Ask(id=command_id(n), actor=f"voice.v{n:032x}", data=data)
        headers = {
            subjects.READING: written(START),
            subjects.POSITION: str((await self.ledger.head()).size),
        }
        reply = await self.service.broker.request(
            ask.model_dump(mode="json"),
            subjects.ask("reports", "SendReport"),
            headers=headers,
            timeout=5,
        )
        return from_json(reply.body)


@asynccontextmanager
async def a_house(folder: Path) -> AsyncIterator[House]:
    ledger, seed = await founded(REPORTS), folder / "seed"
    seed.write_text("a rehearsal")
    settings = Settings(
        service="reports", origin=ORIGIN, clock="virtual", home=folder, seed_file=seed
    )
    vault = Vault(f"sqlite:///{folder / 'vault.db'}")
    parts = ServiceParts(name="reports", decider=REPORTS, handlers=Post(), vault=vault)
    service = Service(parts, settings, ledger=ledger)
    await service.start()
    async with TestNatsBroker(service.broker):
        yield House(service, ledger)
    await service.stop()


def form(value: Any) -> Any:
    """What of an answer is the same whoever it is about: its members, and how long they are."""
    match value:
        case dict():
            return {name: form(member) for name, member in value.items() if name != "body"}
        case list():
            return [form(member) for member in value]
        case str():
            return len(value)
        case _:
            return type(value).__name__


@pytest.mark.case(60)
async def test_a_report_about_a_member_goes_to_another_body_and_nothing_shows_it(
    tmp_path: Path,
) -> None:
    async with a_house(tmp_path) as house:
        inside, outside = await house.report(1, INSIDE), await house.report(2, OUTSIDE)
        kept = await house.ledger.entries(0)

    bodies = [reply["events"][0]["data"]["body"] for reply in (inside, outside)]
    assert bodies == ["board", "care"]
    assert form(inside) == form(outside)
    assert (inside["kind"], outside["kind"]) == ("recorded", "recorded")
    assert not [one for one in kept if one.entry.name == "CommandRefused"]
    assert not any(INSIDE.encode() in one.entry.wire for one in kept)
    chains = {one.entry.document["correlationid"] for one in kept[2:]}
    assert chains == {command_id(1), command_id(2)}


@pytest.mark.case(60)
async def test_nobody_chooses_who_will_read_it(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        reply = await house.report(1, INSIDE, body="care")

        assert (reply["kind"], reply["type"]) == ("problem", "/problems/malformed")
        assert (await house.ledger.head()).size == 2


@pytest.mark.case(60)
async def test_the_same_report_sent_again_is_the_same_though_seats_have_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_house(tmp_path) as house:
        first = await house.report(1, OUTSIDE)
        monkeypatch.setitem(SEATS, "care", {OUTSIDE})
        again = await house.report(1, OUTSIDE)

        assert (again["replayed"], again["events"]) == (True, first["events"])
