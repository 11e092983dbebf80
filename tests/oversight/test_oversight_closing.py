"""How a programme is closed: envelopes emptied, a dossier, and what follows from it."""

import json
from datetime import timedelta

import pytest

from baraza.oversight import inbox
from baraza.oversight.domain.v1.dossier import dossier_of
from baraza.oversight.messages import (
    CloseEnvelope,
    Conclude,
    DossierAssembled,
    EnvelopeClosed,
    LookRecorded,
    ProgrammeDecided,
    RecordLook,
)
from given import by
from oversight_story import (
    ALLOCATION,
    ENVELOPE,
    FOUNDED,
    NEXT,
    RESERVED,
    ROOT,
    SECRET,
    SPENT,
    P,
    Story,
    as_body,
    dossier,
    funded,
    line,
    matter,
    move,
    person,
    propose,
    seated,
    watched,
    yes,
)

WMF, OPERATOR = as_body("wmf"), as_body("aff-pwu")
SERVICE = by("service.oversight", "pm", at=FOUNDED)
CLOSE = CloseEnvelope(envelope="e1")
VOTED = FOUNDED + timedelta(days=2)
ENDED = (
    inbox.ProgrammeEnded(programme=P, ended_on="2028-01-31"),
    inbox.EvaluationPublished(programme=P),
)


# --- envelopes -------------------------------------------------------------------------------


def emptied() -> Story:
    story = funded()
    story.does(move(line(), SPENT, 300, "workshop.basics"), OPERATOR)
    story.does(move(line(), ALLOCATION, 150), OPERATOR)
    story.does(move(line(), NEXT, 50), WMF)
    return story


def test_an_empty_envelope_is_closed_and_says_what_went_through_it() -> None:
    emptied().tries(CLOSE, OPERATOR).then(
        EnvelopeClosed(
            envelope="e1",
            funded_minor=500,
            spent_minor=300,
            returned_minor=150,
            rolled_over_minor=50,
        )
    )


def test_who_allocates_closes_it_too_and_nobody_else() -> None:
    story = emptied()
    story.tries(CLOSE, WMF).stands()
    story.tries(CLOSE, as_body("council")).refused("no_mandate")
    story.tries(CloseEnvelope(envelope="e9"), WMF).refused("unknown_entity")


def test_what_still_holds_money_is_not_closed() -> None:
    story = funded()
    story.does(move(line(), RESERVED, 200, "workshop.basics"), OPERATOR)
    story.tries(CLOSE, OPERATOR).refused("balance_not_zero", available=300, reserved=200)


def test_a_closed_envelope_stays_closed() -> None:
    story = emptied()
    story.does(CLOSE, OPERATOR)
    story.tries(CLOSE, OPERATOR).refused("already_done")
    story.tries(move(ALLOCATION, line(), 1), WMF).refused("wrong_state")
    story.tries(move(SPENT, line(), 1, "workshop.basics"), OPERATOR).refused("wrong_state")
    story.tries(ENVELOPE, WMF).refused("already_done")


@pytest.mark.parametrize(
    "fact",
    [
        inbox.RelationshipStarted(relationship="x1", programme=P),
        inbox.EngagementRequested(engagement="x1", programme=P),
    ],
)
def test_money_is_for_pairs_and_engagements_of_the_programme(
    fact: inbox.RelationshipStarted | inbox.EngagementRequested,
) -> None:
    kind = "relationship" if isinstance(fact, inbox.RelationshipStarted) else "engagement"
    reserve = move(line(), RESERVED, 10, f"{kind}.x1")
    story = funded()
    story.tries(reserve, OPERATOR).refused("no_programme_purpose")
    story.heard(fact.model_copy(update={"programme": "other"}))
    story.tries(reserve, OPERATOR).refused("no_programme_purpose")
    story.heard(fact)
    story.tries(reserve, OPERATOR).stands()


# --- looking ---------------------------------------------------------------------------------


def look(**other: object) -> RecordLook:
    return RecordLook.model_validate(
        {
            "look": "l1",
            "kind": "verification",
            "log_size": 40,
            "log_root": ROOT,
            "result": "holds",
            "note": SECRET,
            **other,
        }
    )


def test_who_watches_says_what_they_saw() -> None:
    story = watched()
    story.tries(look(entries=(3, 39), programme=P), WMF).then(
        LookRecorded.model_validate(
            look(entries=(3, 39), programme=P).model_dump() | {"body": "wmf"}
        )
    )
    story.tries(look(), as_body("council")).refused("no_mandate")
    story.tries(look(entries=(40,)), WMF).refused("unknown_entity", size=40)
    story.does(look(), WMF)
    story.tries(look(), WMF).refused("already_done")


# --- dossier ---------------------------------------------------------------------------------


def ended() -> Story:
    story = emptied()
    story.does(CLOSE, OPERATOR)
    return story.heard(inbox.ProgrammeOpened(programme=P), *ENDED)


