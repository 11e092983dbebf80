"""Lets small ledgers live, and judges what is left of them: J1, J4 and J5 of `faults.md`."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baraza.auditor.cli import main
from baraza.transparency import Checkpoint, leaf_hash, open_note, parse_note, root_of
from baraza.transparency.receipt import Receipt, leaves_digest
from ledgers import PRODUCERS, published, signer

TESTS = Path(__file__).parents[1]
NOW = 1_804_070_000
"""The auditor's clock: an hour and more after the ledger's."""
DECISIONS = 7
Tracer = Callable[[int], "subprocess.Popen[bytes] | None"]


@dataclass
class Ended:
    """How a life ended."""

    code: int
    said: list[dict[str, Any]]

    def of(self, kind: str) -> list[Any]:
        return [one[kind] for one in self.said if kind in one]


@dataclass
class Lives:
    """A process that lives lives, one after the other."""

    process: "subprocess.Popen[str]"

    def live(
        self, home: Path, *, tracer: Tracer = lambda _: None, decisions: int = DECISIONS, **how: Any
    ) -> Ended:
        """One life on the files of `home`; the tracer is given its process id before it begins."""
        said = home.with_name(f"{home.name}.said")
        before = said.stat().st_size if said.exists() else 0
        child = int(
            self._told({"home": str(home), "said": str(said), "decisions": decisions, **how})
        )
        tracing = tracer(child)
        code = int(self._told("go"))
        if tracing is not None:
            tracing.wait(60)
        lines = said.read_bytes()[before:].splitlines()
        return Ended(code, [json.loads(line) for line in lines])

    def _told(self, order: Any) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()


@contextmanager
def lives() -> Iterator[Lives]:
    """Where the block ends, so does the process."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("BARAZA_")}
    with subprocess.Popen(
        [sys.executable, "-m", "campaign.life"],
        env=environment | {"PYTHONPATH": str(TESTS)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Lives(process)


def new_home(folder: Path) -> Path:
    """Keys and contracts, and nothing else yet."""
    keys = folder / "keys"
    keys.mkdir(parents=True)
    for name in ("root", "log", "ledger", *PRODUCERS):
        key = signer("" if name == "log" else name)
        (keys / f"{name}.key").write_text(key.private_note() + "\n")
        (keys / f"{name}.vkey").write_text(key.vkey + "\n")
    (folder / "contracts.json").write_text(published().model_dump_json())
    return folder


def copied(home: Path, to: Path) -> Path:
    """The same files at another place, with what was said of them."""
    shutil.copytree(home, to)
    said = home.with_name(f"{home.name}.said")
    if said.exists():
        shutil.copy(said, to.with_name(f"{to.name}.said"))
    return to


def promised(home: Path) -> tuple[list[Receipt], list[Checkpoint]]:
    """All that any life on these files has said to others, with good signatures."""
    receipts, checkpoints = [], []
    for line in home.with_name(f"{home.name}.said").read_bytes().splitlines():
        told = json.loads(line)
        if "receipt" in told:
            note = open_note(told["receipt"].encode(), [signer("ledger").verifier])
            receipts.append(Receipt.parse(note.text))
        if "checkpoint" in told:
            checkpoints.append(
                Checkpoint.parse(open_note(told["checkpoint"].encode(), [signer("").verifier]).text)
            )
    return receipts, checkpoints


def audit(*words: object) -> tuple[int, Mapping[str, Any]]:
    out = io.StringIO()
    with redirect_stdout(out):
        code = main([*map(str, words), "--json"], now=NOW)
    return code, json.loads(out.getvalue())


def judge(home: Path) -> None:
    """Of a house that lived to its end: all that was ever promised is kept."""
    export = home / "export"
    code, told = audit("verify", export, "--policy", export / "policy")
    assert (code, told["findings"]) == (0, [])
    world = home / "export-world"
    code, told = audit("verify", world, "--policy", export / "policy")
    assert (code, told["findings"]) == (3, [])
    code, told = audit("verify", export, "--world", world, "--policy", export / "policy")
    assert (code, told["findings"]) == (0, [])
    code, told = audit("replay", export)
    # The contracts of this log are made up, and so are the digests of its deciders' source.
    assert {finding["code"] for finding in told["findings"]} <= {"other_source"}
    assert (told["different"], told["unverifiable"]) == (0, 0)
    with closing(sqlite3.connect(home / "ledger" / "ledger.db")) as database:
        leaves = [row[0] for row in database.execute("SELECT leaf FROM entry ORDER BY idx")]
        notes = [row[0] for row in database.execute("SELECT note FROM checkpoint ORDER BY size")]
    receipts, checkpoints = promised(home)
    honoured(receipts, leaves)
    one_history(
        [*checkpoints, *(Checkpoint.parse(parse_note(n.encode()).text) for n in notes)], leaves
    )


def honoured(receipts: Sequence[Receipt], leaves: Sequence[bytes]) -> None:
    """J4."""
    hashes = [leaf_hash(leaf) for leaf in leaves]
    for receipt in receipts:
        own = hashes[receipt.first : receipt.first + receipt.count]
        assert receipt.leaves_digest == leaves_digest(own), f"receipt of {receipt.first}"


def one_history(checkpoints: Sequence[Checkpoint], leaves: Sequence[bytes]) -> None:
    """J5: all are prefixes of the same leaves, so no two of one size differ."""
    hashes = [leaf_hash(leaf) for leaf in leaves]
    for checkpoint in checkpoints:
        assert checkpoint.size <= len(hashes), f"checkpoint of {checkpoint.size}"
        assert checkpoint.root == root_of(hashes[: checkpoint.size]), f"root of {checkpoint.size}"
