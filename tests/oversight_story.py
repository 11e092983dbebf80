"""A programme's bodies, by ordinary commands: what oversight's tests begin with."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from baraza.decider import Asked, FieldCommitment, Message, Seen
from baraza.forms.v1 import heard
from baraza.forms.v1.book import text_digest
from baraza.oversight import inbox
from baraza.oversight.domain import CURRENT
from baraza.oversight.domain.v1.dossier import digest_of, dossier_of
from baraza.oversight.messages import (
    Account,
    AdoptText,
    Allocate,
    Approve,
    AssembleDossier,
    ChangeMandate,
    Effect,
    FoundAuthority,
    GrantRole,
    Line,
    MoveMoney,
    OpenEnvelope,
    OpenMatter,
    ProposeResolution,
    RegisterBody,
    VoteOnResolution,
)
from given import Given, Outcome, by, given

STARTER = Path(__file__).parents[1] / "deploy" / "starter" / "oversight"
AUTHORITY: dict[str, Any] = json.loads((STARTER / "authority.json").read_text())
FOUNDED = datetime(2027, 1, 1, 9, tzinfo=UTC)
ADA, ALAN, GRACE = (f"p{n:032x}" for n in (1, 2, 3))
SECRET = FieldCommitment(commit="00" * 32)
P = "pilot-demo"


def person(body: str, seat: int) -> str:
    """Who sits on a seat of a body: somebody else on each."""
    return f"p{int.from_bytes(body.encode(), 'big') % 10**20 * 100 + seat:032x}"


def seated(body: str, seat: int = 1, at: datetime = FOUNDED) -> Asked:
    return by(f"person.{person(body, seat)}", f"seat.{body}-{seat}", at=at)


def as_body(body: str, at: datetime = FOUNDED) -> Asked:
    return by(f"body.{body}", "operate", at=at)


FOUNDERS = by("body.founders", "founders", at=FOUNDED)
FOUND = FoundAuthority(
    body="wmf", stakeholder_kind="wmf", names={"en": "Board"}, quorum=2, rules=AUTHORITY
)


def register(body: str, kind: str, quorum: int = 1, *, operator: bool = False) -> RegisterBody:
    return RegisterBody.model_validate(
        {
            "body": body,
            "stakeholder_kind": kind,
            "names": {"en": body},
            "quorum": quorum,
            "operator": operator,
        }
    )


def seat(body: str, number: int) -> GrantRole:
    return GrantRole(
        body=body,
        seat=f"{body}-{number}",
        person=person(body, number),
        starts_on="2027-01-01",
    )


def give(body: str, *kinds: str, programme: str | None = None) -> ChangeMandate:
    return ChangeMandate.model_validate(
        {"change": "give", "body": body, "kinds": kinds, "programme": programme}
    )


ROOT = "ab" * 32


def hand_over(
    body: str, from_body: str, *kinds: str, programme: str | None = None, size: int | None = 1
) -> ChangeMandate:
    """From one body to another, which has seen the log at this size; None: it has not."""
    return ChangeMandate.model_validate(
        {
            "change": "hand_over",
            "body": body,
            "from_body": from_body,
            "kinds": kinds,
            "programme": programme,
            "checkpoint_size": size,
            "checkpoint_root": size and ROOT,
        }
    )


def adopt(kind: str, version: int = 1, digest: str | None = None) -> AdoptText:
    return AdoptText(
        kind=kind,
        programme=P,
        version=version,
        digest=digest or drafted(kind, version).digest,
        from_on="2027-01-25",
    )


def drafted(kind: str, version: int = 1) -> heard.RulesDrafted:
    """A text that another service wrote down."""
    digest = text_digest(kind, P, version, {}, None)
    return heard.RulesDrafted(kind=kind, programme=P, version=version, digest=digest, rules={})


def allocate(amount: int = 1000, funder: str = "wmf", currency: str = "USD") -> Allocate:
    return Allocate(
        programme=P,
        starts_on="2027-02-01",
        ends_on="2028-01-31",
        amount_minor=amount,
        currency=currency,
        funder=funder,
    )


APPROVE = Approve(programme=P, charter=1)


def propose(*effects: Effect, name: str = "r1", at: datetime = FOUNDED) -> ProposeResolution:
    mandates = all(isinstance(effect, ChangeMandate) for effect in effects)
    consulted = at if mandates else at + timedelta(days=1)
    return ProposeResolution(
        resolution=name,
        effects=effects,
        consultation_until=consulted,
        until=at + timedelta(days=30),
        languages=("en",),
    )


def yes(body: str, name: str = "r1", seats: int = 3) -> VoteOnResolution:
    return VoteOnResolution(resolution=name, body=body, seats_for=seats, seats_against=0)


def no(body: str, name: str = "r1", seats: int = 3) -> VoteOnResolution:
    return VoteOnResolution(resolution=name, body=body, seats_for=0, seats_against=seats)


@dataclass
class Story:
    """What was asked so far; every fact with the command that it came from."""

    now: Given = field(default_factory=lambda: given(CURRENT))
    decisions: list[tuple[Given, Message, list[Any]]] = field(default_factory=list)

    def heard(self, *facts: Any) -> "Story":
        """Facts of others arrive."""
        for fact in facts:
            self.now = _learned(self.now, fact)
        return self

    def does(self, command: Message, asked: Asked) -> list[Any]:
        """Ask something that has to stand."""
        outcome = self.tries(command, asked)
        self.decisions.append((self.now, command, outcome.facts))
        self.now = outcome.after
        return outcome.facts

    def tries(self, command: Message, asked: Asked) -> Outcome:
        return self.now.when(command, asked)

    def adopts(self, *effects: Effect, proposer: str, voters: tuple[str, ...], name: str) -> None:
        """Proposed, consulted on for a day, voted by these bodies."""
        self.does(propose(*effects, name=name), seated(proposer))
        for body in voters:
            self.does(yes(body, name), seated(body, at=FOUNDED + timedelta(days=2)))

    @property
    def state(self) -> Any:
        return self.now.state


def _learned(before: Given, fact: Any) -> Given:
    seen = Seen(before.position, f"fact-{before.position}", "", FOUNDED)
    return Given(
        before.decider, before.decider.evolve(before.state, fact, seen), before.position + 1
    )


def founded() -> Story:
    """The first body holds everything."""
    story = Story()
    story.does(FOUND, FOUNDERS)
    for number in (1, 2, 3):
        story.does(seat("wmf", number), FOUNDERS)
    return story


COUNCIL = ("rules", "stages", "instruments", "terms", "select", "external")
COMMUNITY = ("rules", "stages", "instruments", "terms", "appeals", "sealed", "disclose")


def standing() -> Story:
    """Three bodies with their mandates, and an operator that may not decide anything yet."""
    story = founded()
    wmf = as_body("wmf")
    for body, kind, kinds in (
        ("council", "affiliate", COUNCIL),
        ("community", "community", COMMUNITY),
    ):
        story.does(register(body, kind, 3), wmf)
        for number in (1, 2, 3):
            story.does(seat(body, number), wmf)
        story.adopts(
            give(body, *kinds), proposer="wmf", voters=("wmf", body), name=f"mandates-{body}"
        )
    story.does(register("aff-pwu", "affiliate", operator=True), wmf)
    return story.heard(inbox.OrganisationRegistered(organisation="aff-pwu"))


def running() -> Story:
    """The starter set is adopted, money is allocated, the operator operates."""
    story = standing().heard(drafted("charter"), drafted("criteria"))
    story.adopts(
        adopt("charter"),
        adopt("criteria"),
        give("aff-pwu", "operate"),
        allocate(),
        APPROVE,
        proposer="council",
        voters=("community", "council", "wmf"),
        name="starter",
    )
    return story.heard(
        inbox.WorkshopPlanned(workshop="basics", programme=P),
        inbox.SeriesPlanned(series="s1", programme=P),
        inbox.WorkshopPlanned(workshop="elsewhere", programme="other"),
    )


ENVELOPE = OpenEnvelope(
    envelope="e1",
    organisation="aff-pwu",
    programme=P,
    starts_on="2027-02-01",
    ends_on="2028-01-31",
    currency="USD",
    lines=(
        Line(name="workshops", planned_minor=600),
        Line(name="administration", planned_minor=200),
    ),
)

ALLOCATION, RESERVED, SPENT, NEXT = (
    Account.model_validate({"account": name})
    for name in ("allocation", "reserved", "spent", "next_period")
)


def line(name: str = "workshops") -> Account:
    return Account(account="line", line=name)


def move(
    source: Account,
    target: Account,
    amount: int = 100,
    purpose: str | None = None,
    envelope: str = "e1",
) -> MoveMoney:
    return MoveMoney(
        envelope=envelope, source=source, target=target, amount_minor=amount, purpose=purpose
    )


def funded(amount: int = 500) -> Story:
    """An envelope with money on its first line."""
    story = running()
    story.does(ENVELOPE, as_body("wmf"))
    story.does(move(ALLOCATION, line(), amount), as_body("wmf"))
    return story


def settled() -> tuple[Story, int]:
    """Ada's candidacy has been settled; the index of the fact."""
    story = running()
    index = story.now.position
    return story.heard(inbox.CandidacySettled(intake="i1", person=ADA)), index


