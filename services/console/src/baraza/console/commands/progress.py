"""How far a long work has come, on the terminal alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class Moved(Protocol):
    """Called with what is done, of how much, and with another word for it where there is one."""

    def __call__(self, done: int, of: int, what: str = ...) -> None: ...


@contextmanager
def progress(what: str) -> Iterator[Moved]:
    """A bar on standard error where somebody looks."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    console = Console(stderr=True)
    shown = Progress(
        *columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal
    )
    with shown:
        task = shown.add_task(what, total=None)

        def moved(done: int, of: int, what: str = what) -> None:
            shown.update(task, completed=done, total=max(of, done), description=what)

        yield moved
