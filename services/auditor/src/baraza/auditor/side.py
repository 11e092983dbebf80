"""A replay on several cores: each process decides again a share of what was decided.

What a decision comes to depends on the entries before it alone, so that the shares can be put
together. Only those of a replay without any finding are: what is to be told has an order, which
one pass gives.
"""

import gc
import os
from collections.abc import Mapping, Sequence
from multiprocessing import get_all_start_methods, get_context
from typing import Any

from baraza.auditor.findings import Findings
from baraza.auditor.folds import AnyDecider
from baraza.auditor.log import Log
from baraza.auditor.replay import Replay, Replayed
from baraza.auditor.scan import Reader, Resting
from baraza.auditor.shares import shares
from baraza.auditor.source import Folder

LEAST = 2_000
"""Fewer decisions than this are decided again before a second process has begun."""


def replayed(
    log: Log, reader: Reader, resting: Resting, deciders: Mapping[str, AnyDecider], *, origin: str
) -> Replayed | None:
    """What all processes found together; None where one pass is to find it."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if resting.decisions < LEAST or "fork" not in get_all_start_methods():
        return None
    parts = shares(resting, cores or 1)
    if len(parts) < 2 or not (reader.keeps_all or isinstance(log.source, Folder)):
        return None

    def work(share: Resting, answer: Any) -> None:
        findings, its = Findings(), reader.among(len(parts))
        try:
            done = Replay(log, its, share, deciders, findings, origin=origin).run()
        except Exception:  # noqa: BLE001 - the one pass meets it again, and tells it
            answer.send(None)
        else:
            answer.send(None if findings.listed else done)

    fork = get_context("fork")
    gc.freeze()  # what was read stays shared: nobody's collector touches it
    running = []
    for share in parts:
        mine, its = fork.Pipe(duplex=False)
        process = fork.Process(target=work, args=(share, its), daemon=True)
        process.start()
        its.close()
        running.append((process, mine))
    gc.unfreeze()
    done = [_answer(mine) for _, mine in running]
    for process, _ in running:
        process.join()
    whole = [part for part in done if part is not None]
    return _together(whole) if len(whole) == len(parts) else None


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
    ended = [
        (state["position"], name, state) for part in parts for name, state in part.state.items()
    ]
    states = {name: state for _, name, state in sorted(ended, key=lambda one: one[:2])}
    return Replayed(
        same=sum(part.same for part in parts),
        state=dict(sorted(states.items(), key=lambda item: (item[1]["position"], item[0]))),
        attested={name: told for part in parts for name, told in sorted(part.attested.items())},
    )
