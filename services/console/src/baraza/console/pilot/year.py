"""One life of a programme as a calendar: at which reading who asks what (`requirements.md` 6)."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from baraza.console.pilot import (
    baseline,
    beside,
    closing,
    founding,
    gap,
    intake,
    leading,
    leaving,
    mentoring,
    money,
    moving,
    opening,
    operators,
    pairing,
    starter,
    suggestions,
    training,
    voices,
    watching,
)
from baraza.console.pilot.driver import Driver
from baraza.console.pilot.times import at, days_from
from baraza.console.programme import Folder, Round

Act = Callable[[Driver], Awaitable[None]]
Progress = Callable[[datetime, int], None]
"""Called at every reading, with the log's size."""


@dataclass(frozen=True)
class Reading:
    """What the driver asks at one reading of the clock, before the services take their turns."""

    at: datetime
    acts: tuple[Act, ...] = ()


async def live(driver: Driver, until: date | None, progress: Progress) -> None:
    """Live the year, or go on where it was broken off; same folder, same log."""
    resumed = await driver.resume()
    first = "ledger"
    for reading in _in_order(driver.folder):
        if resumed is not None:
            now, first = resumed
            if reading.at < now:
                continue
            first = first if reading.at == now else "ledger"
            resumed = None
        if until is not None and reading.at.date() > until:
            break
        await driver.at(reading.at)
        for act in reading.acts:
            await act(driver)
        await driver.turns(first)
        progress(reading.at, driver.log.size)
        first = "ledger"
    await driver.log.learn()


def _in_order(folder: Folder) -> list[Reading]:
    """Each reading once, with all that is asked then, in the order in which it is told."""
    acts: dict[datetime, list[Act]] = defaultdict(list)
    for reading in calendar(folder):
        acts[reading.at] += [act for act in reading.acts if act not in acts[reading.at]]
    return [Reading(when, tuple(acts[when])) for when in sorted(acts)]


def founded_on(folder: Folder) -> date:
    return min(body.registered_on for body in folder.bodies)


AFTERWARDS = 10
"""Days after a programme's end, in which it is concluded."""


def ends_on(folder: Folder) -> date:
    """The programme is concluded, and nothing of it is left to do."""
    return folder.programme.ends_on + timedelta(days=AFTERWARDS)


APPEAL_DAYS = 14
"""After the last day of appeals: the decisions, and the answers to what they give."""

ON_THE_DAY: Mapping[str, tuple[Act, ...]] = {
    "activates_without_training": (training.activate_without_training,),
    "external_tries_to_decide": (gap.try_to_decide,),
    "spends_outside_ring_fence": (money.spend_outside,),
    "mentor_pauses": (leaving.pause,),
    "mentor_withdraws": (leaving.withdraw,),
    "asks_for_rematch": (leaving.ask_for_rematch,),
    "leader_suggests_change": (suggestions.suggest,),
    "declares_barrier": (leaving.declare_barrier,),
    "role_term_ends": (leaving.end_posts,),
    "workshop_moves": (moving.release,),
    "envelope_short": (money.run_short,),
    "leader_report_late": (voices.report_late,),
    "collaboration_declared": (leading.collaborate,),
    "requests_erasure": (leaving.request_erasure,),
    "finding_is_raised": (watching.find,),
    "open_role_declared": (leading.declare_open_role,),
    "role_filled_by_participant": (leading.fill_role,),
}
"""What is asked on the morning of a happening."""

LATER: Mapping[str, tuple[tuple[int, Act], ...]] = {
    "leader_suggests_change": (
        (suggestions.DRAFTED, suggestions.draft_version),
        (suggestions.DRAFTED, suggestions.decline),
        (suggestions.VOTED, suggestions.adopt),
    ),
    "mentor_withdraws": ((2, pairing.answer_pairs), (3, pairing.answer_pairs)),
    "asks_for_rematch": ((2, pairing.answer_pairs), (3, pairing.answer_pairs)),
    "workshop_moves": ((moving.OFFERED, moving.offer), (moving.MOVED, moving.change)),
}
"""What follows so many days later, at the same hour."""

TOLD_DAY: Mapping[str, tuple[str, tuple[tuple[int, Act], ...]]] = {
    "envelope_short": ("funded", ((0, money.top_up),)),
    "finding_is_raised": (
        "closed",
        (
            (-watching.REMEDIED, watching.remedy),
            (-watching.REPLIED, watching.answer_finding),
            (0, watching.close_finding),
        ),
    ),
}
"""What is asked so many days from a day that the happening's detail names."""

EVENING: tuple[Act, ...] = (
    training.enrol,
    training.cancel,
    training.hold,
    training.acknowledge_mentors_terms,
    training.certify_trainers,
    voices.take_voices,
    voices.answer,
    voices.report,
    mentoring.agree_goals,
    mentoring.book_sessions,
    mentoring.support,
    beside.name_backups,
    beside.pause,
    mentoring.record_sessions,
    mentoring.confirm_sessions,
    mentoring.check_in,
    mentoring.confirm_activities,
    mentoring.wind_up,
    leaving.answer_as_veteran,
    leaving.settle_barrier,
    leaving.extend_stage,
    leading.confirm_collaborations,
    gap.close,
    watching.answer_inquiry,
    watching.decide_inquiry,
)
"""Every day of the programme: what people do by themselves, or because of what was before."""