def unmatched() -> tuple[Story, int]:
    """Ada was told that a round has no mentor for her; the index of the fact."""
    story = running().heard(inbox.RoundAnnounced(round="spring", programme=P))
    index = story.now.position
    return story.heard(inbox.MenteeUnmatched(round="spring", person=ADA)), index


def appeal(about: int, name: str = "m1") -> OpenMatter:
    return OpenMatter(
        kind="appeal", matter=name, about=about, appeal_ground="procedure", text=SECRET
    )


def matter(kind: str, name: str = "m1", **particular: Any) -> OpenMatter:
    """A matter of this kind, with what it has to say unless told."""
    said: dict[str, dict[str, Any]] = {
        "inquiry": {"addressee": "aff-pwu"},
        "finding": {
            "addressee": "aff-pwu",
            "severity": "medium",
            "rule": "stage_set",
            "entries": (1,),
        },
        "risk": {"risk_kind": "volunteer_burnout", "likelihood": 2, "weight": 4},
    }
    return OpenMatter.model_validate(
        {"kind": kind, "matter": name, "text": SECRET, **said[kind], **particular}
    )


def watched() -> Story:
    """A programme runs, the first body watches it, Ada and Alan are registered."""
    people = (inbox.PersonRegistered(person=person_) for person_ in (ADA, ALAN))
    return running().heard(inbox.ProgrammeOpened(programme=P), *people)


def dossier(story: Story, programme: str = P, name: str = "d1", **other: Any) -> AssembleDossier:
    """As it follows from the log at this state."""
    document = dossier_of(story.state, programme)
    digest = digest_of(document)
    return AssembleDossier.model_validate(
        {
            "dossier": name,
            "programme": programme,
            "digest": digest,
            "document": {"exhibit": digest, "media": "application/json", "size": len(document)},
            **other,
        }
    )
