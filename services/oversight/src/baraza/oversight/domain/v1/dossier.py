"""What oversight has on record of a programme, in one document that anybody can make again."""

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import rfc8785

from baraza.oversight.domain.v1.money import Envelope
from baraza.oversight.domain.v1.state import Proposal, State

Row = dict[str, Any]


def dossier_of(state: State, programme: str) -> bytes:
    """Its money, resolutions, matters, looks and mandates, as canonical JSON: codes and integers,
    nobody's name."""
    document = {
        "programme": programme,
        "ended_on": state.ended.get(programme),
        "evaluations": state.evaluated.get(programme, 0),
        "money": _money(state, programme),
        "resolutions": _resolutions(state, programme),
        "matters": _matters(state, programme),
        "looks": _looks(state, programme),
        "mandates": _mandates(state, programme),
    }
    return rfc8785.dumps(document)


def digest_of(document: bytes) -> str:
    return sha256(document).hexdigest()


def _money(state: State, programme: str) -> Row:
    allocation = state.allocations.get(programme)
    mine = sorted(id_ for id_, one in state.envelopes.items() if one.programme == programme)
    envelopes = [_envelope(id_, state.envelopes[id_]) for id_ in mine]
    return {
        "currency": allocation.currency if allocation else None,
        "allocated_minor": allocation.amount_minor if allocation else 0,
        "envelopes": envelopes,
        **{sum_: sum(one[sum_] for one in envelopes) for sum_ in _SUMS},
    }


_SUMS = (
    "funded_minor",
    "spent_minor",
    "reserved_minor",
    "available_minor",
    "returned_minor",
    "rolled_over_minor",
)


def _envelope(id_: str, one: Envelope) -> Row:
    return {
        "envelope": id_,
        "organisation": one.organisation,
        "currency": one.currency,
        "closed": one.closed,
        "funded_minor": one.funded,
        "spent_minor": one.paid,
        "reserved_minor": one.set_aside,
        "available_minor": one.available,
        "returned_minor": one.returned,
        "rolled_over_minor": one.rolled_over,
    }


def _resolutions(state: State, programme: str) -> list[Row]:
    """Those that did or would do something to this programme, in the order of their proposal."""
    about = [
        (proposal.index, id_)
        for id_, proposal in state.proposals.items()
        if any(effect.programme == programme for effect in proposal.effects)
    ]
    return [_resolution(id_, state.proposals[id_]) for _, id_ in sorted(about)]


def _resolution(id_: str, proposal: Proposal) -> Row:
    return {
        "resolution": id_,
        "number": proposal.index,
        "proposer": proposal.form.proposer,
        "state": proposal.form.ended or "open",
        "effects": [effect.effect for effect in proposal.effects],
        "approvals": sorted(proposal.form.approvals),
    }


def _matters(state: State, programme: str) -> list[Row]:
    """How many of each kind ended how, and how many of them were late."""
    mine = [m for m in state.matters.values() if _concerns(m.programme, programme)]
    return _counted(
        ("kind", "outcome", "overdue"), ((m.kind, m.outcome or "open", m.overdue) for m in mine)
    )


def _looks(state: State, programme: str) -> list[Row]:
    mine = [look for look in state.looks.values() if _concerns(look.programme, programme)]
    return _counted(("kind", "result"), ((look.kind, look.result) for look in mine))


def _mandates(state: State, programme: str) -> list[Row]:
    """Who may decide what about it now."""
    live = [
        (body, kind, of is None)
        for (body, kind, of), mandate in state.book.mandates.items()
        if not mandate.ended and _concerns(of, programme)
    ]
    return [{"body": b, "kind": k, "all_programmes": every} for b, k, every in sorted(live)]


def _concerns(of: str | None, programme: str) -> bool:
    """What is of no programme in particular concerns all."""
    return of is None or of == programme


def _counted(names: tuple[str, ...], values: Iterable[tuple[Any, ...]]) -> list[Row]:
    counts = Counter(values)
    return [{**dict(zip(names, row, strict=True)), "count": counts[row]} for row in sorted(counts)]
