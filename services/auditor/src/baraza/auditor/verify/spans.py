"""A long log verified on several cores: each process checks spans of it by themselves.

What crosses from one span into the next is compared when both are read. Only a log without any
finding is verified so: what is to be told has an order, which one pass gives.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_all_start_methods, get_context
from typing import Any

from baraza.auditor.findings import Findings
from baraza.auditor.log import WIDTH, Log
from baraza.auditor.progress import Progress
from baraza.auditor.source import Damage, Folder
from baraza.auditor.verify.contracts import Contracts
from baraza.auditor.verify.decisions import Decisions
from baraza.auditor.verify.entries import Entries
from baraza.auditor.verify.exhibits import Exhibits
from baraza.auditor.verify.reading import Reading
from baraza.auditor.verify.tree import Tree
from baraza.transparency import BadJson, BadLeaf, Leaf, leaf_hash, parse_canonical

LEAST = 16
"""Bundles; a shorter log is read before a second process has begun."""
SPAN = 8
"""Bundles that are checked by one process at a time."""

Ledger = Sequence[tuple[int, Mapping[str, Any]]]
"""The entries of the ledger itself: keys and contracts, few of them in any log."""


class _Unfit(Exception):
    """Something is to be told, so that one pass is to tell it."""


@dataclass(frozen=True)
class _Span:
    """What a span leaves to be compared with the spans before it."""

    hashes: Sequence[bytes]  # of its leaves
    recorded_at: int  # of its last entry
    starts: bytes
    bases: frozenset[int]
    ids: frozenset[bytes]
    before: Mapping[str, int]
    versions: Mapping[str, int]
    count: int
    refusals: int
    exhibits: Mapping[str, int]
    hands: int


@dataclass
class Whole:
    """What the spans come to when put together: as one pass would have left it."""

    entries: Entries
    decisions: Decisions
    exhibits: Exhibits
    hashes: list[bytes] = field(default_factory=list)  # of all leaves


def read_whole(
    log: Log,
    root_key: str | None,
    progress: Progress,
    *,
    cores: int | None = None,
    least: int = LEAST,
    span: int = SPAN,
) -> Whole | None:
    """Every entry checked on every core; None where one pass is to look, or does as well."""
    cores = cores or _cores()
    if cores < 2 or log.bundles < least or not isinstance(log.source, Folder):
        return None
    if "fork" not in get_all_start_methods():
        return None
    try:
        ledger = _ledger_entries(log)
        with _processes(cores, _Bench(log, ledger, Contracts(log), root_key, span)) as pool:
            return _put_together(
                log, ledger, pool.map(_checked, range(0, log.bundles, span)), progress
            )
    except (_Unfit, Damage, BadLeaf, BadJson, BrokenExecutor, OSError):
        return None


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@contextmanager
def _processes(cores: int, bench: "_Bench") -> Iterator[ProcessPoolExecutor]:
    pool = ProcessPoolExecutor(cores, get_context("fork"), initializer=_begin, initargs=(bench,))
    try:
        yield pool
    finally:  # also where nobody wants the rest any more
        pool.shutdown(wait=True, cancel_futures=True)


def _put_together(
    log: Log, ledger: Ledger, spans: Iterator["_Span | None"], progress: Progress
) -> Whole | None:
    whole = Whole(Entries(log, Findings()), Decisions(Findings()), Exhibits(log, Findings()))
    for span in spans:
        if span is None:
            return None
        _append(whole, span)
        progress(len(whole.hashes), log.size)
    whole.entries.begin(ledger, whole.entries.recorded_at)
    return whole


def _append(whole: Whole, span: _Span) -> None:
    """Raises `_Unfit` where a span says of those before what they did not leave."""
    so_far = whole.decisions
    if any(so_far.versions.get(entity, 0) != said for entity, said in span.before.items()):
        raise _Unfit
    if not all(so_far.starts[basis] for basis in span.bases):
        raise _Unfit
    if not so_far.ids.isdisjoint(span.ids):
        raise _Unfit
    so_far.versions.update(span.versions)
    so_far.ids.update(span.ids)
    so_far.starts += span.starts
    so_far.count += span.count
    so_far.refusals += span.refusals
    whole.exhibits.sizes.update(span.exhibits)
    whole.exhibits.hands += span.hands
    whole.hashes += span.hashes
    whole.entries.recorded_at = span.recorded_at


def _ledger_entries(log: Log) -> Ledger:
    """Found by their bytes, without reading every entry; raises `_Unfit`."""
    mark = b'"source":"//' + log.checkpoint.origin.encode() + b'/ledger"'
    found: list[tuple[int, Mapping[str, Any]]] = []
    for n in range(log.bundles):
        _, leaves, damage = log.bundle(n)
        if damage:
            raise _Unfit
        for index, leaf in enumerate(leaves, n * WIDTH):
            if mark in leaf:
                found.append((index, parse_canonical(Leaf.parse(leaf).wire)))
    return found


# --- in a process of its own


@dataclass(frozen=True)
class _Bench:
    """What a process keeps from span to span."""

    log: Log
    ledger: Ledger
    contracts: Contracts
    root_key: str | None
    span: int


_bench: _Bench


def _begin(bench: _Bench) -> None:
    global _bench  # noqa: PLW0603 - the one thing of a process that only does this
    _bench = bench


def _checked(first_bundle: int) -> _Span | None:
    """One span; None where something is to be told."""
    log, findings = _bench.log, Findings()
    first = first_bundle * WIDTH
    entries = Entries(log, findings, _bench.root_key, _bench.contracts.anew())
    before = [(index, document) for index, document in _bench.ledger if index < first]
    entries.begin(before, Leaf.parse(log.leaf(first - 1)).recorded_at if first else 0)
    reading = Reading(log, findings, entries, Decisions(findings, first))
    tree = Tree(log, findings)
    hashes: list[bytes] = []
    last_bundle = min(first_bundle + _bench.span, log.bundles)
    for n in range(first_bundle, last_bundle):
        _, leaves, damage = log.bundle(n)
        if damage:
            return None
        of_bundle = tree.hashes(n, leaves)
        for index, (leaf, hash_) in enumerate(zip(leaves, of_bundle, strict=True), n * WIDTH):
            reading.see(index, leaf, hash_)
        hashes += of_bundle
    recorded_at = entries.recorded_at
    _read_on(log, reading, last_bundle * WIDTH)
    done, exhibits = reading.decisions, reading.exhibits
    done.finish()
    if findings.listed:
        return None
    return _Span(
        hashes=hashes,
        recorded_at=recorded_at,
        starts=bytes(done.starts[: len(hashes)]),
        bases=frozenset(done.bases),
        ids=frozenset(done.ids),
        before=done.before,
        versions=done.versions,
        count=done.count,
        refusals=done.refusals,
        exhibits=exhibits.sizes,
        hands=exhibits.hands,
    )


def _read_on(log: Log, reading: Reading, index: int) -> None:
    """The decision that was begun in the span is its own, to its last entry."""
    while not reading.decisions.between and index < log.size:
        leaf = log.leaf(index)
        reading.see(index, leaf, leaf_hash(leaf))
        index += 1
