"""People pause, leave, and are asked back: nobody has to remember it (R10, R32)."""

from datetime import date, timedelta

from baraza.console.pilot.baseline import post_id
from baraza.console.pilot.driver import Driver
from baraza.console.pilot.log import Noted
from baraza.console.pilot.opening import TRAINING, move
from baraza.console.pilot.operators import operate
from baraza.console.pilot.people import erased, live_relationships
from baraza.console.programme import Folder, Happening, Round
from baraza.decider import instant

ANSWERS = 5
"""Days after which a veteran who answers does."""
REPEAT = "mentor-training-again"
"""The training that those attend who come back as mentors."""
REPEAT_PLANNED, REPEAT_FROM, REPEAT_UNTIL, REPEAT_ENROLS = 50, 36, 16, 38
"""Days before the round that they enter: planned, its window, their enrolment."""


# --- a mentor pauses, or goes ----------------------------------------------------------------


async def pause(driver: Driver) -> None:
    """Happenings of this day: the pairs stay pairs, what they had booked meanwhile does not."""
    for happening in driver.happening("mentor_pauses", driver.today):
        person = driver.person(happening.person_ref)
        data = {
            "role": "mentor",
            "person": person,
            "programme": driver.folder.programme.programme_id,
            "to": "paused",
            "until": happening.said["until"],
            "ground": happening.said["reason"],
        }
        if not _is_mentor(driver, person):
            _skip(driver, happening, "is no mentor")
            continue
        if await driver.meets(happening, "registration", "ChangeRole", data):
            await _cancel_sessions(driver, person, date.fromisoformat(happening.said["until"]))


async def _cancel_sessions(driver: Driver, mentor: str, until: date) -> None:
    live = {pair.data["relationship"] for pair in live_relationships(driver)}
    for session in driver.facts("scheduling", "SessionBooked"):
        day = instant(session.data["start"]).date()
        ours = session.data["mentor"] == mentor and session.data["relationship"] in live
        if ours and driver.today < day < until:
            data = {"session": session.data["session"], "to": "cancelled"}
            await driver.says(mentor, "scheduling", "ChangeSession", data, acting_as="mentor")


def _is_mentor(driver: Driver, person: str) -> bool:
    return any(
        fact.data["role"] == "mentor" and fact.data["person"] == person
        for fact in driver.facts("registration", "RoleGranted")
    )


def _skip(driver: Driver, happening: Happening, why: str) -> None:
    driver.skip(f"{happening.on} {happening.what}: {happening.person_ref} {why}")


async def withdraw(driver: Driver) -> None:
    """Happenings of this day: a mentor gives the role up; the pairs end, the mentees wait again."""
    for happening in driver.happening("mentor_withdraws", driver.today):
        person = driver.person(happening.person_ref)
        if _is_mentor(driver, person):
            data = {
                "role": "mentor",
                "person": person,
                "programme": driver.folder.programme.programme_id,
                "ground": happening.said["reason"],
            }
            await driver.meets(happening, "registration", "EndRole", data)
        else:
            _skip(driver, happening, "is no mentor")


async def ask_for_rematch(driver: Driver) -> None:
    """Happenings of this day: a mentee asks for another mentor."""
    for happening in driver.happening("asks_for_rematch", driver.today):
        person = driver.person(happening.person_ref)
        pairs = [p for p in live_relationships(driver) if p.data["mentee"] == person]
        for pair in pairs:
            data = {
                "relationship": pair.data["relationship"],
                "how": "premature",
                "ground": happening.said["reason"],
                "talk_held": False,
                "rematch": True,
            }
            how = {"acting_as": "mentee"}
            await driver.meets(happening, "matching", "EndRelationship", data, **how)
        if not pairs:
            _skip(driver, happening, "has no mentor")


# --- posts end, veterans are asked -----------------------------------------------------------


