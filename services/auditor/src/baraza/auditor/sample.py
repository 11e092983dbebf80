"""A sample of decisions that nobody can steer: drawn by public chance from what was there before.

Two parties who have the log up to one size, and the same public randomness, draw the same entries
(I47). It is a fair sample only where the randomness was named before the size was cosigned, and was
not known then; which randomness that is, whoever samples says first.
"""

from base64 import b64encode
from collections.abc import Mapping, Set
from hashlib import sha256
from typing import Any

from baraza.auditor.decisions import decisions
from baraza.auditor.log import Log
from baraza.auditor.sentences import REFUSAL, Names
from baraza.auditor.source import Misused


def sample(
    log: Log,
    *,
    randomness: str,
    count: int,
    service: str | None = None,
    command: str | None = None,
    refused: bool = False,
) -> Mapping[str, Any]:
    """Whole decisions of the kind asked for, ascending; all of them where there are few.

    Raises `Misused` where no decision is of this service or command: none drawn would tell nothing.
    """
    names = Names()
    population: list[int] = []
    says: dict[int, dict[str, Any]] = {}
    kinds: set[tuple[str, str]] = set()
    for decision in decisions(log):
        for event in decision.events:
            names.see(event)
        kinds.add((decision.command.service, decision.command.name))
        if service not in {None, decision.command.service}:
            continue
        if command not in {None, decision.command.name}:
            continue
        if refused and not any(event.name == REFUSAL for event in decision.events):
            continue
        population.append(decision.first)
    _check(kinds, service, command)
    root = b64encode(log.checkpoint.root).decode()
    places = _drawn(f"{root}\n{len(population)}\n{randomness}", len(population), count)
    chosen = [population[place] for place in places]
    for decision in decisions(log):
        if decision.first in chosen:
            says[decision.first] = decision.brief(names)
    return {
        "size": log.size,
        "root": root,
        "randomness": randomness,
        "population": len(population),
        "drawn": [says[first] for first in chosen],
    }


def _check(kinds: Set[tuple[str, str]], service: str | None, command: str | None) -> None:
    services = sorted({its for its, _ in kinds})
    if service is not None and service not in services:
        said = ", ".join(services) or "none"
        raise Misused(f"no service {service} decided in this log; those that did: {said}")
    commands = sorted({name for its, name in kinds if service in {None, its}})
    if command is not None and command not in commands:
        of = f"of {service}" if service else "in this log"
        said = ", ".join(commands) or "none"
        raise Misused(f"no command {command} {of}; there are: {said}")


def _drawn(seed: str, population: int, count: int) -> list[int]:
    found: set[int] = set()
    k = 0
    while len(found) < min(count, population):
        k += 1
        digest = sha256(f"baraza.sample/v1\n{seed}\n{k}\n".encode()).digest()
        found.add(int.from_bytes(digest, "big") % population)
    return sorted(found)
