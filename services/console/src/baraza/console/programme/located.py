"""JSON with the place of every value, so that a fault can be shown where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from json.decoder import JSONDecodeError, py_scanstring  # type: ignore[attr-defined]
from typing import Any, TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?P<more>(?:\.\d+)?(?:[eE][-+]?\d+)?)")
_WORDS = {"true": True, "false": False, "null": None}
_DEEPEST = 64


@dataclass
class Located:
    """A parsed document, and the line and column of each value by its path."""

    value: Any = None
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)
    repeated: list[tuple[Path, tuple[int, int]]] = field(default_factory=list)
    """Members that stand twice in one object."""

    def place(self, path: Path) -> tuple[int, int]:
        """The place of the value, or of the nearest one around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))


def locate(text: str) -> Located:
    """Parse strictly; a `JSONDecodeError` says where it is no JSON."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.located = Located()
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def read(self) -> Located:
        self.located.value, at = self._value(self._space(0), ())
        if at != len(self.text):
            raise JSONDecodeError("Extra data", self.text, at)
        return self.located

    def _space(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def _place(self, at: int) -> tuple[int, int]:
        line = self.text.count("\n", 0, at)
        return line + 1, at - self.starts[line] + 1

    def _value(self, at: int, path: Path) -> tuple[Any, int]:
        if len(path) > _DEEPEST:
            raise JSONDecodeError("Nested too deeply", self.text, at)
        self.located.places[path] = self._place(at)
        value: Any
        match self.text[at : at + 1]:
            case "{":
                value, at = self._object(at + 1, path)
            case "[":
                value, at = self._array(at + 1, path)
            case '"':
                value, at = py_scanstring(self.text, at + 1, True)
            case _:
                value, at = self._plain(at)
        return value, self._space(at)

    def _plain(self, at: int) -> tuple[Any, int]:
        for word, value in _WORDS.items():
            if self.text.startswith(word, at):
                return value, at + len(word)
        number = _NUMBER.match(self.text, at)
        if number is None:
            raise JSONDecodeError("Expecting value", self.text, at)
        read = float if number["more"] else int
        try:
            return read(number.group()), number.end()
        except ValueError as error:  # Python reads no more than 4300 digits
            raise JSONDecodeError("Number too long", self.text, at) from error

    def _object(self, at: int, path: Path) -> tuple[dict[str, Any], int]:
        members: dict[str, Any] = {}
        at = self._space(at)
        if self.text[at : at + 1] == "}":
            return members, at + 1
        for start in self._items(at, "}"):
            at = start
            if self.text[at : at + 1] != '"':
                raise JSONDecodeError("Expecting a name in double quotes", self.text, at)
            here = self._place(at)
            name, at = py_scanstring(self.text, at + 1, True)
            at = self._space(at)
            if self.text[at : at + 1] != ":":
                raise JSONDecodeError("Expecting ':'", self.text, at)
            if name in members:
                self.located.repeated.append(((*path, name), here))
            members[name], self._at = self._value(self._space(at + 1), (*path, name))
        return members, self._at

    def _array(self, at: int, path: Path) -> tuple[list[Any], int]:
        items: list[Any] = []
        at = self._space(at)
        if self.text[at : at + 1] == "]":
            return items, at + 1
        for start in self._items(at, "]"):
            item, self._at = self._value(start, (*path, len(items)))
            items.append(item)
        return items, self._at

    def _items(self, at: int, end: str) -> Iterator[int]:
        """Where each item begins; the caller leaves in `_at` where it ended."""
        while True:
            yield at
            at = self._at
            match self.text[at : at + 1]:
                case ",":
                    at = self._space(at + 1)
                case found if found == end:
                    self._at = at + 1
                    return
                case _:
                    raise JSONDecodeError(f"Expecting ',' or '{end}'", self.text, at)