async def end_posts(driver: Driver) -> None:
    """Happenings of this day: somebody steps down from every post that they still hold."""
    for happening in driver.happening("role_term_ends", driver.today):
        held = _posts(driver, str(happening.person_ref))
        for record in held:
            person = driver.person(happening.person_ref)
            data = {
                "role": "post",
                "person": person,
                "record": record,
                "ground": happening.said["reason"],
            }
            await driver.meets(happening, "registration", "EndRole", data)
        if not held:
            _skip(driver, happening, "holds no post")


def _posts(driver: Driver, ref: str) -> list[str]:
    """Terms of the folder that run on this day."""
    return [
        post_id(driver, number)
        for number, term in enumerate(driver.folder.role_terms)
        if term.person_ref == ref and (term.ends_on is None or term.ends_on >= driver.today)
    ]


async def ask_community_veterans(driver: Driver) -> None:
    """Who has left a post before the programme began is asked as well."""
    stepping_down = {h.person_ref for h in driver.folder.happenings if h.what == "role_term_ends"}
    for person in driver.folder.with_role("veteran"):
        if person.person_ref not in stepping_down:
            data = {"kind": "veteran", "person": driver.person(person.person_ref)}
            await operate(driver, "registration", "OfferRole", data, refusable=True)


async def answer_as_veteran(driver: Driver) -> None:
    """As the folder says of those who stepped down; of the others some say something."""
    for offer in driver.on("registration", "OfferMade", ANSWERS):
        if offer.data["kind"] == "veteran":
            choice = _choice(driver, offer)
            if choice != "silent":
                person = offer.data["person"]
                data = {
                    "kind": "veteran",
                    "offer": offer.data["offer"],
                    "person": person,
                    "answer": "decline" if choice == "decline" else "accept",
                }
                if choice != "decline":
                    data["choice"] = choice
                await driver.says(person, "registration", "AnswerOffer", data)


def _choice(driver: Driver, offer: Noted) -> str:
    ref = driver.ref(offer.data["person"])
    for happening in driver.folder.happenings:
        if happening.what == "role_term_ends" and happening.person_ref == ref:
            return happening.said.get("role", "silent")
    drawn = driver.number("veteran", ref) % 4
    return ("adviser", "rest", "decline", "silent")[drawn]


# --- those who come back as mentors are trained ----------------------------------------------


def returned(driver: Driver) -> list[str]:
    """Veterans who said that they would be mentors."""
    gone = erased(driver)
    return [
        fact.data["person"]
        for fact in driver.facts("registration", "OfferAnswered")
        if fact.data["kind"] == "veteran"
        and fact.data.get("choice") == "mentor"
        and fact.data["person"] not in gone
    ]


def repeats_before(folder: Folder) -> Round | None:
    """The second round, before which the training is held again where there is room for it."""
    rounds = folder.programme.matching.rounds
    starts = folder.programme.mentor_training.window[1]
    if len(rounds) < 2:
        return None
    roomy = rounds[1].closes_on - timedelta(days=REPEAT_PLANNED) > starts
    return rounds[1] if roomy else None


def _leader(driver: Driver) -> str:
    return driver.person(driver.folder.programme.founding_trainers[-1])


async def plan_repeat(driver: Driver) -> None:
    programme = driver.folder.programme
    round_ = repeats_before(driver.folder)
    if round_ is None or not returned(driver):
        return
    plan = programme.mentor_training
    data = {
        "workshop": REPEAT,
        "programme": programme.programme_id,
        "purpose": "mentor_training",
        "format": "seminar",
        "capacities": list(plan.capacities),
        "language": plan.language,
        "venue_kind": "online",
        "minutes": plan.minutes,
        "window_from": (round_.closes_on - timedelta(days=REPEAT_FROM)).isoformat(),
        "window_until": (round_.closes_on - timedelta(days=REPEAT_UNTIL)).isoformat(),
        "places": plan.places,
        "host": plan.host,
    }
    await operate(driver, "scheduling", "PlanWorkshop", data, host=plan.host)
    offer = {"workshop": REPEAT, "person": _leader(driver)}
    await driver.says(_leader(driver), "scheduling", "OfferTeaching", offer)


