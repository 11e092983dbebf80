"""Which entities a decision rests on and does not write: each becomes a guard."""

from collections.abc import Iterator

from baraza.decider import Asked
from baraza.forms.v1.book import in_force, mandate_guards
from baraza.forms.v1.messages import of_two
from baraza.registration import messages as m
from baraza.registration.domain.v1.intakes import unmarked
from baraza.registration.domain.v1.kinds import FREE_WAYS
from baraza.registration.domain.v1.role_reads import kept, role, text_of
from baraza.registration.domain.v1.rules.programmes import overseer
from baraza.registration.domain.v1.state import Programme, State
from baraza.registration.domain.v1.texts import Pools, read


def reads(state: State, command: m.Command, asked: Asked) -> frozenset[str]:
    """Mandates, texts applied, and conditions that hold in other entities.

    Facts about the absence of something (no second account, no second invitation) are kept by the
    entity made for it, which the decision writes.
    """
    return frozenset(_of(state, command, asked)) | _mandates(state, command, asked)


_BY_MANDATE = (
    m.RegisterOrganisation | m.RegisterPerson | m.DraftRules | m.MakeRecord | m.SettleRecord
    | m.AnnounceProgramme | m.OpenProgramme | m.AnnounceIntake | m.LaunchCampaign | m.OfferRole
    | m.AssignScreener | m.SettleSelection | m.GrantRole | m.PublishReport
    | m.AdvanceStage | m.ExtendStage | m.AssessPersistence | m.EndProgramme | m.ChangeRole
    | m.EndRole | m.DeclareOpenRole | m.DeclareGap | m.CloseGap | m.RequestEngagement
    | m.MergePersons
)  # fmt: skip


def _mandates(state: State, command: m.Command, asked: Asked) -> frozenset[str]:
    return mandate_guards(state.book, asked) if isinstance(command, _BY_MANDATE) else frozenset()


def _of(state: State, command: m.Command, asked: Asked) -> Iterator[str]:  # noqa: PLR0912, PLR0915 - a case each
    match command:
        case m.MakeRecord():
            yield _person(command.person)
            if command.other is not None:
                yield _person(command.other)
        case m.AnnounceProgramme():
            yield from _approved(state, command.programme, asked)
        case m.OpenProgramme():
            yield from _approved(state, command.programme, asked)
            yield from _ready(state, command.programme)
        case m.AnnounceIntake():
            yield f"registration.programme.{command.programme}"
            yield from text_of(state, "criteria", command.programme, asked)
        case m.LaunchCampaign():
            yield f"registration.intake.{command.intake}"
            yield from _pools(state, command.intake, asked)
        case m.OfferRole() | m.NominatePerson():
            yield from _offer(state, command, asked)
        case m.AnswerOffer():
            yield from _answer(state, command, asked)
        case m.SubmitApplication():
            yield from _application(state, command, asked)
        case m.AssignScreener() | m.RecordScreening():
            yield from _screening(state, command)
        case m.SettleSelection():
            yield from _left_out(state, command)
        case m.ReleaseOutcomes():
            yield from _batch(state, command)
        case m.AcknowledgeTerms():
            yield from text_of(state, "terms", command.programme, asked)
        case m.GrantRole():
            yield from role(state, command, asked)
        case m.AdvanceStage():
            yield from text_of(state, "stage_set", command.programme, asked)
        case m.ExtendStage():
            yield f"registration.barrier.{command.barrier}"
        case m.AssessPersistence():
            yield from text_of(state, "stage_set", command.programme, asked)
        case m.RequestEngagement():
            yield f"registration.gap.{command.gap}"
            yield f"oversight.envelope.{command.envelope}"
        case m.EndRole():
            yield from kept(state, command, asked)
        case m.DeclareGap() | m.DeclareOpenRole():
            yield f"registration.programme.{command.programme}"
        case m.CloseGap() if command.engagement is not None:
            yield f"registration.engagement.{command.engagement}"
        case m.RequestErasure():
            yield _person(command.person)
        case m.MergePersons():
            yield from (_person(person) for person in (command.kept, command.merged))
            yield from (f"registration.erasure.{who}" for who in (command.kept, command.merged))
        case m.PublishReport():
            yield from text_of(state, "definitions", command.programme, asked)
        case _:
            return


