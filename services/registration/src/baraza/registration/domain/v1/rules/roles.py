"""Terms are acknowledged; roles begin when what they need is there."""

from collections.abc import Mapping, Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self, ours
from baraza.forms.v1.book import Text, in_force, may
from baraza.forms.v1.role import grant_role
from baraza.registration.domain.v1.kinds import ROLES
from baraza.registration.domain.v1.leaving import key_of
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.steps import certificate_of, chosen_as_mentor
from baraza.registration.domain.v1.texts import Charter, StageSet, Terms, read
from baraza.registration.messages import (
    AcknowledgeTerms,
    Fact,
    GrantRole,
    RoleGranted,
    StageEntered,
    TermsAcknowledged,
)


def acknowledge_terms(
    state: State, command: AcknowledgeTerms, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. Oneself. 2. The terms in force, of a role they have. 3. In a language they exist in."""
    # 1.
    if not is_self(asked, command.person):
        return Refused("not_concerned")
    person = state.people.get(command.person)
    if person is None:
        return Refused("unknown_entity")
    # 2.
    text = in_force(state.book, "terms", command.programme, asked.time)
    terms = read(Terms, text.rules) if text else None
    if text is None or terms is None or command.role not in terms.roles:
        return Refused("not_adopted")
    if command.version != text.version:
        return Refused("superseded_terms", rule=text.rule, numbers={"version": text.version})
    if person.acknowledged(command.role, command.programme) == command.version:
        return Refused("already_done")
    # 3.
    if command.language not in terms.languages:
        return Refused("language_missing", rule=text.rule)
    return [said(TermsAcknowledged, command)]


def give_role(state: State, command: GrantRole, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By who may give it. 2. To somebody registered. 3. Whatever the role's row asks, holds."""
    # 1.
    kind = ROLES[command.role]
    if wrong := _may_give(state, kind.granted_by, command, asked):
        return wrong
    # 2.
    if command.person not in state.people:
        return Refused("unknown_entity")
    # 3.
    text = in_force(state.book, "terms", command.programme, asked.time)
    held = state.roles.get(key_of(command))
    running = held if held and held.runs(asked.time.date().isoformat()) else None
    wrong = grant_role(running, kind, _met(state, command, text, asked))
    return wrong or [said(RoleGranted, command)]


def _may_give(
    state: State, granted_by: frozenset[str], command: GrantRole, asked: Asked
) -> Refused | None:
    if ours(asked, "registration") is None:
        return None if "pm" in granted_by else Refused("no_mandate")
    mandates = sorted(granted_by - {"pm"})
    if not mandates:
        return Refused("no_mandate")
    return may(state.book, asked, mandates[0], command.programme)


def _met(state: State, command: GrantRole, text: Text | None, asked: Asked) -> Mapping[str, bool]:
    """Each condition that a row can name."""
    who, programme = command.person, command.programme
    first = in_force(state.book, "first_trainers", programme, asked.time)
    among_first = first is not None and who in first.rules.get("trainers", ())
    certificate = certificate_of(state, who, programme, asked.time)
    acknowledged = state.people[who].acknowledged(command.role, programme)
    return {
        "in_standing": who not in state.suspended,
        "selected": chosen_as_mentor(state, who, programme),
        "trained": (who, programme) in state.trained,
        "certified": among_first or certificate is not None,
        "terms": text is not None and acknowledged == text.version,
        **(_open_role(state, command) if command.role == "post" else {}),
        **(_engaged(state, command) if command.role == "external" else {}),
    }


def _open_role(state: State, command: GrantRole) -> Mapping[str, bool]:
    """A post is given by filling an open role of the programme; its record is the person's."""
    role = state.open_roles.get(command.open_role or "")
    post = state.posts.get(command.record or "")
    theirs = post is not None and post.record.person == command.person
    verified = post is not None and post.record.outcome == "verified"
    return {
        "open_role": role is not None and role.programme == command.programme,
        "record": command.record is None or (theirs and verified),
        "unfilled": role is not None and not role.filled,
    }


def _engaged(state: State, command: GrantRole) -> Mapping[str, bool]:
    """A gap that is still open, interests declared, the cost set aside, an end (R44, I23)."""
    engagement = state.engagements.get(command.engagement or "")
    if engagement is None:
        return {}
    theirs = (engagement.person, engagement.programme) == (command.person, command.programme)
    reserved = state.reserved.get(f"engagement.{command.engagement}", 0)
    return {
        "gap": theirs and state.gaps[engagement.gap].open,
        "interests": command.interests is not None,
        "reserved": reserved >= engagement.cost_minor,
        "end": command.ends_on is not None,
    }


def participant(
    state: State, person: str, programme: str, asked: Asked
) -> Sequence[Fact] | Refused:
    """The role, and with it the first stage of each track that participants enter."""
    text = in_force(state.book, "stage_set", programme, asked.time)
    if text is None or programme not in state.programmes:
        return Refused("not_adopted")
    if state.programmes[programme].ended:
        return Refused("too_late")
    held = state.roles.get(("participant", person))
    if held is not None and held.runs(asked.time.date().isoformat()):
        return Refused("already_done")
    stages = read(StageSet, text.rules)
    role = RoleGranted(
        role="participant",
        person=person,
        programme=programme,
        starts_on=asked.time.date().isoformat(),
        ends_on=_end(state, programme, asked),
    )
    entered = [
        StageEntered(
            person=person,
            programme=programme,
            track=track,
            stage=stages.first(track),
            number=0,
            stage_set=text.version,
        )
        for track in stages.enters.get("participant", ())
    ]
    return [role, *entered]


def _end(state: State, programme: str, asked: Asked) -> str | None:
    charter = in_force(state.book, "charter", programme, asked.time)
    return read(Charter, charter.rules).ends_on if charter else None
