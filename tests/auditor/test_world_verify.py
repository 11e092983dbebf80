"""`verify` on the tier for the world, and beside the bodies' (`ledger.md` 10.3; V12)."""

import functools
import http.server
import json
import random
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import forge
from baraza.auditor.cli import main
from baraza.transparency.world import Shown
from forge import NOW, POLICY, Forge, digest_of, producer, put
from worlds import FOR_WORLD, world_of

VECTORS = Path(__file__).parents[1] / "vectors"
VECTORS_NOW = 1_804_064_700
WORLD, BODIES = VECTORS / "world", VECTORS / "export"
HEAD = "baraza.shown/v1\n20\n"
Told = dict[str, Any]


class Run:
    """The command as it is called: its exit code, and what it prints."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def text(self, *argv: object, now: int = VECTORS_NOW) -> tuple[int, str]:
        code = main([str(word) for word in argv], now=now)
        return code, self._capsys.readouterr().out

    def __call__(self, *argv: object, now: int = VECTORS_NOW) -> tuple[int, Told]:
        code, out = self.text(*argv, "--json", now=now)
        told: Told = json.loads(out)
        return code, told

    def verify(self, folder: object, *more: object, now: int = VECTORS_NOW) -> tuple[int, Told]:
        return self("verify", folder, "--policy", BODIES / "policy", *more, now=now)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)


@pytest.fixture
def world(tmp_path: Path) -> Path:
    shutil.copytree(WORLD, tmp_path / "world", copy_function=shutil.copyfile)
    for path in (tmp_path / "world").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (tmp_path / "world").chmod(0o755)
    return tmp_path / "world"


def codes(told: Told, exit_: int = 1) -> set[str]:
    return {one["code"] for one in told["findings"] if one["exit"] == exit_}


def negative(name: str) -> bytes:
    return (VECTORS / "negative" / name).read_bytes()


# The tier as it is published


@pytest.mark.case(63)
def test_what_is_shown_is_proven_and_what_is_not_is_said(run: Run) -> None:
    code, told = run.verify(WORLD)

    assert (code, told["findings"]) == (3, [])
    assert (told["tier"], told["shown"], told["not_shown"]) == ("world", 13, 7)
    assert told["not_checked"] == ["V6 partly", "V7", "V11 partly"]
    assert (told["quorum_met"], told["size"], told["exhibits"]) == (True, 20, 8)


def test_a_reader_is_told_in_one_sentence_how_much_that_is(run: Run) -> None:
    code, out = run.text("verify", WORLD, "--policy", BODIES / "policy")

    assert code == 3
    assert out.endswith(
        "13 of 20 entries shown and proven; 7 entries are not shown in this tier; "
        "guards and replay are not checked.\n"
    )


def test_an_older_checkpoint_and_a_receipt_are_checked_by_the_tiles(
    run: Run, tmp_path: Path
) -> None:
    decisions = json.loads((VECTORS / "decisions.json").read_text())
    for first in (0, 6, 18):  # shown, not shown, and half of it
        receipt = next(one["receipt"] for one in decisions if one["first"] == first)
        put(tmp_path / "receipt", receipt.encode())
        since = VECTORS / "checkpoint-6.note"

        code, told = run.verify(WORLD, "--receipt", tmp_path / "receipt", "--since", since)

        assert (code, told["findings"]) == (3, [])
        assert {"V9", "V10"} <= set(told["checked"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("replay",), "replay needs"),
        (("explain", "--index", 6), "entry 6 is not shown"),
        (("explain", "--person", "p41d09"), "explain needs"),
    ],
)
def test_what_needs_every_entry_says_so(run: Run, words: tuple[object, ...], said: str) -> None:
    code, told = run(words[0], WORLD, *words[1:])

    assert (code, codes(told, 3)) == (3, {"world_tier"})
    assert said in told["findings"][0]["detail"]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """What `python -m http.server` serves."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def test_it_is_read_from_an_address_where_no_folder_is_listed(run: Run, world: Path) -> None:
    with served(world) as address:
        code, told = run.verify(address)

        assert (code, told["findings"], told["shown"]) == (3, [], 13)
        (world / "leaf" / "3").unlink()
    with served(world) as address:
        code, told = run.verify(address)

        assert (code, codes(told)) == (1, {"missing_leaf"})
    with served(WORLD) as address:
        code, told = run.verify(BODIES, "--world", address)

        assert (code, told["findings"]) == (0, [])


