"""One life of a programme as a calendar: at which reading who asks what (`requirements.md` 6)."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from baraza.console.pilot import (
    baseline,
    founding,
    intake,
    opening,
    operators,
    pairing,
    starter,
    training,
)
from baraza.console.pilot.driver import Driver
from baraza.console.pilot.times import at, days_from
from baraza.console.programme import Folder
from baraza.decider import instant

Act = Callable[[Driver], Awaitable[None]]
Progress = Callable[[datetime, int], None]
"""Called at every reading, with the log's size."""


@dataclass(frozen=True)
class Reading:
    """What the driver asks at one reading of the clock, before the services take their turns."""

    at: datetime
    acts: tuple[Act, ...] = ()


async def live(driver: Driver, until: date | None, progress: Progress) -> None:
    """Live the year, or go on where it was broken off; same folder, same log.

    The start of the mentor training is known only once it is announced, so the calendar is read
    again after each reading.
    """
    resumed = await driver.resume()
    now, first = resumed or (at(founded_on(driver.folder), 0), "ledger")
    while (reading := _next(driver, now, resumed is not None)) is not None:
        if until is not None and reading.at.date() > until:
            return
        await driver.at(reading.at)
        for act in reading.acts:
            await act(driver)
        await driver.turns(first)
        progress(reading.at, driver.log.size)
        now, first, resumed = reading.at, "ledger", None
    await driver.log.learn()


def _next(driver: Driver, now: datetime, again: bool) -> Reading | None:
    """The first reading after `now`; the one at `now` where it has to be asked again."""
    readings: dict[datetime, tuple[Act, ...]] = {}
    for reading in calendar(driver):
        if reading.at > now or (again and reading.at == now):
            readings[reading.at] = (*readings.get(reading.at, ()), *reading.acts)
    return Reading(min(readings), readings[min(readings)]) if readings else None


def founded_on(folder: Folder) -> date:
    return min(body.registered_on for body in folder.bodies)


def ends_on(folder: Folder) -> date:
    """Answers to the first round are in, and whoever waited has been asked."""
    matching = folder.programme.matching
    return matching.rounds[0].closes_on + timedelta(days=2 * matching.answer_days + 7)


APPEAL_DAYS = 14
"""After the last day of appeals: the decisions, and the answers to what they give."""
PLAYED = frozenset({"appeals_selection", "activates_without_training"})


def unplayed(folder: Folder, last: date) -> Iterator[str]:
    """Happenings up to this day that the calendar has no place for; each is told, none forced."""
    intake = folder.programme.intake
    appeals = days_from(intake.settled_on, intake.appeals_until + timedelta(days=APPEAL_DAYS))
    for happening in folder.happenings:
        if happening.on > last:
            continue
        if happening.what not in PLAYED:
            yield f"{happening.on} {happening.what}: not played"
        elif happening.what == "appeals_selection" and happening.on not in appeals:
            yield f"{happening.on} {happening.what}: outside {appeals[0]} to {appeals[-1]}"


def calendar(driver: Driver) -> Iterator[Reading]:
    """Everything that is asked, and every evening at which deadlines are looked at."""
    folder = driver.folder
    yield from _founding(folder)
    yield from _opening(folder)
    yield from _intake(folder)
    yield from _training(driver)
    yield from _pairing(folder)
    for day in days_from(founded_on(folder), ends_on(folder)):
        yield Reading(at(day, 23))


def _founding(folder: Folder) -> Iterator[Reading]:
    day = founded_on(folder)
    yield Reading(at(day, 8))  # the ledger's first turn founds the log
    yield Reading(at(day, 9), (founding.found_authority,))
    for registered in sorted({body.registered_on for body in folder.bodies}):
        yield Reading(at(registered, 10), (founding.register_bodies,))
    for starts in sorted({seat.starts_on for seat in folder.seats if seat.starts_on > day}):
        yield Reading(at(starts, 8), (founding.seat_later,))
    day += timedelta(days=1)
    yield Reading(
        at(day, 9), (baseline.register_organisations, baseline.register_bodies_with_money)
    )
    yield Reading(at(day, 10), (baseline.register_people,))
    yield Reading(at(day, 11), (baseline.claim_posts,))
    yield Reading(at(day, 12), (baseline.verify_posts, baseline.exclude_pairs))
    yield Reading(at(day, 13), (baseline.report_retention,))


