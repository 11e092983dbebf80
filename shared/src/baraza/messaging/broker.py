"""A NatsBroker with our middleware: one trace, and a problem instead of silence."""

from typing import Any

from faststream import ExceptionMiddleware
from faststream.nats import NatsBroker
from faststream.security import SASLPlaintext
from nats.aio.client import Client as Nats
from nats.errors import Error as NatsError
from pydantic import ValidationError

from baraza.messaging import subjects
from baraza.messaging.personal import told
from baraza.messaging.problems import Malformed, Trouble, Unexpected
from baraza.messaging.replies import Problem
from baraza.messaging.settings import Settings
from baraza.telemetry import logs
from baraza.telemetry.traces import Tracing

AWAY = (NatsError, OSError)
"""What the bus's client raises while its server is away; a broken connection comes as it is."""
PENDING_MAX = 64
"""How many asks of one kind are worked on at a time; more wait in the client."""
STOP_SECONDS = 5.0
"""How long a stop waits for asks that are being worked on: less than the supervisor's patience."""


def made(settings: Settings) -> NatsBroker:
    """The broker of one service, not connected yet."""
    return NatsBroker(
        settings.nats_url,
        name=settings.user,
        inbox_prefix=subjects.inbox_prefix(settings.user),
        security=_security(settings),
        middlewares=(Tracing, problems()),
        logger=None,
        apply_types=False,  # see `doors.bare`
        decoder=_as_it_is,
        graceful_timeout=STOP_SECONDS,
        max_reconnect_attempts=-1,
        reconnect_time_wait=0.25,  # type: ignore[arg-type]
        error_cb=_said,
    )


async def connected(settings: Settings) -> Nats:
    """A raw connection, as console, driver and tests use it; close it when done."""
    nats = Nats()
    try:
        await nats.connect(
            settings.nats_url,
            name=settings.user,
            user=settings.user if settings.password else None,
            password=settings.password,
            inbox_prefix=subjects.inbox_prefix(settings.user),
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.25,  # type: ignore[arg-type]
            error_cb=_said,
        )
    except BaseException:
        await nats.close()  # one that was half made, when it was time to stop
        raise
    return nats


def problems() -> ExceptionMiddleware:
    """Every exception becomes the problem that its asker reads.

    The handlers are coroutines, since the library would send plain functions to a thread.
    """
    middleware = ExceptionMiddleware()
    middleware.add_handler(ValidationError, publish=True)(malformed)
    middleware.add_handler(Trouble, publish=True)(troubled)
    middleware.add_handler(Exception, publish=True)(unexpected)
    return middleware


async def malformed(error: ValidationError) -> Problem:
    faults = error.errors(include_input=False, include_url=False)
    return Malformed(told(faults)).problem(logs.trace_id())


async def troubled(error: Trouble) -> Problem:
    logs.log().info("an ask met a problem", problem=error.code)
    return error.problem(logs.trace_id())


async def unexpected(error: Exception) -> Problem:
    logs.log().error("something unexpected happened", error=error)
    return Unexpected(type(error).__name__).problem(logs.trace_id())


async def _as_it_is(message: Any) -> Any:
    """Handlers get the message itself, and read it by their own model."""
    return message


def _security(settings: Settings) -> SASLPlaintext | None:
    password = settings.password
    return SASLPlaintext(settings.user, password) if password else None


async def _said(error: Exception) -> None:
    """The client's own faults: a denied publish is told here and nowhere else."""
    logs.log().warning("the bus reported a fault", error=error, denied=_denied(error))


def _denied(error: Any) -> str | None:
    text = str(error)
    return (
        text if isinstance(error, NatsError) and "permissions violation" in text.lower() else None
    )
