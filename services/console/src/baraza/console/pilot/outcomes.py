"""What came of a year beyond its pairs: figures that follow from the log."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.log import Noted

SETTLED = frozenset({"confirmed", "undisputed"})


def outcomes(driver: Driver) -> dict[str, Any]:
    """The keys of the summary that tell of the year after its first pairs."""
    ended = Counter(f.data["how"] for f in _all(driver, "matching", "RelationshipEnded"))
    return {
        "relationships_closed": ended["closed"],
        "relationships_ended_early": ended["premature"] + ended["lapsed"],
        "sessions_held": _sessions_held(driver),
        "stages": _stages(driver),
        "veterans": _veterans(driver),
        "roles_filled": len(_filled(driver)),
        "collaborations": _settled(driver, "collaboration", "confirmed"),
        "collaborations_declared": _made(driver, "collaboration"),
        "suggestions_adopted": _adopted(driver),
        "suggestions_declined": _decided(driver, "feedback", "suggestion", "declined"),
        "findings_closed": sum(
            _decided(driver, "oversight", "finding", outcome)
            for outcome in ("remedied", "dismissed")
        ),
        "overdue": len(overdue(driver)),
        "overdue_matters": overdue(driver),
        "retention": {fact.data["point"]: _rates(fact) for fact in _reports(driver, "retention")},
        "equity": {fact.data["point"]: _rates(fact) for fact in _reports(driver, "equity")},
        "erased": len(_all(driver, "registration", "ErasureCompleted")),
        "concluded": _concluded(driver),
    }


def _all(driver: Driver, service: str, name: str) -> Sequence[Noted]:
    return driver.log.everything(service, name)


def _sessions_held(driver: Driver) -> int:
    """Held by one side's word, and not disputed by the other's."""
    held = {
        fact.data["record"]
        for fact in _all(driver, "scheduling", "RecordMade")
        if fact.data["kind"] == "session" and fact.data["state"] == "held"
    }
    return sum(
        fact.data["record"] in held and fact.data["outcome"] in SETTLED
        for fact in _all(driver, "scheduling", "RecordSettled")
    )


def _stages(driver: Driver) -> dict[str, int]:
    """In the order of the track: who completed each."""
    completed = Counter(
        fact.data["stage"] for fact in _all(driver, "registration", "StageCompleted")
    )
    return {stage.stage: completed[stage.stage] for stage in driver.folder.programme.stages}


def _veterans(driver: Driver) -> dict[str, int]:
    """By offer; a late yes is a return, not a silence."""
    offered = [
        fact.data["offer"]
        for fact in _all(driver, "registration", "OfferMade")
        if fact.data["kind"] == "veteran"
    ]
    answers = {
        fact.data["offer"]: fact.data["answer"]
        for fact in _all(driver, "registration", "OfferAnswered")
        if fact.data["kind"] == "veteran"
    }
    expired = {
        fact.data["offer"]
        for fact in _all(driver, "registration", "OfferEnded")
        if fact.data["kind"] == "veteran" and fact.data["how"] == "expired"
    }
    said = Counter(answers.values())
    return {
        "offered": len(offered),
        "returned": said["accept"],
        "declined": said["decline"],
        "silent": len(expired - set(answers)),
    }


def _filled(driver: Driver) -> set[str]:
    return {
        fact.data["open_role"]
        for fact in _all(driver, "registration", "RoleGranted")
        if fact.data.get("open_role")
    }


def _made(driver: Driver, kind: str) -> int:
    return sum(f.data["kind"] == kind for f in _all(driver, "registration", "RecordMade"))


def _settled(driver: Driver, kind: str, outcome: str) -> int:
    return sum(
        (f.data["kind"], f.data["outcome"]) == (kind, outcome)
        for f in _all(driver, "registration", "RecordSettled")
    )


def _decided(driver: Driver, service: str, kind: str, outcome: str) -> int:
    return sum(
        (f.data["kind"], f.data["outcome"]) == (kind, outcome)
        for f in _all(driver, service, "MatterDecided")
    )


def _adopted(driver: Driver) -> int:
    """Suggestions that a text in force names as taken up."""
    in_force = {
        f.data["digest"]
        for f in _all(driver, "oversight", "RulesInForce")
        if f.data["kind"] == "instrument"
    }
    taken = {
        matter
        for fact in _all(driver, "feedback", "RulesDrafted")
        if fact.data["digest"] in in_force
        for matter in fact.data["rules"].get("suggestions_taken", ())
    }
    return len(taken)


def overdue(driver: Driver) -> list[dict[str, str]]:
    """Matters that are late and still open, in the order in which they became so."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for service in ("oversight", "feedback"):
        over = {f.data["matter"] for f in _all(driver, service, "MatterDecided")}
        for fact in _all(driver, service, "MatterOverdue"):
            if fact.data["matter"] not in over:
                found[service, fact.data["matter"]] = {
                    "kind": fact.data["kind"],
                    "matter": fact.data["matter"],
                    "addressee": fact.data["addressee"],
                    "late_with": fact.data["what"],
                }
    return list(found.values())


def _reports(driver: Driver, kind: str) -> Iterator[Noted]:
    for fact in _all(driver, "registration", "ReportPublished"):
        if fact.data["kind"] == kind:
            yield fact


def _rates(report: Noted) -> dict[str, int | None]:
    """Per mille; None where a cell would single people out."""
    return {row["group"]: _rate(row) for row in report.data["rows"]}


def _rate(row: Mapping[str, Any]) -> int | None:
    count, of = row.get("count"), row.get("of")
    return count * 1000 // of if count is not None and of else None


def _concluded(driver: Driver) -> str | None:
    """What the body at the top decided about a programme that has ended; None: nothing yet."""
    for fact in _all(driver, "oversight", "ProgrammeDecided"):
        if fact.data["decision"] == "concluded":
            return str(fact.data["outcome"])
    return None
