"""One vote, and with the last approval all of its effects."""

from datetime import timedelta

import pytest

from baraza.decider import Asked
from baraza.oversight import inbox
from baraza.oversight.messages import (
    AllocationChanged,
    AnswerObjection,
    BodyVoted,
    ChangeMandate,
    CommentSubmitted,
    MandateChanged,
    ObjectionAnswered,
    ProgrammeDecided,
    ReachDeadline,
    ResolutionAdopted,
    ResolutionEnded,
    RulesInForce,
    SubmitComment,
)
from given import by
from oversight_story import (
    ADA,
    ALAN,
    APPROVE,
    FOUND,
    FOUNDED,
    FOUNDERS,
    ROOT,
    SECRET,
    P,
    Story,
    adopt,
    allocate,
    as_body,
    drafted,
    founded,
    give,
    hand_over,
    no,
    propose,
    register,
    running,
    seat,
    seated,
    standing,
    yes,
)

VOTED = FOUNDED + timedelta(days=2)
SELF = by(f"person.{ADA}", at=FOUNDED)


def vote(body: str) -> Asked:
    return seated(body, at=VOTED)


def comment(stance: str, name: str = "c1") -> SubmitComment:
    return SubmitComment.model_validate(
        {
            "resolution": "r1",
            "comment": name,
            "stakeholder_kind": "participants",
            "stance": stance,
            "text": SECRET,
        }
    )


ANSWER = AnswerObjection(resolution="r1", comment="c1", text=SECRET, changed=False)


def names(facts: list[object]) -> list[str]:
    return [type(fact).__name__ for fact in facts]


def texts() -> Story:
    ada = inbox.PersonRegistered(person=ADA)
    return standing().heard(ada, drafted("charter"), drafted("criteria"), drafted("template"))


# --- proposing ------------------------------------------------------------------------------


def test_a_seat_proposes_for_its_body() -> None:
    facts = texts().tries(propose(adopt("charter")), seated("council")).facts

    assert names(facts) == ["ResolutionProposed"]
    assert facts[0].body == "council"


def test_an_operator_may_propose_and_a_person_may_not() -> None:
    running().tries(propose(adopt("charter")), as_body("aff-pwu")).stands()
    running().tries(propose(adopt("charter")), SELF).refused("no_mandate")


def test_a_text_is_not_put_to_the_vote_without_a_day_to_be_heard() -> None:
    at_once = propose(adopt("charter")).model_copy(update={"consultation_until": FOUNDED})
    texts().tries(at_once, seated("council")).refused(
        "too_early", rule="authority.1", consultation_days=1
    )


def test_mandates_may_be_voted_on_at_once() -> None:
    story = standing()
    story.does(propose(give("council", "disclose")), seated("wmf"))
    story.tries(yes("wmf"), seated("wmf")).stands()


def test_a_name_is_proposed_once() -> None:
    story = texts()
    story.does(propose(adopt("charter")), seated("council"))
    story.tries(propose(adopt("charter")), seated("council")).refused("already_done")


# --- consultation ---------------------------------------------------------------------------


def proposed(*stances: str) -> Story:
    story = texts()
    story.does(propose(adopt("charter")), seated("council"))
    for number, stance in enumerate(stances, 1):
        story.does(comment(stance, f"c{number}"), SELF)
    return story


def test_who_is_registered_comments_while_consultation_lasts() -> None:
    story = proposed()
    story.tries(comment("support"), SELF).then(
        CommentSubmitted.model_validate(comment("support").model_dump())
    ).reads(f"registration.person.{ADA}")
    story.tries(comment("support"), by(f"person.{ADA}", at=VOTED)).refused("too_late")
    story.tries(comment("support"), as_body("council")).refused("no_mandate")


def test_nobody_holds_up_a_vote_under_a_name_that_nobody_registered() -> None:
    stranger = by(f"person.{ALAN}", at=FOUNDED)
    outcome = proposed().tries(comment("objection"), stranger)

    outcome.refused("unknown_entity").reads(f"registration.person.{ALAN}")
    proposed().tries(comment("objection"), seated("council")).refused("unknown_entity")


