"""Whom people will not meet, and where they come from: only the vault knows."""

from collections.abc import Iterable
from dataclasses import dataclass

from baraza.privacy import Vault

LABEL_DIGITS = 16


@dataclass(frozen=True)
class Named:
    """An exclusion as the log knows it: by whom, and under which command the other is kept."""

    exclusion: str
    command_id: str
    person: str


def excluded_pairs(
    vault: Vault, exclusions: Iterable[Named], mentees: Iterable[str], mentors: Iterable[str]
) -> frozenset[tuple[str, str]]:
    """Pairs (mentee, mentor) of which either named the other; nothing of who has been erased."""
    asking, giving = set(mentees), set(mentors)
    pairs = set()
    for named in exclusions:
        field = f"matching.exclusion.{named.exclusion}#other"
        other = vault.value(named.command_id, field)
        for mentee, mentor in ((named.person, other), (other, named.person)):
            if mentee in asking and mentor in giving:
                pairs.add((mentee, mentor))
    return frozenset(pairs)


def organisation_label(vault: Vault, organisation: str) -> str:
    """Equal organisations, equal labels; without the vault's pepper it names nobody."""
    return vault.label("organisation", organisation)[:LABEL_DIGITS]
