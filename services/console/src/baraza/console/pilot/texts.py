"""The texts of the starter set: what is general from the starter folder, the rest from this one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from baraza.console.pilot.driver import Driver
from baraza.console.programme import Folder
from baraza.console.programme.groups import groups


@dataclass(frozen=True)
class Text:
    """One text: whose service drafts it, and for one programme or for all."""

    service: str
    kind: str
    programme: str | None
    rules: dict[str, Any]


GENERAL = (
    ("registration", "pools"),
    ("scheduling", "formats"),
    ("scheduling", "template"),
    ("scheduling", "inconvenience"),
    ("oversight", "deadlines"),
    ("oversight", "alert_rules"),
)


def texts(driver: Driver) -> list[Text]:
    """In the order in which they are drafted and put to the vote."""
    return [*_of_the_programme(driver), *_for_all(driver)]


def _of_the_programme(driver: Driver) -> Iterator[Text]:
    made = {
        ("registration", "charter"): _charter(driver),
        ("registration", "stage_set"): _stage_set(driver),
        ("registration", "terms"): {"languages": list(driver.folder.programme.languages)},
        ("registration", "criteria"): {},
        ("matching", "rule_set"): _rule_set(driver),
        ("scheduling", "first_trainers"): {
            "trainers": [driver.person(r) for r in driver.folder.programme.founding_trainers]
        },
        ("feedback", "instrument"): {},
    }
    for (service, kind), own in made.items():
        rules = {**driver.folder.starter(service, kind), **own}
        yield Text(service, kind, driver.folder.programme.programme_id, rules)


def _for_all(driver: Driver) -> Iterator[Text]:
    folder = driver.folder
    own: dict[str, Any] = {"small_cell": folder.programme.feedback.small_cell_minimum}
    rules = {**folder.starter("registration", "definitions"), **own}
    yield Text("registration", "definitions", None, rules)
    yield Text("registration", "capacity_tree", None, {"capacities": _capacities(driver)})
    for service, kind in GENERAL:
        yield Text(service, kind, None, folder.starter(service, kind))


def floors(folder: Folder) -> dict[str, int]:
    """By group the target of its floor, per thousand of its mentees: charter and rule set are
    both written from this."""
    matching = folder.programme.matching
    told = matching.floors_per_mille
    declared = groups(matching.equity_groups, folder.affiliates, folder.people)
    return {group: 1000 if told is None else told.get(group, 0) for group in declared}


def _charter(driver: Driver) -> dict[str, Any]:
    programme = driver.folder.programme
    lines = {name for envelope in programme.envelopes for name in envelope.lines}
    public = {"publish": programme.publish} if programme.publish else {}
    return {
        **public,
        "kind": programme.kind,
        "name": dict(programme.name),
        "languages": list(programme.languages),
        "owner": programme.decided_by.removeprefix("body-"),
        "delivery": programme.delivery,
        "tracks": list(programme.tracks),
        "announced_on": programme.announced_on.isoformat(),
        "starts_on": programme.starts_on.isoformat(),
        "ends_on": programme.ends_on.isoformat(),
        "currency": programme.currency,
        "money_lines": sorted(lines),
        "targets": {programme.matching.equity_groups: floors(driver.folder)},
    }


def _stage_set(driver: Driver) -> dict[str, Any]:
    programme = driver.folder.programme
    general = driver.folder.starter("registration", "stage_set")
    stages = [stage.model_dump(mode="json", exclude_none=True) for stage in programme.stages]
    start, end = programme.persistence.unreasonable_hours
    return {
        "stages": {**general.get("stages", {}), "leadership": stages},
        "persistence": {
            "per_mille_min": programme.persistence.per_mille_min,
            "unreasonable_hours": [f"{start:%H:%M}", f"{end:%H:%M}"],
        },
        "mentoring": programme.mentoring.model_dump(mode="json"),
        "feedback_after_sessions": list(programme.feedback.after_sessions),
    }


def _capacities(driver: Driver) -> list[dict[str, str]]:
    """All that its people can do or want, and its workshops teach."""
    folder = driver.folder
    people = {
        capacity
        for person in folder.people
        for capacity in (*person.capacities_available, *person.capacities_wanted)
    }
    plans = (folder.programme.mentor_training, *folder.programme.workshops)
    taught = {capacity for plan in plans for capacity in plan.capacities}
    return [{"capacity": capacity} for capacity in sorted(people | taught)]


def _rule_set(driver: Driver) -> dict[str, Any]:
    matching = driver.folder.programme.matching
    targets = floors(driver.folder)
    return {
        "quarter_hours_min": matching.min_shared_quarter_hours_per_week,
        "answer_days": matching.answer_days,
        "floors": {
            "groups_by": matching.equity_groups,
            "groups": list(targets),
            "per_mille": list(targets.values()),
        },
    }