def test_a_comment_is_on_something_open_and_made_once() -> None:
    proposed("concern").tries(comment("support"), SELF).refused("already_done")
    nothing = standing().heard(inbox.PersonRegistered(person=ADA))
    nothing.tries(comment("support"), SELF).refused("unknown_entity")
    story = proposed()
    story.does(no("council"), vote("council"))
    story.does(no("community"), vote("community"))
    story.tries(comment("support"), SELF).refused("wrong_state")


def test_an_objection_waits_for_its_answer() -> None:
    story = proposed("objection")
    story.tries(yes("wmf"), vote("wmf")).refused("objection_unanswered", objections=1)
    story.does(ANSWER, seated("council"))
    story.tries(yes("wmf"), vote("wmf")).stands()


def test_who_proposed_answers_an_objection_once() -> None:
    story = proposed("objection", "concern")
    story.tries(ANSWER, seated("community")).refused("no_mandate")
    story.tries(ANSWER, seated("council")).then(
        ObjectionAnswered.model_validate(ANSWER.model_dump())
    )
    story.does(ANSWER, seated("council"))
    story.tries(ANSWER, seated("council")).refused("already_done")


def test_only_an_objection_is_answered() -> None:
    other = ANSWER.model_copy(update={"comment": "c2"})
    proposed("objection", "concern").tries(other, seated("council")).refused("wrong_state")
    proposed().tries(ANSWER, seated("council")).refused("unknown_entity")


# --- voting ---------------------------------------------------------------------------------


def test_a_text_needs_two_stakeholder_kinds_and_who_holds_its_mandate() -> None:
    story = proposed()
    first = story.does(yes("community"), vote("community"))
    facts = story.does(yes("wmf"), vote("wmf"))

    assert names(first) == ["BodyVoted"]
    assert names(facts) == ["BodyVoted", "ResolutionAdopted", "RulesInForce"]
    assert facts[1] == ResolutionAdopted(resolution="r1", approvals=("community", "wmf"), effects=1)
    assert facts[2] == RulesInForce(
        kind="charter",
        programme=P,
        version=1,
        digest=drafted("charter").digest,
        from_on="2027-01-25",
        resolution="r1",
    )


def test_a_template_needs_its_proposer_alone() -> None:
    story = texts()
    story.does(propose(adopt("template")), seated("council"))

    assert names(story.does(yes("council"), vote("council")))[1] == "ResolutionAdopted"


def test_a_starter_set_is_one_vote() -> None:
    story = texts()
    effects = (adopt("charter"), give("aff-pwu", "operate"), allocate(), APPROVE)
    story.does(propose(*effects), seated("council"))
    story.does(yes("council"), vote("council"))
    facts = story.does(yes("wmf"), vote("wmf"))

    assert names(facts) == [
        "BodyVoted",
        "ResolutionAdopted",
        "RulesInForce",
        "MandateChanged",
        "MandateChanged",
        "AllocationChanged",
        "ProgrammeDecided",
    ]
    assert facts[3:5] == [
        MandateChanged(body="aff-pwu", change="give", kinds=("operate",), resolution="r1"),
        MandateChanged(
            body="wmf",
            change="end",
            kinds=("operate",),
            interim=True,
            resolution="r1",
            to_body="aff-pwu",
        ),
    ]
    assert facts[5] == AllocationChanged(
        **allocate().model_dump(exclude={"effect"}), resolution="r1"
    )
    assert facts[6] == ProgrammeDecided(
        programme=P, decision="approved", charter=1, resolution="r1"
    )


