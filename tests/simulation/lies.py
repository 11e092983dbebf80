"""For each judge an honest log, and the same with one lie in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulation.story import Story, forged

Told = Mapping[str, Any]


@dataclass(frozen=True)
class Lie:
    """A log that holds before this judge, and one that does not."""

    number: str
    what: str
    honest: tuple[Told, ...]
    lie: tuple[Told, ...]

    @property
    def truth(self) -> Story:
        return forged(*self.honest)

    @property
    def forgery(self) -> Story:
        return forged(*self.lie)


def say(kind: str, /, **data: Any) -> tuple[str, Told]:
    return kind, data


def one(*facts: tuple[str, Told], **told: Any) -> Told:
    """A decision with these facts."""
    return {"facts": facts, **told}


REFUSED = say("matching.CommandRefused", reason="external_may_not_decide", command="ProposePair")
PAIR = {"mentor": "pm", "mentee": "pe", "round": "r", "origin": "round"}
ENTERED = one(say("matching.RoundEntered", side="mentor", person="pm", places=1, round="r"))
PROPOSED = one(say("matching.PairProposed", **PAIR))
STAGE = {"person": "pa", "programme": "p", "track": "leadership", "stage": "learner"}
ENTER = say("registration.StageEntered", **STAGE, stage_set=1)
ROOM = one(say("scheduling.WorkshopPlanned", workshop="w", places=1, programme="p"))
SEAT = {"workshop": "w", "person": "pa"}
NEXT = {"workshop": "w", "person": "pb"}
LAST = {"workshop": "w", "person": "pc"}
FREED = say("scheduling.EnrolmentCancelled", **SEAT)
QUEUE = (
    ROOM,
    one(say("scheduling.ParticipantEnrolled", **SEAT)),
    one(say("scheduling.EnrolmentQueued", **NEXT)),
    one(say("scheduling.EnrolmentQueued", **LAST)),
)
OPENED = one(say("feedback.CollectionOpened", collection="c", version=1, eligible=2))
ANSWER = say("feedback.AnswerRecorded", collection="c", voice="v1", version=1)
VOICE = one(say("feedback.VoiceIssued", collection="c", person="pa"))
CERTIFIED = one(say("scheduling.CompletionCertified", person="pm", purpose="mentor_training"))
TERMS = one(say("oversight.RulesInForce", kind="terms", programme="p", version=2, resolution="x"))
AGREED = say("registration.TermsAcknowledged", person="pm", role="mentor", programme="p", version=2)
MENTOR = one(say("registration.RoleGranted", role="mentor", person="pm", programme="p"))
FROZEN = one(say("matching.RoundFrozen", round="r"))
LEFT = {"role": "mentor", "person": "pm", "programme": "p"}
OFFER = say("registration.OfferMade", kind="veteran", offer="o", person="pm")
TOGETHER = one(
    say("registration.RecordMade", kind="collaboration", record="x", person="pa", other="pb")
)
CONFIRMED = say("registration.RecordSettled", kind="collaboration", record="x", outcome="confirmed")
FIRST = (
    one(
        say(
            "scheduling.RulesDrafted",
            kind="first_trainers",
            digest="d",
            rules={"trainers": ["pa"]},
        )
    ),
    one(say("oversight.RulesInForce", kind="first_trainers", digest="d", resolution="x")),
)


def certified(by: str, person: str, depth: int) -> Told:
    told = {"person": person, "by": by, "depth": depth, "until": "2029-01-01"}
    return one(say("scheduling.TrainerCertified", **told))


ACT = one(say("scheduling.RecordMade", kind="session", person="pa"), actor="person.pa")


def assessed(*cited: int) -> Told:
    told = {"person": "pa", "programme": "p", "done": len(cited), "cited": list(cited)}
    return one(say("registration.PersistenceAssessed", **told))


LIES = (
    Lie("I1", "nobody says why", (PROPOSED,), ({**PROPOSED, "without": ("reason",)},)),
    Lie(
        "I8",
        "completed under another stage set",
        (one(ENTER), one(say("registration.StageCompleted", **STAGE, stage_set=1))),
        (one(ENTER), one(say("registration.StageCompleted", **STAGE, stage_set=2))),
    ),
    Lie(
        "I9",
        "two stages at once",
        (one(ENTER),),
        (one(ENTER), one(say("registration.StageEntered", **{**STAGE, "stage": "peer"}))),
    ),
    Lie("I12", "another's act is counted", (ACT, assessed(1)), (ACT, ENTERED, assessed(3))),
    Lie("I12", "an act is counted twice", (ACT, assessed(1)), (ACT, assessed(1, 1))),
    Lie("I13", "untrained", (CERTIFIED, TERMS, one(AGREED), MENTOR), (TERMS, one(AGREED), MENTOR)),
    Lie(
        "I13",
        "terms of before",
        (CERTIFIED, TERMS, one(AGREED), MENTOR),
        (CERTIFIED, TERMS, one((AGREED[0], {**AGREED[1], "version": 1})), MENTOR),
    ),
    Lie(
        "I14",
        "two offers for one place",
        (ENTERED, PROPOSED),
        (ENTERED, PROPOSED, one(say("matching.PairProposed", **{**PAIR, "mentee": "px"}))),
    ),
    Lie(
        "I15",
        "paused, and paired all the same",
        (MENTOR, FROZEN, PROPOSED),
        (MENTOR, one(say("registration.RoleChanged", **LEFT, to="paused")), FROZEN, PROPOSED),
    ),
    Lie(
        "I17",
        "an external decides",
        (one(REFUSED, acting_as="external"),),
        ({**PROPOSED, "acting_as": "external"},),
    ),
    Lie(
        "I19",
        "left without a word",
        (one(OFFER, say("registration.RoleEnded", **LEFT, offered="o")),),
        (one(say("registration.RoleEnded", **LEFT)),),
    ),
    Lie(
        "I19",
        "an offer that was not made",
        (one(say("registration.RoleEnded", **LEFT, not_offered="still_in_role")),),
        (one(say("registration.RoleEnded", **LEFT, offered="o")),),
    ),
    Lie(
        "I28",
        "confirmed by whoever declared it",
        (TOGETHER, one(CONFIRMED, actor="person.pb")),
        (TOGETHER, one(CONFIRMED, actor="person.pa")),
    ),
    Lie(
        "I29",
        "four years away",
        (
            one(
                say(
                    "scheduling.WorkshopAnnounced",
                    workshop="w",
                    places=1,
                    start="2030-03-01T09:00:00.000Z",
                )
            ),
        ),
        (
            one(
                say(
                    "scheduling.WorkshopAnnounced",
                    workshop="w",
                    places=1,
                    start="2031-03-01T09:00:00.000Z",
                )
            ),
        ),
    ),
    Lie(
        "I32",
        "two on one chair",
        QUEUE[:2],
        (*QUEUE[:2], one(say("scheduling.ParticipantEnrolled", **NEXT))),
    ),
    Lie(
        "I32",
        "the last is promoted first",
        (*QUEUE, one(FREED, say("scheduling.EnrolmentPromoted", **NEXT))),
        (*QUEUE, one(FREED, say("scheduling.EnrolmentPromoted", **LAST))),
    ),
    Lie(
        "I34",
        "in a circle",
        (*FIRST, certified("pa", "pb", 1), certified("pb", "pc", 2)),
        (*FIRST, certified("pa", "pb", 1), certified("pb", "pa", 2)),
    ),
    Lie(
        "I34", "resting on nobody", (*FIRST, certified("pa", "pb", 1)), (certified("pa", "pb", 1),)
    ),
    Lie(
        "I35",
        "the answer's version changes",
        (OPENED, one(ANSWER, actor="voice.v1")),
        (OPENED, one((ANSWER[0], {**ANSWER[1], "version": 2}), actor="voice.v1")),
    ),
    Lie(
        "I37",
        "the answer's author is named",
        (OPENED, one(ANSWER, actor="voice.v1")),
        (OPENED, one(ANSWER, actor="person.pa")),
    ),
    Lie("I38", "two voices", (OPENED, VOICE), (OPENED, VOICE, VOICE)),
    Lie(
        "I38",
        "two answers of one voice",
        (OPENED, VOICE, one(ANSWER)),
        (
            OPENED,
            VOICE,
            one(say("feedback.VoiceIssued", collection="c", person="pb")),
            one(ANSWER),
            one(ANSWER),
        ),
    ),
)
