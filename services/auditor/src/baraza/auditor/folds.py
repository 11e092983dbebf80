"""Deciders on their way through a log, and what an auditor lacks to decide again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from baraza.auditor.findings import UNCHECKED, Findings
from baraza.auditor.scan import Attested
from baraza.decider import Decider, Folded

AnyDecider: TypeAlias = Decider[Any, Any, Any, Any]


@dataclass
class Fold:
    """One decider on its way."""

    decider: AnyDecider
    resting: Mapping[int, Sequence[int]]
    attested: Sequence[Attested] = ()
    state: Any = None
    broken: str | None = None
    broken_at: int = 0
    alike: int = 0  # the last position at which it came to what was attested
    ended: bool = False

    def __post_init__(self) -> None:
        self.state = self.decider.initial
        self.last = max(self.resting)

    def at(self, folded: Folded[None]) -> Folded[Any]:
        """Its state, with versions and contracts of the whole log."""
        return Folded(self.state, folded.versions, folded.contracts, folded.basis)


class Lacking:
    """What hinders from deciding again, each with the commands that it hinders."""

    def __init__(self) -> None:
        self._hindered: dict[tuple[str, str], tuple[str, list[int]]] = {}
        self._places: dict[tuple[str, str], int] = {}

    def note(
        self, code: str, about: str, detail: str, *indexes: int, place: int | None = None
    ) -> None:
        """These commands; `place` is the entry that it lies in, where it is not the first."""
        self._hindered.setdefault((code, about), (detail, []))[1].extend(indexes)
        if place is not None:
            self._places[code, about] = place

    def tell(self, findings: Findings) -> None:
        """Once for each thing that is lacking, in the order of what it hindered first."""
        for lack, (detail, at) in sorted(
            self._hindered.items(), key=lambda item: (min(item[1][1]), item[0])
        ):
            count = "1 command" if len(at) == 1 else f"{len(at)} commands"
            said = f"{detail}; {count} not decided again, in the entries {min(at)} to {max(at)}"
            place = self._places.get(lack, min(at))
            findings.add("", lack[0], said, index=place, exit_=UNCHECKED)


LOG_ALONE: Decider[None, Any, Any, Any] = Decider(
    name="-",
    initial=None,
    decide=lambda _state, _command, _asked: (),
    evolve=lambda state, _fact, _seen: state,
    reads=lambda _state, _command, _asked: frozenset(),
    commands={},
    knows={},
)
"""Folds what every decision needs of the log as a whole, and nothing else."""


def wanted(
    at: Mapping[int, Sequence[int]], only: frozenset[int] | None
) -> Mapping[int, Sequence[int]]:
    """Of what rests where, that which was asked for."""
    if only is None:
        return at
    some = {basis: [i for i in indexes if i in only] for basis, indexes in at.items()}
    return {basis: indexes for basis, indexes in some.items() if indexes}
