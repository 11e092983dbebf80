"""Record: one side says what happened, another confirms or disputes."""

from collections.abc import Mapping
from dataclasses import dataclass

from baraza.decider import Refused


@dataclass(frozen=True)
class Kind:
    """One row: who may settle it, how, and whether silence settles it."""

    outcomes: frozenset[str]
    undisputed_days: int | None = None  # None: silence settles nothing
    own_settles: bool = False  # may the person it is about settle it?


@dataclass(frozen=True)
class Record:
    kind: str
    person: str
    made_by: str  # the actor
    outcome: str | None = None
    bodies: frozenset[str] = frozenset()  # for which the maker may have acted


def settle_record(
    record: Record | None,
    kinds: Mapping[str, Kind],
    actor: str,
    outcome: str,
    body: str | None = None,
) -> Refused | None:
    """May this actor, for this body if for any, settle it so? None: yes.

    1. It is there and open. 2. Not by whoever made it, nor for the body that it was made for,
    whichever hand that has now. 3. With an outcome of its kind.
    """
    # 1.
    if record is None:
        return Refused("unknown_entity")
    if record.outcome is not None:
        return Refused("already_done")
    # 2.
    kind = kinds[record.kind]
    own = actor == record.made_by or body in record.bodies
    if own and outcome != "withdrawn":
        return Refused("own_record")
    if actor == f"person.{record.person}" and not kind.own_settles:
        return Refused("own_record")
    # 3.
    return None if outcome in kind.outcomes else Refused("unknown_outcome")
