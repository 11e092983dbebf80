"""Money as the facts move it: every account of every envelope, and whether the fence held.

This is a second reckoning beside the rules that allowed each move, made of the facts alone: nine
moves, each inside one envelope or to and from its allocation, no account ever below zero, and
funded = spent + reserved + available + returned + rolled over (I39, I40).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from baraza.decider import Entry

MOVES = frozenset(
    {
        ("allocation", "line"),
        ("line", "next_period"),
        ("line", "allocation"),
        ("line", "line"),
        ("line", "reserved"),
        ("reserved", "line"),
        ("reserved", "spent"),
        ("line", "spent"),
        ("spent", "line"),
    }
)
BOUNDED = ("line", "reserved", "spent")
"""Accounts inside an envelope: none of them may hold less than nothing."""


@dataclass
class Envelope:
    """One organisation's money for one programme and period."""

    index: int
    organisation: str
    programme: str
    currency: str
    lines: frozenset[str] = frozenset()
    accounts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """By account, line and purpose; what is reserved or spent is kept apart by its purpose."""
    funded: int = 0
    returned: int = 0
    rolled_over: int = 0
    closed: int | None = None
    moves: int = 0

    def total(self, account: str) -> int:
        return sum(held for (name, _, _), held in self.accounts.items() if name == account)

    @property
    def available(self) -> int:
        return self.total("line")

    @property
    def reserved(self) -> int:
        return self.total("reserved")

    @property
    def spent(self) -> int:
        return self.total("spent")

    @property
    def balances(self) -> bool:
        kept = self.spent + self.reserved + self.available
        return self.funded == kept + self.returned + self.rolled_over


@dataclass(frozen=True)
class Breach:
    """A fact by which money left its fence."""

    index: int
    why: str


class Money:
    """Sees every fact of a log in order. What is not of its shape is a breach, never an error."""

    def __init__(self) -> None:
        self.allocated: dict[str, tuple[int, str, int]] = {}
        """By programme: the amount now in force, its currency, and the entry that says so."""
        self.envelopes: dict[str, Envelope] = {}
        self.breaches: list[Breach] = []

    def see(self, index: int, event: Entry) -> None:
        if event.service != "oversight":
            return
        data = event.data
        match event.name:
            case "AllocationChanged":
                amount = _amount(data)
                said = (amount, str(data.get("currency")), index)
                self.allocated[str(data.get("programme"))] = said
            case "EnvelopeOpened":
                self._open(index, data)
            case "MoneyMoved":
                self._move(index, data)
            case "EnvelopeClosed":
                self._close(index, data)
            case _:
                pass

    def totals(self) -> dict[str, dict[str, int]]:
        """Per currency the five rows, and what of the funded is neither spent nor returned."""
        found: dict[str, Counter[str]] = {}
        for amount, currency, _ in self.allocated.values():
            found.setdefault(currency, Counter())["allocated"] += amount
        for one in self.envelopes.values():
            row = found.setdefault(one.currency, Counter())
            row["funded"] += one.funded
            row["reserved"] += one.reserved
            row["spent"] += one.spent
            row["returned"] += one.returned
            row["available"] += one.available
            row["rolled_over"] += one.rolled_over
        return {currency: {name: row[name] for name in ROWS} for currency, row in found.items()}

    def _open(self, index: int, data: Mapping[str, Any]) -> None:
        lines = data.get("lines")
        names = [str(line.get("name")) for line in _maps(lines)]
        self.envelopes[str(data.get("envelope"))] = Envelope(
            index,
            str(data.get("organisation")),
            str(data.get("programme")),
            str(data.get("currency")),
            frozenset(names),
        )

    def _move(self, index: int, data: Mapping[str, Any]) -> None:
        envelope = self.envelopes.get(str(data.get("envelope")))
        source, target = data.get("source"), data.get("target")
        if envelope is None or not isinstance(source, Mapping) or not isinstance(target, Mapping):
            self._breach(index, "it names no envelope that was opened")
            return
        if envelope.closed is not None:
            self._breach(index, "the envelope was closed before")
        if (source.get("account"), target.get("account")) not in MOVES:
            self._breach(index, "it is none of the nine moves")
        amount = _amount(data)
        if amount <= 0:
            self._breach(index, "it moves nothing")
        for line in (source.get("line"), target.get("line")):
            if line is not None and line not in envelope.lines:
                self._breach(index, f"the envelope has no line {str(line)[:40]}")
        envelope.moves += 1
        purpose = str(data.get("purpose") or "")
        self._change(index, envelope, source, purpose, -amount)
        self._change(index, envelope, target, purpose, amount)

    def _change(
        self, index: int, envelope: Envelope, account: Mapping[str, Any], purpose: str, by: int
    ) -> None:
        name, line = str(account.get("account")), str(account.get("line") or "")
        if name == "allocation" and by < 0:
            envelope.funded -= by
        elif name == "allocation":
            envelope.returned += by
        elif name == "next_period":
            envelope.rolled_over += by
        elif name in BOUNDED:
            key = (name, line, "" if name == "line" else purpose)
            envelope.accounts[key] += by
            if by < 0 and envelope.accounts[key] < 0:
                self._breach(index, f"what is {name} would be below nothing")
        kept = envelope.funded - envelope.returned
        allocated = self.allocated.get(envelope.programme, (0, "", 0))[0]
        if name == "allocation" and by < 0 and self._taken(envelope.programme) > allocated:
            self._breach(index, "more is taken out of the allocation than it holds")
        if kept < 0:
            self._breach(index, "more is returned than was funded")

    def _taken(self, programme: str) -> int:
        mine = (one for one in self.envelopes.values() if one.programme == programme)
        return sum(one.funded - one.returned for one in mine)

    def _close(self, index: int, data: Mapping[str, Any]) -> None:
        envelope = self.envelopes.get(str(data.get("envelope")))
        if envelope is None:
            self._breach(index, "it closes no envelope that was opened")
            return
        envelope.closed = index
        said = [data.get(f"{name}_minor") for name in ("funded", "spent", "returned")]
        if said != [envelope.funded, envelope.spent, envelope.returned]:
            self._breach(index, "the closing figures are not those of the moves")
        if envelope.available or envelope.reserved:
            self._breach(index, "money is left in it")

    def _breach(self, index: int, why: str) -> None:
        self.breaches.append(Breach(index, why))


ROWS = ("allocated", "funded", "reserved", "spent", "returned", "available", "rolled_over")


def _amount(data: Mapping[str, Any]) -> int:
    amount = data.get("amount_minor")
    return amount if type(amount) is int else 0


def _maps(value: Any) -> Iterator[Mapping[str, Any]]:
    for one in value if isinstance(value, list) else ():
        if isinstance(one, Mapping):
            yield one
