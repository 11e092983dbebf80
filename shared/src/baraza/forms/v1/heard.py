"""What every service folds of oversight's facts, and of drafted texts, whoever drafted them."""

from typing import Any, Literal

from baraza.decider import Heard


class BodyRegistered(Heard):
    body: str
    stakeholder_kind: str
    quorum: int


class SeatGranted(Heard):
    """Oversight's `RoleGranted`."""

    body: str
    seat: str
    person: str
    starts_on: str = ""
    ends_on: str | None = None


class MandateChanged(Heard):
    body: str
    change: Literal["give", "end"]
    kinds: tuple[str, ...]
    programme: str | None = None
    interim: bool = False


class RulesInForce(Heard):
    kind: str
    programme: str | None = None
    version: int
    digest: str
    from_on: str


class RulesDrafted(Heard):
    kind: str
    programme: str | None = None
    version: int
    digest: str
    rules: dict[str, Any]


class ErasureRequested(Heard):
    """Registration: somebody wants to be forgotten."""

    person: str


HEARD_OF_ERASURE: dict[str, type[ErasureRequested]] = {
    "baraza.event.registration.ErasureRequested.v1": ErasureRequested,
}

BookFact = BodyRegistered | SeatGranted | MandateChanged | RulesInForce | RulesDrafted

HEARD_OF_OVERSIGHT: dict[str, type[BookFact]] = {
    "baraza.event.oversight.BodyRegistered.v1": BodyRegistered,
    "baraza.event.oversight.RoleGranted.v1": SeatGranted,
    "baraza.event.oversight.MandateChanged.v1": MandateChanged,
    "baraza.event.oversight.RulesInForce.v1": RulesInForce,
}


def book_facts(service: str) -> dict[str, type[BookFact]]:
    """What a service reads to keep its `Book`: oversight's facts and its own drafts."""
    return {**HEARD_OF_OVERSIGHT, f"baraza.event.{service}.RulesDrafted.v1": RulesDrafted}
