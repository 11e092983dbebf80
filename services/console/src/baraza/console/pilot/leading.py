"""Leaders emerge: they collaborate, ask to go on, and take posts that are open (R21, R24)."""

from datetime import timedelta

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.leaving import stage_of
from baraza.console.pilot.operators import operate
from baraza.console.pilot.people import holders
from baraza.console.programme import Happening
from baraza.messaging.replies import RefusedReply

POSTS = {"board_member": "board", "advisory_board_member": "advisory_board"}
CONFIRMED = 3
"""Days after which the other side of a collaboration says so."""


async def collaborate(driver: Driver) -> None:
    for happening in driver.happening("collaboration_declared", driver.today):
        person = driver.person(happening.person_ref)
        data = {
            "kind": "collaboration",
            "person": person,
            "other": driver.person(happening.other_ref),
            "collaboration_kind": "joint_project",
            "programme": driver.folder.programme.programme_id,
            "text": "We prepare something together.",
        }
        reply = await driver.says(person, "registration", "MakeRecord", data, refusable=True)
        if isinstance(reply, RefusedReply):
            driver.skip(f"{happening.on} {happening.what}: refused, {reply.reason}")


async def confirm_collaborations(driver: Driver) -> None:
    """Where the folder says so; elsewhere the other side stays silent."""
    on = driver.today - timedelta(days=CONFIRMED)
    confirmed = {
        (driver.person(h.person_ref), driver.person(h.other_ref))
        for h in driver.happening("collaboration_declared", on)
        if h.said["outcome"] == "confirmed"
    }
    for record in driver.on("registration", "RecordMade", CONFIRMED):
        if record.data["kind"] == "collaboration":
            two = (record.data["person"], record.data["other"])
            if two in confirmed:
                data = {
                    "kind": "collaboration",
                    "record": record.data["record"],
                    "outcome": "confirmed",
                }
                await driver.says(two[1], "registration", "SettleRecord", data, refusable=True)


async def ask_to_advance(driver: Driver) -> None:
    """The first participant who is not far enough asks all the same, and is told what lacks."""
    for person in holders(driver, "participant"):
        stage = stage_of(driver, person)
        if stage is not None and stage.data["stage"] == _mentored(driver):
            data = {
                "person": person,
                "programme": driver.folder.programme.programme_id,
                "track": stage.data["track"],
                "stage": stage.data["stage"],
            }
            await driver.says(person, "registration", "AdvanceStage", data, refusable=True)
            return


def _mentored(driver: Driver) -> str | None:
    """The first stage that asks for sessions."""
    for stage in driver.folder.programme.stages:
        if "sessions_held_min" in stage.exit:
            return stage.stage
    return None


# --- open posts ------------------------------------------------------------------------------


async def declare_open_role(driver: Driver) -> None:
    for happening in driver.happening("open_role_declared", driver.today):
        data = {
            "programme": driver.folder.programme.programme_id,
            "post_kind": _post(happening),
            "organisation_kind": "chapter",
            "from_on": driver.today.isoformat(),
        }
        await operate(driver, "registration", "DeclareOpenRole", data)


def _post(happening: Happening) -> str:
    return POSTS.get(happening.said["position"], "community")


async def fill_role(driver: Driver) -> None:
    """Happenings of this day: a participant takes the first open post of its kind."""
    for happening in driver.happening("role_filled_by_participant", driver.today):
        person = driver.person(happening.person_ref)
        filled = {f.data.get("open_role") for f in driver.facts("registration", "RoleGranted")}
        still_open = [
            f
            for f in driver.facts("registration", "OpenRoleDeclared")
            if f.data["post_kind"] == _post(happening) and f.data["open_role"] not in filled
        ]
        if not still_open or person not in holders(driver, "participant"):
            what = "no post is open" if not still_open else "takes no part"
            driver.skip(f"{happening.on} {happening.what}: {happening.person_ref} {what}")
            continue
        data = {
            "role": "post",
            "person": person,
            "programme": driver.folder.programme.programme_id,
            "open_role": still_open[0].data["open_role"],
            "starts_on": driver.today.isoformat(),
        }
        await operate(driver, "registration", "GrantRole", data)
