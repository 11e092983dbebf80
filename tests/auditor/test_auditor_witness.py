"""A witness cosigns a log that only grew, and is never brought to sign another."""

import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.auditor.cli import main
from baraza.auditor.witness.request import AddCheckpoint, BadRequest
from baraza.auditor.witness.server import CONNECTIONS_MAX
from baraza.auditor.witness.store import Held, Store, StoreFailed
from baraza.auditor.witness.witness import Witness
from baraza.transparency.checkpoint import Checkpoint
from baraza.transparency.notes import Signer, Verifier, open_note, parse_note
from witnesses import AT, COUNCIL, LOG, ORIGIN, VECTORS, Grown, served, witness

REQUEST = (VECTORS / "add-checkpoint.request").read_bytes()
RESPONSE = (VECTORS / "add-checkpoint.response").read_bytes()
AT_20 = int.from_bytes(parse_note(b"x\n\n" + RESPONSE).signatures[0][2][:8], "big")
SIX = (VECTORS / "checkpoint-6.note").read_bytes()

MEMORY = Path(":memory:")
"""Where thousands of stores are wanted and none has to outlive its test."""


def at_six(path: Path) -> None:
    """A store as it was after the vectors' checkpoint of size 6."""
    store = Store(path)
    checkpoint = Checkpoint.parse(parse_note(SIX).text)
    assert store.advance(checkpoint, held=Held(), note=SIX.decode(), at=AT_20 - 60)
    store.close()


def test_the_vectors_request_gets_the_vectors_response(tmp_path: Path) -> None:
    at_six(tmp_path / "store.db")
    with served(tmp_path, now=lambda: AT_20) as one:
        status, body, _ = one.post(REQUEST)
        known = one.get(f"/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint")
        lines = one.said[1:]

    assert (status, body) == (200, RESPONSE)
    assert known[0] == 200
    opened = open_note(known[1], [LOG.verifier, COUNCIL.verifier])
    assert set(opened.verified) == {LOG.verifier, COUNCIL.verifier}
    assert lines[0] == {"origin": ORIGIN, "old": 6, "size": 20, "status": 200}


TWENTY = Grown(20)
STRANGER = Signer("stranger.example", b"s" * 32)
FALSE = Grown(20, log=Signer(ORIGIN, b"f" * 32))
SPOILED = TWENTY.request(10).replace(b" TYGYW", b" TYGYX")

