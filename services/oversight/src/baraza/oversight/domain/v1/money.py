"""An envelope as accounts: what leaves one account arrives in another, and nothing is lost."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import dataclass, field, replace
from typing import TypeAlias

from rpds import HashTrieMap

from baraza.oversight.messages import Account, OfMove

For: TypeAlias = tuple[str, str]
"""What money is reserved or spent for: line (empty where none was named) and purpose."""


@dataclass(frozen=True)
class Allocation:
    """What a programme has been given in all; envelopes are funded from it."""

    amount_minor: int
    currency: str
    funder: str
    starts_on: str
    ends_on: str


@dataclass(frozen=True)
class Envelope:
    """funded = spent + reserved + available + returned + rolled over, each >= 0 (I39)."""

    organisation: str
    programme: str
    currency: str
    starts_on: str
    ends_on: str
    lines: HashTrieMap[str, int] = field(default_factory=HashTrieMap)  # available, by line
    reserved: HashTrieMap[For, int] = field(default_factory=HashTrieMap)
    spent: HashTrieMap[For, int] = field(default_factory=HashTrieMap)
    funded: int = 0
    returned: int = 0
    rolled_over: int = 0
    closed: bool = False

    @property
    def set_aside(self) -> int:
        return sum(self.reserved.values())

    @property
    def paid(self) -> int:
        return sum(self.spent.values())

    @property
    def available(self) -> int:
        return sum(self.lines.values())

    @property
    def kept(self) -> int:
        """What it took from the allocation and has not given back."""
        return self.funded - self.returned

    def knows(self, account: Account) -> bool:
        """Is there such an account? What is reserved or spent may name the line it came from."""
        match account.account:
            case "line":
                return account.line in self.lines
            case "reserved" | "spent":
                return account.line is None or account.line in self.lines
            case _:
                return account.line is None

    def held(self, account: Account, purpose: str | None) -> int | None:
        """How much lies there for this purpose; None: not for the envelope to say."""
        match account.account:
            case "line":
                return self.lines.get(account.line or "", 0)
            case "reserved":
                return self.reserved.get(_for(account, purpose), 0)
            case "spent":
                return self.spent.get(_for(account, purpose), 0)
            case _:
                return None

    def moved(self, move: OfMove) -> Envelope:
        """Both sides of a move that was allowed."""
        taken = self.changed(move.source, move.purpose, -move.amount_minor)
        return taken.changed(move.target, move.purpose, move.amount_minor)

    def changed(self, account: Account, purpose: str | None, amount: int) -> Envelope:
        """One side of a move: so much more or less on this account."""
        match account.account:
            case "allocation" if amount < 0:
                return replace(self, funded=self.funded - amount)
            case "allocation":
                return replace(self, returned=self.returned + amount)
            case "line":
                return replace(self, lines=_added(self.lines, account.line or "", amount))
            case "reserved":
                return replace(self, reserved=_held(self.reserved, _for(account, purpose), amount))
            case "spent":
                return replace(self, spent=_held(self.spent, _for(account, purpose), amount))
            case "next_period":
                return replace(self, rolled_over=self.rolled_over + amount)


def opened(lines: tuple[str, ...]) -> HashTrieMap[str, int]:
    """Every line is there from the beginning, with nothing in it."""
    return HashTrieMap(dict.fromkeys(lines, 0))


def _for(account: Account, purpose: str | None) -> For:
    return account.line or "", purpose or ""


def _added(map_: HashTrieMap[str, int], key: str, amount: int) -> HashTrieMap[str, int]:
    return map_.insert(key, map_.get(key, 0) + amount)


def _held(map_: HashTrieMap[For, int], key: For, amount: int) -> HashTrieMap[For, int]:
    """Without a purpose for which nothing is left."""
    left = map_.get(key, 0) + amount
    return map_.insert(key, left) if left else map_.discard(key)
