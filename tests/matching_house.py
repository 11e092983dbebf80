"""Matching in a house: a round that three mentees and two mentors can enter."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from baraza.decider import Message, Step
from baraza.forms.v1.book import text_digest
from baraza.matching.app import parts_of
from baraza.matching.handlers import MatchingHandlers
from baraza.messaging.ask import Ask
from baraza.messaging.memory import MemoryLedger
from baraza.messaging.parts import Moment, Prepared, ServiceParts
from baraza.messaging.settings import Settings
from houses import House, a_house
from pairings import (
    BODY,
    CLOSES,
    FIRST,
    OPERATOR,
    PULSE_AT,
    ROOT,
    RULE_SET,
    announce,
    drafted,
    enter,
    in_force,
    mandate,
    mentor_role,
    registered,
    staged,
    who,
)

ADA, BEN, CAL = who("ada"), who("ben"), who("cal")
GRACE, LEE = who("grace"), who("lee")


class Told(MatchingHandlers):
    """The handlers, with what scheduling and the ledger would answer."""

    asked: list[tuple[str, str, Mapping[str, Any]]]
    quarters = 12

    async def prepare(
        self, ask: Ask, command_type: type[Message], data: dict[str, Any], moment: Moment
    ) -> dict[str, Any]:
        told = replace(moment, query=self._query)
        return await super().prepare(ask, command_type, data, told)

    async def perform(self, step: Step, moment: Moment) -> Message | Prepared:
        return await super().perform(step, replace(moment, query=self._query))

    async def _query(self, service: str, name: str, params: Mapping[str, Any]) -> Any:
        self.asked.append((service, name, params))
        if (service, name) == ("ledger", "root"):
            return {"size": params["size"], "root": ROOT}
        pairs = [(i, j) for i in range(len(params["mentees"])) for j in range(2)]
        return {"hours": [[i, j, self.quarters] for i, j in pairs if j < len(params["mentors"])]}


def parts(settings: Settings, kind: type[Told] = Told) -> ServiceParts:
    made = parts_of(settings)
    assert made.vault is not None
    handlers = kind(made.vault)
    handlers.asked = []
    return replace(made, handlers=handlers)


@asynccontextmanager
async def a_round(
    folder: Path,
    ledger: MemoryLedger | None = None,
    made: Callable[[Settings], ServiceParts] = parts,
    **rules: Any,
) -> AsyncIterator[House]:
    """A house in which a round can be entered by three mentees and two mentors."""
    async with a_house("matching", made, folder, ledger) as house:
        house.reading = FIRST
        if ledger is None:
            await prepared(house, {**RULE_SET, **rules})
        yield house


async def prepared(house: House, rules: dict[str, Any]) -> None:
    await peopled(house, rules)
    await house.ask("AnnounceRound", OPERATOR, "operate", announce().model_dump(mode="json"))


async def peopled(house: House, rules: dict[str, Any]) -> None:
    """Rules in force, and everybody who could enter a round."""
    for fact in (BODY, mandate()):
        await house.hear(fact)
    text = drafted(1, None, **rules)
    said = {"kind": "rule_set", "version": 1, "rules": rules}
    reply = await house.ask("DraftRules", OPERATOR, "operate", said)
    assert reply["events"][0]["data"]["digest"] == text_digest("rule_set", None, 1, rules, None)
    await house.hear(in_force(text))
    for person in (ADA, BEN, CAL, GRACE, LEE):
        await house.hear(registered(person))
    for person in (ADA, BEN, CAL):
        await house.hear(staged(person))
    for person in (GRACE, LEE):
        await house.hear(mentor_role(person))


def entering(person: str, side: str, **more: Any) -> dict[str, Any]:
    said = enter(person, side).model_dump(mode="json", exclude_none=True)
    return {**said, **more}


async def entered(house: House) -> None:
    for person in (ADA, BEN, CAL):
        more = {"organisation": "aff-1", "goals": "to chair a meeting"}
        said = entering(person, "mentee", **more)
        await house.ask("EnterRound", f"person.{person}", "mentee", said)
    for person in (GRACE, LEE):
        said = entering(person, "mentor")
        await house.ask("EnterRound", f"person.{person}", "mentor", said)


async def lived(house: House) -> None:
    """To the release of its outcomes."""
    for at in (CLOSES, PULSE_AT):
        house.reading = at
        turned = await house.turn()
        assert turned["kind"] == "turned", turned


async def answered(house: House, pair: dict[str, Any], side: str, word: str = "accept") -> Any:
    two = {"mentor": pair["mentor"], "mentee": pair["mentee"]}
    person = two[side]
    return await house.ask(
        "AnswerOffer", f"person.{person}", side, {**two, "person": person, "answer": word}
    )


async def proposals(house: House) -> list[dict[str, Any]]:
    kept = await house.ledger.entries(0, 500)
    return [dict(k.entry.data) for k in kept if k.entry.name == "PairProposed"]
