"""The ledger, its checkpoints, witnesses and files as one value, without any bus.

Also what a host tells it: settings, keys, and what it founds a log with.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from errno import ENOSPC
from pathlib import Path
from threading import Lock

from baraza.ledger import cosignatures
from baraza.ledger.append import Charter, Ledger, found, killer
from baraza.ledger.checkpoints import Checkpoints, Halted, Signed, latest
from baraza.ledger.exports import Export
from baraza.ledger.exports_world import WorldExport
from baraza.ledger.schemas import published
from baraza.ledger.witnessing import Witnessing, witnesses
from baraza.messaging.refusal import StartRefused
from baraza.messaging.settings import Settings
from baraza.transparency.notes import Signer

CHECKPOINT_ENTRIES = 256
COSIGN_SECONDS = 8.0
"""How long files wait for witnesses: one of them may be just starting again."""
PRODUCERS = ("registration", "matching", "scheduling", "feedback", "oversight")


class LedgerSettings(Settings):
    """What the ledger and its relay are told beside what every process is."""

    service: str = "ledger"
    ledger_url: str = ""
    """Empty: `ledger/ledger.db` in the home."""
    ratchet_url: str = ""
    """The second store; another disk or host in production. Empty: `ratchet/ratchet.db`."""
    keys_dir: Path | None = None
    export_dir: Path | None = None
    witnesses: Path | None = None
    """A policy file with the bodies' witnesses and their addresses; None: nobody is asked."""
    contracts_file: Path | None = None
    """Contracts to found the log with; None: those of this release."""
    kill_at: str = ""
    """For tests of crashes: `name:n` ends the process at the n-th passage of a step."""

    @property
    def database(self) -> str:
        return self.ledger_url or _sqlite(self.home / "ledger" / "ledger.db")

    @property
    def second_store(self) -> str:
        # Its folder is made with it: an empty one would be in the way of the one put back.
        return self.ratchet_url or f"sqlite:///{self.home / 'ratchet' / 'ratchet.db'}"

    @property
    def keys(self) -> Path:
        return self.keys_dir or self.home / "keys"

    @property
    def export_to(self) -> Path:
        return self.export_dir or self.home / "export"

    @property
    def export_world_to(self) -> Path:
        """The tier for the world, beside the bodies'."""
        return self.export_to.with_name(f"{self.export_to.name}-world")

    def signer(self, name: str) -> Signer | None:
        """The private key `<name>.key`, where this host has it."""
        path = self.keys / f"{name}.key"
        return Signer.from_private(path.read_text().strip()) if path.exists() else None


class MissingKey(StartRefused):
    """A key that the ledger needs is not in its folder."""


