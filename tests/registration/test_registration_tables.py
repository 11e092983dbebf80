"""Every message has its row: nothing that can be said or heard is left without a meaning."""

from typing import Any, get_args

import pytest

from baraza.forms.v1.heard import BookFact
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain import CURRENT
from baraza.registration.domain.v1 import OWN, RULES_1
from baraza.registration.domain.v1.evolve import FAMILIES
from baraza.registration.domain.v1.kinds import RECORDS, ROLES
from baraza.registration.messages.records import RecordKind
from baraza.registration.messages.words import AnyRole

TOLD_ONLY = {
    *(m.PersistenceAssessed, m.DeliveriesRecorded, m.StateAttested),
    inbox.EnrolmentQueued,
}
"""What changes nothing that a later decision rests on."""


def test_every_command_has_a_rule() -> None:
    assert set(RULES_1) == set(get_args(m.Command))


def test_every_fact_is_known_and_changes_what_is_remembered() -> None:
    followed = {fact for rows in FAMILIES for fact in rows}
    known = {*get_args(m.Fact), *get_args(inbox.InboxFact), *get_args(BookFact)}

    assert known - followed <= TOLD_ONLY
    assert followed <= known
    drafted = {m.RulesDrafted}  # read by the book's own class
    assert set(get_args(m.Fact)) - drafted == set(OWN.values())
    assert set(CURRENT.knows.values()) >= {*OWN.values(), *get_args(inbox.InboxFact)}


@pytest.mark.parametrize(
    ("table", "kinds"),
    [(ROLES, get_args(AnyRole)), (RECORDS, set(get_args(RecordKind)) - {"contact"})],
)
def test_every_kind_has_its_row(table: Any, kinds: Any) -> None:
    assert set(table) == set(kinds)
