"""Accounts: whose each is, under a label that gives nothing away."""

from baraza.privacy import Vault


class Accounts:
    """One account is one person (R25); the vault alone knows which.

    What is written in two ways on the wikis is one account: spaces and underscores are the same,
    and the first letter is always a capital.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def holder(self, account: str) -> str | None:
        """Whose account this is, if anybody's."""
        return self._vault.holder("account", plain(account))

    def claim(self, account: str, person: str) -> str | None:
        """Note that this account is this person's; another person who has it already, if any."""
        return self._vault.claim("account", plain(account), person)


def plain(account: str) -> str:
    """The one spelling of an account's name."""
    name = " ".join(account.replace("_", " ").split())
    return name[:1].upper() + name[1:]
