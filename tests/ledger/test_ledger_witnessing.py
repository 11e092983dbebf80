"""The ledger asks witnesses, keeps what verifies, and waits for none of them."""

import shutil
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from baraza.auditor.source import Folder
from baraza.ledger import cosignatures
from baraza.ledger.append import found
from baraza.ledger.checkpoints import Checkpoints, RollbackDetected, latest
from baraza.ledger.exports import Export
from baraza.ledger.witnessing import BadWitnesses, Witnessing, witnesses
from baraza.ledger.witnessing.proof import consistency_proof
from baraza.transparency.notes import COSIGNATURE, Signer, open_note
from baraza.transparency.policy import Group, Policy, Witness
from baraza.transparency.standing import standing_of
from baraza.transparency.tree import consistency, leaf_hash
from ledgers import ORIGIN, START, House, Pen, charter, house, signer
from witnesses import LOG, Grown, Served, served

NAMES = ("council", "ombudsperson", "rules-committee")
BODIES = {
    name: Signer(f"witness.example/{name}", bytes([n]) * 32, COSIGNATURE)
    for n, name in enumerate(NAMES, 1)
}


def policy_of(urls: Mapping[str, str | None]) -> Policy:
    named: dict[str, Witness | Group] = {
        name: Witness(name, BODIES[name].verifier, url) for name, url in urls.items()
    }
    named["bodies"] = Group("bodies", "2", tuple(urls))
    return Policy(((LOG.verifier, None),), named, "bodies")


class Keeper:
    """A ledger on a folder, its checkpoints and files, and who is asked to cosign them."""

    def __init__(self, home: House, folder: Path, urls: Mapping[str, str | None], **how: float):
        self.home, self.folder = home, folder
        self.policy = policy_of(urls)
        self.how = how
        self.announced: list[str] = []
        self.start()

    def start(self) -> None:
        self.export = Export(self.folder, self.home.ledger.reader)
        self.export.bodies = self.policy
        self.witnessing = Witnessing(
            self.home.ledger,
            self.policy,
            shown=self._cosigned,
            **self.how,  # type: ignore[arg-type]
        )
        self.checkpoints = Checkpoints(
            self.home.ledger,
            f"sqlite:///{self.home.folder / 'ratchet.db'}",
            signer(""),
            shown=self.witnessing.ask,
        )

    def stop(self) -> None:
        self.witnessing.close()
        self.checkpoints.close()

    def _cosigned(self, size: int) -> None:
        note = self.note()
        self.export.write(note, self.home.ledger.standing.ring)
        self.announced.append(note)

    def note(self) -> str:
        with self.home.ledger.reader.connect() as connection:
            signed = latest(connection)
            assert signed is not None
            return cosignatures.whole(connection, signed.note, signed.size)

    def cosigned(self) -> list[str]:
        """By whom the newest checkpoint is, once all have answered."""
        assert self.witnessing.wait(20)
        return sorted(standing_of(self.note().encode(), self.policy).cosigned or ())


@contextmanager
def three(folder: Path) -> Iterator[dict[str, Served]]:
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(served(folder / name, by=body))
            for name, body in BODIES.items()
        }


def begun(home: House) -> None:
    """Its second store stands before its first entry."""
    Checkpoints(home.ledger, f"sqlite:///{home.folder / 'ratchet.db'}", signer("")).close()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path / "log") as one:
        one.time.ms = 1_804_064_642_000
        begun(one)
        found(one.ledger, charter(), START)
        yield one


@contextmanager
def kept(
    home: House, folder: Path, urls: Mapping[str, str | None], **how: float
) -> Iterator[Keeper]:
    one = Keeper(home, folder, urls, **how)
    try:
        yield one
    finally:
        one.stop()


def urls_of(bodies: Mapping[str, Served]) -> dict[str, str | None]:
    return {name: one.url for name, one in bodies.items()}


