"""Version 1 of registration's rules: a row for each command."""

from baraza.decider import Decider, Rules, decide_by, known, named
from baraza.forms.v1.book import Book
from baraza.forms.v1.erasure import unless_erased
from baraza.forms.v1.heard import RulesDrafted, book_facts
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain.v1.evolve import Known, evolve
from baraza.registration.domain.v1.reads import reads
from baraza.registration.domain.v1.rules import (
    attesting,
    candidacies,
    deadlines,
    deliveries,
    erasure,
    held,
    intakes,
    needs,
    offers,
    people,
    persistence,
    programmes,
    records,
    reports,
    roles,
    selection,
    stages,
    texts,
)
from baraza.registration.domain.v1.state import State

SERVICE = "registration"

RULES_1: Rules[m.Command, State, m.Fact] = {
    m.RegisterOrganisation: people.register_organisation,
    m.RegisterPerson: people.register_person,
    m.MergePersons: people.merge_persons,
    m.MakeRecord: records.make_record,
    m.SettleRecord: records.settle,
    m.DraftRules: texts.draft_rules,
    m.AnnounceProgramme: programmes.announce_programme,
    m.OpenProgramme: programmes.open_programme,
    m.AnnounceIntake: intakes.announce_intake,
    m.LaunchCampaign: intakes.launch_campaign,
    m.OfferRole: offers.offer_role,
    m.NominatePerson: offers.nominate_person,
    m.AnswerOffer: offers.answer,
    m.SubmitApplication: candidacies.submit_application,
    m.AssignScreener: candidacies.assign_screener,
    m.RecordScreening: candidacies.record_screening,
    m.SettleSelection: selection.settle_selection,
    m.ReleaseOutcomes: selection.release_outcomes,
    m.AcknowledgeTerms: roles.acknowledge_terms,
    m.GrantRole: roles.give_role,
    m.ChangeRole: held.change_role,
    m.EndRole: held.end_role,
    m.DeclareOpenRole: needs.declare_open_role,
    m.DeclareGap: needs.declare_gap,
    m.RequestEngagement: needs.request_engagement,
    m.CloseGap: needs.close_gap,
    m.EndProgramme: programmes.end_programme,
    m.RequestErasure: erasure.request_erasure,
    m.ErasePersonData: erasure.erase_person_data,
    m.CompleteErasure: erasure.complete_erasure,
    m.AdvanceStage: stages.advance_stage,
    m.ExtendStage: stages.extend_stage,
    m.AssessPersistence: persistence.assess_persistence,
    m.PublishReport: reports.publish_report,
    m.RecordDeliveries: deliveries.record_deliveries,
    m.ReachDeadline: deadlines.reach_deadline,
    m.AttestState: attesting.attest_state,
}

OWN = known(
    SERVICE,
    [
        m.OrganisationRegistered, m.PersonRegistered, m.RecordMade, m.RecordSettled,
        m.ProgrammeAnnounced, m.ProgrammeOpened, m.IntakeAnnounced, m.IntakeClosed,
        m.CampaignLaunched, m.CampaignClosed, m.OfferMade, m.OfferAnswered, m.OfferEnded,
        m.ApplicationSubmitted, m.ScreenerAssigned, m.ScreeningRecorded, m.SelectionSettled,
        m.OutcomesReleased, m.CandidacySettled, m.TermsAcknowledged, m.RoleGranted,
        m.StageEntered, m.ReportPublished, m.StageCompleted, m.StageExtended,
        m.PersistenceAssessed, m.DeliveriesRecorded, m.ProgrammeEnded, m.OpenRoleDeclared,
        m.GapDeclared, m.GapClosed,
        m.EngagementRequested, m.RoleChanged, m.RoleEnded, m.OfferReminded, m.ErasureRequested,
        m.PersonErased, m.ErasureCompleted, m.StateAttested, m.PersonsMerged,
    ],
)  # fmt: skip

REGISTRATION_1: Decider[State, m.Command, m.Fact, Known] = Decider(
    name="registration.v1",
    initial=State(book=Book()),
    decide=unless_erased(decide_by(RULES_1)),
    evolve=evolve,
    reads=reads,
    commands=named(SERVICE, RULES_1),
    knows={
        **OWN,
        **inbox.HEARD,
        "baraza.event.scheduling.RulesDrafted.v1": RulesDrafted,  # the first trainers
        **book_facts(SERVICE),
    },
)
