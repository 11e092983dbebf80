"""The ledger beside a plain list of what it should hold, whatever is asked and whatever breaks."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from baraza.decider.decision import schema_uri
from baraza.ledger.append import LedgerStopped, Taken, found
from baraza.ledger.checkpoints import Checkpoints, Signed
from baraza.ledger.exports import Export
from baraza.transparency import Checkpoint, leaf_hash, open_note, root_of
from baraza.transparency.receipt import Receipt, leaves_digest
from campaign.lived import audit
from ledgers import ORIGIN, START, House, Pen, charter, events_digest, signer

SUBJECTS = st.sampled_from(["pair.a", "pair.b", "pair.c"])
STEPS = st.sampled_from(["ledger.before_commit", "ledger.after_commit"])
SIGNING = st.sampled_from(
    ["checkpoint.signed", "checkpoint.ratcheted", "checkpoint.stored", "checkpoint.published"]
)


class Killed(BaseException):
    """Stands for the end of the process."""


@dataclass(frozen=True)
class Said:
    """A decision that the ledger has answered for, or may have."""

    command_id: str
    payload: bytes
    documents: list[dict[str, Any]]


class LedgerMachine(RuleBasedStateMachine):
    """Asks, conflicts, repetitions, refusals, restarts, crashes, checkpoints and clocks."""

    asked = Bundle("asked")

    def __init__(self) -> None:
        super().__init__()
        self.temporary = TemporaryDirectory()
        folder = Path(self.temporary.name)
        self.home = House(folder / "log")
        self.shown: list[Signed] = []
        self.step: Callable[[str], None] = lambda _: None
        self.model: list[tuple[str, str, int | None]] = []  # entry id, subject, version
        self.receipts: dict[str, str] = {}
        self.last_at = 0
        self._open()

    @initialize()
    def founded(self) -> None:
        found(self.home.ledger, charter(), START)
        self.pen = Pen(self.home)
        self.begun = self.home.ledger.standing.size

    # --- asking

    @rule(target=asked, subject=SUBJECTS, events=st.integers(1, 4))
    def say(self, subject: str, events: int) -> Any:
        said = self._said(subject, events)
        taken = self.home.append(said.payload)
        assert not taken.replayed
        self._count(said, taken)
        return said

    @rule(target=asked, subjects=st.lists(SUBJECTS, min_size=2, max_size=6, unique=True))
    def say_together(self, subjects: list[str]) -> Any:
        """What waits together shares a commit."""
        said = [self._said(subject, 1) for subject in subjects]
        prepared = [self.home.ledger.prepare(one.payload, "matching") for one in said]
        futures = [self.home.ledger.submit(one) for one in prepared]
        for one, future in zip(said, futures, strict=True):
            self._count(one, future.result(10))
        return multiple(*said)

    @rule(target=asked, subject=SUBJECTS)
    def refuse(self, subject: str) -> Any:
        """A refusal moves nobody's version."""
        documents = self.pen.decision(subject, 1)
        command, event = documents
        kind = "baraza.event.matching.CommandRefused.v1"
        event |= {
            "type": kind,
            "subject": f"refusal.{command['id']}",
            "entityversion": 1,
            "dataschema": schema_uri(self.home.ledger.standing.contracts[kind]),
            "data": {"command": "Say", "reason": "no", "rule": "matching.v1", "numbers": {}},
        }
        version = self.pen.versions.get(f"matching.{subject}", 0)
        command["expect"] = f"matching.{subject}={version}"
        command["eventsdigest"] = events_digest([event])
        said = Said(command["id"], self.pen.signed(documents), documents)
        self._count(said, self.home.append(said.payload))
        return said

    @rule(subject=SUBJECTS, behind=st.integers(-2, 2).filter(bool))
    def conflict(self, subject: str, behind: int) -> None:
        entity = f"matching.{subject}"
        now = self.pen.versions.get(entity, 0)
        if now + behind < 0:
            return
        self.pen.versions[entity] = now + behind
        payload = self.pen.request(subject)
        self.pen.versions[entity] = now
        assert self.home.code(payload) == ("version_conflict", None)

    @rule(said=asked)
    def again(self, said: Said) -> None:
        """The first receipt, to the byte."""
        taken = self.home.append(said.payload)
        assert taken.replayed
        assert taken.receipt == self.receipts[said.command_id]

    @rule(said=asked, subject=SUBJECTS)
    def other_ask_under_the_same_id(self, said: Said, subject: str) -> None:
        payload = self.pen.request(subject, id=said.command_id, data={"said": "something else"})
        assert self.home.code(payload)[0] == "command_reused"

    @rule(cut=st.integers(1, 400))
    def garbage(self, cut: int) -> None:
        assert self.home.code(self.pen.request()[:-cut])[0] in {"malformed", "incomplete_decision"}

    # --- what goes wrong

    @rule(target=asked, subject=SUBJECTS, step=STEPS)
    def killed_round_a_commit(self, subject: str, step: str) -> Any:
        said = self._said(subject, 2)
        self.home.step = self._stop_at(step)
        future = self.home.ledger.submit(self.home.ledger.prepare(said.payload, "matching"))
        assert isinstance(future.exception(10), LedgerStopped)
        self.home.step = lambda _: None
        self.restart()
        taken = self.home.append(said.payload)
        assert taken.replayed == (step == "ledger.after_commit")
        self._count(said, taken)
        return said

    @rule(step=SIGNING)
    def killed_while_signing(self, step: str) -> None:
        self.step = self._stop_at(step)
        try:
            self.checkpoints.make()
        except Killed:
            self.step = lambda _: None
            self.restart()
        self.step = lambda _: None

    @rule()
    def restart(self) -> None:
        self.checkpoints.close()
        self.home.again()
        self._open()

    @rule(ms=st.integers(-7_200_000, 31_536_000_000))
    def clock(self, ms: int) -> None:
        """It may step back, but not before the decisions to come, which would be of the future."""
        self.home.time.ms = max(self.home.time.ms + ms, int(START.timestamp() * 1000) + 300_000)
        self.home.time.seconds += 1.0

    @rule()
    def checkpoint(self) -> None:
        self.checkpoints.make()
        assert self.checkpoints.size == self.home.ledger.standing.size

    # --- what holds

    @invariant()
    @precondition(lambda self: hasattr(self, "begun"))
    def the_log_is_the_list(self) -> None:
        rows = self.home.rows(
            "SELECT entry_id, entity, entity_version, recorded_at, leaf FROM entry ORDER BY idx"
        )
        assert len(rows) == self.home.ledger.standing.size
        assert [row[:3] for row in rows[self.begun :]] == self.model
        times = [row[3] for row in rows]
        assert times == sorted(times)
        hashes = [leaf_hash(row[4]) for row in rows]
        for note in self.receipts.values():
            receipt = Receipt.parse(open_note(note.encode(), [signer("ledger").verifier]).text)
            own = hashes[receipt.first : receipt.first + receipt.count]
            assert receipt.leaves_digest == leaves_digest(own)
        for signed in self.shown:
            assert signed.checkpoint.root == root_of(hashes[: signed.size])

    def teardown(self) -> None:
        try:
            if hasattr(self, "begun"):
                self.checkpoints.make()
                self._judge()
        finally:
            self.checkpoints.close()
            self.home.ledger.close()
            self.temporary.cleanup()

    def _judge(self) -> None:
        """J1, of the files as they are at the end."""
        export = self.home.folder / "export"
        newest = max(self.shown, key=lambda signed: signed.size)
        Export(export, self.home.ledger.reader).write(newest.note, self.home.ledger.standing.ring)
        code, told = audit("verify", export, "--policy", export / "policy", "--max-age", "90000h")
        assert (code, told["findings"]) == (0, [])
        assert Checkpoint(ORIGIN, told["size"], b64decode(told["root"])) == newest.checkpoint

    def _open(self) -> None:
        self.checkpoints = Checkpoints(
            self.home.ledger,
            f"sqlite:///{self.home.folder / 'ratchet.db'}",
            signer(""),
            step=lambda name: self.step(name),  # noqa: PLW0108 - it changes
            shown=self.shown.append,
        )

    def _said(self, subject: str, events: int) -> Said:
        documents = self.pen.decision(subject, events)
        return Said(documents[0]["id"], self.pen.signed(documents), documents)

    def _count(self, said: Said, taken: Taken) -> None:
        """It is in the list from now on, at its index."""
        assert taken.first == self.begun + len(self.model)
        for document in said.documents:
            version = document.get("entityversion")
            entity = f"matching.{document['subject']}"
            self.model.append((document["id"], entity, version))
            if version is not None and not document["subject"].startswith("refusal."):
                self.pen.versions[entity] = version
        self.receipts[said.command_id] = taken.receipt

    @staticmethod
    def _stop_at(name: str) -> Callable[[str], None]:
        def step(here: str) -> None:
            if here == name:
                raise Killed(name)

        return step
