"""Trace context across messages: who caused what, and not merely what came first."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from faststream import BaseMiddleware
from opentelemetry import context, propagate, trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import INVALID_SPAN_CONTEXT, Link, SpanKind, StatusCode
from pydantic import TypeAdapter

from baraza.telemetry import logs

tracer = trace.get_tracer("baraza")

LINKS_MAX = 512
"""As many as a page of entries can have causes."""
_LINE: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


def configure(service: str, file: Path | None) -> None:
    """Once per process: finished spans become lines of a file; without one nothing is written."""
    if file is None:
        return
    provider = TracerProvider(
        resource=Resource.create({"service.name": service}),
        span_limits=SpanLimits(max_links=LINKS_MAX),
    )
    provider.add_span_processor(SimpleSpanProcessor(JsonLines(file, service)))
    trace.set_tracer_provider(provider)


class JsonLines(SpanExporter):
    """A span per line: small enough to read with grep, open enough for any tool."""

    def __init__(self, file: Path, service: str) -> None:
        self._file = file
        self._service = service

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        with self._file.open("ab") as lines:
            lines.writelines(_LINE.dump_json(self._line(span)) + b"\n" for span in spans)
        return SpanExportResult.SUCCESS

    def _line(self, span: ReadableSpan) -> dict[str, Any]:
        at = span.get_span_context() or INVALID_SPAN_CONTEXT
        return {
            "service": logs.spoken_as() or self._service,
            "name": span.name,
            "trace": trace.format_trace_id(at.trace_id),
            "span": trace.format_span_id(at.span_id),
            "parent": trace.format_span_id(span.parent.span_id) if span.parent else None,
            "links": [trace.format_trace_id(link.context.trace_id) for link in span.links],
            "start": span.start_time,
            "end": span.end_time,
            "status": span.status.status_code.name.lower(),
            "attributes": dict(span.attributes or {}),
        }


def written() -> bool:
    """Whether spans of this process are kept anywhere; else only what came in is passed on."""
    proxies = isinstance(tracer, trace.ProxyTracer)
    return not (proxies and isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider))


def carried() -> dict[str, str]:
    """The current trace as headers for a request that this causes."""
    headers: dict[str, str] = {}
    if trace.get_current_span() is not trace.INVALID_SPAN:
        propagate.inject(headers)
    return headers


@contextmanager
def caused(name: str, kind: SpanKind = SpanKind.CLIENT) -> Iterator[trace.Span]:
    """A span for what is done here because of the current one."""
    if not written():
        yield trace.get_current_span()
        return
    with tracer.start_as_current_span(name, kind=kind, record_exception=False) as span:
        yield span


@contextmanager
def received(name: str, headers: Mapping[str, str]) -> Iterator[None]:
    """A span for what a message asks for; where none is kept and it names none, nothing."""
    if not written() and "traceparent" not in headers:
        yield
        return
    at = propagate.extract(headers)
    with tracer.start_as_current_span(name, context=at, kind=SpanKind.SERVER):
        yield


@contextmanager
def linked(name: str, traceparents: Sequence[str | None]) -> Iterator[trace.Span]:
    """A span of its own trace for what happens after, maybe years after: links, no parent.

    One link for each trace among the causes.
    """
    if not written():
        yield trace.INVALID_SPAN
        return
    causes = (link for parent in traceparents if (link := _link(parent)))
    with tracer.start_as_current_span(
        name,
        context=context.Context(),
        kind=SpanKind.CONSUMER,
        links=list({link.context.trace_id: link for link in causes}.values()),
        record_exception=False,
    ) as span:
        yield span


def _link(traceparent: str | None) -> Link | None:
    if not traceparent:
        return None
    carrier: Mapping[str, str] = {"traceparent": traceparent}
    at = trace.get_current_span(propagate.extract(carrier)).get_span_context()
    return Link(at) if at.is_valid else None


class Tracing(BaseMiddleware):
    """One span per message processed; replies and publications are its children."""

    _span: trace.Span | None = None
    _inside: context.Context | None = None

    async def consume_scope(self, call_next: Any, msg: Any) -> Any:
        if not written() and "traceparent" not in msg.headers:
            return await call_next(msg)
        name = msg.raw_message.subject
        self._span = tracer.start_span(
            f"process {name}",
            context=propagate.extract(msg.headers),
            kind=SpanKind.CONSUMER,
            attributes={"messaging.system": "nats", "messaging.destination.name": name},
        )
        self._inside = trace.set_span_in_context(self._span)
        token = context.attach(self._inside)
        try:
            return await call_next(msg)
        except Exception:
            # The error's text may quote what a person wrote: only that it failed is kept.
            self._span.set_status(StatusCode.ERROR)
            raise
        finally:
            context.detach(token)

    async def after_processed(self, *exc: Any) -> bool | None:
        if self._span:
            self._span.end()
        return await super().after_processed(*exc)

    async def publish_scope(self, call_next: Any, cmd: Any) -> Any:
        if self._inside is None and not written():
            return await call_next(cmd)
        # A handler's reply is published after consume_scope has returned: hence the kept context.
        parent = self._inside or context.get_current()
        name = f"send {cmd.destination}"
        with tracer.start_as_current_span(name, context=parent, kind=SpanKind.PRODUCER):
            cmd.headers = dict(cmd.headers or {})
            propagate.inject(cmd.headers)
            return await call_next(cmd)
