"""A small ledger's whole life in a process of its own, to be ended at any point.

`python -m campaign.life` is told on standard input which life to live next, and lives each in a
child of its own that has imported everything already. What a life promised to others (receipts and
checkpoints) it says before it goes on, so that what was said counts, however it ends.
"""

import json
import os
import resource
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from baraza.decider import Asked, decision, uuid7_of
from baraza.ledger.app import BROKEN_EXIT
from baraza.ledger.append import LedgerStopped, Rejected
from baraza.ledger.append.founding import _folded
from baraza.ledger.checkpoints import Halted
from baraza.ledger.domain import CURRENT, DECIDERS
from baraza.ledger.house import House, LedgerSettings
from baraza.ledger.messages import RecordFault
from baraza.telemetry import logs
from baraza.transparency.leaf import producer_note

START = datetime(2027, 3, 3, 9, tzinfo=UTC)
HALTED_EXIT = 75
EACH = 3
"""A checkpoint, and with it the files, after so many decisions."""


def live(home: Path, said: Any, *, decisions: int, kill_at: str = "") -> int:
    """Found, append, sign and export, all that is not there yet; the exit code."""

    def say(**told: Any) -> None:
        # One write without a buffer: whatever was promised is known, and nothing else.
        os.write(said, json.dumps(told).encode() + b"\n")

    def die(why: str) -> None:
        say(died=why)
        os._exit(BROKEN_EXIT)

    settings = LedgerSettings.told(
        {
            "BARAZA_ORIGIN": "baraza.example/2027",
            "BARAZA_HOME": str(home),
            "BARAZA_CONTRACTS_FILE": str(home / "contracts.json"),
            "BARAZA_KILL_AT": kill_at,
        }
    )
    later = int(START.timestamp() * 1000) + 3_600_000
    house = House(settings, die=die, now=lambda: later, shown=lambda s: say(checkpoint=s.note))
    try:
        house.found(START)
        house.checkpoints.make()
        for number in range(decisions):
            say(**_decide(house, number))
            if number % EACH == EACH - 1:
                house.checkpoints.make()
        house.export_now()
    except LedgerStopped:
        return BROKEN_EXIT
    except (Rejected, Halted) as no:
        say(refused=str(no))
        return HALTED_EXIT
    finally:
        house.close()
    say(done=house.checkpoints.size)
    return 0


def _decide(house: House, number: int) -> Mapping[str, Any]:
    """The same ask in every life; what is in the log already is answered with its first receipt."""
    time = START + timedelta(seconds=number)
    command_id = uuid7_of(time, sha256(b"life %d" % number).digest())
    asked = Asked(id=command_id, time=time, actor="service.ledger", acting_as="self")
    command = RecordFault(code="tried_out", details={"number": number})
    origin, ledger = house.ledger.origin, house.ledger
    entries = decision(DECIDERS[CURRENT.name], _folded(ledger), command, asked, origin=origin)
    notes = [producer_note(entry.wire, ledger.signer).decode() for entry in entries]
    payload = json.dumps({"v": 1, "entries": notes}).encode()
    taken = ledger.submit(ledger.prepare(payload, "ledger")).result(60)
    return {"receipt": taken.receipt, "replayed": taken.replayed}


def _child(order: Mapping[str, Any], go: int) -> None:
    """Waits until it may go, so that a tracer can be with it from the first call."""
    said = os.open(order["said"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.read(go, 1)
    if limit := order.get("file_bytes"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        code = live(
            Path(order["home"]),
            said,
            decisions=order["decisions"],
            kill_at=order.get("kill_at", ""),
        )
    except BaseException as error:  # noqa: BLE001 - how it ended is the whole point
        os.write(said, json.dumps({"raised": f"{type(error).__name__}: {error}"}).encode() + b"\n")
        code = 1
    os._exit(code)


def serve() -> None:
    """One life for each line of orders: its process id, then, when told to go, how it ended."""
    logs.configure("life", "json", "critical")
    for line in sys.stdin:
        order = json.loads(line)
        go, let_go = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(let_go)
            _child(order, go)
        os.close(go)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        sys.stdin.readline()
        os.write(let_go, b".")
        os.close(let_go)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