def test_every_proof_from_the_nodes_is_the_proof_from_the_leaves(home: House) -> None:
    pen = Pen(home)
    for n in range(4):
        pen.say(f"pair.{n}", events=10 + n)
    hashes = [leaf_hash(row[0]) for row in home.rows("SELECT leaf FROM entry ORDER BY idx")]

    assert len(hashes) > 64
    with home.ledger.reader.connect() as connection:
        for size in range(len(hashes) + 1):
            for old in range(size + 1):
                expected = consistency(hashes[:size], old)
                assert consistency_proof(connection, old, size) == expected


def test_each_checkpoint_is_cosigned_by_all_and_its_files_carry_that(
    home: House, tmp_path: Path
) -> None:
    with three(tmp_path) as bodies, kept(home, tmp_path / "export", urls_of(bodies)) as keeper:
        for _ in range(3):
            Pen(home, n=home.ledger.standing.size).say(f"pair.{home.ledger.standing.size}")
            keeper.checkpoints.make()
            assert keeper.cosigned() == sorted(NAMES)
        size = home.ledger.standing.size
        asked = [
            [line["status"] for line in one.said if line.get("size")] for one in bodies.values()
        ]
        files = Folder(tmp_path / "export")
        note, policy = files.read("checkpoint", 1 << 20), files.read("policy", 1 << 20)

    assert asked == [[200, 200, 200]] * 3
    assert note is not None
    assert policy is not None
    assert note.decode() == keeper.note() == keeper.announced[-1]
    assert "http" not in policy.decode()
    told = standing_of(note, Policy.parse(policy.decode()))
    assert told.words(size - 1) == "official (3 of 3 bodies)"


def test_a_size_that_the_ledger_does_not_know_is_learned_from_409(
    home: House, tmp_path: Path
) -> None:
    with three(tmp_path) as bodies:
        with kept(home, tmp_path / "export", urls_of(bodies)) as keeper:
            keeper.checkpoints.make()
            keeper.cosigned()
        for asker in bodies.values():
            asker.said.clear()
        home.ledger.write(_forget).result(10)
        with kept(home, tmp_path / "export", urls_of(bodies)) as keeper:
            assert keeper.cosigned() == sorted(NAMES)
            Pen(home).say()
            keeper.checkpoints.make()
            assert keeper.cosigned() == sorted(NAMES)
        asked = [one.said for one in bodies.values()]

    before, size = home.ledger.standing.size - 2, home.ledger.standing.size
    told = [[(line["old"], line["size"], line["status"]) for line in said] for said in asked]
    assert all({(0, before, 409), (before, before, 200)} <= set(said) for said in told)
    assert all((before, size, 200) in said for said in told)


def _forget(connection: object) -> None:
    """As on a new host: what was kept of witnesses is not there."""
    connection.exec_driver_sql("DROP TRIGGER cosignature_no_delete")  # type: ignore[attr-defined]
    connection.exec_driver_sql("DELETE FROM cosignature")  # type: ignore[attr-defined]


