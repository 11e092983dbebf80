"""The mentor training: enrolment, the sitting itself, terms, and what people say of it."""

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.log import Noted
from baraza.console.pilot.opening import TRAINING, acknowledge, move
from baraza.console.pilot.operators import coordinator
from baraza.messaging.replies import RefusedReply


def announced(driver: Driver) -> Noted | None:
    """The announcement of the mentor training, once it is made."""
    facts = driver.facts("scheduling", "WorkshopAnnounced")
    return next((fact for fact in facts if fact.data["workshop"] == TRAINING), None)


async def enrol_mentors(driver: Driver) -> None:
    """All who were selected as mentors but those of whom the folder says that they skip it."""
    skips = {
        h.person_ref for h in driver.folder.happenings if h.what == "activates_without_training"
    }
    mentors = {
        fact.data["intake"]
        for fact in driver.facts("registration", "IntakeAnnounced")
        if fact.data["role"] == "mentor"
    }
    for fact in driver.facts("registration", "CandidacySettled"):
        person = fact.data["person"]
        selected = fact.data["outcome"] == "selected" and fact.data["intake"] in mentors
        if selected and driver.ref(person) not in skips:
            data = {"workshop": TRAINING, "person": person}
            await driver.ask("scheduling", "EnrolInWorkshop", f"person.{person}", data)


async def take_attendance(driver: Driver) -> None:
    """When the sitting is over: who was there, then that it was held, then what it cost."""
    workshop = announced(driver)
    if workshop is None:
        return
    leader = workshop.data["leader"]
    for fact in driver.facts("scheduling", "ParticipantEnrolled"):
        if fact.data["workshop"] != TRAINING:
            continue
        person = fact.data["person"]
        came = driver.folder.happens(
            "attends_mentor_training", (driver.ref(person),), driver.reading.date()
        )
        data = {
            "kind": "attendance",
            "person": person,
            "workshop": TRAINING,
            "state": "present" if came else "absent",
            "minutes": workshop.data["minutes"] if came else 0,
        }
        await driver.ask("scheduling", "MakeRecord", f"person.{leader}", data, acting_as="leader")
    held = {"workshop": TRAINING}
    await driver.ask("scheduling", "HoldWorkshop", f"person.{leader}", held, acting_as="leader")
    plan = driver.folder.programme.mentor_training
    await move(driver, plan.host, "reserved", "spent", plan.cost_minor, TRAINING)


async def acknowledge_mentors_terms(driver: Driver) -> None:
    for fact in driver.facts("scheduling", "CompletionCertified"):
        ref = driver.ref(fact.data["person"])
        if driver.folder.happens("acknowledges_terms", (ref,), driver.reading.date()):
            await acknowledge(driver, ref, "mentor")


async def activate_without_training(driver: Driver) -> None:
    """Happenings of this day: a coordinator tries, and is refused on record."""
    programme = driver.folder.programme
    for happening in driver.happening("activates_without_training", driver.reading.date()):
        data = {
            "role": "mentor",
            "person": driver.person(happening.person_ref),
            "programme": programme.programme_id,
            "starts_on": driver.reading.date().isoformat(),
            "ends_on": programme.ends_on.isoformat(),
        }
        reply = await driver.ask(
            "registration",
            "GrantRole",
            coordinator(driver),
            data,
            acting_as="operate",
            refusable=True,
        )
        met = reply.reason if isinstance(reply, RefusedReply) else "recorded"
        if met != happening.said["expect"]:
            driver.skip(
                f"{happening.on} {happening.what}: {happening.person_ref} met {met}, "
                f"where {happening.said['expect']} was expected"
            )


async def take_voices(driver: Driver) -> None:
    """Who wants to answer takes a voice; the token is known to the vault alone."""
    there = {
        fact.data["person"]
        for fact in driver.facts("scheduling", "RecordMade")
        if fact.data["state"] in {"present", "late"}
    }
    for fact in driver.facts("feedback", "CollectionOpened"):
        collection = fact.data["collection"]
        for person in sorted(there):
            answers = driver.folder.happens(
                "answers_feedback", (driver.ref(person),), fact.time.date()
            )
            if answers:
                data = {
                    "collection": collection,
                    "person": person,
                    "token": driver.token("voice", collection, driver.ref(person)),
                }
                await driver.ask("feedback", "IssueVoice", f"person.{person}", data)


async def answer(driver: Driver) -> None:
    """Each voice speaks once, under an alias that names nobody, in an order of its own."""
    questions = driver.folder.starter("feedback", "instrument")["instruments"]["workshop"]
    voices = []
    for fact in driver.facts("feedback", "VoiceIssued"):
        token = driver.token("voice", fact.data["collection"], driver.ref(fact.data["person"]))
        alias = "v" + driver.token("alias", token)[:32]
        voices.append((alias, fact.data["collection"], token))
    for alias, collection, token in sorted(voices):
        marks = {
            q["code"]: 50 + driver.number("marks", alias, q["code"]) % 51
            for q in questions["questions"]
        }
        data = {"collection": collection, "marks": marks, "token": token}
        await driver.ask("feedback", "RecordAnswer", f"voice.{alias}", data)


async def report(driver: Driver) -> None:
    """The leader's own report, within the week."""
    questions = driver.folder.starter("feedback", "instrument")["instruments"]["leader-report"]
    for fact in driver.facts("scheduling", "WorkshopHeld"):
        leader = fact.data["leader"]
        data = {
            "workshop": fact.data["workshop"],
            "person": leader,
            "marks": {q["code"]: 80 for q in questions["questions"]},
            "text": "Good questions; the time was short for the exercises.",
        }
        await driver.ask(
            "feedback", "SubmitLeaderReport", f"person.{leader}", data, acting_as="leader"
        )
