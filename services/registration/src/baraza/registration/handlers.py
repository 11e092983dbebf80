"""What registration does around deciding: one account, one person; the outcome of a selection."""

from collections.abc import Mapping
from typing import Any, ClassVar

from baraza.decider import ExhibitRef, Message, Refused
from baraza.messaging.ask import Ask
from baraza.messaging.foresight import foreseen
from baraza.messaging.parts import Handlers, Moment
from baraza.messaging.problems import Malformed
from baraza.registration.domain import CURRENT
from baraza.registration.domain.v1.outcome import outcome_of
from baraza.registration.domain.v1.state import State
from baraza.registration.messages import RegisterPerson, SettleRecord, SettleSelection
from baraza.registration.vault import Accounts


class RegistrationHandlers(Handlers):
    """Who holds an account is the vault's to say; chance and order are the log's."""

    derives: ClassVar[Mapping[str, frozenset[str]]] = {
        "RegisterPerson": frozenset({"known_as"}),
        "SettleSelection": frozenset({"pulse", "randomness", "outcome"}),
    }

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def concerns(
        self, command_type: type[Message], data: Mapping[str, Any], state: State
    ) -> str | None:
        """The ground on which a record is settled is about whom the record is."""
        if command_type is not SettleRecord:
            return None
        id_ = str(data.get("record"))
        known = state.posts.get(id_) or state.notes.get(id_)
        return known.record.person if known else None

    async def prepare(
        self, ask: Ask, command_type: type[Message], data: dict[str, Any], moment: Moment
    ) -> dict[str, Any]:
        if command_type is RegisterPerson:
            return {**data, **self._known(ask, data, moment)}
        if command_type is SettleSelection:
            return {**data, **await _outcome(data["intake"], moment)}
        return data

    def _known(self, ask: Ask, data: dict[str, Any], moment: Moment) -> dict[str, Any]:
        """Who has the account already; where the ask will stand, it becomes this person's.

        If we stopped after this, the account would be this person's: a retry finds it so.
        """
        account, person = ask.data["account"], ask.data["person"]
        if not isinstance(account, str) or not account.strip():
            raise Malformed("account: a name, as the wikis write it")
        holder = self._accounts.holder(account)
        if holder is None:
            decided = foreseen(CURRENT, ask, RegisterPerson, data, moment)
            holder = None if isinstance(decided, Refused) else self._accounts.claim(account, person)
        return {} if holder in {None, person} else {"known_as": holder}


async def _outcome(intake: Any, moment: Moment) -> dict[str, Any]:
    """The same pure function as the rule's; what is not ready to be settled the rule refuses."""
    made = outcome_of(moment.state, str(intake))
    await moment.keep(made.document)
    return {
        "pulse": made.pulse,
        "randomness": made.randomness,
        "outcome": ExhibitRef.of(made.document).model_dump(),
    }
