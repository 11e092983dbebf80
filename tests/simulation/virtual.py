"""A loop whose time passes only when nothing is left to do: hours of waiting cost nothing."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Done = TypeVar("Done")


class NothingWillHappen(Exception):
    """Everybody waits for somebody else."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """Same tasks, same order, same times; what else would run in a thread runs at once."""

    def __init__(self) -> None:
        self._virtual = 0.0
        super().__init__(_Selector(self.pass_by))

    def time(self) -> float:
        return self._virtual

    def pass_by(self, seconds: float) -> None:
        self._virtual += seconds

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, work: Callable[..., Any], *args: Any
    ) -> "asyncio.Future[Any]":
        done = self.create_future()
        try:
            done.set_result(work(*args))
        except Exception as error:  # noqa: BLE001 - whoever awaits it gets it
            done.set_exception(error)
        return done


class _Selector(selectors.DefaultSelector):
    def __init__(self, pass_by: Callable[[float], None]) -> None:
        super().__init__()
        self._pass_by = pass_by

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready and timeout is None:
            raise NothingWillHappen
        if not ready and timeout:
            self._pass_by(timeout)
        return ready


def run(work: Coroutine[Any, Any, Done]) -> Done:
    """Run this to its end in a loop of its own."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)
