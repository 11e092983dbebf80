"""The ledger's entries as messages, from a view that cannot write."""

from dataclasses import dataclass

from opentelemetry import propagate
from opentelemetry.trace import SpanKind
from sqlalchemy import Engine, select

from baraza.decider.entry import bus_subject
from baraza.ledger import tables
from baraza.telemetry import traces
from baraza.transparency.leaf import Leaf, headers_of


@dataclass(frozen=True)
class Line:
    """One entry on its way: where it goes, and from what its leaf is made again."""

    index: int
    leaf: bytes
    subject: str
    payload: bytes
    headers: dict[str, str]


class Source:
    """What is committed, and nothing else."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def size(self) -> int:
        with self._engine.connect() as connection:
            return int(connection.execute(select(tables.head.c.size)).scalar_one())

    def lines(self, first: int, count: int) -> list[Line]:
        """The entries from `first` on, at most `count`."""
        entry = tables.entry.c
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(entry.idx, entry.leaf, entry.type, entry.entity, entry.traceparent)
                .where(entry.idx >= first, entry.idx < first + count)
                .order_by(entry.idx)
            ).all()
        return [_line(*row) for row in rows]


def _line(index: int, data: bytes, type_: str, entity: str, traceparent: str | None) -> Line:
    leaf = Leaf.parse(data)
    headers = headers_of(leaf) | _trace(traceparent)
    return Line(index, data, bus_subject(type_, entity), leaf.wire, headers)


def _trace(traceparent: str | None) -> dict[str, str]:
    """The entry's trace goes on, through the relay, to whoever reads the message."""
    if not traceparent:
        return {}
    caused = propagate.extract({"traceparent": traceparent})
    with traces.tracer.start_as_current_span("relay", context=caused, kind=SpanKind.PRODUCER):
        return traces.carried()
