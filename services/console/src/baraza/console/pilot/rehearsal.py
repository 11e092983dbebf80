"""Whose year a home holds: begun, broken off, lived to its end, another folder's, or a real one."""

import json
import shutil
from dataclasses import dataclass
from typing import Any, Literal

from baraza.console import keys
from baraza.console.home import SERVICES, Home, Trouble, write_private
from baraza.console.pilot.hands import announce, origin_of
from baraza.console.programme import Folder

State = Literal["new", "continued", "finished", "another"]

_SAID: dict[State, str] = {
    "new": "a new year begins",
    "continued": "the year goes on where it was broken off",
    "finished": "the year was lived to its end; it starts clean",
    "another": "another folder's year lies there; it starts clean",
}
_SKIPPED = "skipped.txt"
_OWN = ("ledger", "relay", "ratchet", "jetstream", "export", "keys", "witness", *SERVICES)


@dataclass(frozen=True)
class SkippedLines:
    """Beside the year's databases, so that a year broken off remembers what it has told."""

    home: Home

    def lines(self) -> list[str]:
        try:
            return (self.home.path / _SKIPPED).read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []

    def add(self, line: str) -> None:
        with (self.home.path / _SKIPPED).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


@dataclass(frozen=True)
class Rehearsal:
    """One folder's year in one home."""

    home: Home
    folder: Folder

    @property
    def origin(self) -> str:
        return origin_of(self.folder)

    @property
    def seed(self) -> bytes:
        return bytes.fromhex(self.folder.seed)

    def state(self) -> State:
        """`Trouble` where the home holds something that a rehearsal may not touch."""
        charter = self._charter()
        if charter is None:
            self._nothing_of_others()
            return "new"
        if charter.get("clock") != "virtual":
            raise Trouble(
                f"{self.home.path} holds a log under the system clock, which no rehearsal may "
                "touch. Choose another --home."
            )
        root = keys.root_key(self.home)
        if root is None:
            return "new"
        if root != keys.signer(self.origin, "root", self.seed).vkey:
            return "another"
        return "finished" if charter.get("finished") else "continued"

    def prepare(self) -> str:
        """Make the home fit for this year; what was found, in words. Call it under the lock."""
        state = self.state()
        if state != "continued":
            self._clean()
            announce(self.home, self.folder)
        self._write({"clock": "virtual", "origin": self.origin, "finished": False})
        return _SAID[state]

    def finish(self) -> None:
        """Note that the year was lived to its end."""
        self._write({"clock": "virtual", "origin": self.origin, "finished": True})

    def _charter(self) -> dict[str, Any] | None:
        try:
            charter: dict[str, Any] = json.loads(self.home.charter.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise Trouble(f"{self.home.charter} cannot be read. Choose another --home.") from error
        return charter

    def _nothing_of_others(self) -> None:
        if self.home.ledger.exists():
            raise Trouble(
                f"{self.home.path} holds a ledger that no rehearsal made. Choose another --home."
            )

    def _clean(self) -> None:
        """Take away what a house makes, and nothing else; the lock stays where it is."""
        for name in _OWN:
            shutil.rmtree(self.home.path / name, ignore_errors=True)
        for path in self.home.run.iterdir():
            if path.name != "lock" and path.is_file():
                path.unlink()
        (self.home.path / _SKIPPED).unlink(missing_ok=True)
        self.home.charter.unlink(missing_ok=True)
        self.home.made()

    def _write(self, charter: dict[str, Any]) -> None:
        write_private(self.home.charter, json.dumps(charter) + "\n")  # noqa: TID251 - a note
