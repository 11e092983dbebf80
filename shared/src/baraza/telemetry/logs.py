"""Logs: events in the past tense, with ids and codes; never a personal value."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, TextIO

import structlog
from opentelemetry import trace
from structlog.contextvars import bound_contextvars, merge_contextvars

_LEVELS = logging.getLevelNamesMapping()


def configure(
    service: str,
    form: Literal["json", "console"] = "json",
    level: str = "info",
    to: TextIO | None = None,
) -> None:
    """Once per process: JSON lines for machines, colours for a terminal; both on stderr, or `to`.

    Several services in one process each say their own name with `speaking_as`.
    """
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _errors_by_type,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level.upper()]),
        logger_factory=lambda *_: structlog.PrintLogger(to or sys.stderr),
        cache_logger_on_first_use=False,
    )
    speaking_as(service)


def speaking_as(service: str) -> None:
    """Whatever is logged from here on in this task, and in those it begins, bears this name."""
    structlog.contextvars.bind_contextvars(service=service)


def spoken_as() -> str:
    """The service that this task belongs to; an empty text where none was named."""
    return str(structlog.contextvars.get_contextvars().get("service", ""))


def log(**context: Any) -> Any:
    """A logger; what is bound here is said with every event."""
    return structlog.get_logger(**context)


@contextmanager
def about(**context: Any) -> Iterator[None]:
    """Say these with everything logged inside: `command_id`, `index`; the trace id is added."""
    with bound_contextvars(**context, **_trace()):
        yield


def trace_id() -> str:
    """The trace that this happens in, or an empty text."""
    context = trace.get_current_span().get_span_context()
    return trace.format_trace_id(context.trace_id) if context.is_valid else ""


def _trace() -> dict[str, str]:
    return {"trace_id": trace_id()} if trace_id() else {}


def _errors_by_type(_: Any, __: str, event: Any) -> Any:
    """An error's text may quote what a person wrote: of foreign errors only the type is kept."""
    error = event.pop("error", None)
    event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["at"] = _place(error)
    elif error is not None:
        event["error"] = error
    return event


def _place(error: BaseException) -> str:
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    if last is None:
        return ""
    code = last.tb_frame.f_code
    return f"{code.co_qualname}:{last.tb_lineno}"
