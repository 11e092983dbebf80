"""A nats-server that a test may stop, kill, freeze and start again on the same files and port."""

import asyncio
import json
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from buses import SERVER


class Server:
    """Listens on 127.0.0.1 only. Its store is `folder/jetstream`, unless arguments say where."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self._arguments = arguments
        self._port = -1
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self._port}"

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self._port

    def blocks(self) -> list[Path]:
        """The files that hold the stream's messages, oldest first; only while it is stopped."""
        return sorted(self.folder.glob("jetstream/**/msgs/*.blk"), key=lambda path: int(path.stem))

    async def start(self) -> None:
        ports = self.folder / "ports"
        ports.mkdir(parents=True, exist_ok=True)
        for old in ports.glob("*.ports"):
            old.unlink()
        with (self.folder / "nats-server.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(str(SERVER), "-a", "127.0.0.1", "-p", str(self._port)),
                *("--ports_file_dir", str(ports)),
                *(self._arguments or ("-js", "-sd", str(self.folder / "jetstream"))),
                stderr=log,
            )
        file = ports / f"nats-server_{self._process.pid}.ports"
        async with asyncio.timeout(30):
            for _ in range(3_000):
                if file.exists() and file.read_text():
                    break
                assert self._process.returncode is None
                await asyncio.sleep(0.01)
        self._port = int(json.loads(file.read_text())["nats"][0].rpartition(":")[2])

    async def end(self, how: int = signal.SIGTERM) -> None:
        """Let it stop, or kill it: `signal.SIGKILL`."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(how)
            await self._process.wait()

    def freeze(self) -> None:
        """It answers nobody and closes no connection; when this returns, all of it stands still."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        threads = Path(f"/proc/{self._process.pid}/task")
        until = time.monotonic() + 5
        while threads.exists() and any(_runs(thread) for thread in threads.iterdir()):
            assert time.monotonic() < until
            time.sleep(0.001)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)


def _runs(thread: Path) -> bool:
    """A signal to stop is not heeded at once by all threads of a process."""
    try:
        return (thread / "stat").read_text().rpartition(") ")[2][0] not in "Tt"
    except (FileNotFoundError, ProcessLookupError):
        return False


@asynccontextmanager
async def a_server(folder: Path, *arguments: str) -> AsyncIterator[Server]:
    server = Server(folder, *arguments)
    await server.start()
    try:
        yield server
    finally:
        await server.end(signal.SIGKILL)


class Slow:
    """Between a reader and the server: lets through so many bytes a second, and no more."""

    def __init__(self, to: tuple[str, int], bytes_a_second: int) -> None:
        self._to = to
        self.rate = bytes_a_second
        self._server: asyncio.Server | None = None
        self._pipes: set[asyncio.Task[None]] = set()
        self.url = ""

    async def __aenter__(self) -> "Slow":
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()[:2]
        self.url = f"nats://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for pipe in list(self._pipes):
            pipe.cancel()
        await asyncio.gather(*self._pipes, return_exceptions=True)
        await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(*self._to)
        to = back.get_extra_info("socket")
        # What the proxy would hold for a slow reader is the server's to hold.
        to.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        for source, sink, rate in ((reader, back, 0), (there, writer, 1)):
            pipe = asyncio.create_task(self._pass(source, sink, limited=bool(rate)))
            self._pipes.add(pipe)
            pipe.add_done_callback(self._pipes.discard)

    async def _pass(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, limited: bool
    ) -> None:
        try:
            while part := await source.read(1_024 if limited else 65_536):
                sink.write(part)
                await sink.drain()
                if limited:
                    await asyncio.sleep(len(part) / self.rate)
        except OSError:
            pass
        finally:
            sink.close()
