"""The tier for the world: which entries may be shown to everybody, and the list of them (10.2)."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from baraza.transparency.envelope import guards_of

SHOWN_MAX = 16 << 20
_FIRST_LINE = "baraza.shown/v1"
_NUMBER = rb"(0|[1-9][0-9]{0,17})"
_SIZE = re.compile(rb"baraza\.shown/v1\n" + _NUMBER + rb"\n")
_RUN = re.compile(_NUMBER + rb"(?:-" + _NUMBER + rb")?\n")
_PERSON = re.compile(r"(?:person\.|voice\.)?[pv][0-9a-f]{5,32}")
_PEOPLE = frozenset({"person", "voice"})


class BadShown(ValueError):
    """The bytes are no list of shown entries. Take the folder again from where it is published."""


def _none() -> "array[int]":
    return array("Q")


@dataclass(frozen=True)
class Shown:
    """Which entries of a log of this size are shown: runs of consecutive indexes, ascending.

    It proves nothing; readers over HTTP need it, since no folder is listed there. A run takes 16
    bytes of memory, whoever wrote the list.
    """

    size: int = 0
    firsts: "array[int]" = field(default_factory=_none)
    lasts: "array[int]" = field(default_factory=_none)

    @classmethod
    def of(cls, size: int, indexes: Iterable[int]) -> "Shown":
        """From ascending indexes, each below the size."""
        shown = cls(size)
        for index in indexes:
            if shown.lasts and shown.lasts[-1] + 1 == index:
                shown.lasts[-1] = index
            else:
                shown.firsts.append(index)
                shown.lasts.append(index)
        return shown

    @classmethod
    def parse(cls, data: bytes) -> "Shown":
        """The inverse of `text`; raises `BadShown`."""
        if len(data) > SHOWN_MAX:
            raise BadShown("larger than 16 MiB")
        head = _SIZE.match(data)
        if head is None:
            raise BadShown("not `baraza.shown/v1` and a size")
        shown, at = cls(int(head[1])), head.end()
        while at < len(data):
            run = _RUN.match(data, at)
            if run is None:
                raise BadShown("a line is neither an index nor a run of them")
            shown._add(int(run[1]), None if run[2] is None else int(run[2]))
            at = run.end()
        return shown

    def _add(self, first: int, last: int | None) -> None:
        if last is not None and last <= first:
            raise BadShown(f"the run {first}-{last} does not ascend")
        if self.lasts and first <= self.lasts[-1] + 1:
            raise BadShown(f"{first} does not follow {self.lasts[-1]} after a gap")
        if (last or first) >= self.size:
            raise BadShown(f"{last or first} lies beyond the size {self.size}")
        self.firsts.append(first)
        self.lasts.append(first if last is None else last)

    @property
    def text(self) -> str:
        runs = (
            f"{first}\n" if first == last else f"{first}-{last}\n"
            for first, last in zip(self.firsts, self.lasts, strict=True)
        )
        return f"{_FIRST_LINE}\n{self.size}\n{''.join(runs)}"

    @property
    def count(self) -> int:
        return sum(self.lasts) - sum(self.firsts) + len(self.firsts)

    def __contains__(self, index: int) -> bool:
        at = bisect_right(self.firsts, index) - 1
        return at >= 0 and index <= self.lasts[at]

    def __iter__(self) -> Iterator[int]:
        for first, last in zip(self.firsts, self.lasts, strict=True):
            yield from range(first, last + 1)

    def below(self, size: int) -> "Shown":
        """The same list as it was when the log had this smaller size."""
        kept = Shown(size)
        for first, last in zip(self.firsts, self.lasts, strict=True):
            if first < size:
                kept.firsts.append(first)
                kept.lasts.append(min(last, size - 1))
        return kept


def is_for_world(schema: Any) -> bool:
    """Rule 1: what the schema file of a type says of it, for ever."""
    return isinstance(schema, Mapping) and schema.get("x-baraza-tier") == "world"


def names_person(document: Mapping[str, Any]) -> bool:
    """Rule 2, over an entry whose envelope is right: whether it names a person or a voice.

    Not promised: that nobody is to be recognised by what it says; for that its type answers.
    """
    actor = document.get("actor", "")
    return (
        actor.partition(".")[0] in _PEOPLE
        or document["subject"].partition(".")[0] in _PEOPLE
        or any(entity.split(".")[1] in _PEOPLE for entity in guards_of(document))
        or _told(document["data"])
    )


def is_shown(document: Mapping[str, Any], schema: Any) -> bool:
    """Both rules of 10.2; `schema` is the parsed schema file of the entry's type."""
    return is_for_world(schema) and not names_person(document)


def _told(value: Any) -> bool:
    """Whether data hold a commitment, a pseudonym or an alias, as a member name too."""
    if isinstance(value, str):
        return _PERSON.fullmatch(value) is not None
    if isinstance(value, Mapping):
        if value.keys() == {"commit"}:
            return True
        return any(_PERSON.fullmatch(name) or _told(item) for name, item in value.items())
    return isinstance(value, list | tuple) and any(map(_told, value))
