"""Whatever data a forged log holds, what people are told of it is made, and is only text."""

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from baraza.auditor.chain import Chain
from baraza.auditor.decisions import Decision
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.matched import answer, cited
from baraza.auditor.report import Checked
from baraza.auditor.report.page import page
from baraza.auditor.report.year import Year
from baraza.auditor.sentences import Names
from baraza.auditor.source import Folder
from baraza.decider import Entry
from baraza.transparency.standing import Standing

VECTORS = Path(__file__).parents[1] / "vectors" / "export"
FACTS = {
    "oversight": (
        *("BodyRegistered", "MandateChanged", "RulesInForce", "ResolutionAdopted", "BodyVoted"),
        *("EnvelopeOpened", "MoneyMoved", "EnvelopeClosed", "AllocationChanged", "RoleGranted"),
        *("MatterOpened", "MatterAnswered", "MatterDecided", "MatterOverdue", "CommandRefused"),
    ),
    "registration": ("OrganisationRegistered", "PersonRegistered", "RoleGranted", "GapDeclared"),
    "matching": ("PairProposed", "MenteeUnmatched", "RoundSettled", "OfferEnded", "RoundAnnounced"),
    "scheduling": ("RecordMissing", "RecordMade", "WorkshopHeld"),
    "feedback": ("RulesDrafted", "LeaderReportMissing", "MatterOpened", "EvaluationPublished"),
}
MEMBERS = (
    *("body", "names", "kinds", "change", "kind", "version", "programme", "digest", "resolution"),
    *("approvals", "seats_for", "seats_against", "envelope", "source", "target", "amount_minor"),
    *("currency", "lines", "organisation", "seat", "person", "role", "matter", "addressee"),
    *("answer_by", "decide_by", "what", "mentor", "mentee", "round", "reason", "instance", "rules"),
    *("welfare", "relationship", "number", "numbers", "rule", "to_body", "from_on", "how"),
)
TEXTS = st.sampled_from(["a", "e", "p12345", "<b>", "\u202e", "", "2027-01-01", "give"]) | st.text(
    max_size=8
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["account", "line", "name", "exhibit", "commit"]), inner)
    ),
    max_leaves=3,
)
FEW = settings(
    suppress_health_check=[HealthCheck.too_slow],
    deadline=None,
    max_examples=40,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # data of this size shrink for minutes
)
DATA = st.dictionaries(st.sampled_from(MEMBERS), VALUES, max_size=8)
NAMED = st.sampled_from([(service, name) for service, names in FACTS.items() for name in names])


def decided(place: int, facts: list[tuple[tuple[str, str], dict[str, Any]]]) -> Decision:
    """A decision whose entries have sound envelopes, and any data."""
    first, id_ = 10 * place, f"c{place}"
    common = {"time": f"2027-01-{place + 1:02d}T08:00:00.000Z", "commandid": id_}
    service = facts[0][0][0]
    command = {
        **common,
        "id": id_,
        "type": f"baraza.command.{service}.Do.v1",
        "subject": "thing.a",
        "actor": "body.a",
        "actingas": "give",
        "basis": first,
        "decider": f"{service}.v1",
        "correlationid": id_,
        "eventcount": len(facts),
        "data": facts[0][1],
    }
    events = [
        {
            **common,
            "id": f"{id_}.{k}",
            "type": f"baraza.event.{service}.{name}.v1",
            "subject": "thing.a",
            "entityversion": place + k,
            "data": data,
        }
        for k, ((_, name), data) in enumerate(facts, 1)
    ]
    return Decision(first, Entry(command), tuple(map(Entry, events)))


FORGED = st.lists(st.lists(st.tuples(NAMED, DATA), min_size=1, max_size=4), min_size=1, max_size=6)


@FEW
@given(FORGED)
def test_no_data_break_the_page(forged: list[Any]) -> None:
    year = Year()
    for place, facts in enumerate(forged):
        year.see(decided(place, facts))
    log = Log.open(Folder(VECTORS))
    none = {"same": 0, "decisions": 0, "different": 0, "unverifiable": 0}

    made = page(Checked(log, year, Standing(), True, {}, none, Findings(), ()))

    assert made.endswith("</html>\n")
    assert "<b>" not in made
    assert "\u202e" not in made


@FEW
@given(FORGED)
def test_no_data_break_an_explanation(forged: list[Any]) -> None:
    year, chain = Year(), Chain(Names())
    decisions = [decided(place, facts) for place, facts in enumerate(forged)]
    for decision in decisions:
        year.see(decision)
        chain.see(decision)

    for decision in decisions:
        assert year.rights.of(decision)["as"] == "give"
        chain.downstream(decision, decision.first + 1)
        for _, fact in decision.facts:
            told = answer(chain, fact)
            assert isinstance(year.adopted.of(decision, *cited(chain, told)), list)
