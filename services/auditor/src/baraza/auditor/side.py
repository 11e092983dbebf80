"""A replay on several cores: each process decides again what some of the deciders decided.

What one decider comes to does not depend on another's, so that their parts can be put together.
Only a replay without any finding is: what is to be told has an order, which one pass gives.
"""

import os
from collections.abc import Mapping, Sequence
from multiprocessing import get_all_start_methods, get_context
from typing import Any

from baraza.auditor.findings import Findings
from baraza.auditor.folds import AnyDecider
from baraza.auditor.log import Log
from baraza.auditor.replay import Replay, Replayed
from baraza.auditor.scan import Reader, Resting

LEAST = 2_000
"""Fewer decisions than this are decided again before a second process has begun."""


def replayed(
    log: Log, reader: Reader, resting: Resting, deciders: Mapping[str, AnyDecider], *, origin: str
) -> Replayed | None:
    """What all processes found together; None where one pass is to find it."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    parts = _parts(resting, cores or 1)
    if len(parts) < 2 or resting.decisions < LEAST or not reader.keeps_all:
        return None
    if "fork" not in get_all_start_methods():
        return None

    def work(names: Sequence[str], answer: Any) -> None:
        some = Resting({name: resting.commands[name] for name in names})
        some.attested = resting.attested
        findings = Findings()
        try:
            done = Replay(log, reader, some, deciders, findings, origin=origin).run()
        except Exception:  # noqa: BLE001 - the one pass meets it again, and tells it
            answer.send(None)
        else:
            answer.send(None if findings.listed else done)

    fork = get_context("fork")  # what was read stays shared
    running = []
    for names in parts:
        mine, its = fork.Pipe(duplex=False)
        process = fork.Process(target=work, args=(names, its), daemon=True)
        process.start()
        its.close()
        running.append((process, mine))
    done = [_answer(mine) for _, mine in running]
    for process, _ in running:
        process.join()
    whole = [part for part in done if part is not None]
    return _together(whole) if len(whole) == len(parts) else None


def _parts(resting: Resting, cores: int) -> list[list[str]]:
    """Deciders for each core, so that each has about as many commands."""
    weights = {name: sum(map(len, at.values())) for name, at in resting.commands.items()}
    parts: list[list[str]] = [[] for _ in range(cores)]
    loads = [0] * cores
    for name in sorted(weights, key=lambda name: (-weights[name], name)):
        least = loads.index(min(loads))
        parts[least].append(name)
        loads[least] += weights[name]
    return [part for part in parts if part]


def _answer(pipe: Any) -> Replayed | None:
    try:
        answer: Replayed | None = pipe.recv()
    except EOFError:  # it ended without a word
        return None
    finally:
        pipe.close()
    return answer


def _together(parts: Sequence[Replayed]) -> Replayed:
    """The sum, the states in the order in which one pass comes to them."""
    states = {name: state for part in parts for name, state in part.state.items()}
    return Replayed(
        same=sum(part.same for part in parts),
        state=dict(sorted(states.items(), key=lambda item: (item[1]["position"], item[0]))),
        attested={name: told for part in parts for name, told in sorted(part.attested.items())},
    )
