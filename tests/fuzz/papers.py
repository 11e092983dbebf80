"""Two readers of larger papers: what a body's tool takes, and the proof of a round."""

from collections.abc import Sequence
from functools import cache
from random import Random

from baraza.auditor.signing.asks import read_draft, read_meant
from baraza.auditor.source import Damage
from baraza.matching.domain.v1.certificate import verify
from fuzz import corpus
from fuzz.mutations import altered_json, dumped, mutated


def hand_ask(data: bytes) -> None:
    """What a body gives to its tool, or what a desk gave back to it."""
    try:
        read_meant("file", data)
    except Damage:
        read_draft("file", data)


@cache
def hand_asks() -> Sequence[bytes]:
    command = corpus.documents()[18]
    asked = {name: command[name] for name in ("actor", "data", "subject")}
    disclosed = [{"member": "text", "value": "a", "salt": "00" * 32, "field": "f", "commit": "1"}]
    draft = {"kind": "drafted", "id": command["id"], "origin": corpus.ORIGIN, "asked": asked}
    meant = {"service": "feedback", "command": "DecideMatter", "id": command["id"], **asked}
    return [dumped(one) for one in (draft, {**draft, "disclosed": disclosed}, meant)]


def certificate(data: bytes) -> None:
    """A length, an instance of so many bytes, and the result that is to solve it."""
    verify(*_two(data))


@cache
def certificates() -> Sequence[bytes]:
    folder = corpus.VECTORS.parent / "matching/examples"
    names = ("matching-instance.json", "matching-result.json")
    return [_one(*((folder / name).read_bytes() for name in names))]


def of_a_certificate(chance: Random, seeds: Sequence[bytes]) -> bytes:
    """One of the two files altered, mostly within its structure."""
    files = [*_two(seeds[0])]
    at = chance.randrange(2)
    if chance.random() < 0.3:
        files[at] = mutated(chance, files[at], files)
    else:
        files[at] = altered_json(chance, [files[at]])
    return _one(*files)


def _one(instance: bytes, result: bytes) -> bytes:
    return len(instance).to_bytes(3, "big") + instance + result


def _two(data: bytes) -> tuple[bytes, bytes]:
    end = 3 + int.from_bytes(data[:3], "big")
    return data[3:end], data[end:]
