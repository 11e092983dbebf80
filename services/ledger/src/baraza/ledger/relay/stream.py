"""The stream LEDGER as the relay sees it: its configuration, its end, and how to add to it.

nats-py has no publisher of atomic batches, and its `publish` trips over the empty answer to a
batch's first message; so the protocol is spoken on the raw connection.
"""

import json
from base64 import b64decode
from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Any, Final

from nats.aio.client import Client as Nats
from nats.errors import Error as NatsError

from baraza.ledger.relay.source import Line
from baraza.messaging.subjects import STREAM, STREAM_SUBJECTS
from baraza.telemetry.steps import Step, nowhere
from baraza.transparency.leaf import BadLeaf, leaf_from_message

CONFIG: Final[Mapping[str, Any]] = {
    "name": STREAM,
    "subjects": list(STREAM_SUBJECTS),
    "storage": "file",
    "retention": "limits",
    "discard": "new",
    "max_msgs": -1,
    "max_bytes": -1,
    "max_msgs_per_subject": -1,
    "max_consumers": -1,
    "max_age": 0,
    "max_msg_size": 65_536,
    "num_replicas": 1,
    "deny_delete": True,
    "deny_purge": True,
    "allow_atomic": True,
    "allow_rollup_hdrs": False,
    "allow_direct": False,
    "mirror_direct": False,
    "allow_msg_ttl": False,
    "allow_msg_schedules": False,
    "allow_msg_counter": False,
    "no_ack": False,
    "sealed": False,
    "compression": "none",
    "duplicate_window": 1_000_000_000,
}
_ITS_OWN: Final = frozenset({"metadata", "consumer_limits", "allow_msg_counter_hdrs"})
"""What the server adds by itself, or what is about consumers alone."""
VERSION_MIN: Final = (2, 12)
_WRONG_SEQUENCE: Final = {10071, 10164}
_NO_STREAM: Final = 10059
_NO_MESSAGE: Final = 10037


class WrongSequence(Exception):
    """The stream does not end where it was thought to: somebody else has written, or we have."""


class BatchRefused(Exception):
    """The server takes no atomic batch now; single messages may pass."""