# What is altered


def a_leaf_of_a_person(world: Path) -> None:
    put(world / "leaf" / "6", negative("world-leaf-6"))
    put(world / "shown", f"{HEAD}0-6\n10-15\n19\n".encode())


def an_unlisted_leaf_of_a_person(world: Path) -> None:
    put(world / "leaf" / "6", negative("world-leaf-6"))


def a_leaf_of_a_type_for_bodies(world: Path) -> None:
    put(world / "leaf" / "9", (VECTORS / "leaf" / "9.bin").read_bytes())
    put(world / "shown", f"{HEAD}0-5\n9-15\n19\n".encode())


def a_changed_leaf(world: Path) -> None:
    leaf = (world / "leaf" / "12").read_bytes()
    put(world / "leaf" / "12", leaf.replace(b"founders", b"foundres"))


def a_missing_leaf(world: Path) -> None:
    (world / "leaf" / "19").unlink()


def a_leaf_not_listed(world: Path) -> None:
    put(world / "shown", f"{HEAD}0-5\n10-15\n".encode())


def a_bundle_beside(world: Path) -> None:
    put(world / "tile/entries/000.p/20", (BODIES / "tile/entries/000.p/20").read_bytes())


def no_list_and_no_bundles(world: Path) -> None:
    (world / "shown").unlink()


def a_shorter_list(world: Path) -> None:
    put(world / "shown", b"baraza.shown/v1\n19\n0-5\n10-15\n")


def a_list_of_another_form(world: Path) -> None:
    put(world / "shown", f"{HEAD}0-5\n10-12\n13-15\n19\n".encode())


def another_exhibit(world: Path) -> None:
    first = min((world / "exhibit").iterdir())
    put(first, first.read_bytes() + b" ")


def no_tile(world: Path) -> None:
    (world / "tile/0/000.p/20").unlink()


def another_hash(world: Path) -> None:
    tile = bytearray((world / "tile/0/000.p/20").read_bytes())
    tile[32 * 7] ^= 1  # of an entry that is not shown
    put(world / "tile/0/000.p/20", bytes(tile))


ALTERED: dict[str, tuple[Callable[[Path], None], set[str]]] = {
    one.__name__: (one, found)
    for one, found in (
        (a_leaf_of_a_person, {"shown_person"}),
        (an_unlisted_leaf_of_a_person, {"unlisted_leaf", "shown_person"}),
        (a_leaf_of_a_type_for_bodies, {"shown_person"}),
        (a_changed_leaf, {"leaf_hash", "bad_signature", "not_canonical"}),
        (a_missing_leaf, {"missing_leaf"}),
        (a_leaf_not_listed, {"unlisted_leaf"}),
        (a_bundle_beside, {"two_tiers"}),
        (no_list_and_no_bundles, {"bad_bundle"}),
        (a_shorter_list, {"bad_shown"}),
        (a_list_of_another_form, {"bad_shown"}),
        (another_exhibit, {"exhibit_digest"}),
        (no_tile, {"missing"}),
        (another_hash, {"root"}),
    )
}


@pytest.mark.case(63)
@pytest.mark.parametrize("name", ALTERED)
def test_what_is_altered_is_found(run: Run, world: Path, name: str) -> None:
    alter, expected = ALTERED[name]
    alter(world)

    code, told = run.verify(world)

    assert code == 1
    assert expected & codes(told), told["findings"]
    assert "shown_person" not in expected or "shown_person" in codes(told)
    code, told = run.verify(BODIES, "--world", world)
    assert code == 1
    assert {one["check"] for one in told["findings"]} == {"V12"}


@pytest.mark.case(63)
@pytest.mark.parametrize("left_out", [1, 3, 5, 11, 12, 15, 19])
def test_an_entry_left_out_is_seen_beside_the_bodies_tier_alone(
    run: Run, tmp_path: Path, left_out: int
) -> None:
    world = world_of(BODIES, tmp_path / "world", but={left_out})

    code, told = run.verify(world)

    assert (code, codes(told)) == (3, set())
    assert told["not_shown"] == 8
    code, told = run.verify(BODIES, "--world", world)
    assert (code, codes(told)) == (1, {"left_out"})
    assert [one["index"] for one in told["findings"]] == [left_out]
    assert told["world"] == {"size": 20, "shown": 12, "left_out": 1, "singled_out": 0}