def test_what_was_held_interim_ends_once_however_many_receive_it() -> None:
    story = standing()
    story.does(register("aff-lva", "affiliate", operator=True), as_body("wmf"))
    story.does(propose(give("aff-pwu", "operate"), give("aff-lva", "operate")), seated("wmf"))
    facts = story.does(yes("wmf"), seated("wmf"))

    ended = [f for f in facts if isinstance(f, MandateChanged) and f.change == "end"]
    assert [fact.body for fact in ended] == ["wmf"]


def test_a_mandate_for_one_programme_leaves_the_interim_one_for_all() -> None:
    story = standing()
    story.does(propose(give("aff-pwu", "operate", programme=P)), seated("wmf"))

    assert len(story.does(yes("wmf"), seated("wmf"))) == 3


def test_a_body_votes_once_by_itself_in_time_and_with_its_quorum() -> None:
    story = proposed()
    story.tries(yes("wmf"), seated("wmf")).refused("too_early")
    story.tries(yes("wmf"), vote("council")).refused("no_mandate")
    story.tries(yes("council", seats=2), vote("council")).refused("no_quorum", present=2, quorum=3)
    story.tries(yes("wmf", seats=4), vote("wmf")).refused("wrong_state", seats=3)
    late = seated("wmf", at=FOUNDED + timedelta(days=30))
    story.tries(yes("wmf"), late).refused("too_late")
    story.does(yes("wmf"), vote("wmf"))
    story.tries(yes("wmf"), vote("wmf")).refused("already_done")
    story.tries(yes("council", "r9"), vote("council")).refused("unknown_entity")
    story.tries(yes("nobody"), vote("wmf")).refused("unknown_entity")


def test_a_voice_after_the_last_approval_needed_is_recorded_and_changes_nothing() -> None:
    story = proposed()
    story.does(yes("wmf"), vote("wmf"))
    story.does(yes("council"), vote("council"))
    story.tries(no("community"), vote("community")).then(
        BodyVoted(resolution="r1", body="community", seats_for=0, seats_against=3)
    )
    story.tries(yes("wmf"), vote("wmf")).refused("already_done")


def test_an_operator_has_no_vote() -> None:
    story = running()
    story.does(propose(adopt("charter", 2)), seated("council"))
    asked = as_body("aff-pwu", VOTED)
    story.tries(yes("aff-pwu", seats=1), asked).refused("outside_delegation")


def test_a_no_of_the_only_body_that_could_approve_ends_it() -> None:
    story = texts()
    story.does(propose(allocate()), seated("council"))
    facts = story.does(no("wmf"), vote("wmf"))

    assert facts[1] == ResolutionEnded(resolution="r1", how="rejected")
    story.tries(yes("council"), vote("council")).refused("wrong_state")


def test_a_no_that_others_can_make_up_for_ends_nothing() -> None:
    story = proposed()

    assert names(story.does(no("council"), vote("council"))) == ["BodyVoted"]
    story.does(yes("community"), vote("community"))
    assert names(story.does(yes("wmf"), vote("wmf")))[1] == "ResolutionAdopted"


def test_the_vote_reads_every_mandate() -> None:
    proposed().tries(yes("wmf"), vote("wmf")).reads(
        "oversight.inforce.authority-all",
        "oversight.seat.wmf-1",
        *(f"oversight.mandate.{body}" for body in ("wmf", "council", "community", "aff-pwu")),
    )


# --- what cannot be done --------------------------------------------------------------------


def after(story: Story, *effects: object, proposer: str = "wmf") -> Story:
    story.does(propose(*effects), seated(proposer))  # type: ignore[arg-type]
    return story


def test_a_text_is_adopted_as_it_was_written_down() -> None:
    after(texts(), adopt("criteria", digest="11" * 32)).tries(yes("wmf"), vote("wmf")).refused(
        "digest_differs"
    )
    swapped = adopt("criteria", digest=drafted("charter").digest)
    after(texts(), swapped).tries(yes("wmf"), vote("wmf")).refused("digest_differs")


def test_a_version_comes_into_force_once() -> None:
    after(running(), adopt("charter")).tries(yes("wmf"), vote("wmf")).refused("already_done")