def unplayed(folder: Folder, last: date) -> Iterator[str]:
    """Happenings up to this day that the calendar has no place for; each is told, none forced."""
    intake_ = folder.programme.intake
    appeals = days_from(intake_.settled_on, intake_.appeals_until + timedelta(days=APPEAL_DAYS))
    for happening in folder.happenings:
        if happening.on > last:
            continue
        if happening.what not in {*ON_THE_DAY, "appeals_selection"}:
            yield f"{happening.on} {happening.what}: not played"
        elif happening.what == "appeals_selection" and happening.on not in appeals:
            yield f"{happening.on} {happening.what}: outside {appeals[0]} to {appeals[-1]}"


def calendar(folder: Folder) -> Iterator[Reading]:
    """Everything that is asked, and every evening at which deadlines are looked at."""
    yield from _founding(folder)
    yield from _opening(folder)
    yield from _intake(folder)
    yield from _training(folder)
    for round_ in folder.programme.matching.rounds:
        yield from _round(folder, round_)
    yield from _happenings(folder)
    yield from _mid_year(folder)
    yield from _handing_over(folder)
    yield from _closing(folder)
    for day in days_from(founded_on(folder), ends_on(folder)):
        lived = folder.programme.starts_on <= day <= folder.programme.ends_on
        yield Reading(at(day, 23), EVENING if lived else ())


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


def _training(folder: Folder) -> Iterator[Reading]:
    enrols = folder.programme.mentor_training.window[0] - timedelta(days=3)
    yield Reading(at(enrols, 13), (training.enrol_mentors,))
    round_ = leaving.repeats_before(folder)
    if round_ is not None:
        for days, act in (
            (leaving.REPEAT_PLANNED, leaving.plan_repeat),
            (leaving.REPEAT_PLANNED - 2, leaving.announce_repeat),
            (leaving.REPEAT_ENROLS, leaving.enrol_in_repeat),
        ):
            yield Reading(at(round_.closes_on - timedelta(days=days), 9), (act,))


def _round(folder: Folder, round_: Round) -> Iterator[Reading]:
    closes, answer_days = round_.closes_on, folder.programme.matching.answer_days
    for days, act in (
        (pairing.ANNOUNCED, pairing.announce_round),
        (pairing.STATED, pairing.state_availability),
        (pairing.ENTERED, pairing.enter_round),
    ):
        yield Reading(at(closes - timedelta(days=days), 9), (act,))
    yield Reading(at(closes, pairing.CLOSING_HOUR))
    yield Reading(at(closes, pairing.CLOSING_HOUR + 2))
    last = closes + timedelta(days=2 * answer_days + 7)
    for day in days_from(closes + timedelta(days=1), min(last, folder.programme.ends_on)):
        yield Reading(at(day, 12), (pairing.answer_pairs,))
    yield Reading(at(last, 15), (pairing.accept_too_late,))
    if round_ == folder.programme.matching.rounds[0]:
        yield Reading(at(last, 15), (_matched,))


def _happenings(folder: Folder) -> Iterator[Reading]:
    for happening in folder.happenings:
        yield Reading(at(happening.on, 10), ON_THE_DAY.get(happening.what, ()))
        for days, act in LATER.get(happening.what, ()):
            yield Reading(at(happening.on + timedelta(days=days), 10), (act,))
        if happening.what == "leader_suggests_change":
            drafted = happening.on + timedelta(days=suggestions.DRAFTED)
            yield Reading(at(drafted, 11), (suggestions.put_to_vote,))
        detail, acts = TOLD_DAY.get(happening.what, ("", ()))
        for days, act in acts:
            told = date.fromisoformat(happening.said[detail])
            yield Reading(at(told + timedelta(days=days), 10), (act,))


MID_YEAR: tuple[tuple[int, Act], ...] = (
    (35, gap.declare),
    (36, gap.request),
    (37, gap.set_aside),
    (38, gap.engage),
    (40, money.shift),
    (50, watching.raise_risk),
    (60, watching.inquire),
    (70, leaving.ask_community_veterans),
    (74, mentoring.activities),
    (100, leading.ask_to_advance),
    (120, watching.review_risk),
    (135, mentoring.activities),
)
"""Days after the first round closes."""


def _mid_year(folder: Folder) -> Iterator[Reading]:
    first = folder.programme.matching.rounds[0].closes_on
    for days, act in MID_YEAR:
        day = first + timedelta(days=days)
        if day < folder.programme.ends_on:
            yield Reading(at(day, 14), (act,))


def _handing_over(folder: Folder) -> Iterator[Reading]:
    handed = folder.programme.oversight_handed_over
    if handed is None:
        return
    proposed = handed.on - timedelta(days=watching.PROPOSED)
    yield Reading(at(proposed, 9), (watching.propose_hand_over,))
    yield Reading(at(handed.on, 9), (watching.hand_over,))
    yield Reading(at(handed.on + timedelta(days=2), 9), (watching.look,))
    yield Reading(at(handed.on + timedelta(days=33), 9), (watching.inspect,))


def _closing(folder: Folder) -> Iterator[Reading]:
    last = folder.programme.ends_on
    yield Reading(at(last - timedelta(days=2), 9), (closing.end_pairs,))
    yield Reading(at(last - timedelta(days=1), 9), (closing.assess_persistence,))
    yield Reading(at(last, 9), (closing.report,))
    yield Reading(at(last, 10), (closing.evaluate,))
    yield Reading(at(last, 11), (money.give_back,))
    yield Reading(at(last, 12), (closing.end_programme,))
    proposed = last + timedelta(days=1)
    yield Reading(at(proposed, 9), (closing.propose_conclusion,))
    yield Reading(at(proposed + timedelta(days=closing.VOTED), 9), (closing.conclude,))