def test_the_world_tier_of_the_log_is_told_beside_it(run: Run) -> None:
    code, out = run.text("verify", BODIES, "--policy", BODIES / "policy", "--world", WORLD)

    assert code == 0
    assert "13 are shown, 0 that are to be shown are not" in out
    code, told = run.verify(BODIES, "--world", BODIES)
    assert (code, codes(told)) == (1, {"no_world_tier"})
    code, told = run.verify(WORLD, "--world", WORLD)
    assert (code, codes(told, 3)) == (3, {"no_bodies"})


def test_every_bit_counts(run: Run, world: Path) -> None:
    """Some of those that the whole campaign alters, at random places of leaves and tiles."""
    chance = random.Random(63)  # noqa: S311 - no secret
    files = [path for path in world.rglob("*") if path.parent.name in {"leaf", "000.p"}]
    for _ in range(60):
        file = chance.choice(sorted(files))
        data = bytearray(before := file.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        put(file, bytes(data))

        assert run.verify(world)[0] == 1

        put(file, before)
    assert run.verify(world)[0] == 3


# What an operator could sign: the tree is made anew over what is false


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Forge:
    """A log of which every type is for the world, and bodies ask."""
    monkeypatch.setattr(forge, "ANY_SCHEMA", FOR_WORLD)
    monkeypatch.setattr(forge, "COUNT_SCHEMA", FOR_WORLD)
    made = Forge.founded()
    for by in (1, 2, 3):
        made.count(by=by, actor="body.council")
    return made


def judged(run: Run, log: Forge, tmp_path: Path, **how: Any) -> tuple[int, Told]:
    put(tmp_path / "mine", POLICY.encode())
    bodies = log.export(tmp_path / "bodies")
    world = world_of(bodies, tmp_path / "forged", **how)
    return run("verify", world, "--policy", tmp_path / "mine", now=NOW)


def test_a_log_that_is_shown_whole_leaves_guards_alone_unchecked(
    run: Run, log: Forge, tmp_path: Path
) -> None:
    code, told = judged(run, log, tmp_path)

    assert (code, told["findings"], told["not_shown"]) == (0, [], 0)
    assert {"V6", "V11"} <= set(told["checked"])
    assert told["not_checked"] == ["V7"]


def test_a_decision_that_is_shown_whole_is_checked_as_one(
    run: Run, log: Forge, tmp_path: Path
) -> None:
    log.items[-2].document["eventsdigest"] = "0" * 64

    code, told = judged(run, log, tmp_path)

    assert (code, codes(told)) == (1, {"bad_decision"})


def test_a_decision_that_is_split_or_begins_with_an_event_is_found(
    run: Run, log: Forge, tmp_path: Path
) -> None:
    first = len(log.items) - 4
    log.items[first].document["eventcount"] = 2
    log.items[-1].document["subject"] = "counter.two"
    log.items[-2].document["eventcount"] = 2

    code, told = judged(run, log, tmp_path)

    assert (code, codes(told)) == (1, {"split_decision"})
    assert [one["index"] for one in told["findings"]] == [first, first + 2]


def test_the_hand_of_a_body_is_checked_where_its_command_is_shown(
    run: Run, log: Forge, tmp_path: Path
) -> None:
    good = log.count(actor="body.council")
    log.attach(good, log.hand(good))
    bad = log.count(actor="body.council")
    log.attach(bad, log.hand(bad, command_id=log.items[good].document["id"]))

    code, told = judged(run, log, tmp_path)

    assert (code, codes(told), told["hands"]) == (1, {"bad_hand"}, 1)


def test_a_signature_of_a_key_that_is_not_shown_is_left_open(
    run: Run, log: Forge, tmp_path: Path
) -> None:
    code, told = judged(run, log, tmp_path, but={3, 5})  # the toy's key, and its contracts

    assert (code, codes(told)) == (3, set())
    assert {"key_not_shown", "contract_not_shown"} <= codes(told, 3)


def test_a_false_signature_is_found(run: Run, log: Forge, tmp_path: Path) -> None:
    log.items[-1].signer = producer("ledger")

    code, told = judged(run, log, tmp_path)

    assert (code, codes(told)) == (1, {"not_entitled"})


def test_times_do_not_fall_from_one_shown_entry_to_the_next(
    run: Run, log: Forge, tmp_path: Path
) -> None:
    for item in log.items[-2:]:
        item.at = log.items[0].at

    code, told = judged(run, log, tmp_path, but={9})

    assert (code, codes(told)) == (1, {"time_falls"})


def test_a_command_comes_once(run: Run, log: Forge, tmp_path: Path) -> None:
    first = len(log.items) - 4
    for earlier, later in zip(log.items[first : first + 2], log.items[first + 2 :], strict=True):
        for member in ("id", "commandid", "correlationid"):
            later.document[member] = earlier.document[member]
    log.seal(first + 2)

    code, told = judged(run, log, tmp_path)

    assert (code, codes(told)) == (1, {"command_twice"})


def test_whoever_asked_as_a_person_is_not_to_be_shown(run: Run, log: Forge, tmp_path: Path) -> None:
    asked = log.count()
    named = log.count(actor="body.council", data={"who": {"is": ["p12345"]}})

    code, told = judged(run, log, tmp_path, also={asked, named + 1})

    assert (code, codes(told)) == (1, {"shown_person"})
    assert [one["index"] for one in told["findings"]] == [asked, named + 1]


def test_evidence_of_no_shown_entry_is_found_beside_the_bodies_tier(
    run: Run, log: Forge, tmp_path: Path
) -> None:
    body = b'{"about": "somebody"}'
    log.exhibit(body)
    log.count(data={"why": forge.evidence(body)})  # asked by a person: its event is shown
    bodies = log.export(tmp_path / "bodies")
    world = world_of(bodies, tmp_path / "world")
    put(tmp_path / "mine", POLICY.encode())
    call = ("verify", bodies, "--policy", tmp_path / "mine", "--world", world)
    assert run(*call, now=NOW)[0] == 0

    put(world / "exhibit" / digest_of(b"more"), b"more")

    code, told = run(*call, now=NOW)
    assert (code, codes(told)) == (1, {"superfluous_exhibit"})
    (world / "exhibit" / digest_of(body)).unlink()
    code, told = run(*call, now=NOW)
    assert codes(told) == {"superfluous_exhibit", "missing_exhibit"}


def test_an_older_folder_of_the_world_is_compared_as_far_as_it_goes(
    run: Run, log: Forge, tmp_path: Path
) -> None:
    put(tmp_path / "mine", POLICY.encode())
    older = world_of(log.export(tmp_path / "older"), tmp_path / "world")
    log.count(actor="body.council")
    newer = log.export(tmp_path / "newer")
    policy = ("--policy", tmp_path / "mine")

    code, told = run("verify", newer, *policy, "--world", older, now=NOW)
    assert (code, told["findings"]) == (0, [])
    assert told["world"]["size"] == told["size"] - 2
    code, told = run("verify", tmp_path / "older", *policy, "--world", newer, now=NOW)
    assert codes(told) == {"no_world_tier"}
    ahead = world_of(newer, tmp_path / "ahead")
    code, told = run("verify", tmp_path / "older", *policy, "--world", ahead, now=NOW)
    assert (code, codes(told, 3)) == (3, {"world_is_newer"})
    log.items[-2].at += 1
    log.items[-1].at += 1
    other = log.export(tmp_path / "other")
    code, told = run("verify", other, *policy, "--world", ahead, now=NOW)
    assert "another_root" in codes(told)


def test_files_beyond_the_checkpoint_are_not_read(run: Run, world: Path) -> None:
    put(world / "leaf" / "20", b"whatever was being written")
    put(world / "leaf" / ".21.new", b"half")
    put(world / "shown", b"baraza.shown/v1\n22\n0-5\n10-15\n19-20\n")

    code, told = run.verify(world)

    assert (code, told["findings"], Shown.of(20, range(20)).count) == (3, [], 20)
