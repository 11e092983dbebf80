"""What the ledger itself wrote, audited from its files."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.cli import main
from baraza.ledger.append import found
from baraza.ledger.checkpoints import Checkpoints, Signed
from baraza.ledger.exports import Export
from ledgers import START, House, Pen, charter, house, signer

NOW = 1_804_070_000


@dataclass
class Exporter:
    """Checkpoints of a ledger, each exported when it is made; opened before the founding."""

    one: House
    folder: Path
    keep_partial: bool = True

    def __post_init__(self) -> None:
        export = Export(self.folder, self.one.ledger.reader, keep_partial=self.keep_partial)

        def show(signed: Signed) -> None:
            export.write(signed.note, self.one.ledger.standing.ring)

        ratchet = f"sqlite:///{self.one.folder / 'ratchet.db'}"
        self.checkpoints = Checkpoints(self.one.ledger, ratchet, signer(""), shown=show)

    def found(self, clock: str = "system") -> House:
        """Founded in this very ledger, of whose beginning the second store knows."""
        found(self.one.ledger, charter(clock), START)
        return self.one


@contextmanager
def exporting(folder: Path, *, keep_partial: bool = True) -> Iterator[Exporter]:
    with house(folder) as one:
        exporter = Exporter(one, folder / "export", keep_partial)
        try:
            yield exporter
        finally:
            exporter.checkpoints.close()


def audit(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any]:
    capsys.readouterr()
    code = main([*map(str, words), "--json"], now=NOW)
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("clock", ["system", "virtual"])
def test_a_founded_log_verifies_and_comes_out_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], clock: str
) -> None:
    with exporting(tmp_path) as exporter:
        exporter.found(clock)
        exporter.checkpoints.make()
    export = exporter.folder

    code, told = audit(capsys, "verify", export, "--policy", export / "policy")
    assert (code, told["findings"]) == (0, [])
    assert (told["clock"], told["quorum_met"]) == (clock, None)
    assert told["not_checked"] == ["quorum"]

    code, told = audit(capsys, "replay", export)
    assert (told["different"], told["unverifiable"]) == (0, 0)
    assert told["same"] == told["decisions"] > 0
    # The contracts of this log are made up, and so are the digests of its deciders' source.
    assert {f["code"] for f in told["findings"]} <= {"other_source"}


@pytest.mark.parametrize("keep_partial", [True, False])
def test_a_log_that_grows_stays_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], keep_partial: bool
) -> None:
    with exporting(tmp_path, keep_partial=keep_partial) as exporter:
        export, pen = exporter.folder, Pen(exporter.found())
        kept: Path | None = None
        receipt = ""
        told: dict[str, Any] = {}
        for round_ in range(4):
            for k in range(24):
                receipt = pen.say(f"pair.p{round_}-{k}", 1 + k % 3).receipt
            exporter.checkpoints.make()
            (tmp_path / "receipt").write_text(receipt)
            words = ["verify", export, "--policy", export / "policy"]
            words += ["--receipt", tmp_path / "receipt"]
            words += ["--since", kept] if kept else []

            code, told = audit(capsys, *words)

            assert (code, told["findings"]) == (0, [])
            assert told["size"] == exporter.one.ledger.standing.size
            kept = tmp_path / f"checkpoint-{round_}"
            kept.write_bytes((export / "checkpoint").read_bytes())
        assert told["size"] > 256