ANSWERS = {
    "no blank line": (b"old 10\nx", 400),
    "no note": (b"old 10\n\nx\n", 400),
    "a leading zero": (TWENTY.request(10).replace(b"old 10", b"old 010"), 400),
    "no old": (TWENTY.request(10).replace(b"old 10", b"new 10"), 400),
    "64 hashes": (TWENTY.request(10, proof=[b"h" * 32] * 64), 400),
    "a hash of 31 bytes": (TWENTY.request(10, proof=[b"h" * 31]), 400),
    "another log": (Grown(20, log=STRANGER).request(10), 404),
    "another key of this name": (FALSE.request(10), 403),
    "old beyond the size": (TWENTY.request(21, proof=[]), 400),
    "not the size it has seen": (TWENTY.request(9), 409),
    "never seen, they say": (TWENTY.request(0), 409),
    "a proof too many": (TWENTY.request(10, proof=[b"h" * 32]), 422),
    "no proof": (TWENTY.request(10, proof=[]), 422),
    "another history": (Grown(20, other_from=3).request(10), 422),
    "another root for the size": (Grown(10, other_from=9).request(10), 422),
    "the same again with a proof": (Grown(10).request(10, proof=[b"h" * 32]), 422),
    "the same again": (Grown(10).request(10), 200),
    "grown": (TWENTY.request(10), 200),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_the_first_answer_that_applies_is_given(tmp_path: Path, what: str) -> None:
    body, expected = ANSWERS[what]
    with witness(tmp_path / "store.db") as one:
        assert one.add(Grown(10).request(0)).status == 200
        answer = one.add(body)
        held = one.seen(ORIGIN)

    assert answer.status == expected
    if expected == 409:
        assert (answer.body, answer.media) == (b"10\n", "text/x.tlog.size")
    if expected == 200:
        note = TWENTY.checkpoint.text if what == "grown" else Grown(10).checkpoint.text
        opened = open_note(f"{note}\n{answer.body.decode()}".encode(), [COUNCIL.verifier])
        assert opened.cosigned == {COUNCIL.verifier: AT}
    assert held.size == (20 if what == "grown" else 10)


def test_an_empty_log_is_cosigned_by_its_only_root(tmp_path: Path) -> None:
    wrong = LOG.sign(Checkpoint(ORIGIN, 0, b"r" * 32).text)
    with witness(tmp_path / "store.db") as one:
        assert one.add(f"old 0\n\n{wrong}".encode()).status == 422
        assert one.add(Grown(0).request(0)).status == 200
        assert one.add(Grown(3).request(0, proof=[b"h" * 32])).status == 422
        assert one.add(Grown(3).request(0)).status == 200


def test_a_known_log_key_that_signed_falsely_is_refused_beside_a_good_one(tmp_path: Path) -> None:
    new = Signer(ORIGIN, b"n" * 32)
    text = Grown(5).checkpoint.text
    both = LOG.sign(text) + new.signature_line(text)
    spoiled = LOG.sign(text) + new.signature_line(Grown(6).checkpoint.text)
    store = Store(tmp_path / "store.db")
    one = Witness(COUNCIL, [LOG.verifier, new.verifier], store, now=lambda: AT)

    assert one.add(f"old 0\n\n{spoiled}".encode()).status == 403
    assert one.add(f"old 0\n\n{both}".encode()).status == 200
    assert set(
        open_note(one.seen(ORIGIN).note.encode(), [LOG.verifier, new.verifier]).verified
    ) == {
        LOG.verifier,
        new.verifier,
    }
    store.close()


@pytest.mark.case(22)
def test_history_written_anew_is_refused_and_kept_as_evidence(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    policy = tmp_path / "policy"
    policy.write_text(f"log {LOG.vkey}\nwitness council {COUNCIL.vkey}\nquorum council\n")
    with witness(store) as one:
        one.add(Grown(10).request(0))
        refused = [
            one.add(Grown(20, other_from=3).request(10)),
            one.add(Grown(10, other_from=3).request(10)),
            one.add(Grown(10, other_from=3).request(10)),
        ]

    assert [answer.status for answer in refused] == [422, 422, 422]
    told = tmp_path / "told"
    assert main(["witness", "evidence", "--store", str(store), "-o", str(told)]) == 0
    assert told.read_text().startswith("baraza.evidence/v1\nkind refused_checkpoint\n")
    assert main(["witness", "evidence", "--store", str(store), "--number", "9", "-o", "x"]) == 4


def test_a_checkpoint_refused_for_its_proof_convicts_once_another_of_its_size_is_cosigned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store.db"
    with witness(store) as one:
        one.add(Grown(10).request(0))
        one.add(Grown(20, other_from=3).request(10))
        main(["witness", "evidence", "--store", str(store)])
        before = capsys.readouterr().out
        one.add(TWENTY.request(10))
        main(["witness", "evidence", "--store", str(store)])

    assert "needs the log itself" in before
    assert "size 20" in before
    assert "convicts by itself" in capsys.readouterr().out


def test_strangers_cannot_fill_the_store(tmp_path: Path) -> None:
    with witness(tmp_path / "store.db") as one:
        one.add(Grown(10).request(0))
        for n in range(20):
            assert one.add(TWENTY.request(10, proof=[bytes([n]) * 32])).status == 422
            assert one.add(FALSE.request(10)).status == 403
    with sqlite3.connect(tmp_path / "store.db") as database:
        assert database.execute("SELECT COUNT(*) FROM refused").fetchone() == (1,)
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cosigned SET size = 9",
        "UPDATE cosigned SET root = zeroblob(32)",
        "DELETE FROM cosigned",
        "INSERT OR REPLACE INTO cosigned SELECT origin, 3, root, note, at FROM cosigned",
    ],
)
def test_the_store_itself_forgets_nothing(tmp_path: Path, statement: str) -> None:
    with witness(tmp_path / "store.db") as one:
        one.add(Grown(10).request(0))
    database = sqlite3.connect(tmp_path / "store.db")

    with pytest.raises(sqlite3.IntegrityError):
        database.execute(statement)
    database.close()