def test_a_dossier_is_due_once_a_programme_has_ended_and_was_evaluated() -> None:
    for first, second in (ENDED, ENDED[::-1]):
        story = watched().heard(first)
        assert not list(story.state.pending)
        story.heard(second)
        steps = list(story.state.pending.values())

        assert [(step.command, step.about) for step in steps] == [("AssembleDossier", P)]


def test_a_dossier_is_what_follows_from_the_log() -> None:
    story = ended()
    command = dossier(story)
    story.tries(command, SERVICE).then(
        DossierAssembled.model_validate(command.model_dump() | {"log_index": story.state.last})
    )
    story.does(command, SERVICE)

    assert not list(story.state.pending)
    assert story.state.dossiers[P] == (command.digest,)


def test_a_dossier_says_money_votes_matters_and_looks() -> None:
    story = ended()
    story.does(matter("inquiry"), WMF)
    story.does(look(), WMF)
    told = json.loads(dossier_of(story.state, P))

    assert told["money"]["funded_minor"] == 500
    assert told["money"]["envelopes"][0]["closed"]
    assert [(row["resolution"], row["state"]) for row in told["resolutions"]] == [
        ("starter", "adopted")
    ]
    assert told["matters"] == [{"kind": "inquiry", "outcome": "open", "overdue": False, "count": 1}]
    assert told["looks"] == [{"kind": "verification", "result": "holds", "count": 1}]
    assert {"body": "aff-pwu", "kind": "operate", "all_programmes": True} in told["mandates"]
    assert person("wmf", 1) not in json.dumps(told)


def test_who_operates_may_ask_for_a_dossier_again_when_there_is_more_to_say() -> None:
    story = ended()
    story.tries(dossier(story), as_body("council")).refused("no_mandate")
    story.does(dossier(story), OPERATOR)
    story.tries(dossier(story, name="d2"), OPERATOR).refused("already_done")
    story.does(look(), WMF)
    story.tries(dossier(story, name="d2"), OPERATOR).stands()


def test_a_dossier_is_neither_early_nor_made_up() -> None:
    story = funded().heard(inbox.ProgrammeOpened(programme=P))
    story.tries(dossier(story), SERVICE).refused("pilot_not_ended")
    after = ended()
    made_up = dossier(after).model_copy(update={"digest": "00" * 32})
    after.tries(made_up, SERVICE).refused("figures_not_from_log")


# --- concluding ------------------------------------------------------------------------------


def conclude(digest: str, decision: str = "continue", programme: str = P) -> Conclude:
    return Conclude.model_validate(
        {"programme": programme, "decision": decision, "dossier": digest}
    )


def concluding(story: Story, effect: Conclude, name: str = "end") -> Story:
    story.does(propose(effect, name=name), seated("wmf"))
    return story


def test_a_programme_is_concluded_from_its_dossier_by_the_foundation() -> None:
    story = ended()
    digest = story.does(dossier(story), SERVICE)[0].digest
    concluding(story, conclude(digest, "change"))
    facts = (
        story.tries(yes("wmf", "end"), seated("wmf", at=VOTED))
        .reads(
            "oversight.mandate.wmf",
            "oversight.mandate.council",
            "oversight.mandate.community",
            "oversight.mandate.aff-pwu",
            "oversight.seat.wmf-1",
            "oversight.inforce.authority-all",
            f"registration.programme.{P}",
        )
        .facts
    )

    assert facts[2:] == [
        ProgrammeDecided(
            programme=P, decision="concluded", outcome="change", dossier=digest, resolution="end"
        )
    ]
    story.does(yes("wmf", "end"), seated("wmf", at=VOTED))

    assert story.state.concluded[P] == "change"
    assert P not in story.state.running


def test_a_programme_is_concluded_once_after_its_end() -> None:
    story = ended()
    digest = story.does(dossier(story), SERVICE)[0].digest
    vote = (yes("wmf", "end"), seated("wmf", at=VOTED))
    concluding(Story(story.now), conclude("00" * 32)).tries(*vote).refused("no_dossier")
    early = conclude(digest, programme="other")
    concluding(Story(story.now), early).tries(*vote).refused("pilot_not_ended")
    concluding(story, conclude(digest)).does(*vote)
    again = (yes("wmf", "again"), seated("wmf", at=VOTED))
    concluding(story, conclude(digest), "again").tries(*again).refused("already_done")


def test_one_vote_does_not_conclude_a_programme_in_two_ways() -> None:
    story = ended()
    digest = story.does(dossier(story), SERVICE)[0].digest
    both = (conclude(digest, "continue"), conclude(digest, "stop"))
    story.does(propose(*both, name="end"), seated("wmf"))

    story.tries(yes("wmf", "end"), seated("wmf", at=VOTED)).refused("already_done")


def test_others_do_not_conclude_a_programme() -> None:
    story = ended()
    digest = story.does(dossier(story), SERVICE)[0].digest
    concluding(story, conclude(digest))
    story.does(yes("council", "end"), seated("council", at=VOTED))

    assert P not in story.state.concluded