def test_one_stakeholder_kind_is_not_enough() -> None:
    story = founded().heard(drafted("charter"))
    after(story, adopt("charter")).tries(yes("wmf"), vote("wmf")).refused(
        "stakeholder_kinds_missing", rule="authority.1"
    )


def test_where_nobody_holds_the_mandate_any_more_no_vote_carries_it() -> None:
    story = founded()
    end = ChangeMandate(change="end", body="wmf", kinds=("mandate",))
    story.adopts(end, proposer="wmf", voters=("wmf",), name="r0")
    after(story, give("wmf", "rules")).tries(yes("wmf"), vote("wmf")).refused("no_mandate")


def test_without_a_body_at_wmf_level_nothing_is_allocated() -> None:
    story = Story()
    story.does(FOUND.model_copy(update={"stakeholder_kind": "affiliate"}), FOUNDERS)
    for number in (1, 2, 3):
        story.does(seat("wmf", number), FOUNDERS)
    after(story, allocate()).tries(yes("wmf"), vote("wmf")).refused("not_wmf_level")


def test_a_reserved_kind_stays_at_its_level() -> None:
    for effect in (
        give("council", "allocate"),
        ChangeMandate(change="end", body="wmf", kinds=("conclude",)),
        ChangeMandate(change="hand_over", body="council", from_body="wmf", kinds=("found",)),
    ):
        after(standing(), effect).tries(yes("wmf"), vote("wmf")).refused(
            "reserved_kind_lost", rule="authority.1"
        )


def test_who_receives_a_mandate_has_seats() -> None:
    story = standing()
    story.does(register("care", "community", 2), as_body("wmf"))
    after(story, give("care", "incidents")).tries(yes("wmf"), vote("wmf")).refused(
        "receiver_not_seated", seats=0, quorum=2
    )


@pytest.mark.parametrize("kinds", [("oversee",), ("rules",), ("operate", "appeals")])
def test_an_operator_gets_leave_to_operate_and_no_other(kinds: tuple[str, ...]) -> None:
    after(standing(), give("aff-pwu", *kinds)).tries(yes("wmf"), vote("wmf")).refused(
        "operator_may_not_oversee"
    )


def test_who_watches_does_not_operate() -> None:
    after(standing(), give("community", "oversee", "operate")).tries(
        yes("wmf"), vote("wmf")
    ).refused("operator_may_not_oversee")


def test_nor_does_who_operates_come_to_watch() -> None:
    """In one list or in two, and in whichever order."""
    operates, watches = give("council", "operate", programme=P), give("council", "oversee")
    after(standing(), operates, watches).tries(yes("wmf"), vote("wmf")).refused(
        "operator_may_not_oversee"
    )
    story = standing()
    story.adopts(operates, proposer="wmf", voters=("wmf",), name="r0")
    after(story, watches).tries(yes("wmf"), vote("wmf")).refused("operator_may_not_oversee")


def test_bodies_of_a_mandate_exist_and_hold_what_they_lose() -> None:
    unknown = give("nobody", "rules")
    nobody = ChangeMandate(change="hand_over", body="council", kinds=("rules",))
    not_held = ChangeMandate(change="end", body="council", kinds=("appeals",))
    after(standing(), nobody).tries(yes("wmf"), vote("wmf")).refused("unknown_entity")
    after(standing(), unknown).tries(yes("wmf"), vote("wmf")).refused("unknown_entity")
    after(standing(), not_held).tries(yes("wmf"), vote("wmf")).refused("wrong_state")


def test_the_last_watch_is_not_ended() -> None:
    end = ChangeMandate(change="end", body="wmf", kinds=("oversee",))
    after(standing(), end).tries(yes("wmf"), vote("wmf")).refused("would_leave_unwatched")
    running_ = standing().heard(inbox.ProgrammeOpened(programme=P))
    after(running_, end).tries(yes("wmf"), vote("wmf")).refused("would_leave_unwatched")


