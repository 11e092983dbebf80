"""Who could be told apart by what the world is shown (`ledger.md` 15; `requirements.md` I51).

Only a body can count this: it takes the whole log to know of whom a shown entry may speak. Three
ways are looked at: a shown entry names somebody; it is about something that one person alone has
to do with, and says enough of it to fit nobody else; or it counts exactly one person of a kind.
Not promised: that nobody is recognised by what others know from elsewhere.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from baraza.transparency import BadJson, BadLeaf, Leaf, parse_canonical

Coarse = tuple[str, str | int]
COARSE = frozenset(
    {
        *("region", "country", "organisation_kind", "zone_band", "hours_east", "pool", "source"),
        *("language", "languages", "fluent", "capacity", "capacities", "hours_per_month"),
        *("post_kind", "role", "side", "track", "stage", "places", "group"),
    }
)
"""Members that say something coarse of a person."""
COUNTS = frozenset(
    {
        *("count", "of", "members", "answers", "answered", "eligible", "invited", "accepted"),
        *("enrolled", "demand", "supply"),
    }
)
"""Members that count people, beside what these have in common."""
_PERSON = re.compile(r"(?<![0-9A-Za-z])[pv][0-9a-f]{5,32}(?![0-9A-Za-z])")
_MANY = ""  # no person is called so


class Singled:
    """Sees every entry of a log once, and then which of them are shown."""

    def __init__(self) -> None:
        self._whose: dict[str, str] = {}  # id of an entity -> the one person it goes with, or many
        self._facts: defaultdict[str, set[Coarse]] = defaultdict(set)  # of each person, in the log
        self._shown: list[tuple[int, set[str], set[Coarse]]] = []  # ids and facts of shown entries
        self._told: list[str] = []

    def see(self, index: int, leaf: bytes, *, shown: bool) -> None:
        """The next entry; one that cannot be read says nothing."""
        try:
            document: Mapping[str, Any] = parse_canonical(Leaf.parse(leaf).wire)
        except (BadLeaf, BadJson):
            return
        data, id_ = document["data"], document["subject"].partition(".")[2]
        ids = {id_, *_texts(data)}
        # Whoever asked is not whom it is about, unless it names them.
        people = set(_PERSON.findall(" ".join(ids)))
        facts = set(_coarse(data))
        for one in ids:
            for person in people:
                self._whose[one] = person if self._whose.get(one, person) == person else _MANY
        if len(people) == 1:
            self._facts[min(people)] |= facts
        if shown:
            self._shown.append((index, ids, facts))
            said = _PERSON.findall(leaf.decode(errors="replace"))
            self._told += [f"entry {index} names {person}" for person in said]
            self._told += [f"entry {index} counts one: {cell}" for cell in _cells(data)]

    def found(self) -> list[str]:
        """A sentence for each way in which somebody is told apart; none is as it should be."""
        known: defaultdict[str, set[Coarse]] = defaultdict(set)
        where: dict[str, int] = {}
        for index, ids, facts in self._shown:
            for person in {self._whose.get(one, _MANY) for one in ids if _is_id(one)} - {_MANY}:
                known[person] |= facts
                where.setdefault(person, index)
        alone = [
            f"entry {where[person]} and those joined to it fit {person} alone"
            for person, facts in sorted(known.items())
            if facts and sum(facts <= other for other in self._facts.values()) == 1
        ]
        return [*self._told, *alone]


def singled_out(leaves: Iterable[tuple[int, bytes]], shown: Iterable[int]) -> list[str]:
    """What `Singled` finds in a log of these leaves, of which these are shown."""
    singled, those = Singled(), frozenset(shown)
    for index, leaf in leaves:
        singled.see(index, leaf, shown=index in those)
    return singled.found()


def _is_id(text: str) -> bool:
    """Of an entity that a decision made; a code, which many things share, is none."""
    return len(text) >= 32 and text.isascii() and text.replace("-", "").isalnum()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from value
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
        for item in value.values():
            yield from _objects(item)
    elif isinstance(value, list):
        for item in value:
            yield from _objects(item)


def _coarse(data: Any) -> Iterator[Coarse]:
    for one in _objects(data):
        for name in COARSE & one.keys():
            values = one[name] if isinstance(one[name], list) else [one[name]]
            yield from ((name, value) for value in values if isinstance(value, str | int))


def _cells(data: Any) -> Iterator[str]:
    for one in _objects(data):
        if COARSE & one.keys():
            alone = sorted(name for name in COUNTS & one.keys() if one[name] == 1)
            kind = ", ".join(f"{name} {_said(one[name])}" for name in sorted(COARSE & one.keys()))
            yield from (f"{name}, where it is {kind}" for name in alone)


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
