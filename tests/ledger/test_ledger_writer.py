"""One writer: group commit, and each write that failed or failed but was stored."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from baraza.ledger.append import Damaged, LedgerStopped, Locked, Rejected, found
from baraza.transparency.notes import open_note
from baraza.transparency.receipt import Receipt, leaves_digest
from baraza.transparency.tree import Frontier, root_of
from ledgers import START, House, Pen, charter, house, signer


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as one:
        yield one.found()


@pytest.fixture
def pen(home: House) -> Pen:
    return Pen(home)


@pytest.mark.case(19)
def test_concurrent_appends_share_commits_and_leave_no_gap(home: House, pen: Pen) -> None:
    home.time.ms += 86_400_000
    size = home.ledger.standing.size
    payloads = [pen.request(f"pair.x{i}", 1 + i % 3) for i in range(300)]
    commits: list[int] = []
    home.ledger.committed = commits.append
    with ThreadPoolExecutor(16) as askers:
        taken = list(askers.map(home.append, payloads))

    ranges = sorted((one.first, one.count) for one in taken)
    assert [first for first, _ in ranges] == [
        size + sum(count for _, count in ranges[:i]) for i in range(len(ranges))
    ]
    assert commits == sorted(commits)
    hashes = [row[0] for row in home.rows("SELECT leaf_hash FROM entry ORDER BY idx")]
    for one in taken:
        note = open_note(one.receipt.encode(), [signer("ledger").verifier])
        receipt = Receipt.parse(note.text)
        assert (receipt.first, receipt.count) == (one.first, one.count)
        assert receipt.leaves_digest == leaves_digest(hashes[one.first : one.first + one.count])
    assert root_of(hashes) == Frontier(len(hashes), tuple(home.ledger._peaks)).root()
    grown = len(hashes)
    inner = home.rows("SELECT COUNT(*) FROM node WHERE level > 0")[0][0]
    assert inner == grown - grown.bit_count()


def hold(home: House) -> threading.Event:
    """Keep the writer busy until the event is set: what is asked meanwhile waits together."""
    go = threading.Event()
    home.ledger.write(lambda _: go.wait(10))
    return go


def test_what_waits_is_one_commit_and_a_refused_one_hinders_nobody(home: House, pen: Pen) -> None:
    go = hold(home)
    commits: list[int] = []
    home.ledger.committed = commits.append
    size = home.ledger.standing.size
    prepared = [
        home.ledger.prepare(pen.request(subject, **{"basis": size, **changed}), "matching")
        for subject, changed in (
            ("pair.a", {}),
            ("pair.a", {}),  # the same version again
            ("pair.a", {"event_entityversion": 2}),  # counts on inside the group
            ("pair.b", {"expect": "matching.pair.a=2"}),
            ("pair.c", {"expect": "matching.pair.a=1"}),
            ("pair.d", {"basis": size + 2}),  # a boundary that the group itself has made
            ("pair.e", {"basis": size + 3}),
        )
    ]
    futures = [home.ledger.submit(one) for one in prepared]
    go.set()
    codes = [getattr(future.exception(10), "code", None) for future in futures]

    assert codes == [None, "version_conflict", None, None, "version_conflict", None, "bad_basis"]
    assert commits == [size + 8]


def test_a_group_ends_at_256_decisions(home: House, pen: Pen) -> None:
    home.time.ms += 86_400_000
    go = hold(home)
    commits: list[int] = []
    home.ledger.committed = commits.append
    size = home.ledger.standing.size
    futures = [
        home.ledger.submit(home.ledger.prepare(pen.request(f"pair.x{i}", basis=size), "matching"))
        for i in range(300)
    ]
    go.set()
    for future in futures:
        future.result(10)

    assert commits == [size + 512, size + 600]


def failing(home: House, when: str, error: Exception, at: str = "COMMIT") -> None:
    """Let the next commit of the writer fail, before it is stored or after."""
    engine = home.ledger._engine

    def fail(connection: Any) -> None:
        event.remove(engine, "commit", fail)
        if when == "after":
            connection.connection.dbapi_connection.commit()
            connection.connection.dbapi_connection.execute("BEGIN")
        raise error

    event.listen(engine, "commit", fail)


def broken() -> OperationalError:
    return OperationalError("COMMIT", {}, sqlite3.OperationalError("disk I/O error"))


@pytest.mark.case(35, 38)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_commit_that_failed_gives_nobody_a_receipt(home: House, pen: Pen, when: str) -> None:
    """Stored or not: the ledger ends, a restart reads what the disk has, a retry finds out."""
    size = home.ledger.standing.size
    payload = pen.request()
    failing(home, when, broken())
    future = home.ledger.submit(home.ledger.prepare(payload, "matching"))

    assert isinstance(future.exception(10), LedgerStopped)
    assert len(home.died) == 1
    with pytest.raises(LedgerStopped):
        home.append(pen.request("pair.y"))
    home.again()
    assert home.ledger.standing.size == size + (2 if when == "after" else 0)
    taken = home.append(payload)
    assert (taken.first, taken.replayed) == (size, when == "after")
    assert home.append(pen.request("pair.z")).first == size + 2


@pytest.mark.case(3, 4)
@pytest.mark.parametrize("step", ["ledger.before_commit", "ledger.after_commit"])
def test_a_ledger_that_dies_round_the_commit_tells_nobody(home: House, pen: Pen, step: str) -> None:
    size = home.ledger.standing.size
    payload = pen.request()
    home.step = stop_at(step)
    future = home.ledger.submit(home.ledger.prepare(payload, "matching"))

    assert isinstance(future.exception(10), LedgerStopped)
    home.step = lambda _: None
    home.again()
    taken = home.append(payload)
    assert (taken.first, taken.replayed) == (size, step == "ledger.after_commit")


class Killed(BaseException):
    """Stands for the end of the process."""


def stop_at(name: str) -> Callable[[str], None]:
    def step(here: str) -> None:
        if here == name:
            raise Killed(name)

    return step


@pytest.mark.case(35, 38)
def test_a_write_that_fails_ends_the_ledger(home: House, pen: Pen) -> None:
    def broke(_: object) -> None:
        raise broken()

    future = home.ledger.write(broke)

    assert isinstance(future.exception(10), LedgerStopped)
    assert len(home.died) == 1


def test_a_caller_s_own_fault_ends_nothing(home: House, pen: Pen) -> None:
    def wrong(_: object) -> None:
        raise ValueError("mine")

    assert isinstance(home.ledger.write(wrong).exception(10), ValueError)
    assert pen.say().count == 2


@pytest.mark.case(34)
def test_a_full_disk_halts_the_log_until_there_is_space(home: House, pen: Pen) -> None:
    size = home.ledger.standing.size
    home.ledger.write(
        lambda connection: connection.execute(text("PRAGMA max_page_count = 1"))
    ).result(10)
    big = {"data": {"said": "x" * 30_000}}
    outcomes = []
    for i in range(20):
        future = home.ledger.submit(
            home.ledger.prepare(pen.request(f"pair.x{i}", **big), "matching")
        )
        outcomes.append(future.exception(10))

    last = outcomes[-1]
    assert isinstance(last, Rejected)
    assert last.reply["error"]["code"] == "log_halted"
    stored = sum(one is None for one in outcomes)
    home.again()
    assert home.ledger.standing.size == size + 2 * stored
    assert home.append(pen.request("pair.y")).first == size + 2 * stored


@pytest.mark.case(39)
def test_two_ledgers_never_write_the_same_files(home: House, tmp_path: Path) -> None:
    with pytest.raises(Locked):
        House(tmp_path)


@pytest.mark.case(39)
def test_a_writer_whose_head_was_moved_stops_without_a_reply(home: House, pen: Pen) -> None:
    payload = pen.request()
    connection = sqlite3.connect(home.folder / "ledger.db")
    connection.execute("UPDATE head SET epoch = epoch + 1")
    connection.commit()
    connection.close()
    future = home.ledger.submit(home.ledger.prepare(payload, "matching"))

    assert isinstance(future.exception(10), LedgerStopped)
    assert "head" in home.died[0]


@pytest.mark.case(21)
def test_a_database_that_contradicts_itself_is_not_opened(home: House) -> None:
    home.ledger.close()
    connection = sqlite3.connect(home.folder / "ledger.db")
    connection.execute("UPDATE head SET size = size - 2")
    connection.commit()
    with pytest.raises(Damaged):
        home.start()
    connection.execute("UPDATE head SET size = size + 2")
    connection.commit()
    connection.close()
    home.start()


def test_projections_are_made_anew_where_they_are_behind(home: House, pen: Pen) -> None:
    pen.say(events=3)
    home.ledger.close()
    connection = sqlite3.connect(home.folder / "ledger.db")
    before = [connection.execute(f"SELECT * FROM {name}").fetchall() for name in SMALL]  # noqa: S608
    for name in SMALL:
        connection.execute(f"DELETE FROM {name}")  # noqa: S608
    connection.commit()
    home.start()

    after = [connection.execute(f"SELECT * FROM {name}").fetchall() for name in SMALL]  # noqa: S608
    connection.close()
    assert [sorted(rows) for rows in after] == [sorted(rows) for rows in before]
    assert pen.say(events=1).count == 2


SMALL = ("entity", "signing_key", "schema")


@pytest.mark.parametrize("n", [1, 3, 8])
def test_a_founding_that_was_cut_short_goes_on(tmp_path: Path, n: int) -> None:
    with house(tmp_path / "whole") as whole:
        found(whole.ledger, charter("virtual"), START)
        expected = whole.rows("SELECT leaf FROM entry ORDER BY idx")
    with house(tmp_path / "cut") as cut:
        seen = iter(range(n))

        def step(here: str) -> None:
            if here == "ledger.after_commit" and next(seen, None) is None:
                raise Killed

        cut.step = step
        with pytest.raises(LedgerStopped):
            found(cut.ledger, charter("virtual"), START)
        cut.step = lambda _: None
        cut.again()
        found(cut.ledger, charter("virtual"), START)

        assert cut.rows("SELECT leaf FROM entry ORDER BY idx") == expected
        assert found(cut.ledger, charter("virtual"), START) == 0
