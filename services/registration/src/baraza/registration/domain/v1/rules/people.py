"""Organisations, people, and the posts they held."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import body_of
from baraza.forms.v1.record import settle_record
from baraza.registration.domain.v1.kinds import RECORDS
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.state import Post, State
from baraza.registration.domain.v1.who import operator, self_or_operator
from baraza.registration.messages import (
    Fact,
    MakeRecord,
    OrganisationRegistered,
    PersonRegistered,
    RecordMade,
    RecordSettled,
    RegisterOrganisation,
    RegisterPerson,
    SettleRecord,
)


def register_organisation(
    state: State, command: RegisterOrganisation, asked: Asked
) -> Sequence[Fact] | Refused:
    if wrong := operator(state.book, asked):
        return wrong
    if command.organisation in state.organisations:
        return Refused("already_done")
    if not command.names:
        return Refused("language_missing")
    return [said(OrganisationRegistered, command)]


def register_person(
    state: State, command: RegisterPerson, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. Oneself or an operator asks. 2. One account is one person. 3. Who speaks no language
    of any kind cannot be talked with."""
    # 1.
    if wrong := self_or_operator(state.book, asked, command.person):
        return wrong
    # 2.
    if command.person in state.people:
        return Refused("already_registered")
    if command.known_as is not None and command.known_as != command.person:
        return Refused("duplicate_account")
    # 3.
    if not command.languages:
        return Refused("language_missing")
    return [said(PersonRegistered, command)]


def make_record(state: State, command: MakeRecord, asked: Asked) -> Sequence[Fact] | Refused:
    """Claim a post: it counts for nothing until somebody else has verified it (R33)."""
    if wrong := self_or_operator(state.book, asked, command.person):
        return wrong
    if command.person not in state.people:
        return Refused("unknown_entity")
    if command.record in state.posts:
        return Refused("already_done")
    if command.ends_on is not None and command.ends_on < (command.starts_on or ""):
        return Refused("wrong_state")
    return [said(RecordMade, command, made_by=asked.actor)]


def settle_post(state: State, command: SettleRecord, asked: Asked) -> Sequence[Fact] | Refused:
    """Withdrawn by whoever made it; verified or disputed by an operator who did not."""
    post = state.posts.get(command.record)
    if post is None:
        return Refused("unknown_entity")
    if command.outcome == "withdrawn":
        wrong = _withdraw(post, asked)
    else:
        wrong = _judge(state, post, asked, command.outcome)
    if wrong:
        return wrong
    return [said(RecordSettled, command, person=post.record.person)]


def _withdraw(post: Post, asked: Asked) -> Refused | None:
    if post.record.outcome is not None:
        return Refused("already_done")
    return None if asked.actor == post.record.made_by else Refused("not_concerned")


def _judge(state: State, post: Post, asked: Asked, outcome: str) -> Refused | None:
    body = body_of(state.book, asked)
    wrong = settle_record(post.record, RECORDS, asked.actor, outcome, body)
    return wrong or operator(state.book, asked)
