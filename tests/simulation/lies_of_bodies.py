"""Lies about money, mandates and matters."""

from typing import Any

from simulation.lies import Lie, Told, one, say

ENVELOPE = one(say("oversight.EnvelopeOpened", envelope="e", programme="p"))
WORKSHOP = one(say("scheduling.WorkshopPlanned", workshop="w", programme="p", places=1))
LINE = {"account": "line", "line": "workshops"}
GAP = one(say("registration.GapDeclared", gap="g", programme="p"))
ENGAGED = one(
    say(
        "registration.EngagementRequested",
        engagement="n",
        gap="g",
        programme="p",
        person="px",
        cost_minor=10,
    )
)
EXTERNAL = one(
    say("registration.RoleGranted", role="external", person="px", programme="p", engagement="n")
)


def account(name: str) -> Told:
    return LINE if name == "line" else {"account": name}


def moved(source: str, target: str, amount: int, purpose: str | None = None) -> Told:
    told: dict[str, Any] = {
        "envelope": "e",
        "source": account(source),
        "target": account(target),
        "amount_minor": amount,
    }
    return one(say("oversight.MoneyMoved", **told, **({"purpose": purpose} if purpose else {})))


FUNDED = (ENVELOPE, WORKSHOP, moved("allocation", "line", 10))
RESERVED = (*FUNDED, moved("line", "reserved", 10, "engagement.n"))
SPENT = moved("line", "spent", 10, "workshop.w")


def closed(spent: int, returned: int) -> Told:
    return one(
        say(
            "oversight.EnvelopeClosed",
            envelope="e",
            funded_minor=10,
            spent_minor=spent,
            returned_minor=returned,
            rolled_over_minor=0,
        )
    )


ADOPTED = say("oversight.ResolutionAdopted", resolution="x", approvals=["wmf"], effects=1)


def mandate(change: str, body: str, *kinds: str, **more: Any) -> tuple[str, Told]:
    told = {"change": change, "body": body, "kinds": list(kinds), "resolution": "x", **more}
    return say("oversight.MandateChanged", **told)


GIVEN = one(mandate("give", "wmf", "allocate", "oversee", "conclude"), ADOPTED)
MONEY = say("oversight.AllocationChanged", programme="p", resolution="x")
OBJECTION = one(say("oversight.CommentSubmitted", stance="objection", resolution="x", comment="c"))
REPLIED = one(say("oversight.ObjectionAnswered", resolution="x", comment="c"))
ANNOUNCED = one(say("registration.ProgrammeAnnounced", programme="p"))
RUNS = one(say("registration.ProgrammeOpened", programme="p", kind="standing"))
CONCLUDED = {"programme": "p", "decision": "concluded", "resolution": "x"}
LATER = one(say("matching.RoundFrozen", round="r"), at="2028-03-01")


def opened(service: str, kind: str, **more: Any) -> Told:
    told = {
        "kind": kind,
        "matter": "m",
        "addressee": "wmf",
        "decide_by": "2027-06-01T09:00:00.000Z",
        **more,
    }
    return one(say(f"{service}.MatterOpened", **told), at="2027-03-02")


def overdue(
    at: str = "2027-06-01", addressee: str = "wmf", service: str = "oversight", kind: str = "risk"
) -> Told:
    told = {"kind": kind, "matter": "m", "addressee": addressee, "what": "decision"}
    return one(say(f"{service}.MatterOverdue", **told), at=at)


HANDED = one(
    mandate("give", "council", "oversee"),
    mandate("end", "wmf", "oversee", to_body="council"),
    ADOPTED,
)
JUDGED = one(say("registration.SelectionSettled", intake="i"), actor="person.pj")
APPEAL = one(
    say(
        "oversight.MatterOpened",
        kind="appeal",
        matter="m",
        addressee="wmf",
        about=1,
        decide_by="2028-06-01T09:00:00.000Z",
    )
)
UPHELD = say("oversight.MatterDecided", kind="appeal", matter="m", outcome="upheld")

SKILLS = one(
    *(
        say(
            "scheduling.WorkshopAnnounced",
            purpose="skills",
            programme="p",
            workshop=workshop,
            places=1,
            start="2027-06-01T09:00:00.000Z",
        )
        for workshop in ("w1", "w2")
    )
)
PILOT = {"programme": "p", "kind": "pilot", "starts_on": "2027-02-01"}
CANCELLED = one(say("scheduling.WorkshopCancelled", programme="p", workshop="w2"))


