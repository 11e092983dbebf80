"""What an organiser and an overseer want to read of a year: figures that follow from the log."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.outcomes import outcomes, overdue

_NOT_SETTLED = "did_not_apply"
_BY_CANDIDACY = {
    "selected": "place_not_taken",
    "reserve": "reserve_not_reached",
    "declined": "not_selected",
}


def summary(driver: Driver, pools: Mapping[str, Any], money: Mapping[str, Any]) -> dict[str, Any]:
    """One object; `pools` and `money` are the answers of registration and oversight.

    Every mentee of the folder is matched or stands under one reason, the last that the log gives.
    """
    folder, log = driver.folder, driver.log
    matched = set(_matched(driver))
    reasons = Counter(
        reason for person, reason in _last_words(driver).items() if person not in matched
    )
    refused = Counter(
        fact.data["reason"]
        for service, name in log.names()
        if name == "CommandRefused"
        for fact in log.everything(service, name)
    )
    return {
        "programme": folder.programme.programme_id,
        "lived_until": driver.reading.date().isoformat(),
        "people": len(folder.people),
        "mentees": len(folder.mentees),
        "mentors": len(folder.mentors),
        "matched": len(matched),
        "unmatched": len(folder.mentees) - len(matched),
        "unmatched_reasons": dict(sorted(reasons.items())),
        "way": _way(driver, matched),
        "pools": pools,
        "relationships_started": _count(driver, "matching", "RelationshipStarted"),
        "workshops_held": _count(driver, "scheduling", "WorkshopHeld"),
        "answers": _count(driver, "feedback", "AnswerRecorded"),
        "leader_reports": _count(driver, "feedback", "LeaderReportSubmitted"),
        "refusals": dict(sorted(refused.items())),
        "oversight": _oversight(driver),
        **outcomes(driver),
        "envelopes": money,
        "skipped": driver.skipped,
        "happenings_ahead": sum(h.on > driver.reading.date() for h in folder.happenings),
    }


def _count(driver: Driver, service: str, name: str) -> int:
    return len(driver.log.everything(service, name))


def _way(driver: Driver, matched: set[str]) -> dict[str, int]:
    """How many mentees of the folder came how far."""
    log = driver.log
    mentees = {driver.person(p.person_ref) for p in driver.folder.mentees}
    settled = log.everything("registration", "CandidacySettled")
    came = {
        "applied": {
            f.data["person"] for f in log.everything("registration", "ApplicationSubmitted")
        },
        "selected": {f.data["person"] for f in settled if f.data["outcome"] == "selected"},
        "took_their_place": {
            f.data["person"] for f in log.everything("registration", "StageEntered")
        },
        "entered": {f.data["person"] for f in log.everything("matching", "RoundEntered")},
        "matched": matched,
    }
    return {step: len(people & mentees) for step, people in came.items()}


def _oversight(driver: Driver) -> dict[str, int]:
    """What those who watch ask first: who decides, what was voted, what was appealed."""
    log = driver.log
    bodies = log.everything("oversight", "BodyRegistered")
    decided = Counter(
        f.data["outcome"]
        for f in log.everything("oversight", "MatterDecided")
        if f.data["kind"] == "appeal"
    )
    return {
        "bodies": sum(not fact.data.get("operator") for fact in bodies),
        "operators": sum(bool(fact.data.get("operator")) for fact in bodies),
        "resolutions_adopted": _count(driver, "oversight", "ResolutionAdopted"),
        "objections_answered": _count(driver, "oversight", "ObjectionAnswered"),
        "appeals": sum(
            f.data["kind"] == "appeal" for f in log.everything("oversight", "MatterOpened")
        ),
        "appeals_upheld": decided["upheld"],
        "appeals_dismissed": decided["dismissed"],
        "overdue": len(overdue(driver)),
    }


def _matched(driver: Driver) -> Iterator[str]:
    """Whom a settled round gave a mentor."""
    for fact in driver.log.everything("matching", "PairProposed"):
        if fact.data["origin"] == "round":
            yield fact.data["mentee"]


def _last_words(driver: Driver) -> dict[str, str]:
    """For each mentee of the folder the last that the log says about why there is no mentor."""
    said = dict.fromkeys((driver.person(p.person_ref) for p in driver.folder.mentees), _NOT_SETTLED)
    for person, reason in _words(driver):
        if person in said:
            said[person] = reason
    return said


def _words(driver: Driver) -> Iterator[tuple[str, str]]:
    """(person, reason) in the order of the way: candidacy, place, round."""
    log = driver.log
    for fact in log.everything("registration", "ApplicationSubmitted"):
        yield fact.data["person"], "not_settled"
    for fact in log.everything("registration", "CandidacySettled"):
        yield fact.data["person"], _BY_CANDIDACY[fact.data["outcome"]]
    for fact in log.everything("registration", "OfferMade"):
        if fact.data["kind"] == "place":
            yield fact.data["person"], "place_not_taken"
    for fact in log.everything("registration", "StageEntered"):
        yield fact.data["person"], "did_not_enter_round"
    for fact in log.everything("matching", "MenteeUnmatched"):
        yield fact.data["person"], fact.data["reason"]