class House:
    """The ledger, its checkpoints and its files, as one value that can be started and closed."""

    def __init__(
        self,
        settings: LedgerSettings,
        *,
        die: Callable[[str], None],
        committed: Callable[[int], None] = lambda _: None,
        shown: Callable[[Signed], None] = lambda _: None,
        now: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self.settings = settings
        self._shown = shown
        self._founded = False
        self._files = Lock()
        self.witnessing: Witnessing | None = None
        step = killer(settings.kill_at)
        self.ledger = Ledger(
            settings.database,
            origin=settings.origin,
            signer=_needed(settings, "ledger"),
            now=now,
            monotonic=time.monotonic,
            die=die,
            lock=settings.home / "ledger" / "ledger.lock",
            step=step,
            committed=committed,
            rehearsed=settings.virtual,
        )
        try:
            self.export = Export(
                settings.export_to, self.ledger.reader, keep_partial=not settings.virtual
            )
            self.world = WorldExport(
                settings.export_world_to, self.ledger.reader, keep_partial=not settings.virtual
            )
            self.witnessing = self._witnesses(settings.witnesses)
            self.checkpoints = Checkpoints(
                self.ledger,
                settings.second_store,
                _needed(settings, "log"),
                step=step,
                shown=self._show,
                others=self._other_log_keys,
            )
        except BaseException:
            self._stop_asking()
            self.ledger.close()
            raise

    def found(self, at: datetime) -> int:
        """Take the founding decisions that are lacking; how many."""
        return found(self.ledger, charter(self.settings), at)

    def look_at_keys(self) -> None:
        """Sign receipts with the key that lies there now, if the log has announced it."""
        signer, standing = _needed(self.settings, "ledger"), self.ledger.standing
        if standing.ring.valid(signer.name, signer.verifier.key_id, standing.size):
            self.ledger.signer = signer

    def turn(self, reading: datetime) -> int:
        """Under the virtual clock: found the log, then a checkpoint if it has grown enough.

        What this process has found to be founded stays so, and the files get their checkpoint
        when they are written; so a turn with nothing to do costs nothing.
        """
        count = 0
        if not self._founded:
            count, self._founded = self.found(reading), True
        grown = self.ledger.standing.size - self.checkpoints.size
        if grown >= CHECKPOINT_ENTRIES or count:
            self.checkpoints.make()
        return count

    def export_now(self) -> tuple[int, str]:
        """Bring the files up to the log as it stands; their size and folder.

        Witnesses are given a moment; one that is silent is left out.
        """
        self.checkpoints.make()
        if self.witnessing is not None:
            self.witnessing.wait(COSIGN_SECONDS)
        with self.ledger.reader.connect() as connection:
            signed = latest(connection)
        size = self._write(signed) if signed else 0
        return size, str(self.settings.export_to)

    def show_rest(self) -> None:
        """A last checkpoint before a stop: no file lags behind what was decided."""
        if not self.settings.virtual and not self.ledger.halted:
            self.checkpoints.make()

    def close(self) -> None:
        self._stop_asking()
        self.checkpoints.close()
        self.ledger.close()

    def _show(self, signed: Signed) -> None:
        if not self.settings.virtual:
            try:
                self._write(signed)
            except OSError as error:
                if error.errno != ENOSPC:
                    raise
                # What those who watch cannot be shown is not promised to anyone.
                self.ledger.halt("disk_full")
                raise Halted("the disk of the export is full") from error
        self._shown(signed)
        if self.witnessing is not None:
            self.witnessing.ask(signed)

    def _cosigned(self, size: int) -> None:
        """The newest checkpoint has new cosignatures: the same is shown again, with them."""
        with self.ledger.reader.connect() as connection:
            signed = latest(connection)
            if signed is None or signed.size != size:
                return  # a newer one is on its way
            whole = cosignatures.whole(connection, signed.note, size)
        if not self.settings.virtual:
            self._write(signed)
        self._shown(replace(signed, note=whole))

    def _witnesses(self, file: Path | None) -> Witnessing | None:
        if file is None:
            return None
        bodies = self.export.bodies = self.world.bodies = witnesses(file)
        return Witnessing(
            self.ledger, bodies, shown=self._cosigned, rehearsed=self.settings.virtual
        )

    def _stop_asking(self) -> None:
        if self.witnessing is not None:
            self.witnessing.close()

    def _other_log_keys(self) -> Sequence[Signer]:
        """After a rotation: every private key here that the log has announced as its own."""
        announced = self.ledger.standing.ring.log_verifiers()
        if len(announced) < 2:
            return ()
        found = (
            Signer.from_private(file.read_text().strip())
            for file in sorted(self.settings.keys.glob("*.key"))
        )
        return [signer for signer in found if signer.verifier in announced]

    def _write(self, signed: Signed) -> int:
        """Both tiers, from the same checkpoint with all that bodies said of it; its size."""
        with self._files, self.ledger.reader.connect() as connection:
            note = cosignatures.whole(connection, signed.note, signed.size)
            self.world.write(note, self.ledger.standing.ring)
            return self.export.write(note, self.ledger.standing.ring)


def charter(settings: LedgerSettings) -> Charter:
    """What this host founds a log with."""
    return Charter(
        origin=settings.origin,
        clock=settings.clock,
        root=settings.signer("root"),
        ledger=_needed(settings, "ledger"),
        log_key=_needed(settings, "log").vkey,
        producers={
            name: (settings.keys / f"{name}.vkey").read_text().strip()
            for name in (*PRODUCERS, *_bodies(settings.keys))
            if (settings.keys / f"{name}.vkey").exists()
        },
        published=published(settings.contracts_file),
        seed=settings.seed,
    )


def _bodies(keys: Path) -> list[str]:
    """Bodies whose public keys lie there: each is registered once, while the root key is here."""
    return sorted(file.name.removesuffix(".vkey") for file in keys.glob("body.*.vkey"))


def _needed(settings: LedgerSettings, name: str) -> Signer:
    signer = settings.signer(name)
    if signer is None:
        raise MissingKey(f"The key {settings.keys / name}.key is not there. Put it back.")
    return signer


def _sqlite(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{path}"
