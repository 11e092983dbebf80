"""Decide every command of a log again, and compare the bytes (`ledger.md` 9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Literal, TypeAlias, TypeVar

from baraza.auditor.findings import Findings
from baraza.auditor.folds import LOG_ALONE, AnyDecider, Fold, Lacking, wanted
from baraza.auditor.log import Log
from baraza.auditor.named import named_digests
from baraza.auditor.scan import Attested, Reader, Resting
from baraza.decider import Chain, Entry, Folded, decision, evolved, state_digest
from baraza.transparency import exhibits_of

Outcome = Literal["same", "different", "unverifiable"]
Place = TypeVar("Place")
_Places: TypeAlias = Mapping[int, Sequence[Place]]
_FOUND = "baraza.command.ledger.FoundLog.v1"


class _Unknown(Exception):
    """This auditor cannot decide the command: it lacks the rules, a message or an exhibit."""


@dataclass(frozen=True)
class Difference:
    """The first entry of a decision that comes out otherwise, with both byte strings."""

    index: int
    recorded: str | None
    expected: str | None
    why: str

    def as_json(self) -> dict[str, Any]:
        return {
            "index": self.index,
            "recorded": self.recorded,
            "expected": self.expected,
            "why": self.why,
        }


@dataclass
class Replayed:
    """How all the commands came out."""

    same: int = 0
    different: int = 0
    unverifiable: int = 0
    first_different: Difference | None = None
    outcomes: dict[int, Outcome] = field(default_factory=dict)  # of the commands asked for alone
    state: dict[str, dict[str, Any]] = field(default_factory=dict)
    attested: dict[str, dict[str, int | None]] = field(default_factory=dict)

    def count(self, outcome: Outcome) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)


class Replay:
    """The second pass, over a log that was scanned: every decider folds it once.

    On its way each decides again what rested where it stands.
    """

    def __init__(
        self,
        log: Log,
        reader: Reader,
        resting: Resting,
        deciders: Mapping[str, AnyDecider],
        findings: Findings,
        *,
        origin: str,
        only: frozenset[int] | None = None,
    ) -> None:
        self._log, self._origin, self._findings = log, origin, findings
        self._entry = reader.entry
        self._only = only
        self._lacking = Lacking()
        self._replayed = Replayed()
        self._folds: list[Fold] = []
        self._hear: dict[str, list[Fold]] = {}  # by type, once it was met
        for name, at in sorted(resting.commands.items()):
            some = wanted(at, only)
            if some and name in deciders:
                attested = resting.attested.get(name, ()) if only is None else ()
                self._folds.append(Fold(deciders[name], some, attested))
            elif some:
                self._unknown_decider(name, some)

    def run(self) -> Replayed:
        """Raises `Damage` where an entry cannot be read."""
        folded: Folded[None] = Folded(None)
        due, ends = self._places()
        attested = self._attested()
        left = len(self._folds)
        while left:
            basis = folded.basis
            for fold, index in due.get(basis, ()):
                self._decide(fold, folded, index)
            for fold, said in attested.get(basis, ()):
                self._compare(fold, said)
            for fold in ends.get(basis, ()):
                self._end(fold, basis)
                left -= 1
            if left:
                entry = self._entry(basis)
                if entry.kind == "event":
                    self._learn(folded, entry)
                folded = folded.learn(LOG_ALONE, entry)
        self._lacking.tell(self._findings)
        return self._replayed

    def _places(self) -> tuple[_Places[tuple[Fold, int]], _Places[Fold]]:
        """Where what was decided by whom, and after which position a decider has done."""
        due: dict[int, list[tuple[Fold, int]]] = {}
        ends: dict[int, list[Fold]] = {}
        for fold in self._folds:
            ends.setdefault(fold.last, []).append(fold)
            for basis, indexes in fold.resting.items():
                due.setdefault(basis, []).extend((fold, index) for index in indexes)
        return due, ends

    def _attested(self) -> _Places[tuple[Fold, Attested]]:
        """Where which service said what its state comes to."""
        places: dict[int, list[tuple[Fold, Attested]]] = {}
        for fold in self._folds:
            for said in fold.attested:
                places.setdefault(said.position, []).append((fold, said))
        return places

    def _compare(self, fold: Fold, said: Attested) -> None:
        """Up to the first that differs: those after it would, too."""
        name = fold.decider.name
        told = self._replayed.attested.setdefault(name, {"same": 0, "first_different": None})
        if fold.broken is not None or told["first_different"] is not None:
            return
        digest = state_digest(name, said.position, fold.state)
        if digest == said.digest:
            told["same"] = (told["same"] or 0) + 1
            fold.alike = said.position
            return
        told["first_different"] = said.position
        detail = (
            f"{name} attests {said.digest} at position {said.position}; the entries before it "
            f"fold to {digest}. At {fold.alike} they did not differ."
        )
        self._findings.add("", "state_differs", detail, index=said.index)

    def _end(self, fold: Fold, position: int) -> None:
        """A fold stops after its last command; its state there is told."""
        fold.ended = True
        if fold.broken is None:
            name = fold.decider.name
            digest = state_digest(name, position, fold.state)
            self._replayed.state[name] = {"position": position, "digest": digest}

    def _learn(self, folded: Folded[None], entry: Entry) -> None:
        """Every fold meets a type once; then those alone whose state it may change."""
        hear = self._hear.get(entry.type)
        for fold in self._folds if hear is None else hear:
            if not (fold.ended or fold.broken):
                self._evolve(fold, folded.basis, entry)
        if hear is None:
            hear = [fold for fold in self._folds if entry.type in fold.decider.hears]
            self._hear[entry.type] = hear

    def _evolve(self, fold: Fold, index: int, entry: Entry) -> None:
        try:
            fold.state = evolved(fold.decider, fold.state, entry, index)
        except Exception as broken:  # noqa: BLE001 - whatever a fact does to rules, it is told
            fold.broken_at = index
            fold.broken = f"entry {index}, {entry.type}: {_said(broken)}"

    def _decide(self, fold: Fold, folded: Folded[None], index: int) -> None:
        command = self._entry(index)
        events = [self._entry(index + k) for k in range(1, command.document["eventcount"] + 1)]
        try:
            expected = self._decided(fold, folded, index, command, events)
        except _Unknown:
            self._count(index, "unverifiable")
            return
        except Exception as broken:  # noqa: BLE001 - rules that break did not decide this
            self._differs(index, Difference(index, _text(command), None, _said(broken)))
            return
        difference = _first_difference(index, (command, *events), expected)
        if difference:
            self._differs(index, difference)
        else:
            self._count(index, "same")

    def _decided(
        self,
        fold: Fold,
        folded: Folded[None],
        index: int,
        command: Entry,
        events: Sequence[Entry],
    ) -> tuple[Entry, ...]:
        decider = fold.decider
        message = decider.commands.get(command.type)
        if fold.broken is not None:
            detail = f"{decider.name} cannot go on: {fold.broken}"
            place = fold.broken_at
            self._lacking.note("unknown_type", decider.name, detail, index, place=place)
            raise _Unknown
        if message is None:
            detail = f"{decider.name} does not know {command.type}"
            self._lacking.note("unknown_type", command.type, detail, index)
            raise _Unknown
        before = fold.at(folded)
        if command.type == _FOUND:  # it publishes the contracts that its own decision is made by
            before = replace(before, contracts=before.contracts.update(command.data["contracts"]))
        hands = exhibits_of(command.document)
        if hands:
            hands -= named_digests(command.data).union(*(named_digests(e.data) for e in events))
        return decision(
            decider,
            before,
            message.model_validate(command.data),
            command.asked(self._evidence(index, command)),
            origin=self._origin,
            chain=Chain(
                correlation=command.document["correlationid"],
                causation=command.document.get("causationid"),
                via=command.document.get("via"),
                hand=next(iter(hands)) if len(hands) == 1 else None,
            ),
        )

    def _evidence(self, index: int, command: Entry) -> dict[str, bytes]:
        """The bytes of the exhibits that the command names, as its desk had them."""
        found = {}
        for digest in sorted(exhibits_of(command.document)):
            body = self._log.exhibit(digest)
            if body is None:
                detail = f"exhibit/{digest} is missing"
                self._lacking.note("missing_exhibit", digest, detail, index)
                raise _Unknown
            if sha256(body).hexdigest() != digest:
                detail = f"exhibit/{digest} is not what its name says"
                self._findings.add("V8", "exhibit_digest", detail)
                raise _Unknown
            found[digest] = body
        return found

    def _count(self, index: int, outcome: Outcome) -> None:
        self._replayed.count(outcome)
        if self._only is not None:
            self._replayed.outcomes[index] = outcome

    def _differs(self, index: int, difference: Difference) -> None:
        first = self._replayed.first_different
        if first is None or difference.index < first.index:
            self._replayed.first_different = difference
        detail = f"decided again, it comes out otherwise: {difference.why}"
        self._findings.add("", "different", detail, index=difference.index)
        self._count(index, "different")

    def _unknown_decider(self, name: str, resting: Mapping[int, Sequence[int]]) -> None:
        indexes = [index for at in resting.values() for index in at]
        detail = f"decided by {name}, which this auditor lacks"
        self._lacking.note("unknown_decider", name, detail, *indexes)
        for index in indexes:
            self._count(index, "unverifiable")


def _first_difference(
    first: int, recorded: Sequence[Entry], expected: Sequence[Entry]
) -> Difference | None:
    """The event that differs, before the command that only counts and hashes its events."""
    places = [*range(1, max(len(recorded), len(expected))), 0]
    for k in places:
        was = recorded[k] if k < len(recorded) else None
        now = expected[k] if k < len(expected) else None
        if was is None or now is None or was.wire != now.wire:
            return Difference(first + k, _text(was), _text(now), _why(was, now))
    return None


def _why(was: Entry | None, now: Entry | None) -> str:
    if was is None or now is None:
        return "another number of events"
    names = sorted(was.document.keys() | now.document.keys())
    differ = [name for name in names if was.document.get(name) != now.document.get(name)]
    return f"{', '.join(differ) or 'its bytes'} of {now.type}"


def _text(entry: Entry | None) -> str | None:
    return entry.wire.decode() if entry else None


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:300]}"