def _opening(folder: Folder) -> Iterator[Reading]:
    announced = folder.programme.announced_on
    voted = announced - timedelta(days=1)
    yield Reading(at(voted - timedelta(days=8), 9), (operators.register_operators, starter.draft))
    yield Reading(at(voted - timedelta(days=7), 9), (starter.put_to_vote,))
    yield Reading(at(voted - timedelta(days=6), 9), (starter.comment,))
    yield Reading(at(voted - timedelta(days=3), 9), (starter.answer_objections,))
    yield Reading(at(voted, 10), (starter.adopt,))
    yield Reading(at(voted, 12), (starter.open_envelopes,))
    yield Reading(at(announced, 9), (opening.acknowledge_trainers_terms,))
    yield Reading(at(announced, 10), (opening.plan_workshops, opening.offer_teaching))
    yield Reading(at(announced, 11), (opening.accept_teaching,))
    yield Reading(at(announced, 12), (opening.announce,))
    yield Reading(at(folder.programme.starts_on, 9), (opening.open_programme, opening.plan_beyond))


def _intake(folder: Folder) -> Iterator[Reading]:
    dates = folder.programme.intake
    second = dates.opens_on + timedelta(days=1)
    yield Reading(at(dates.opens_on, 10), (intake.announce_intakes,))
    yield Reading(at(dates.opens_on, 11), (intake.launch_campaigns,))
    yield Reading(at(second, 9), (intake.appoint_screeners, intake.invite_mentors))
    yield Reading(at(second, 10), (intake.nominate,))
    yield Reading(at(second + timedelta(days=1), 9), (intake.answer_invitations,))
    for day in days_from(dates.opens_on + timedelta(days=4), dates.closes_on):
        yield Reading(at(day, 12), (intake.apply,))
        yield Reading(at(day, 14), (intake.assign_screeners,))
        yield Reading(at(day, 16), (intake.screen,))
    yield Reading(at(dates.settled_on, 10), (intake.settle,))
    for day in days_from(dates.settled_on, dates.appeals_until + timedelta(days=APPEAL_DAYS)):
        yield Reading(at(day, 9), (intake.appeal, intake.decide_appeals))
        yield Reading(at(day, 11), (intake.offer_upheld,))
        yield Reading(at(day, 12), (intake.answer_places,))
    yield Reading(at(dates.appeals_until, 15), (_applied_and_selected,))


async def _applied_and_selected(driver: Driver) -> None:
    await intake.report_equity(driver, ("applied", "selected"))


async def _matched(driver: Driver) -> None:
    await intake.report_equity(driver, ("matched",))


def _training(driver: Driver) -> Iterator[Reading]:
    folder = driver.folder
    enrols = folder.programme.mentor_training.window[0] - timedelta(days=3)
    yield Reading(at(enrols, 13), (training.enrol_mentors,))
    for happening in folder.happenings:
        if happening.what == "activates_without_training":
            yield Reading(at(happening.on, 10), (training.activate_without_training,))
    workshops = driver.log.everything("scheduling", "WorkshopAnnounced")
    held = [fact for fact in workshops if fact.data["workshop"] == opening.TRAINING]
    if not held:
        return
    minutes = timedelta(minutes=held[0].data["minutes"])
    over = instant(held[0].data["start"]) + minutes
    day = over.date()
    yield Reading(over, (training.take_attendance,))
    yield Reading(at(day + timedelta(days=1), 13), (training.acknowledge_mentors_terms,))
    yield Reading(at(day + timedelta(days=2), 13), (training.take_voices,))
    yield Reading(at(day + timedelta(days=3), 13), (training.answer,))
    yield Reading(at(day + timedelta(days=5), 13), (training.report,))


def _pairing(folder: Folder) -> Iterator[Reading]:
    matching = folder.programme.matching
    closes = matching.rounds[0].closes_on
    yield Reading(at(closes - timedelta(days=6), 9), (pairing.announce_round,))
    yield Reading(at(closes - timedelta(days=4), 9), (pairing.state_availability,))
    yield Reading(at(closes - timedelta(days=2), 9), (pairing.enter_round,))
    yield Reading(at(closes, pairing.CLOSING_HOUR))
    yield Reading(at(closes, pairing.CLOSING_HOUR + 2))
    last = ends_on(folder)
    for day in days_from(closes + timedelta(days=1), last):
        yield Reading(at(day, 12), (pairing.answer_pairs,))
    yield Reading(at(last, 15), (pairing.accept_too_late, _matched))
