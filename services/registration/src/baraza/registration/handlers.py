"""What registration does around deciding: one account, one person; the outcome of a selection."""

from collections.abc import Mapping
from typing import Any, ClassVar

from baraza.decider import ExhibitRef, Message
from baraza.messaging.ask import Ask
from baraza.messaging.parts import Handlers, Moment
from baraza.messaging.problems import Malformed
from baraza.registration.domain.v1.outcome import outcome_of
from baraza.registration.messages import RegisterPerson, SettleSelection
from baraza.registration.vault import Accounts


class RegistrationHandlers(Handlers):
    """Who holds an account is the vault's to say; chance and order are the log's."""

    derives: ClassVar[Mapping[str, frozenset[str]]] = {
        "RegisterPerson": frozenset({"known_as"}),
        "SettleSelection": frozenset({"pulse", "randomness", "outcome"}),
    }

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def prepare(
        self, ask: Ask, command_type: type[Message], data: dict[str, Any], moment: Moment
    ) -> dict[str, Any]:
        if command_type is RegisterPerson:
            return {**data, **self._known(ask)}
        if command_type is SettleSelection:
            return {**data, **await _outcome(data["intake"], moment)}
        return data

    def _known(self, ask: Ask) -> dict[str, Any]:
        """If we stopped after this, the account would be this person's: a retry finds it so."""
        account = ask.data["account"]
        if not isinstance(account, str) or not account.strip():
            raise Malformed("account: a name, as the wikis write it")
        holder = self._accounts.claim(account, ask.data["person"])
        return {} if holder is None else {"known_as": holder}


async def _outcome(intake: Any, moment: Moment) -> dict[str, Any]:
    """The same pure function as the rule's; what is not ready to be settled the rule refuses."""
    made = outcome_of(moment.state, str(intake))
    digest = await moment.keep(made.document)
    named = ExhibitRef(exhibit=digest, size=len(made.document))
    return {
        "pulse": made.pulse,
        "randomness": made.randomness,
        "outcome": named.model_dump(),
    }
