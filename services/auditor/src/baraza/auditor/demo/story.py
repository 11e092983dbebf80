"""The honest log of the demonstration: a board, a council, votes, one refusal, one own hand."""

from typing import Any, get_args

from baraza.auditor.demo.making import LOG, ORIGIN, Making, producer, schema_of
from baraza.decider import CommandRefused, Message, entry_type
from baraza.ledger import domain as ledger
from baraza.ledger import messages as of_ledger
from baraza.ledger.messages import FoundLog, RegisterContract, RegisterProducer
from baraza.oversight import domain as oversight
from baraza.oversight import messages as of_oversight
from baraza.oversight.messages import (
    ChangeMandate,
    FoundAuthority,
    GrantRole,
    ProposeResolution,
    RegisterBody,
    VoteOnResolution,
)

AUTHORITY: dict[str, Any] = {
    "texts": {},
    "effects": {"mandate": {"mandate": "mandate"}},
    "consultation_days_min": 0,
}
TYPES_MAX = 100


def person(seat: str) -> str:
    """Who sits there: nobody's name."""
    number = sum(seat.encode())
    return f"p{number:032x}"


def seat(body: str, number: int = 1) -> tuple[str, str]:
    return f"person.{person(f'{body}-{number}')}", f"seat.{body}-{number}"


def honest() -> Making:
    """Founded, three bodies' worth of decisions; the council signs its votes itself."""
    making = Making({"ledger": ledger.CURRENT, "oversight": oversight.CURRENT})
    _found(making)
    _authority(making)
    for resolution in ("r1", "r2"):
        propose(making, resolution, "council", "rules" if resolution == "r1" else "select")
        making.decide("oversight", vote(resolution, "board"), *seat("board"))
        making.signed_by("council", "oversight", vote(resolution, "council"), *seat("council"))
    # Refused: the council may not register a body.
    making.decide("oversight", body("club"), "body.council", "mandate")
    making.decide("oversight", body("club"), "body.board", "mandate")
    return making


def vote(resolution: str, of: str, seats: int = 2) -> VoteOnResolution:
    return VoteOnResolution(resolution=resolution, body=of, seats_for=seats, seats_against=0)


def body(name: str, quorum: int = 2) -> RegisterBody:
    return RegisterBody.model_validate(
        {"body": name, "stakeholder_kind": "affiliate", "names": {"en": name}, "quorum": quorum}
    )


def _found(making: Making) -> None:
    root = producer("root")
    founding = FoundLog.model_validate(
        {
            "origin": ORIGIN,
            "clock": "virtual",
            "root_key": root.vkey,
            "log_key": LOG.vkey,
            "ledger_key": producer("ledger").vkey,
            "contracts": _contracts(making, "ledger", of_ledger),
        }
    )
    making.decide("ledger", founding, signer=root)
    for who in ("oversight", "body.council"):
        register = RegisterProducer(service=who, key=producer(who).vkey)
        making.decide("ledger", register, signer=root)
    publish = RegisterContract(contracts=_contracts(making, "oversight", of_oversight))
    making.decide("ledger", publish, "service.ledger", "self")


def _contracts(making: Making, service: str, messages: Any) -> dict[str, str]:
    """Every type of a service to its schema, which becomes an exhibit."""
    kinds: list[tuple[str, tuple[type[Message], ...]]] = [
        ("command", get_args(messages.Command)),
        ("event", (*get_args(messages.Fact), CommandRefused)),
    ]
    return {
        entry_type(kind, service, message.__name__, message.v): making.exhibit(schema_of(message))
        for kind, some in kinds
        for message in some
    }


def _authority(making: Making) -> None:
    found = FoundAuthority.model_validate(
        body("board").model_dump(exclude={"operator"})
        | {"stakeholder_kind": "wmf", "rules": AUTHORITY}
    )
    making.decide("oversight", found)
    making.decide("oversight", body("council"), "body.board", "mandate")
    for of in ("board", "council"):
        for number in (1, 2):
            name = f"{of}-{number}"
            sits = GrantRole(body=of, seat=name, person=person(name), starts_on="2027-03-01")
            making.decide("oversight", sits, "body.board", "mandate")


def propose(making: Making, resolution: str, to: str, kind: str) -> None:
    effect = ChangeMandate.model_validate({"change": "give", "body": to, "kinds": [kind]})
    command = ProposeResolution.model_validate(
        {
            "resolution": resolution,
            "effects": [effect.model_dump()],
            "consultation_until": making.asked("oversight", "", "").time,
            "until": "2027-06-01T09:00:00.000Z",
            "languages": ["en"],
        }
    )
    making.decide("oversight", command, *seat("board"))
