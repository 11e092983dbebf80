"""Which witnesses the ledger asks: a policy file with their addresses (`ledger.md` 6.7)."""

from pathlib import Path
from urllib.parse import urlsplit

from baraza.transparency.policy import BadPolicy, Policy


class BadWitnesses(Exception):
    """The file of the witnesses cannot be used. Put it right, or unset BARAZA_WITNESSES."""


def witnesses(path: Path) -> Policy:
    """The bodies' witnesses as this file names them; raises `BadWitnesses`.

    Only its lines `witness`, `group` and `quorum` count here: which keys the log has, it says
    itself. A witness without an address counts in the policy and is not asked.
    """
    try:
        policy = Policy.parse(path.read_text())
        for witness in policy.witnesses:
            if witness.url:
                _check(witness.url)
    except (OSError, ValueError, BadPolicy) as bad:
        raise BadWitnesses(f"{path}: {bad}") from None
    return policy


def _check(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise BadPolicy(f"{url} is no address of a witness, such as https://witness.example/us")
    _ = parts.port  # raises where it is none