@pytest.mark.case(43)
@settings(max_examples=1_000, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_whoever_wins_the_race_the_stored_size_never_falls(seed: int) -> None:
    """N and N + K at once, by their own old sizes and by those that a 409 tells."""
    chance = Random(seed)  # noqa: S311 - a seed that can be repeated
    sizes = sorted(chance.sample(range(1, 40), 3))
    held: list[int] = []
    race: list[Witness] = []
    with witness(MEMORY, step=lambda _: held.append(race[0].seen(ORIGIN).size)) as one:
        race.append(one)

        def grow(size: int) -> int:
            answer = one.add(Grown(size).request(0))
            old = int(answer.body) if answer.status == 409 else size
            if old < size:
                answer = one.add(Grown(size).request(old))
            return answer.status

        with ThreadPoolExecutor(2) as pool:
            statuses = list(pool.map(grow, chance.sample(sizes, 3)))
        last = one.seen(ORIGIN).size

    assert held == sorted(held)
    assert set(statuses) <= {200, 409}
    assert last == max(held)


@pytest.mark.case(23)
@settings(deadline=None)
@given(asked=st.permutations([(view, body) for view in "ab" for body in range(3)]))
def test_of_two_views_at_most_one_finds_a_quorum_whoever_is_asked_first(
    asked: list[tuple[str, int]],
) -> None:
    """Each body is shown both, in any order; two of three would be a quorum."""
    views = {"a": Grown(20), "b": Grown(20, other_from=12)}
    given = {"a": 0, "b": 0}
    with ExitStack() as stack:
        bodies = [stack.enter_context(witness(MEMORY)) for _ in range(3)]
        for body in bodies:
            body.add(Grown(10).request(0))
        for view, n in asked:
            answer = bodies[n].add(views[view].request(10))
            old = int(answer.body) if answer.status == 409 else 10
            again = bodies[n].add(views[view].request(old)) if old > 10 else answer
            given[view] += again.status == 200

    assert sum(given.values()) == 3
    assert sum(count >= 2 for count in given.values()) == 1


BOTH = """
import sys
from pathlib import Path
from baraza.auditor.witness.steps import killer
sys.path.insert(0, {tests!r})
from witnesses import Grown, witness
with witness(Path({store!r}), step=killer({at!r})) as one:
    for old, size in ((0, 10), (10, 20)):
        answer = one.add(Grown(size).request(old))
        print(size, answer.status, flush=True)
"""


@pytest.mark.case(9)
@pytest.mark.parametrize(("step", "held"), [("before_store", 10), ("after_store", 20)])
def test_a_witness_that_dies_at_its_store_signs_nothing_older_afterwards(
    tmp_path: Path, step: str, held: int
) -> None:
    store = tmp_path / "store.db"
    tests = str(Path(__file__).parents[1])
    program = BOTH.format(tests=tests, store=str(store), at=f"witness.{step}:2")

    died = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )

    assert (died.returncode, died.stdout) == (-signal.SIGKILL, "10 200\n"), died.stderr
    with witness(store) as one:
        assert one.seen(ORIGIN).size == held
        assert one.add(Grown(15).request(10)).status == (200 if held == 10 else 409)
        assert one.add(Grown(30, other_from=4).request(one.seen(ORIGIN).size)).status == 422
        assert one.add(Grown(30).request(one.seen(ORIGIN).size)).status == 200