def pilot(until: str) -> Told:
    return one(say("registration.ProgrammeOpened", **PILOT, ends_on=until))


def report(count: int, of: int) -> Told:
    row = {"group": "board_3_months", "count": count, "of": of}
    return one(say("registration.ReportPublished", kind="retention", rows=[row], suppressed=0))


LIES_OF_BODIES = (
    Lie(
        "I21",
        "only one workshop is left",
        (SKILLS, pilot("2028-01-31")),
        (SKILLS, pilot("2028-01-31"), CANCELLED),
    ),
    Lie("I21", "longer than a year", (SKILLS, pilot("2028-01-31")), (SKILLS, pilot("2028-03-31"))),
    Lie("I26", "four are counted", (report(5, 10),), (report(4, 10),)),
    Lie("I26", "three are left over", (report(5, 10),), (report(7, 10),)),
    Lie("I22", "opened unannounced", (ANNOUNCED, RUNS), (RUNS,)),
    Lie(
        "I22",
        "concluded without a dossier",
        (one(say("oversight.ProgrammeDecided", **CONCLUDED, dossier="d"), ADOPTED),),
        (one(say("oversight.ProgrammeDecided", **CONCLUDED), ADOPTED),),
    ),
    Lie(
        "I23",
        "no gap was declared",
        (GAP, ENGAGED, *RESERVED, EXTERNAL),
        (ENGAGED, *RESERVED, EXTERNAL),
    ),
    Lie(
        "I23",
        "no money was reserved",
        (GAP, ENGAGED, *RESERVED, EXTERNAL),
        (GAP, ENGAGED, *FUNDED, EXTERNAL),
    ),
    Lie("I39", "more is spent than there is", (*FUNDED, SPENT), (*FUNDED, SPENT, SPENT)),
    Lie(
        "I39",
        "the closing says otherwise",
        (*FUNDED, SPENT, closed(10, 0)),
        (*FUNDED, SPENT, closed(5, 5)),
    ),
    Lie("I40", "no such move", FUNDED, (*FUNDED, moved("reserved", "next_period", 1))),
    Lie(
        "I40",
        "for another programme",
        (*FUNDED, SPENT),
        (*FUNDED, moved("line", "spent", 10, "workshop.elsewhere")),
    ),
    Lie(
        "I40",
        "out of a closed envelope",
        (*FUNDED, SPENT, closed(10, 0)),
        (*FUNDED, closed(0, 0), SPENT),
    ),
    Lie("I41", "without a resolution", (GIVEN, one(MONEY, ADOPTED)), (GIVEN, one(MONEY))),
    Lie(
        "I41", "by a body without the mandate", (GIVEN, one(MONEY, ADOPTED)), (one(MONEY, ADOPTED),)
    ),
    Lie("I42", "over an objection", (OBJECTION, REPLIED, one(ADOPTED)), (OBJECTION, one(ADOPTED))),
    Lie(
        "I44",
        "the old body is reminded",
        (opened("oversight", "risk"), HANDED, overdue(addressee="council")),
        (opened("oversight", "risk"), HANDED, overdue(addressee="wmf")),
    ),
    Lie(
        "I45",
        "nobody watches any more",
        (GIVEN, RUNS, HANDED),
        (GIVEN, RUNS, one(mandate("end", "wmf", "oversee"), ADOPTED)),
    ),
    Lie(
        "I48",
        "the judge's own judge",
        (JUDGED, APPEAL, one(UPHELD, actor="person.pz")),
        (JUDGED, APPEAL, one(UPHELD, actor="person.pj")),
    ),
    Lie(
        "I36",
        "a suggestion is forgotten",
        (opened("feedback", "suggestion"), overdue(service="feedback", kind="suggestion"), LATER),
        (opened("feedback", "suggestion"), LATER),
    ),
    Lie(
        "I52",
        "a matter is forgotten",
        (opened("oversight", "risk"), overdue(), LATER),
        (opened("oversight", "risk"), LATER),
    ),
    Lie(
        "I52",
        "overdue before its time",
        (opened("oversight", "risk"), overdue()),
        (opened("oversight", "risk"), overdue(at="2027-05-01")),
    ),
    Lie("I53", "an effect is missing", (one(MONEY, ADOPTED),), (one(ADOPTED),)),
    Lie("I53", "an effect of nobody's", (one(MONEY, ADOPTED),), (one(MONEY),)),
)
