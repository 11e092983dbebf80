"""Two ledgers, or somebody else's hand on the database (`faults.md` 38, 39)."""

import fcntl
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from baraza.ledger.append import LedgerStopped, found
from baraza.ledger.checkpoints import AnotherSigner, Checkpoints, RollbackDetected
from campaign.lived import Lives, judge, new_home
from ledgers import START, House, Pen, charter, house, signer


def signing(home: House, folder: Path) -> Checkpoints:
    """With a second store that is not among the files of the ledger."""
    return Checkpoints(home.ledger, f"sqlite:///{folder / 'ratchet.db'}", signer(""))


@pytest.mark.case(39)
def test_a_second_process_on_the_same_files_is_not_let_in(living: Lives, tmp_path: Path) -> None:
    home = new_home(tmp_path / "home")
    assert living.live(home).code == 0
    with (home / "ledger" / "ledger.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        second = living.live(home, decisions=9)

    assert (second.code, second.said) == (1, [{"raised": "Locked: "}])
    assert living.live(home, decisions=9).code == 0
    judge(home)


@pytest.mark.case(39)
def test_of_a_ledger_and_its_copy_one_alone_signs(tmp_path: Path) -> None:
    """Both run, each with its own lock; they share the second store, and another branch is none."""
    with house(tmp_path / "one") as one:
        first = signing(one, tmp_path)
        found(one.ledger, charter(), START)
        first.make()
        one.ledger.close()
        shutil.copytree(tmp_path / "one", tmp_path / "other")
        one.start()
        first.close()
        first = signing(one, tmp_path)
        with house(tmp_path / "other") as other:
            second = signing(other, tmp_path)
            Pen(one).say("pair.a")
            Pen(other, n=50).say("pair.b")

            signed = first.make()
            with pytest.raises(AnotherSigner):
                second.make()
            assert other.ledger.halted
            second.close()
            other.again()
            with pytest.raises(RollbackDetected):
                signing(other, tmp_path)

        first.close()
        assert signed is not None
        assert signed.size == one.ledger.standing.size


@pytest.mark.case(38)
def test_a_database_that_another_locks_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    with house(tmp_path / "log") as home:
        pen = Pen(home.found())
        size = home.ledger.standing.size
        with closing(sqlite3.connect(home.folder / "ledger.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            prepared = home.ledger.prepare(pen.request(), "matching")
            future = home.ledger.submit(prepared)
            assert not future.done()
            other.execute("ROLLBACK")

        assert future.result(10).first == size


@pytest.mark.slow
@pytest.mark.case(38)
def test_a_database_that_another_keeps_locked_ends_the_ledger_and_a_retry_is_one_effect(
    tmp_path: Path,
) -> None:
    with house(tmp_path / "log") as home:
        pen = Pen(home.found())
        size, payload = home.ledger.standing.size, pen.request()
        with closing(sqlite3.connect(home.folder / "ledger.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            future = home.ledger.submit(home.ledger.prepare(payload, "matching"))
            assert isinstance(future.exception(30), LedgerStopped)
            other.execute("ROLLBACK")
        home.again()

        assert [home.append(payload).replayed for _ in range(2)] == [False, True]
        assert home.ledger.standing.size == size + 2