@contextmanager
def answering(answer: Callable[[bytes], tuple[int, bytes]]) -> Iterator[str]:
    """A witness that answers what it is told to."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, lines = answer(body)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(lines)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def text_of(body: bytes) -> str:
    return body.decode().split("\n\n")[1] + "\n"


def now_by(signer_: Signer, days: int = 0) -> Callable[[bytes], tuple[int, bytes]]:
    at = 1_804_064_642 + 86_400 * days
    return lambda body: (200, signer_.signature_line(text_of(body), seconds=at).encode())


COUNCIL = BODIES["council"]
LIES: dict[str, Callable[[bytes], tuple[int, bytes]]] = {
    "another's line": now_by(BODIES["ombudsperson"]),
    "a line of another checkpoint": lambda _: (
        200,
        COUNCIL.signature_line(Grown(3).checkpoint.text, seconds=1_804_064_642).encode(),
    ),
    "no line": lambda _: (200, b"thank you"),
    "nothing": lambda _: (200, b""),
    "endless": lambda _: (200, b"x" * 200_000),
    "no size": lambda _: (409, b"many\n"),
    "a redirect": lambda _: (302, b""),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_does_not_verify_is_not_kept(home: House, tmp_path: Path, lie: str) -> None:
    with answering(LIES[lie]) as url, served(tmp_path / "o", by=BODIES["ombudsperson"]) as honest:
        urls = {"council": url, "ombudsperson": honest.url}
        with kept(home, tmp_path / "export", urls) as keeper:
            keeper.checkpoints.make()
            _until(keeper, lambda: None not in _states(keeper))

            assert sorted(standing_of(keeper.note().encode(), keeper.policy).cosigned or ()) == [
                "ombudsperson"
            ]
    assert home.rows("SELECT DISTINCT key_name FROM cosignature") == [
        ("witness.example/ombudsperson",)
    ]


@pytest.mark.case(29)
@pytest.mark.parametrize(("days", "known"), [(1, ["ombudsperson"]), (-1, NAMES[:2])])
def test_a_witness_whose_clock_is_wrong_makes_nothing_fresh_and_spoils_nothing(
    home: House, tmp_path: Path, days: int, known: list[str]
) -> None:
    """One day ahead is not kept; one day behind counts, and makes no quorum young."""
    now = home.time.ms // 1_000
    with (
        answering(now_by(COUNCIL, days)) as url,
        served(tmp_path / "o", by=BODIES["ombudsperson"], now=lambda: now) as honest,
        kept(home, tmp_path / "export", {"council": url, "ombudsperson": honest.url}) as keeper,
    ):
        keeper.checkpoints.make()
        _until(keeper, lambda: None not in _states(keeper))
        standing = standing_of(keeper.note().encode(), keeper.policy, now=now)

    assert sorted(standing.cosigned or ()) == sorted(known)
    assert standing.since == (None if days == 1 else now - 86_400)


def test_a_witness_that_says_nothing_delays_neither_the_ledger_nor_the_others(
    home: House, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, three(tmp_path) as bodies:
        urls = urls_of(bodies) | {"council": f"http://127.0.0.1:{silent.getsockname()[1]}"}
        with kept(home, tmp_path / "export", urls, seconds=0.3) as keeper:
            for n in range(3):
                Pen(home, n=10 * n).say(f"pair.{n}")
                signed = keeper.checkpoints.make()
                assert signed is not None
                _until(
                    keeper,
                    lambda: len(standing_of(_read(keeper), keeper.policy).cosigned or ()) == 2,
                )

            assert keeper.home.ledger.halted is None
            assert not keeper.witnessing.wait(0.1)
            assert keeper.witnessing.told()["council"]["state"] in {None, "silent"}


def _read(keeper: Keeper) -> bytes:
    return keeper.note().encode()


def _until(keeper: Keeper, true: Callable[[], bool]) -> None:
    with keeper.witnessing.changed:
        assert keeper.witnessing.changed.wait_for(true, 20)


def test_without_growth_it_asks_again_so_that_the_quorum_stays_young(
    home: House, tmp_path: Path
) -> None:
    now = [home.time.ms // 1_000]
    with ExitStack() as stack:
        bodies = {
            name: stack.enter_context(served(tmp_path / name, by=body, now=lambda: now[0]))
            for name, body in BODIES.items()
        }
        keeper = stack.enter_context(kept(home, tmp_path / "export", urls_of(bodies), fresh=0.05))
        keeper.checkpoints.make()
        keeper.cosigned()
        now[0] += 250
        _until(keeper, lambda: standing_of(_read(keeper), keeper.policy).since == now[0])
        size = home.ledger.standing.size

    assert {"origin": ORIGIN, "old": size, "size": size, "status": 200} in bodies["council"].said
    rows = home.rows("SELECT key_name, COUNT(DISTINCT time) FROM cosignature GROUP BY key_name")
    assert [count for _, count in rows] == [2, 2, 2]


@pytest.mark.case(24)
def test_yesterday_s_database_is_refused_and_past_the_ratchet_no_witness_follows(
    home: House, tmp_path: Path
) -> None:
    with three(tmp_path) as bodies:
        urls = urls_of(bodies)
        with kept(home, tmp_path / "export", urls) as keeper:
            keeper.checkpoints.make()
            keeper.cosigned()
            home.ledger.close()
            keeper.stop()
            shutil.copytree(home.folder, tmp_path / "yesterday")
            home.start()
            keeper.start()
            Pen(home).say()
            keeper.checkpoints.make()
            assert keeper.cosigned() == sorted(NAMES)
            home.ledger.close()
        for file in home.folder.glob("ledger.db*"):
            file.unlink()
        shutil.copy(tmp_path / "yesterday/ledger.db", home.folder / "ledger.db")
        home.start()
        with pytest.raises(RollbackDetected):
            Checkpoints(home.ledger, f"sqlite:///{home.folder / 'ratchet.db'}", signer(""))

        # Forced: yesterday's second store is laid beside it, and the log goes on otherwise.
        for file in home.folder.glob("ratchet.db*"):
            file.unlink()
        shutil.copy(tmp_path / "yesterday/ratchet.db", home.folder / "ratchet.db")
        for one in bodies.values():
            one.said.clear()
        with kept(home, tmp_path / "forced", urls) as keeper:
            _until(keeper, lambda: _states(keeper) == {"ahead"})
            Pen(home, n=70).say("pair.other")
            keeper.checkpoints.make()
            _until(keeper, lambda: _states(keeper) == {"refused"})
            standing = standing_of(keeper.note().encode(), keeper.policy)
        statuses = {line["status"] for one in bodies.values() for line in one.said}

    assert statuses == {409, 422}
    assert not standing.official
    assert {"witness_ahead", "witness_refused"} <= set(home.faults())


def _states(keeper: Keeper) -> set[object]:
    return {one["state"] for one in keeper.witnessing.told().values()}


@pytest.mark.case(47)
def test_after_a_rotation_both_log_keys_sign_and_either_is_enough(
    home: House, tmp_path: Path
) -> None:
    new = Signer(ORIGIN, b"n" * 32)
    checkpoints = Checkpoints(
        home.ledger,
        f"sqlite:///{home.folder / 'ratchet.db'}",
        signer(""),
        others=lambda: [new, signer("")],
    )
    signed = checkpoints.make()
    checkpoints.close()

    assert signed is not None
    for keys in ([LOG.verifier], [new.verifier], [LOG.verifier, new.verifier]):
        assert list(open_note(signed.note.encode(), keys).verified) == keys
    assert signed.note.count("— ") == 2


BAD = {
    "not there": None,
    "no policy": "witness x\n",
    "no quorum": f"log {LOG.vkey}\n",
    "a path": f"log {LOG.vkey}\nwitness a {COUNCIL.vkey} /run/witness\nquorum a\n",
    "a port": f"log {LOG.vkey}\nwitness a {COUNCIL.vkey} http://w.example:99999\nquorum a\n",
    "a query": f"log {LOG.vkey}\nwitness a {COUNCIL.vkey} https://w.example/?a=b\nquorum a\n",
}


@pytest.mark.parametrize("what", BAD)
def test_a_file_of_witnesses_that_cannot_be_used_is_told_at_the_start(
    tmp_path: Path, what: str
) -> None:
    file = tmp_path / "policy"
    if (text := BAD[what]) is not None:
        file.write_text(text)

    with pytest.raises(BadWitnesses, match=str(file)):
        witnesses(file)


def test_a_rehearsal_is_cosigned_in_its_own_time(tmp_path: Path) -> None:
    with house(tmp_path / "log") as home, ExitStack() as stack:
        begun(home)
        home.found("virtual")
        bodies = {
            name: stack.enter_context(served(tmp_path / name, by=body, rehearsal=True))
            for name, body in BODIES.items()
        }
        keeper = stack.enter_context(
            kept(home, tmp_path / "export", urls_of(bodies), rehearsed=True)
        )
        keeper.checkpoints.make()
        assert keeper.cosigned() == sorted(NAMES)
        times = set(standing_of(_read(keeper), keeper.policy).cosigned.values())  # type: ignore[union-attr]
        ((last,),) = home.rows("SELECT MAX(recorded_at) FROM entry")

    assert times == {last // 1_000}
