"""Voices: tokens that were given out, and the one ask by which each was spent.

Nothing here reaches the log: an entry of an answer names its alias alone. Who runs this service
could still link the two, since it saw both; a token blinded before it comes here would end that.
"""

from baraza.privacy import Vault

_ISSUED = "voice-issued"
_SPENT = "voice-spent"


class Voices:
    """Keeps tokens as labels that give nothing away without the vault's pepper.

    - A token is one person's in one collection; nobody else can claim it.
    - It is spent by one command id for ever: the same ask again passes, any other does not.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def issue(self, collection: str, token: str, person: str) -> bool:
        """Note whose token this is; False where it is another's.

        If we stopped after this, the same ask would find it so.
        """
        return self._vault.claim(_ISSUED, _name(collection, token), person) is None

    def holder(self, collection: str, token: str) -> str | None:
        """Whose token it is in this collection."""
        return self._vault.holder(_ISSUED, _name(collection, token))

    def spent_by(self, collection: str, token: str) -> str | None:
        """The command that spent it, if any."""
        return self._vault.holder(_SPENT, _name(collection, token))

    def spend(self, collection: str, token: str, command_id: str) -> bool:
        """By this command and no other; False where another was first."""
        return self._vault.claim(_SPENT, _name(collection, token), command_id) is None


def _name(collection: str, token: str) -> str:
    return f"{collection}\n{token}"
