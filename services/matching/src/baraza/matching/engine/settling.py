"""From a question to its proven answer, by the engine that is asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from baraza.matching.domain.v1.certificate import Instance, Rejected, read_instance, verify
from baraza.matching.engine import reference
from baraza.matching.engine.floors import Floors, leximin
from baraza.matching.engine.lacking import NoEngine
from baraza.matching.engine.result import written

Priced = tuple[list[int], list[int]]
"""The place of each mentee and the least price of each place."""


@dataclass(frozen=True)
class Engine:
    """Finds floors, and the best answer under them; every engine finds the same."""

    floors: Callable[[Instance], Floors]
    priced: Callable[[Instance, Sequence[int]], Priced]


def _reference() -> Engine:
    return Engine(leximin, reference.priced)


def _ortools() -> Engine:
    try:
        from baraza.matching.engine import flow
    except ImportError:
        raise NoEngine(
            "the engine is not installed: pip install 'baraza-matching[ortools]'"
        ) from None
    return Engine(flow.floors, flow.priced)


ENGINES: Final[Mapping[str, Callable[[], Engine]]] = {"reference": _reference, "ortools": _ortools}


class NotUnique(Exception):
    """Two answers are equally good, the draw included; draw again from `result`, which is void."""

    def __init__(self, result: bytes) -> None:
        super().__init__("two answers are equally good: draw again")
        self.result = result


def solve(instance: bytes, *, engine: str = "reference") -> bytes:
    """The result of an instance, proven before it is handed out.

    Raises `Rejected` with reason 1 for an instance of another form, and `NotUnique`.
    """
    result = search(read_instance(instance), engine=engine)
    try:
        verify(instance, result)
    except Rejected as why:
        if why.reason == 18:
            raise NotUnique(result) from None
        raise
    return result


def search(asked: Instance, *, engine: str = "reference") -> bytes:
    """An optimum with its least prices, as a result file, not yet verified."""
    by = ENGINES[engine]()
    floors = by.floors(asked)
    held, price = by.priced(asked, floors.vector)
    return written(asked, floors, held, price)
