"""Whole exports with one file altered: the verifier never ends with a fault of its own."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import ClassVar

from baraza.auditor.findings import Findings
from baraza.auditor.source import Damage
from baraza.auditor.verify import Asked, verify
from fuzz import corpus
from fuzz.mutations import mutated

NOW = 1_804_064_700
MAY_CHANGE = ("checkpoint", "policy", "shown")
"""Files of which another form may say the same, or say less."""


class Memory:
    """An export that lies nowhere."""

    lists: ClassVar[bool] = True

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def read(self, path: str, most: int) -> bytes | None:
        data = self._files.get(path)
        if data is not None and len(data) > most:
            raise Damage(path, f"larger than {most} bytes")
        return data

    def has(self, path: str) -> bool:
        return any(name == path or name.startswith(f"{path}/") for name in self._files)

    def names(self, folder: str) -> Iterator[str]:
        return iter(sorted(name for name in self._files if name.startswith(f"{folder}/")))


def altered_export(data: bytes) -> None:
    """The first byte says which file of which tier is altered, the others are that file."""
    files = _files()
    tier, name = files[(data or b"\0")[0] % len(files)]
    export = dict(_tier(tier))
    same = export[name] == data[1:]
    export[name] = data[1:]
    findings = Findings()
    policy = (corpus.VECTORS / "export/policy").read_bytes()
    verify(Memory(export), Asked(policy, NOW), findings)
    least = {"export": 0, "world": 3}[tier]
    assert findings.exit == (least if same else findings.exit)
    assert same or name in MAY_CHANGE or findings.exit == 1, f"{tier}/{name} altered, and not found"


def every_file() -> Sequence[bytes]:
    return [bytes([at]) + _tier(tier)[name] for at, (tier, name) in enumerate(_files())]


def of_a_file(chance: Random, seeds: Sequence[bytes]) -> bytes:
    """One file is altered; which one stays as it is."""
    seed = chance.choice(seeds)
    return seed[:1] + mutated(chance, seed[1:], seeds)


@cache
def _files() -> Sequence[tuple[str, str]]:
    return [(tier, name) for tier in ("export", "world") for name in sorted(_tier(tier))]


@cache
def _tier(tier: str) -> Mapping[str, bytes]:
    folder = Path(corpus.VECTORS) / tier
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
