"""Whom people will not meet, and where they come from: only the vault knows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from baraza.privacy import Vault

LABEL_DIGITS = 16


@dataclass(frozen=True)
class Named:
    """An exclusion as the log knows it: by whom, and under which command the other is kept."""

    exclusion: str
    command_id: str
    person: str


def excluded_pairs(
    vault: Vault,
    exclusions: Iterable[Named],
    mentees: Iterable[str],
    mentors: Iterable[str],
    identity: Callable[[str], str] = str,
) -> frozenset[tuple[str, str]]:
    """Pairs (mentee, mentor) of which either named the other, by whatever name; nothing of who has
    been erased."""
    asking, giving = _named(mentees, identity), _named(mentors, identity)
    pairs: set[tuple[str, str]] = set()
    for named in exclusions:
        field = f"matching.exclusion.{named.exclusion}#other"
        other = vault.value(named.command_id, field)
        if other is None:
            continue
        two = identity(named.person), identity(other)
        for one, another in (two, two[::-1]):
            pairs.update(product(asking.get(one, ()), giving.get(another, ())))
    return frozenset(pairs)


def _named(people: Iterable[str], identity: Callable[[str], str]) -> Mapping[str, list[str]]:
    names: dict[str, list[str]] = {}
    for name in people:
        names.setdefault(identity(name), []).append(name)
    return names


def organisation_label(vault: Vault, organisation: str) -> str:
    """Equal organisations, equal labels; without the vault's pepper it names nobody."""
    return vault.label("organisation", organisation)[:LABEL_DIGITS]
