"""A log as a SQLite file: every entry once, the same bytes, the documented questions answered."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.cli import main
from baraza.auditor.log import Log
from baraza.auditor.path import path
from baraza.auditor.report.year import gathered
from baraza.auditor.scan import entries
from baraza.auditor.source import Damage, Folder
from baraza.auditor.sql import examples, write
from forge import POLICY, Forge, honest, put

KEPT = Path(__file__).parents[1] / "kept" / "export"
VECTORS = Path(__file__).parents[1] / "vectors" / "export"


@pytest.fixture(scope="module")
def kept() -> Log:
    return Log.open(Folder(KEPT))


@pytest.fixture(scope="module")
def file(kept: Log, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sql") / "log.db"
    write(kept, made)
    return made


@pytest.fixture
def database(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
        yield opened


def rows(database: sqlite3.Connection, query: str) -> list[tuple[Any, ...]]:
    return database.execute(query).fetchall()


def test_every_entry_is_a_row_with_what_it_says(kept: Log, database: sqlite3.Connection) -> None:
    told = rows(database, "SELECT idx, kind, type, data FROM entries ORDER BY idx")

    expected = [(i, e.kind, e.type, dict(e.data)) for i, e in entries(kept)]
    assert [(i, kind, type_, json.loads(data)) for i, kind, type_, data in told] == expected


def test_decisions_and_events_are_all_entries(kept: Log, database: sqlite3.Connection) -> None:
    ((decisions, events),) = rows(
        database, "SELECT (SELECT count(*) FROM decisions), (SELECT count(*) FROM events)"
    )
    loose = "SELECT count(*) FROM events WHERE decision NOT IN (SELECT idx FROM decisions)"

    assert decisions + events == kept.size
    assert rows(database, "SELECT sum(events) FROM decisions") == [(events,)]
    assert rows(database, loose) == [(0,)]


def test_the_money_is_that_of_the_report(kept: Log, database: sqlite3.Connection) -> None:
    names = ("funded", "reserved", "spent", "returned", "available", "rolled_over")
    columns = ", ".join(f"{name}_minor" for name in names)

    told = rows(database, f"SELECT idx, {columns} FROM money ORDER BY idx")  # noqa: S608

    envelopes = gathered(kept).money.envelopes.values()
    expected = [(one.index, *(getattr(one, name) for name in names)) for one in envelopes]
    assert told == sorted(expected)


def test_what_is_overdue_is_what_the_report_calls_so(
    kept: Log, database: sqlite3.Connection
) -> None:
    year = gathered(kept)

    told = rows(database, "SELECT DISTINCT matter FROM overdue ORDER BY matter")

    assert told == sorted((one.id,) for one in year.late.overdue(year.last_time) if one.late)


def test_one_persons_rows_are_their_path(kept: Log, database: sqlite3.Connection) -> None:
    ((mentee,), *_) = rows(database, "SELECT mentee FROM who_with_whom ORDER BY idx")
    steps = [(one["index"], one["says"]) for one in path(kept, person=mentee)["steps"]]

    query = "SELECT idx, says FROM path WHERE pseudonym = ? ORDER BY idx"
    told = database.execute(query, (mentee,)).fetchall()

    assert told
    assert set(told) <= set(steps)


def test_every_refusal_has_its_reason(database: sqlite3.Connection) -> None:
    refused = rows(database, "SELECT count(*) FROM decisions WHERE refused = 1")

    assert rows(database, "SELECT sum(times) FROM refused_why") == refused
    assert rows(database, "SELECT count(*) FROM refusals WHERE reason IS NULL") == [(0,)]


@pytest.mark.parametrize(("question", "query"), list(examples()))
def test_the_documented_questions_have_answers(
    question: str, query: str, database: sqlite3.Connection
) -> None:
    may_be_empty = question.startswith("Whose entries were recorded long after")

    assert question.strip()
    assert rows(database, query) or may_be_empty
    held = "SELECT query FROM examples WHERE question = ?"
    assert database.execute(held, (question,)).fetchall() == [(query,)]


def test_it_says_what_it_is(database: sqlite3.Connection) -> None:
    readme = " ".join(text for (text,) in rows(database, "SELECT text FROM readme ORDER BY line"))
    made = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name"

    assert "proves nothing" in readme
    for (name,) in rows(database, made):
        assert name in readme or name in {"readme", "events_id"}, name
    assert dict(rows(database, "SELECT name, value FROM log"))["standing"].startswith("recorded")


def test_the_same_log_gives_the_same_bytes(kept: Log, file: Path, tmp_path: Path) -> None:
    write(kept, tmp_path / "again.db")

    assert (tmp_path / "again.db").read_bytes() == file.read_bytes()


def test_it_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    export = honest().export(tmp_path / "export")
    target = tmp_path / "log.db"
    write(Log.open(Folder(export)), target)
    before = target.read_bytes()
    (bundle,) = (export / "tile" / "entries").rglob("*.p/*")
    bundle.write_bytes(bundle.read_bytes()[:-7])

    with pytest.raises(Damage):
        write(Log.open(Folder(export)), target)

    assert target.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["export", "log.db"]


def test_numbers_and_texts_of_a_forged_log_break_nothing(tmp_path: Path) -> None:
    forge = Forge.founded()
    forge.count(data={"note": "'); DROP TABLE entries; --\x00", "list": [1, {"a": None}]})
    refused = forge.refuse()
    forge.items[refused + 1].document["data"] |= {"reason": ["x"], "numbers": "y", "rule": None}
    forge.seal(refused)

    counts = write(Log.open(Folder(forge.export(tmp_path / "export"))), tmp_path / "log.db")

    with closing(sqlite3.connect(tmp_path / "log.db")) as database:
        assert rows(database, "SELECT count(*) FROM entries") == [(counts["entries"],)]
        assert rows(database, "SELECT reason, rule FROM refusals") == [("['x']", None)]
        assert rows(database, "PRAGMA integrity_check") == [("ok",)]


def test_the_commands_write_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = ("--policy", str(VECTORS / "policy"))
    main(["sql", str(VECTORS), "-o", str(tmp_path / "a.db"), *policy, "--json"])
    told = json.loads(capsys.readouterr().out)
    page = ("-o", str(tmp_path / "year.html"))
    main(["report", str(VECTORS), *policy, *page, "--sql", str(tmp_path / "b.db"), "--json"])
    also = json.loads(capsys.readouterr().out)

    assert told["rows"] == also["sql"]["rows"]
    with closing(sqlite3.connect(tmp_path / "b.db")) as database:
        standing = "SELECT value FROM log WHERE name = 'standing'"
        assert rows(database, standing) == [("official (2 of 3 bodies)",)]


def test_a_place_that_cannot_be_written_is_told_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = honest().export(tmp_path / "export")
    put(tmp_path / "mine", POLICY.encode())

    assert main(["sql", str(export), "-o", str(tmp_path / "nowhere" / "log.db")]) == 4
    assert capsys.readouterr().out.startswith("Unreadable: ")
    shutil.rmtree(export)
    assert main(["sql", str(export), "-o", str(tmp_path / "log.db")]) == 4
    assert not (tmp_path / "log.db").exists()