async def announce_repeat(driver: Driver) -> None:
    plan = driver.folder.programme.mentor_training
    planned = {f.data["workshop"] for f in driver.facts("scheduling", "WorkshopPlanned")}
    if REPEAT not in planned:
        return
    answer = {"workshop": REPEAT, "person": _leader(driver), "answer": "accept"}
    await operate(driver, "scheduling", "AnswerOffer", answer, host=plan.host)
    announce = {"workshop": REPEAT}
    await operate(driver, "scheduling", "AnnounceWorkshop", announce, host=plan.host)
    await move(driver, plan.host, "line", "reserved", plan.cost_minor, REPEAT)


async def enrol_in_repeat(driver: Driver) -> None:
    """Those who came back, and those of the first training who did not come then."""
    known = {f.data["workshop"] for f in driver.facts("scheduling", "WorkshopAnnounced")}
    if REPEAT not in known:
        return
    certified = {f.data["person"] for f in driver.facts("scheduling", "CompletionCertified")}
    absent = [
        f.data["person"]
        for f in driver.facts("scheduling", "ParticipantEnrolled")
        if f.data["workshop"] == TRAINING and f.data["person"] not in certified
    ]
    gone = erased(driver)
    for person in dict.fromkeys([*returned(driver), *absent]):
        if person not in gone:
            data = {"workshop": REPEAT, "person": person}
            await driver.says(person, "scheduling", "EnrolInWorkshop", data)


# --- barriers and erasure --------------------------------------------------------------------

SETTLED = 2


async def declare_barrier(driver: Driver) -> None:
    for happening in driver.happening("declares_barrier", driver.today):
        person = driver.person(happening.person_ref)
        data = {
            "kind": "barrier",
            "person": person,
            "barrier_kind": happening.said["kind"],
            "starts_on": happening.said["from"],
            "ends_on": happening.said["until"],
            "note": "Cannot be reached as before.",
        }
        await driver.meets(happening, "registration", "MakeRecord", data)


async def settle_barrier(driver: Driver) -> None:
    for record in driver.on("registration", "RecordMade", SETTLED):
        if record.data["kind"] == "barrier":
            said = next(
                h.said
                for h in driver.happening("declares_barrier", record.time.date())
                if driver.person(h.person_ref) == record.data["person"]
            )
            outcome = "accepted" if said["outcome"] == "accepted" else "rejected"
            data = {"kind": "barrier", "record": record.data["record"], "outcome": outcome}
            await operate(driver, "registration", "SettleRecord", data)


async def extend_stage(driver: Driver) -> None:
    """The day after a barrier was accepted its person has more time for the stage."""
    programme = driver.folder.programme
    made = {f.data["record"]: f for f in driver.facts("registration", "RecordMade")}
    for settled in driver.on("registration", "RecordSettled", 1):
        record = made[settled.data["record"]]
        if settled.data["kind"] != "barrier" or settled.data["outcome"] != "accepted":
            continue
        stage = stage_of(driver, record.data["person"])
        if stage is None:
            driver.skip(f"{record.time.date()} declares_barrier: not in the programme")
            continue
        data = {
            "person": record.data["person"],
            "programme": programme.programme_id,
            "track": stage.data["track"],
            "stage": stage.data["stage"],
            "barrier": settled.data["record"],
            "until": (date.fromisoformat(record.data["ends_on"]) + timedelta(days=60)).isoformat(),
        }
        await operate(driver, "registration", "ExtendStage", data)


def stage_of(driver: Driver, person: str) -> Noted | None:
    """The stage that a participant is in."""
    entered = [
        f for f in driver.facts("registration", "StageEntered") if f.data["person"] == person
    ]
    return entered[-1] if entered else None


async def request_erasure(driver: Driver) -> None:
    """Happenings of this day: somebody wants to be forgotten, in all vaults."""
    for happening in driver.happening("requests_erasure", driver.today):
        person = driver.person(happening.person_ref)
        await driver.meets(happening, "registration", "RequestErasure", {"person": person})