def _person(person: str) -> str:
    return f"registration.person.{person}"


def _approved(state: State, programme: str, asked: Asked) -> Iterator[str]:
    yield f"oversight.decided.{programme}"
    yield from text_of(state, "charter", programme, asked)


def _ready(state: State, programme: str) -> Iterator[str]:
    known = state.programmes.get(programme, Programme())
    yield from (f"scheduling.workshop.{workshop}" for workshop in known.skills[:4])
    yield from (f"oversight.envelope.{envelope}" for envelope in known.envelopes[:1])
    watching = overseer(state, programme)
    if watching is not None:
        yield f"oversight.mandate.{watching}"


def _pools(state: State, intake: str, asked: Asked) -> Iterator[str]:
    cycle = state.intakes.get(intake)
    if cycle is not None:
        yield from text_of(state, "pools", cycle.programme, asked)


def _supporting(state: State, intake: str, person: str, pool: str, asked: Asked) -> Iterator[str]:
    """The post by which this person is of the pool now."""
    cycle = state.intakes.get(intake)
    text = in_force(state.book, "pools", cycle.programme, asked.time) if cycle else None
    source = read(Pools, text.rules).of(pool) if text else None
    post = state.support(person, source, asked.time) if source else None
    if post is not None:
        yield f"registration.post.{post}"


def _offer(state: State, command: m.OfferRole | m.NominatePerson, asked: Asked) -> Iterator[str]:
    yield _person(command.person)
    yield f"registration.intake.{command.intake}"
    if isinstance(command, m.NominatePerson):
        return
    if command.matter is not None:
        yield f"oversight.appeal.{command.matter}"
    campaign = state.campaigns.get(command.campaign or "")
    if campaign is not None:
        yield f"registration.campaign.{command.campaign}"
        yield from _pools(state, campaign.intake, asked)
        yield from _supporting(state, campaign.intake, command.person, campaign.pool, asked)


def _answer(state: State, command: m.AnswerOffer, asked: Asked) -> Iterator[str]:
    held = state.offers.get(command.offer)
    if held is not None and held.offer.kind == "place" and command.answer == "accept":
        programme = state.intakes[held.intake].programme
        yield f"registration.programme.{programme}"
        yield from text_of(state, "stage_set", programme, asked)


def _application(state: State, command: m.SubmitApplication, asked: Asked) -> Iterator[str]:
    yield _person(command.person)
    yield f"registration.intake.{command.intake}"
    nomination = state.offered.get(("nomination", command.intake, command.person))
    if command.pool == "nomination" and nomination is not None:
        yield f"registration.nomination.{nomination}"
    if command.pool not in FREE_WAYS:
        yield from _pools(state, command.intake, asked)
        yield from _supporting(state, command.intake, command.person, command.pool, asked)


def _screening(state: State, command: m.AssignScreener | m.RecordScreening) -> Iterator[str]:
    yield f"registration.intake.{command.intake}"
    candidate = state.candidate(command.intake, command.person)
    assigned = candidate.screener if candidate else None
    screener = command.screener if isinstance(command, m.AssignScreener) else assigned
    if screener is not None:
        yield f"registration.screener.{screener}"


def _left_out(state: State, command: m.SettleSelection) -> Iterator[str]:
    """Of whom nobody will have marks, since they were forgotten before they had any."""
    cycle = state.intakes.get(command.intake)
    for person in unmarked(cycle) if cycle else ():
        if person in state.erased:
            yield f"registration.candidacy.{of_two(command.intake, person)}"


def _batch(state: State, command: m.ReleaseOutcomes) -> Iterator[str]:
    """The last batch writes the intake itself."""
    intake = state.intakes.get(command.settlement)
    if intake is not None and command.batch != len(intake.steps):
        yield f"registration.intake.{command.settlement}"
