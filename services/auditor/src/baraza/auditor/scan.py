"""The first pass over a log: where each command rests, and that its guards held (9.2)."""

from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.source import Damage
from baraza.decider import Entry
from baraza.transparency import (
    BadEnvelope,
    BadLeaf,
    Frontier,
    Leaf,
    check_envelope,
    guards_of,
    leaf_hash,
)

_KEPT = 50_000  # entries, some 250 MB


def read_entry(index: int, data: bytes) -> Entry:
    """An entry from its leaf; raises `Damage` where it is none."""
    try:
        leaf = Leaf.parse(data)
        entry = Entry.read(leaf.wire)
        check_envelope(entry.document)
    except (BadLeaf, BadEnvelope, ValueError, AttributeError, RecursionError) as bad:
        raise Damage(f"entry {index}", str(bad), index) from None
    if leaf.index != index:
        raise Damage(f"entry {index}", f"the leaf says index {leaf.index}", index)
    return entry


def entries(log: Log, last: int | None = None) -> Iterator[tuple[int, Entry]]:
    return ((index, read_entry(index, data)) for index, data in log.leaves(last))


class Reader:
    """The entries of a log that was scanned; of a log that is not large, each is read once."""

    def __init__(self, log: Log, *, most: int = _KEPT) -> None:
        self._log = log
        self._most = most
        self._entries: OrderedDict[int, Entry] = OrderedDict()
        self.keeps_all = log.size <= most

    def among(self, count: int) -> "Reader":
        """For one of so many processes: with what was read, or with its part of the room."""
        return self if self.keeps_all else Reader(self._log, most=self._most // count)

    def put(self, index: int, entry: Entry) -> None:
        self._entries[index] = entry
        if len(self._entries) > self._most:
            self._entries.popitem(last=False)

    def entry(self, index: int) -> Entry:
        entry = self._entries.get(index)
        if entry is None:
            # The scan has parsed this leaf, so that its fourth line is known to be the entry.
            entry = Entry.read(self._log.leaf(index).split(b"\n", 4)[3])
            self.put(index, entry)
        return entry


@dataclass(frozen=True)
class Attested:
    """What a service said that its state comes to."""

    index: int
    position: int
    digest: str


@dataclass
class Resting:
    """By decider: at each basis, the indexes of the commands that were decided there."""

    commands: dict[str, dict[int, list[int]]] = field(default_factory=dict)
    lags: Counter[int] = field(default_factory=Counter)  # index minus basis -> how many
    sources: dict[str, tuple[int, str]] = field(default_factory=dict)  # decider -> where, digest
    attested: dict[str, list[Attested]] = field(default_factory=dict)  # by decider
    decisions: int = 0

    def put(self, decider: str, basis: int, index: int) -> None:
        self.commands.setdefault(decider, {}).setdefault(basis, []).append(index)

    @property
    def lag(self) -> dict[str, int]:
        """How far behind decisions were taken: the most, and what 99 of 100 keep within."""
        total = sum(self.lags.values())
        seen, p99 = 0, 0
        for lag in sorted(self.lags):
            seen, p99 = seen + self.lags[lag], lag
            if 100 * seen >= 99 * total:
                break
        return {"max": max(self.lags, default=0), "p99": p99}


class Scan:
    """Reads every entry up to `last` once, in order."""

    def __init__(self, log: Log, findings: Findings, last: int | None = None) -> None:
        self._log = log
        self.reader = Reader(log)
        self._findings = findings
        self._last = log.size if last is None else min(last, log.size)
        self._versions: dict[str, int] = {}
        self._deciding = ("", 0)  # by whom and at which basis the last command was decided

    def run(self) -> Resting:
        """Raises `Damage` where an entry cannot be read."""
        resting, tree = Resting(), Frontier()
        for index, data in self._log.leaves(self._last):
            tree = tree.append(leaf_hash(data))
            entry = read_entry(index, data)
            if self.reader.keeps_all:
                self.reader.put(index, entry)
            if entry.kind == "command":
                self._command(index, entry, resting)
            else:
                self._event(index, entry, resting)
        if self._last == self._log.size and tree.root() != self._log.checkpoint.root:
            detail = "the entries do not make the root of the checkpoint"
            self._findings.add("V2", "root", detail)
        return resting

    def _command(self, index: int, entry: Entry, resting: Resting) -> None:
        document = entry.document
        for entity, read in guards_of(document).items():
            self._compare("guard", index, entity, read, self._versions.get(entity, 0))
        if index + document["eventcount"] >= self._last:
            return  # not whole within the part that is replayed
        resting.decisions += 1
        basis = document["basis"]
        self._deciding = (document["decider"], basis)
        if basis > index:
            detail = f"basis {basis} lies after the command"
            self._findings.add("V7", "bad_basis", detail, index=index)
            return
        resting.lags[index - basis] += 1
        resting.put(document["decider"], basis, index)

    def _event(self, index: int, entry: Entry, resting: Resting) -> None:
        version, entity = entry.document["entityversion"], entry.entity
        self._compare("version", index, entity, version, self._versions.get(entity, 0) + 1)
        self._versions[entity] = version
        if entry.type == "baraza.event.ledger.DeciderRegistered.v1":
            name, digest = entry.data.get("decider"), entry.data.get("source_sha256")
            resting.sources[str(name)] = (index, str(digest))
        elif entry.name == "StateAttested":
            self._attested(index, entry, resting)

    def _attested(self, index: int, entry: Entry, resting: Resting) -> None:
        decider, basis = self._deciding
        said = entry.data.get("position")
        if type(said) is not int or not 0 <= said <= basis:
            detail = f"{decider} attests its state at {said}, and had folded {basis} entries"
            self._findings.add("", "state_differs", detail, index=index)
            return
        attested = Attested(index, said, str(entry.data.get("digest")))
        resting.attested.setdefault(decider, []).append(attested)

    def _compare(self, code: str, index: int, entity: str, said: int, stood: int) -> None:
        if said != stood:
            detail = f"{entity} is named at version {said}, and stood at {stood}"
            self._findings.add("V7", code, detail, index=index)