class StreamError(Exception):
    """The server answered with an error of its own."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(f"{error.get('err_code')}: {error.get('description')}")
        self.code = error.get("err_code")


class Stream:
    """The end of the stream, and how to go on from there."""

    def __init__(
        self, nats: Nats, *, replicas: int = 1, timeout: float = 10.0, step: Step = nowhere
    ) -> None:
        self._nats = nats
        self._replicas = replicas
        self._timeout = timeout
        self._step = step

    @property
    def config(self) -> dict[str, Any]:
        return {**CONFIG, "num_replicas": self._replicas}

    async def last(self) -> int | None:
        """The last sequence; None where there is no stream."""
        info = await self._info()
        return None if info is None else int(info["state"]["last_seq"])

    async def differences(self) -> list[str]:
        """Where the live configuration is not ours."""
        info = await self._info()
        return [] if info is None else differences(info["config"], self.config)

    async def lost(self) -> int:
        """How many messages before the last one are not there any more."""
        info = await self._info()
        return (
            0 if info is None else int(info["state"]["last_seq"]) - int(info["state"]["messages"])
        )

    async def born(self) -> str | None:
        """When this stream was created: another time, another stream. None: there is none."""
        info = await self._info()
        return None if info is None else str(info["created"])

    def server(self) -> str | None:
        """The server's version where it is too old for atomic batches; None where it will do."""
        version = self._nats.connected_server_version
        old = (version.major, version.minor) < VERSION_MIN
        return f"{version.major}.{version.minor}" if old else None

    async def create(self) -> None:
        """As `config` says; one that is so already is left as it is."""
        await self._api(f"STREAM.CREATE.{STREAM}", self.config)

    async def delete(self) -> None:
        """With all its messages. Only the break-glass user may; none to delete is no fault."""
        try:
            await self._api(f"STREAM.DELETE.{STREAM}", {})
        except StreamError as error:
            if error.code != _NO_STREAM:
                raise

    async def leaf(self, sequence: int) -> bytes | None:
        """The leaf made again from a message; None where it cannot be read.

        Asked of the leader: a replica may answer with what was.
        """
        try:
            reply = await self._api(f"STREAM.MSG.GET.{STREAM}", {"seq": sequence})
        except StreamError as error:
            if error.code == _NO_MESSAGE:
                return None
            raise
        message = reply["message"]
        try:
            headers = read_headers(b64decode(message.get("hdrs", "")))
            return leaf_from_message(b64decode(message.get("data", "")), headers).bytes
        except BadLeaf:
            return None

    async def add(self, line: Line) -> None:
        """One message behind its fence."""
        fence = {"Nats-Expected-Last-Sequence": str(line.index)}
        await self._request(line, line.headers | fence, line.index + 1)

    async def add_batch(self, lines: Sequence[Line]) -> None:
        """All of them or none, the fence on the first."""
        batch = token_hex(16)  # a new one each time: the server may still hold one cut short
        for k, line in enumerate(lines, 1):
            headers = {
                **line.headers,
                "Nats-Batch-Id": batch,
                "Nats-Batch-Sequence": str(k),
            }
            if k == 1:
                headers["Nats-Expected-Last-Sequence"] = str(line.index)
                await self._request(line, headers, None)
            elif k < len(lines):
                await self._nats.publish(line.subject, line.payload, headers=headers)
                self._step("relay.in_batch")  # stopped here, the server drops what it holds of it
            else:
                headers["Nats-Batch-Commit"] = "1"
                await self._request(line, headers, line.index + 1)

    async def _request(self, line: Line, headers: dict[str, str], sequence: int | None) -> None:
        answer = await self._nats.request(
            line.subject, line.payload, timeout=self._timeout, headers=headers
        )
        reply = json.loads(answer.data) if answer.data else {}
        if error := reply.get("error"):
            if error.get("err_code") in _WRONG_SEQUENCE:
                raise WrongSequence(error.get("description"))
            if "Nats-Batch-Id" in headers:
                raise BatchRefused(error.get("description"))
            raise StreamError(error)
        if sequence is not None and reply.get("seq") != sequence:
            raise WrongSequence(f"{reply.get('seq')} instead of {sequence}")

    async def _info(self) -> Mapping[str, Any] | None:
        try:
            return await self._api(f"STREAM.INFO.{STREAM}", {})
        except StreamError as error:
            if error.code == _NO_STREAM:
                return None
            raise

    async def _api(self, what: str, request: Mapping[str, Any]) -> Mapping[str, Any]:
        body = json.JSONEncoder().encode(request).encode() if request else b""
        answer = await self._nats.request(f"$JS.API.{what}", body, timeout=self._timeout)
        reply: dict[str, Any] = json.loads(answer.data)
        if "error" in reply:
            raise StreamError(reply["error"])
        return reply


def differences(live: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """The names of settings that differ; the server leaves out what is off.

    One that we do not name has to be off: a newer server may know more ways to forget.
    """
    differing = [name for name, value in wanted.items() if live.get(name, _off(value)) != value]
    unasked = [name for name in live.keys() - wanted.keys() - _ITS_OWN if live[name]]
    return sorted(differing + unasked)


def read_headers(block: bytes) -> dict[str, str]:
    """The headers of a stored message: `NATS/1.0`, then one per line."""
    headers: dict[str, str] = {}
    for line in block.decode(errors="replace").split("\r\n")[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name, value.removeprefix(" "))
    return headers


def _off(value: Any) -> Any:
    return {bool: False, int: 0}.get(type(value))


__all__ = ["CONFIG", "BatchRefused", "NatsError", "Stream", "StreamError", "WrongSequence"]