def test_who_may_end_a_watch_reads_whether_a_programme_begins() -> None:
    end = ChangeMandate(change="end", body="wmf", kinds=("oversee",))
    outcome = after(running(), end).tries(yes("wmf"), vote("wmf"))
    command, asked, state = outcome.command, outcome.asked, outcome.before.state

    assert f"registration.programme.{P}" in outcome.before.decider.reads(state, command, asked)


def test_a_general_mandate_is_not_ended_for_one_programme() -> None:
    end = ChangeMandate(change="end", body="council", kinds=("rules",), programme=P)
    after(standing(), end).tries(yes("wmf"), vote("wmf")).refused("wrong_state")


def test_a_watch_is_handed_over() -> None:
    story = running().heard(inbox.ProgrammeOpened(programme=P))
    over = hand_over("community", "wmf", "oversee", size=story.now.position)
    story.does(propose(over), seated("wmf"))
    story.does(yes("community"), vote("community"))
    facts = story.does(yes("wmf"), vote("wmf"))

    assert facts[2:] == [
        MandateChanged(
            body="community",
            change="give",
            kinds=("oversee",),
            resolution="r1",
            checkpoint_size=over.checkpoint_size,
            checkpoint_root=ROOT,
        ),
        MandateChanged(
            body="wmf", change="end", kinds=("oversee",), resolution="r1", to_body="community"
        ),
    ]


def test_who_takes_over_to_watch_has_seen_the_log_as_it_stood_before() -> None:
    story = running().heard(inbox.ProgrammeOpened(programme=P))
    before = story.now.position
    proposed_at = before + 1
    for size in (None, proposed_at + 1):
        other = Story(story.now)
        other.does(propose(hand_over("community", "wmf", "oversee", size=size)), seated("wmf"))
        other.tries(yes("community"), vote("community")).refused(
            "no_checkpoint_seen", size_max=proposed_at
        )
    story.does(propose(hand_over("community", "wmf", "oversee", size=before)), seated("wmf"))
    story.tries(yes("community"), vote("community")).stands()


def test_other_kinds_are_handed_over_without_a_checkpoint() -> None:
    story = standing()
    over = hand_over("wmf", "community", "appeals", size=None)
    story.does(propose(over), seated("wmf"))
    story.tries(yes("wmf"), vote("wmf")).stands()


def test_a_charter_is_approved_once_it_is_in_force() -> None:
    after(texts(), APPROVE).tries(yes("wmf"), vote("wmf")).refused("text_missing")
    after(running(), APPROVE).tries(yes("wmf"), vote("wmf")).stands()


def test_money_comes_from_a_known_body() -> None:
    after(standing(), allocate(funder="nobody")).tries(yes("wmf"), vote("wmf")).refused(
        "unknown_entity"
    )


# --- time -----------------------------------------------------------------------------------


def test_what_nobody_carries_lapses() -> None:
    until = FOUNDED + timedelta(days=30)
    clock = by("service.oversight", "clock", at=until)
    due = ReachDeadline(about="resolution.r1", what="lapse", at=until)
    story = proposed()
    story.tries(due, by("service.oversight", "clock", at=VOTED)).refused("too_early")
    story.tries(due, SELF).refused("no_mandate")
    story.tries(due, clock).then(ResolutionEnded(resolution="r1", how="lapsed"))
    story.does(due, clock)
    story.tries(due, clock).refused("already_done")


def test_what_was_adopted_does_not_lapse() -> None:
    story = proposed()
    story.does(yes("council"), vote("council"))
    story.does(yes("wmf"), vote("wmf"))

    assert story.state.agenda.next() is None


def test_a_vote_counts_seats() -> None:
    story = proposed()
    facts = story.tries(yes("wmf"), vote("wmf")).facts

    assert facts == [BodyVoted(resolution="r1", body="wmf", seats_for=3, seats_against=0)]
