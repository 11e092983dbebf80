"""The policy file of tlog-policy: which log, which witnesses, how many are enough (6.7)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from baraza.transparency.notes import COSIGNATURE, ED25519, Verifier

NONE = "none"
_LINES_MAX = 4_096
_CONTROL = frozenset(map(chr, range(32))) - {"\t"} | {"\x7f"}


class BadPolicy(ValueError):
    """The file is no policy by which a checkpoint could be judged."""


@dataclass(frozen=True)
class Witness:
    """One body's witness under the name that the policy gives it."""

    name: str
    verifier: Verifier
    url: str | None = None


@dataclass(frozen=True)
class Group:
    """Met when `k` of its members are; `k` is written `any`, `all` or as a number."""

    name: str
    k: str
    members: tuple[str, ...]

    @property
    def needed(self) -> int:
        return {"any": 1, "all": len(self.members)}.get(self.k) or int(self.k)


Named: TypeAlias = Witness | Group


@dataclass(frozen=True)
class Policy:
    """Which keys sign the log's checkpoints, and whose cosignatures make one official."""

    logs: tuple[tuple[Verifier, str | None], ...] = ()
    named: Mapping[str, Named] = field(default_factory=dict)
    quorum: str = NONE

    @property
    def log_verifiers(self) -> tuple[Verifier, ...]:
        return tuple(verifier for verifier, _ in self.logs)

    @property
    def witnesses(self) -> tuple[Witness, ...]:
        return tuple(entry for entry in self.named.values() if isinstance(entry, Witness))

    def met_by(self, verified: Collection[Verifier]) -> bool | None:
        """Whether these keys are a quorum; None where the policy asks for none."""
        if self.quorum == NONE:
            return None
        met: dict[str, bool] = {}
        for name, entry in self.named.items():  # members stand before their groups
            match entry:
                case Witness(verifier=verifier):
                    met[name] = verifier in verified
                case Group():
                    met[name] = sum(met[member] for member in entry.members) >= entry.needed
        return met[self.quorum]

    @property
    def text(self) -> str:
        """The file, one line each, in the order in which names need one another."""
        lines = [f"log {verifier.vkey}{_url(url)}" for verifier, url in self.logs]
        for entry in self.named.values():
            if isinstance(entry, Witness):
                lines.append(f"witness {entry.name} {entry.verifier.vkey}{_url(entry.url)}")
            else:
                lines.append(f"group {entry.name} {entry.k} {' '.join(entry.members)}")
        return "\n".join([*lines, f"quorum {self.quorum}", ""])

    @classmethod
    def parse(cls, text: str) -> "Policy":
        return _Reader().read(text)


class _Reader:
    """Line by line; each fault names its line."""

    def __init__(self) -> None:
        self._logs: list[tuple[Verifier, str | None]] = []
        self._named: dict[str, Named] = {}
        self._members: set[str] = set()
        self._keys: set[bytes | tuple[str, bytes]] = set()
        self._quorum: str | None = None

    def read(self, text: str) -> Policy:
        lines = text.split("\n")
        if len(lines) > _LINES_MAX:
            raise BadPolicy(f"more than {_LINES_MAX} lines")
        for number, line in enumerate(lines, 1):
            try:
                words = _words(line)
                if words and not words[0].startswith("#"):
                    self._line(*words)
            except ValueError as bad:
                raise BadPolicy(f"line {number}: {bad}") from None
        if not self._logs:
            raise BadPolicy("no line `log`")
        if self._quorum is None:
            raise BadPolicy("no line `quorum`")
        return Policy(tuple(self._logs), self._named, self._quorum)

    def _line(self, what: str, *words: str) -> None:
        match what, words:
            case "log", (vkey, *url) if len(url) <= 1:
                self._logs.append((self._key(vkey, ED25519), url[0] if url else None))
            case "witness", (name, vkey, *url) if len(url) <= 1:
                verifier = self._key(vkey, COSIGNATURE)
                self._name(Witness(name, verifier, url[0] if url else None))
            case "group", (name, k, *members) if members:
                self._group(Group(name, k, tuple(members)))
            case "quorum", (name,):
                if self._quorum is not None:
                    raise ValueError("a second quorum")
                if name != NONE and name not in self._named:
                    raise ValueError(f"{name} is not defined before")
                self._quorum = name
            case _:
                raise ValueError("not log, witness, group or quorum with its fields")

    def _group(self, group: Group) -> None:
        for member in group.members:
            if member not in self._named:
                raise ValueError(f"{member} is not defined before")
            if member in self._members:
                raise ValueError(f"{member} is a member already")
            self._members.add(member)
        if group.k not in {"any", "all"} and not (
            group.k.isascii() and group.k.isdigit() and group.k[0] != "0"
        ):
            raise ValueError("neither any, all nor a number")
        if group.needed > len(group.members):
            raise ValueError(f"{group.k} of {len(group.members)} members")
        self._name(group)

    def _name(self, entry: Named) -> None:
        if entry.name == NONE or entry.name in self._named:
            raise ValueError(f"the name {entry.name} is taken")
        self._named[entry.name] = entry

    def _key(self, vkey: str, kind: int) -> Verifier:
        verifier = Verifier.from_vkey(vkey)
        if verifier.kind != kind:
            raise ValueError("a key of another kind")
        known: set[bytes | tuple[str, bytes]] = {verifier.public, (verifier.name, verifier.key_id)}
        if self._keys & known:
            raise ValueError("a key that stands in the file already, or its name and id")
        self._keys |= known
        return verifier


def _words(line: str) -> list[str]:
    """Spaces and tabs part fields, no other white space does."""
    if not _CONTROL.isdisjoint(line):
        raise ValueError("a control character")
    return [word for word in line.replace("\t", " ").split(" ") if word]


def _url(url: str | None) -> str:
    return f" {url}" if url else ""
