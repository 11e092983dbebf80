"""The starter set: every text a programme needs, and one vote that makes them the rule."""

from typing import Any

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.founding import body_id, hand, propose, vote
from baraza.console.pilot.operators import operators
from baraza.console.pilot.texts import Text, texts
from baraza.console.programme.course import VOTING
from baraza.decider import made_id

_DRAFTER = "rules"  # the mandate by which a body writes texts down


def voters(driver: Driver) -> list[str]:
    """Bodies whose approval a list of texts, money and leave needs."""
    return [
        body_id(body.body_id) for body in driver.folder.bodies if VOTING.intersection(body.mandates)
    ]


def proposer(driver: Driver) -> str:
    """The first body that speaks for affiliates or communities and holds `rules`."""
    for body in driver.folder.bodies:
        if _DRAFTER in body.mandates and body.stakeholder_kind != "wmf":
            return body_id(body.body_id)
    return voters(driver)[0]


async def draft(driver: Driver) -> None:
    actor, acting_as = hand(driver, proposer(driver))
    for text in texts(driver):
        data: dict[str, Any] = {"kind": text.kind, "version": 1, "rules": text.rules}
        if text.programme:
            data["programme"] = text.programme
        await driver.ask(text.service, "DraftRules", actor, data, acting_as=acting_as)


async def put_to_vote(driver: Driver) -> None:
    actor, acting_as = hand(driver, proposer(driver))
    await propose(driver, actor, acting_as, _effects(driver), consultation_days=2)


def _effects(driver: Driver) -> list[dict[str, Any]]:
    programme = driver.folder.programme
    digests = {
        (fact.data["kind"], fact.data.get("programme")): fact.data["digest"]
        for text in texts(driver)
        for fact in driver.facts(text.service, "RulesDrafted")
    }
    adopt = [_adopt(driver, text, digests[text.kind, text.programme]) for text in texts(driver)]
    operate = [
        {
            "effect": "mandate",
            "change": "give",
            "body": operator,
            "kinds": ["operate"],
            "programme": programme.programme_id,
        }
        for operator in operators(driver)
    ]
    allocate = {
        "effect": "allocate",
        "programme": programme.programme_id,
        "starts_on": programme.starts_on.isoformat(),
        "ends_on": programme.ends_on.isoformat(),
        "amount_minor": programme.allocation_minor,
        "currency": programme.currency,
        "funder": body_id(programme.decided_by),
    }
    approve = {"effect": "approve", "programme": programme.programme_id, "charter": 1}
    return [*adopt, *operate, allocate, approve]


def _adopt(driver: Driver, text: Text, digest: str) -> dict[str, Any]:
    effect: dict[str, Any] = {
        "effect": "adopt",
        "kind": text.kind,
        "version": 1,
        "digest": digest,
        "from_on": driver.reading.date().isoformat(),
    }
    return effect | ({"programme": text.programme} if text.programme else {})


def _resolution(driver: Driver) -> str:
    """The resolution that carries the starter set: the last one proposed."""
    return str(driver.facts("oversight", "ResolutionProposed")[-1].data["resolution"])


async def comment(driver: Driver) -> None:
    """Somebody supports it, somebody objects: both are of the community."""
    resolution = _resolution(driver)
    commenters = [p for p in driver.folder.people if "mentor" in p.roles][:2]
    stances = ("support", "objection")
    words = ("It is time.", "The hours asked of mentors are too many.")
    for person, stance, text in zip(commenters, stances, words, strict=False):
        who = driver.person(person.person_ref)
        data = {
            "resolution": resolution,
            "stakeholder_kind": "community",
            "stance": stance,
            "text": text,
        }
        await driver.ask("oversight", "SubmitComment", f"person.{who}", data)


async def answer_objections(driver: Driver) -> None:
    resolution = _resolution(driver)
    actor, acting_as = hand(driver, proposer(driver))
    for fact in driver.facts("oversight", "CommentSubmitted"):
        if fact.data["resolution"] == resolution and fact.data["stance"] == "objection":
            data = {
                "resolution": resolution,
                "comment": fact.data["comment"],
                "text": "Hours are what each mentor offers; nobody is asked for more.",
                "changed": False,
            }
            await driver.ask("oversight", "AnswerObjection", actor, data, acting_as=acting_as)


async def adopt(driver: Driver) -> None:
    for body in voters(driver):
        await vote(driver, _resolution(driver), body)


async def open_envelopes(driver: Driver) -> None:
    """An envelope for each organisation, and its lines funded from the allocation (R41)."""
    programme = driver.folder.programme
    actor, acting_as = hand(driver, body_id(programme.decided_by))
    for envelope in programme.envelopes:
        data = {
            "organisation": envelope.affiliate_id,
            "programme": programme.programme_id,
            "starts_on": programme.starts_on.isoformat(),
            "ends_on": programme.ends_on.isoformat(),
            "currency": programme.currency,
            "lines": [
                {"name": name, "planned_minor": amount} for name, amount in envelope.lines.items()
            ],
        }
        funded = {name: amount for name, amount in envelope.lines.items() if amount}
        ask_id = driver.ask_id("oversight", "OpenEnvelope", actor, data)
        await driver.ask("oversight", "OpenEnvelope", actor, data, acting_as=acting_as)
        for name, amount in funded.items():
            move = {
                "envelope": made_id(ask_id, "envelope", 1),
                "source": {"account": "allocation"},
                "target": {"account": "line", "line": name},
                "amount_minor": amount,
            }
            await driver.ask("oversight", "MoveMoney", actor, move, acting_as=acting_as)


def envelope_of(driver: Driver, organisation: str) -> str | None:
    """The envelope that pays for a host; a centrally run programme pays from its first."""
    opened = driver.facts("oversight", "EnvelopeOpened")
    own = [fact for fact in opened if fact.data["organisation"] == organisation]
    chosen = (own or opened)[:1]
    return str(chosen[0].data["envelope"]) if chosen else None
