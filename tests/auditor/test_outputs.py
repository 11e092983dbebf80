"""Where a command writes: beside the evidence, never over what it did not write; and usage."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.cli import main
from baraza.auditor.source import Unreadable, write_file
from baraza.auditor.witness import keys
from forge import LOG, NOW, POLICY, honest, put


@pytest.fixture
def export(tmp_path: Path) -> Path:
    put(tmp_path / "mine", POLICY.encode())
    return honest().export(tmp_path / "export")


class Run:
    """One command, its exit code and its object."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: object) -> tuple[int, str]:
        try:
            code = main([*map(str, words)], now=NOW)
        except SystemExit as ended:
            code = int(str(ended.code))
        out, err = self._capsys.readouterr()
        return code, out + err

    def told(self, *words: object) -> tuple[int, dict[str, Any]]:
        code, out = self(*words, "--json")
        told: dict[str, Any] = json.loads(out)
        return code, told


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)


def writers(export: Path) -> dict[str, tuple[object, ...]]:
    """Each command that writes a file, up to the place where it writes."""
    mine = export.parent / "mine"
    return {
        "report": ("report", export, "--policy", mine, "-o"),
        "tables": ("report", export, "--policy", mine, "-o", export.parent / "y.html", "--sql"),
        "sql": ("sql", export, "-o"),
        "prove": ("prove", export, "--index", 3, "-o"),
        "verify": ("verify", export, "--policy", mine, "--evidence"),
        "diff": ("diff", export, export, "--policy", mine, "--evidence"),
    }


WRITERS = [*writers(Path())]


# Where nothing is written


@pytest.mark.parametrize("name", WRITERS)
def test_evidence_is_not_written_over(run: Run, export: Path, name: str) -> None:
    words = writers(export)[name]
    before = {path: path.read_bytes() for path in export.rglob("*") if path.is_file()}

    for place in ("policy", "checkpoint", "new.file"):
        assert run(*words, export / place)[0] == 2

    assert {path: path.read_bytes() for path in export.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_of_another_is_not_written_over(run: Run, export: Path, name: str) -> None:
    kept = export.parent / "kept"
    with closing(sqlite3.connect(kept)) as ledger:
        ledger.execute("CREATE TABLE entries (leaf BLOB)")
    before = kept.read_bytes()

    code, said = run(*writers(export)[name], kept)

    assert (code, "not written over" in said) == (4, True)
    assert kept.read_bytes() == before
    assert not (export.parent / "y.html").exists()


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_no_regular_file_stays_what_it_is(run: Run, export: Path, name: str) -> None:
    words = writers(export)[name]
    pipe = export.parent / "pipe"
    os.mkfifo(pipe)

    assert run(*words, pipe)[0] == 4
    assert pipe.is_fifo()
    assert run(*words, export.parent)[0] == 4
    assert run(*words, "-")[0] == 2


def test_no_name_is_put_over_a_pipe_or_a_link_without_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    for name in ("pipe", "loop", "no/folder"):
        with pytest.raises(Unreadable):
            write_file(tmp_path / name, b"x")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["loop", "pipe"]
    assert (tmp_path / "pipe").is_fifo()


def test_one_file_is_not_both_page_and_tables(run: Run, export: Path) -> None:
    words = writers(export)["report"]
    place = export.parent / "both"
    (export.parent / "link").symlink_to(place)

    assert run(*words, place, "--sql", place)[0] == 2
    assert run(*words, place, "--sql", export.parent / "link")[0] == 2
    assert not place.exists()


# Where something is


@pytest.mark.parametrize("name", ["report", "tables", "sql", "prove"])
def test_a_link_is_followed_and_what_was_written_is_written_anew(
    run: Run, export: Path, name: str
) -> None:
    words = writers(export)[name]
    real, link = export.parent / "real", export.parent / "link"
    real.touch()
    link.symlink_to(real)

    codes = {run(*words, link)[0]}
    first = real.read_bytes()
    codes.add(run(*words, real)[0])

    assert len(codes) == 1
    assert codes <= {0, 3}
    assert link.is_symlink()
    assert first
    assert real.read_bytes() == first


def test_forged_logs_that_cannot_be_left_are_told_in_one_sentence(run: Run, export: Path) -> None:
    code, told = run.told("demo", "-o", export / "checkpoint" / "here")

    assert (code, told["findings"][0]["code"]) == (4, "unreadable")
    assert "cannot be written" in told["findings"][0]["detail"]


def test_a_witness_without_its_store_or_address_file_does_not_begin(
    run: Run, tmp_path: Path
) -> None:
    keys.make("witness.example/us", tmp_path / "key")
    serve = ("witness", "serve", "--listen", "127.0.0.1:0", "--key", tmp_path / "key")
    words = (*serve, "--log", LOG.vkey)

    for more in (
        ("--store", tmp_path / "no" / "store"),
        ("--store", tmp_path),
        ("--store", tmp_path / "store", "--address-file", tmp_path / "no" / "url"),
    ):
        code, said = run(*words, *more)
        assert (code, said.count("\n"), said[:12]) == (4, 1, "Unreadable: ")


# What cannot be meant


def test_what_nobody_decided_is_not_said_to_hold(run: Run, export: Path) -> None:
    chance = ("--randomness", "ab")
    for words in (
        ("replay", export, "--service", "nope"),
        ("sample", export, *chance, "--service", "nope"),
    ):
        code, told = run.told(*words)
        assert (code, told["findings"][0]["code"]) == (2, "usage")
        assert "those that did: ledger, toy" in told["findings"][0]["detail"]
    code, told = run.told("sample", export, *chance, "--service", "toy", "--command", "nope")
    assert (code, told["findings"][0]["detail"]) == (
        *(2, "no command nope of toy; there are: Count"),
    )


def test_a_replay_of_more_than_there_is_says_so(run: Run, export: Path) -> None:
    for wrong in ("-1", "0", "x"):
        assert run("replay", export, "--to", wrong)[0] == 2

    said = run("replay", export, "--service", "ledger", "--to", 9_999)[1]

    assert "entries, not 9,999: all were replayed." in said


def test_beyond_the_log_is_unreadable_and_no_entity_is_a_matter_of_usage(
    run: Run, export: Path
) -> None:
    for command in ("as-of", "explain"):
        for beyond in ("9999", "9" * 30):
            assert run(command, export, "--index", beyond)[0] == 4
    for wrong in ("nope", "a.b", "a.b.c.d", ""):
        assert run("as-of", export, "--entity", wrong)[0] == 2
    assert run("as-of", export, "--entity", "toy.counter.none")[0] == 0


def test_a_policy_is_a_file_of_ones_own(run: Run, export: Path) -> None:
    address = "http://127.0.0.1:9/policy"

    code, said = run("verify", export, "--policy", address)

    assert (code, f"{address} is an address" in said) == (2, True)


@pytest.mark.parametrize("tool", ["sign", "witness"])
def test_a_name_that_no_key_can_bear_is_a_matter_of_usage(
    run: Run, tmp_path: Path, tool: str
) -> None:
    for name in ("", "ü x", "x" if tool == "sign" else "a+b"):
        code, said = run(tool, "key", "--name", name, "-o", tmp_path / "key")
        assert (code, "write" in said, (tmp_path / "key").exists()) == (2, True, False)
