"""Baseline: who and what there is before a programme begins, through ordinary asks (R15, R17)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.founding import body_id, first_body
from baraza.console.programme import Person
from baraza.decider import made_id

_POST_KINDS = {"board_member": "board", "advisory_board_member": "advisory_board"}
_ORGANISATION_KINDS = {"wmf": "wmf", "affiliate": "hub", "external": "external"}
_EXCLUSION_RULES = {
    "declined_contact": "blocked",
    "line_manager": "conflict",
    "family": "conflict",
    "prior_pair_failed": "prior",
}


def importer(driver: Driver) -> str:
    """Who does daily operations before operators have a mandate: the founding body."""
    return f"body.{body_id(first_body(driver).body_id)}"


async def register_organisations(driver: Driver) -> None:
    for affiliate in driver.folder.affiliates:
        data = {
            "organisation": affiliate.affiliate_id,
            "kind": affiliate.kind,
            "names": {"en": affiliate.name},
            "region": affiliate.region,
            "country": affiliate.country,
            "source": "affiliates_csv",
        }
        await driver.ask(
            "registration", "RegisterOrganisation", importer(driver), data, acting_as="operate"
        )


async def register_bodies_with_money(driver: Driver) -> None:
    """A centrally run programme's envelope may be a body's: it is an organisation then."""
    for envelope in driver.folder.programme.envelopes:
        if driver.folder.affiliate(envelope.affiliate_id) is None:
            body = driver.folder.body(envelope.affiliate_id)
            data = {
                "organisation": envelope.affiliate_id,
                "kind": _ORGANISATION_KINDS.get(body.stakeholder_kind, "community"),
                "names": {"en": body.name},
                "region": "global",
                "country": "",
                "source": "bodies_csv",
            }
            await driver.ask(
                "registration", "RegisterOrganisation", importer(driver), data, acting_as="operate"
            )


async def register_people(driver: Driver) -> None:
    for person in driver.folder.people:
        await driver.ask(
            "registration",
            "RegisterPerson",
            importer(driver),
            _person(driver, person),
            acting_as="operate",
        )


def _person(driver: Driver, person: Person) -> dict[str, object]:
    data: dict[str, object] = {
        "person": driver.person(person.person_ref),
        "account": person.wiki_username,
        "name": person.display_name,
        "contact": person.email,
        "zone": person.time_zone,
        "zone_band": zone_band(person.time_zone, driver.reading),
        "languages": list(person.languages),
        "fluent": list(person.fluent),
        "source": "people_csv",
    }
    if affiliate := driver.folder.affiliate(person.affiliate_id):
        data |= {
            "organisation": affiliate.affiliate_id,
            "organisation_kind": affiliate.kind,
            "region": affiliate.region,
        }
    return data


def zone_band(zone: str, at: datetime) -> int:
    """Hours east of UTC to the nearest three: coarse enough to be public among the bodies."""
    offset = at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    return 3 * round(offset / timedelta(hours=3))


async def claim_posts(driver: Driver) -> None:
    for number, term in enumerate(driver.folder.role_terms):
        person = driver.person(term.person_ref)
        data: dict[str, object] = {
            "kind": "post",
            "record": post_id(driver, number),
            "person": person,
            "post_kind": _POST_KINDS.get(term.position, "community"),
            "organisation": term.body,
            "title": term.position,
            "starts_on": term.starts_on.isoformat(),
            "source": term.source,
        }
        if term.ends_on:
            data["ends_on"] = term.ends_on.isoformat()
        await driver.ask("registration", "MakeRecord", f"person.{person}", data)


def post_id(driver: Driver, number: int) -> str:
    return made_id(driver.folder.seed, "post", number)


async def verify_posts(driver: Driver) -> None:
    for number in range(len(driver.folder.role_terms)):
        data = {"kind": "post", "record": post_id(driver, number), "outcome": "verified"}
        await driver.ask(
            "registration", "SettleRecord", importer(driver), data, acting_as="operate"
        )


async def exclude_pairs(driver: Driver) -> None:
    for limit in driver.folder.contact_limits:
        person = driver.person(limit.from_person)
        data = {
            "person": person,
            "rule": _EXCLUSION_RULES[limit.kind],
            "other": driver.person(limit.to_person),
        }
        own = limit.kind == "declined_contact"
        actor = f"person.{person}" if own else importer(driver)
        acting_as = "self" if own else "operate"
        await driver.ask("matching", "ExcludePair", actor, data, acting_as=acting_as)


async def report_retention(driver: Driver) -> None:
    data = {"kind": "retention", "point": "baseline"}
    await driver.ask("registration", "PublishReport", importer(driver), data, acting_as="operate")