@pytest.mark.case(9)
def test_a_store_that_fails_once_is_not_written_again_and_nobody_is_answered(
    tmp_path: Path,
) -> None:
    with served(tmp_path) as one:
        one.post(Grown(10).request(0))
        _Failing.of(one.serving._store)
        with pytest.raises((ConnectionError, OSError)):
            one.post(TWENTY.request(10))
        with pytest.raises((ConnectionError, OSError)):
            one.post(TWENTY.request(10))
        failed = one.serving.failed.is_set()
        alarms = [line for line in one.said if line.get("alarm") == "store_failed"]

    assert failed
    assert len(alarms) == 2
    with witness(tmp_path / "store.db") as again:
        assert again.seen(ORIGIN).size == 10


class _Failing:
    """A database whose commit fails as a disk does: `disk I/O error`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @classmethod
    def of(cls, store: Store) -> None:
        store._database = cls(store._database)  # type: ignore[assignment]

    def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
        if statement == "COMMIT":
            raise sqlite3.OperationalError("disk I/O error")
        return self._database.execute(statement, *values)  # type: ignore[arg-type]

    def close(self) -> None:
        self._database.close()


def test_a_store_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"no database" * 100)

    with pytest.raises(StoreFailed):
        Store(tmp_path / "store.db")


# --- by HTTP


def test_what_is_too_large_unnamed_or_unmeasured_is_not_read(tmp_path: Path) -> None:
    with served(tmp_path) as one:
        assert one.post(b"x" * (1 << 20))[0] == 400
        assert one.post(b"", {"Content-Length": str((1 << 20) + 1)})[0] == 413
        assert one.post(b"", {"Content-Length": "-1"})[0] == 411
        assert one.post(b"", path="/elsewhere")[0] == 404
        assert one.get("/checkpoint")[0] == 404
        assert one.get(f"/{'0' * 64}/checkpoint")[0] == 404
        assert one.get(f"/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint")[0] == 404
        assert one.post(TWENTY.request(0), path="/any/prefix/add-checkpoint")[0] == 200
        status, body, media = one.post(TWENTY.request(7))

    assert (status, body, media) == (409, b"20\n", "text/x.tlog.size")


def test_many_who_say_nothing_leave_the_door_open_to_nobody_else_for_long(tmp_path: Path) -> None:
    with served(tmp_path) as one:
        host, port = urlsplit(one.url).hostname, urlsplit(one.url).port
        silent = [socket.create_connection((host, port)) for _ in range(CONNECTIONS_MAX)]
        try:
            for connection in silent:
                connection.sendall(b"POST /add-checkpoint HTTP/1.0\r\n")
            with pytest.raises((ConnectionError, OSError)):
                one.post(TWENTY.request(0))
            silent.pop().close()
            for connection in silent[:2]:
                connection.shutdown(socket.SHUT_RDWR)
            assert _answered(one.post, TWENTY.request(0)) == 200
        finally:
            for connection in silent:
                connection.close()


def test_a_connection_that_drips_is_ended_however_long_it_says_something(tmp_path: Path) -> None:
    with served(tmp_path) as one:
        host, port = urlsplit(one.url).hostname, urlsplit(one.url).port
        with socket.create_connection((host, port), timeout=20) as dripping:
            dripping.sendall(b"POST /add-checkpoint HTTP/1.0\r\nContent-Length: 9\r\n\r\nold")
            server = one.serving.server
            while not server._open:
                assert _answered(one.post, TWENTY.request(0)) in {200, 409}
            server._open = dict.fromkeys(server._open, 0.0)  # as if its time had come

            assert dripping.recv(1_000)[:12] in {b"", b"HTTP/1.0 400"}


def _answered(post: object, body: bytes) -> int:
    """As soon as there is room again; the threads of those who left need a moment."""
    for _ in range(1_000):
        try:
            return int(post(body)[0])  # type: ignore[operator]
        except OSError:
            continue
    raise AssertionError("no room")


def test_a_rehearsal_names_its_time_and_nobody_else_may(tmp_path: Path) -> None:
    reading = {"Baraza-Reading": "2027-06-01T10:00:00.000Z"}
    with served(tmp_path / "lived") as one:
        assert one.post(Grown(5).request(0), reading)[0] == 400
        assert one.post(Grown(5).request(0))[0] == 200
    with served(tmp_path / "rehearsed", rehearsal=True) as one:
        assert one.post(Grown(5).request(0))[0] == 400
        assert one.post(Grown(5).request(0), {"Baraza-Reading": "now"})[0] == 400
        status, body, _ = one.post(Grown(5).request(0), reading)

    note = f"{Grown(5).checkpoint.text}\n{body.decode()}".encode()
    assert status == 200
    assert open_note(note, [COUNCIL.verifier]).cosigned == {COUNCIL.verifier: 1_811_844_000}


@pytest.mark.case(25)
def test_a_log_that_falls_silent_is_reported_within_two_hours_and_again(tmp_path: Path) -> None:
    now = [AT]
    with served(tmp_path, now=lambda: now[0]) as one:
        one.post(Grown(5).request(0))
        told: list[int] = []
        for minute in range(0, 300, 1):
            now[0] = AT + 60 * minute
            one.serving.look()
            told += [minute for line in one.said if line.pop("alarm", None) == "stale"]  # type: ignore[attr-defined]
        one.post(Grown(5).request(5))
        now[0] += 7_000
        one.serving.look()

    assert told == [120, 240]
    assert not any("alarm" in line for line in one.said)


def test_the_command_serves_until_sigterm_and_ends_with_0(tmp_path: Path) -> None:
    key = tmp_path / "key"
    made = subprocess.run(  # noqa: S603
        [*_AUDIT, "witness", "key", "--name", "witness.example/us", "-o", str(key)],
        capture_output=True,
        text=True,
        check=True,
    )
    again = subprocess.run(  # noqa: S603
        [*_AUDIT, "witness", "key", "--name", "witness.example/us", "-o", str(key)],
        capture_output=True,
        text=True,
        check=False,
    )
    with subprocess.Popen(  # noqa: S603
        [
            *(*_AUDIT, "witness", "serve", "--listen", "127.0.0.1:0", "--key", str(key)),
            *("--log", LOG.vkey, "--store", str(tmp_path / "store.db")),
        ],
        stdout=subprocess.PIPE,
        text=True,
    ) as serving:
        assert serving.stdout is not None
        first = serving.stdout.readline()
        serving.send_signal(signal.SIGTERM)
        rest = serving.stdout.read()

    verifier = Verifier.from_vkey(made.stdout.strip())
    assert (verifier.name, verifier.kind) == ("witness.example/us", 0x04)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert again.returncode == 4
    assert '"serving": "http://127.0.0.1:' in first
    assert (serving.returncode, rest) == (0, '{"ended": true}\n')


_AUDIT = (sys.executable, "-m", "baraza.auditor.cli")


@pytest.mark.parametrize(
    "wrong",
    [
        ("--listen", "nowhere"),
        ("--log", COUNCIL.vkey),
        ("--log", "x"),
    ],
)
def test_wrong_words_are_usage(tmp_path: Path, wrong: tuple[str, str]) -> None:
    words = {
        "--listen": "127.0.0.1:0",
        "--key": str(tmp_path / "key"),
        "--log": LOG.vkey,
        "--store": str(tmp_path / "store.db"),
    } | dict([wrong])

    with pytest.raises(SystemExit) as ended:
        main(["witness", "serve", *(word for pair in words.items() for word in pair)])
    assert ended.value.code == 2


@given(
    body=st.binary(max_size=300)
    | st.builds(
        lambda a, b: REQUEST[:a] + b + REQUEST[a:],
        st.integers(0, len(REQUEST)),
        st.binary(max_size=3),
    )
)
def test_whatever_comes_is_parsed_or_refused(body: bytes) -> None:
    try:
        asked = AddCheckpoint.parse(body)
    except BadRequest:
        return
    proof = "".join(f"{b64encode(hash_).decode()}\n" for hash_ in asked.proof).encode()
    assert body == b"old %d\n%s\n%s" % (asked.old, proof, asked.note)
