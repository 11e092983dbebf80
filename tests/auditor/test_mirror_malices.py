"""A mirror needs no trust: whatever it answers ends as a refusal, soon, and with bounded memory."""

import gzip
import json
import re
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from baraza.auditor.cli import main
from baraza.auditor.source import NOTE_MAX, TILE_MAX, Damage, Unreadable, opened
from baraza.auditor.source_web import Bounds, Web
from mirrors import Malice, Mirror, for_file, mirror

VECTORS = Path(__file__).parents[1] / "vectors"
EXPORT = VECTORS / "export"
NOW = 1_804_064_700
TILE = "tile/0/000.p/20"
BUNDLE = "tile/entries/000.p/20"
SHORT = Bounds(step=0.5, file=1, whole=5)

pytestmark = pytest.mark.case(40)


def verified(address: str, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    words = ["verify", address, "--policy", str(EXPORT / "policy"), *more]
    code = main([*words, "--json"], now=NOW)
    return code, capsys.readouterr().out


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_an_honest_mirror_verifies_like_the_folder(
    capsys: pytest.CaptureFixture[str], version: str
) -> None:
    with mirror(EXPORT, version=version) as served:
        code, out = verified(served.address, capsys)
    told = json.loads(out)
    folder = json.loads(verified(str(EXPORT), capsys)[1])

    assert code == 0
    assert told.pop("not_checked") == [*folder.pop("not_checked"), "superfluous files"]
    assert {**told, "seconds": 0} == {**folder, "seconds": 0}


def test_the_standard_librarys_own_server_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
    with subprocess.Popen(  # noqa: S603
        [*command, "--directory", str(EXPORT)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as server:
        try:
            assert server.stdout
            said = server.stdout.readline().decode()  # it listens, and says where
            address = re.findall(r"http://[^/]+/", said)[0]

            assert verified(address, capsys)[0] == 0
        finally:
            server.terminate()


def test_each_file_is_fetched_once_and_over_one_connection() -> None:
    with mirror(EXPORT) as served:
        web = Web(served.address)
        for _ in range(3):
            for path in ("checkpoint", TILE, BUNDLE, "tile/0/000"):
                web.read(path, NOTE_MAX)
        del web

        assert served.asked == ["/checkpoint", f"/{TILE}", f"/{BUNDLE}", "/tile/0/000"]
        assert len(served.connections) == 1


def test_a_connection_that_has_gone_is_made_again() -> None:
    def gone(asked: Mirror) -> bool:
        asked.close_connection = True  # after an answer that did not say so
        return False

    with mirror(EXPORT, gone) as served:
        web = Web(served.address)

        assert web.read("checkpoint", NOTE_MAX) == (EXPORT / "checkpoint").read_bytes()
        assert web.read(TILE, TILE_MAX) == (EXPORT / TILE).read_bytes()
        assert len(served.connections) == 2


def test_a_process_of_its_own_has_a_connection_of_its_own() -> None:
    """Two processes that read from one connection would take each other's answers."""
    with mirror(EXPORT) as served:
        web = Web(served.address)
        web.read("checkpoint", NOTE_MAX)
        web._owner -= 1  # as a fork finds it

        assert web.read(TILE, TILE_MAX) == (EXPORT / TILE).read_bytes()
        assert len(served.connections) == 2
        web._open.close()


def test_the_tier_for_the_world_is_read_from_an_address(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with mirror(VECTORS / "world") as served:
        code, out = verified(served.address, capsys)
    told = json.loads(out)

    assert (code, told["tier"], told["shown"], told["findings"]) == (3, "world", 13, [])
    assert "superfluous files" in told["not_checked"]


def test_a_server_without_heads_is_asked_for_the_whole() -> None:
    with mirror(EXPORT, lambda asked: asked.command == "HEAD" and asked.answer(405)) as served:
        web = Web(served.address)

        assert (web.has("shown"), web.has("shown"), web.has(BUNDLE)) == (False, False, True)
        assert web.read(BUNDLE, NOTE_MAX) == (EXPORT / BUNDLE).read_bytes()
        assert served.asked == ["/shown", f"/{BUNDLE}"]
        with pytest.raises(Damage, match="larger than 10 bytes"):
            web.read(BUNDLE, 10)


def test_what_is_kept_has_a_bound() -> None:
    """Of more files than fit, the oldest are fetched again."""
    with mirror(EXPORT, lambda asked: asked.answer(200, bytes(9 << 20))) as served:
        web = Web(served.address)
        for n in (0, 1, 2, 3, 4, 4, 0):
            assert web.read(f"tile/0/00{n}", 9 << 20) == bytes(9 << 20)

        assert served.asked.count("/tile/0/004") == 1
        assert served.asked.count("/tile/0/000") == 2


def wrong(asked: Mirror) -> bool:
    return asked.answer(200, bytes(640))


def wrong_width(asked: Mirror) -> bool:
    return asked.answer(200, (EXPORT / TILE).read_bytes() + bytes(32))


def elsewhere(asked: Mirror) -> bool:
    return asked.answer(302, Location="file:///etc/passwd")


def onward(asked: Mirror) -> bool:
    return asked.answer(301, Location=f"/other/{TILE}")


def packed(asked: Mirror) -> bool:
    return asked.answer(200, gzip.compress((EXPORT / TILE).read_bytes()), Content_Encoding="gzip")


def bomb(asked: Mirror) -> bool:
    return asked.answer(200, gzip.compress(bytes(1 << 26)), Content_Encoding="gzip")


def endless(asked: Mirror) -> bool:
    asked.close_connection = True
    asked.answer(200, Content_Length="")
    while True:
        asked.wfile.write(bytes(65_536))


def endless_chunks(asked: Mirror) -> bool:
    asked.answer(200, Content_Length="", Transfer_Encoding="chunked")
    while True:
        asked.wfile.write(b"1000\r\n" + bytes(4_096) + b"\r\n")


def chunk_of_minus_one(asked: Mirror) -> bool:
    asked.answer(200, Content_Length="", Transfer_Encoding="chunked")
    asked.wfile.write(b"-1\r\n")
    while True:
        asked.wfile.write(bytes(65_536))


def endless_head(asked: Mirror) -> bool:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        asked.wfile.write(b"X: " + bytes(60_000) + b"\r\n")


def endless_after_404(asked: Mirror) -> bool:
    asked.close_connection = True
    asked.answer(404, Content_Length="")
    while True:
        asked.wfile.write(bytes(65_536))


def claims_much(asked: Mirror) -> bool:
    return asked.answer(200, Content_Length="99999999999999999999")


def cut_off(asked: Mirror) -> bool:
    asked.close_connection = True
    return asked.answer(200, (EXPORT / TILE).read_bytes()[:100], Content_Length="640")


def nonsense(asked: Mirror) -> bool:
    asked.close_connection = True
    asked.wfile.write(b"\x00\xff hello\r\n\r\n")
    return True


def silent(asked: Mirror) -> bool:
    asked.close_connection = True
    return True


def broken(asked: Mirror) -> bool:
    return asked.answer(500, b"<html>")


def partial_(asked: Mirror) -> bool:
    return asked.answer(206, (EXPORT / TILE).read_bytes())


@pytest.mark.parametrize(
    ("malice", "code"),
    [
        (wrong, 1),
        (wrong_width, 1),
        (elsewhere, 4),
        (onward, 4),
        (packed, 4),
        (bomb, 4),
        (endless, 1),
        (endless_chunks, 1),
        (chunk_of_minus_one, 1),
        (endless_head, 4),
        (endless_after_404, 1),
        (claims_much, 1),
        (cut_off, 4),
        (nonsense, 4),
        (silent, 4),
        (broken, 4),
        (partial_, 4),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
@pytest.mark.parametrize("path", [TILE, BUNDLE])
def test_a_malice_ends_as_damage_or_unreadable(
    capsys: pytest.CaptureFixture[str], malice: Malice, code: int, path: str
) -> None:
    tracemalloc.start()
    try:
        with mirror(EXPORT, for_file(path, malice)) as served:
            found, out = verified(served.address, capsys)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert found == code
    assert json.loads(out)["findings"]
    assert peak < 100 << 20
    assert {asked.rsplit("/", 1)[0] for asked in served.asked} <= {
        *("", "/exhibit", "/tile/0/000.p", "/tile/entries/000.p", "/tile/0", "/tile/entries")
    }


@pytest.mark.parametrize("path", ["checkpoint", "exhibit"])
def test_an_endless_file_is_not_read_to_its_end(
    capsys: pytest.CaptureFixture[str], path: str
) -> None:
    with mirror(EXPORT, lambda asked: asked.path.startswith(f"/{path}") and endless(asked)) as at:
        code, out = verified(at.address, capsys)

    assert code == 1
    assert "larger than" in out


def test_one_byte_at_a_time_is_not_waited_for() -> None:
    def dripping(asked: Mirror) -> bool:
        asked.answer(200, Content_Length="640")
        while not asked.stop.wait(0.02):
            asked.wfile.write(b"x")
        return True

    def dripping_head(asked: Mirror) -> bool:
        asked.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not asked.stop.wait(0.02):
            asked.wfile.write(b"x")
        return True

    def asleep(asked: Mirror) -> bool:
        return asked.stop.wait(30)

    for malice in (dripping, dripping_head, asleep):
        with mirror(EXPORT, malice) as served:
            started = time.monotonic()
            with pytest.raises(Unreadable):
                Web(served.address, SHORT).read(TILE, TILE_MAX)

            assert time.monotonic() - started < 20  # of 30, or for ever


def test_the_whole_reading_has_an_end() -> None:
    with mirror(EXPORT) as served:
        web = Web(served.address, Bounds(whole=0))
        with pytest.raises(Unreadable, match="no time is left"):
            web.read("checkpoint", NOTE_MAX)


def test_one_reading_is_about_one_checkpoint() -> None:
    notes: Iterator[bytes] = iter([b"one\n", b"two\n"])
    with mirror(EXPORT, lambda asked: asked.answer(200, next(notes))) as served:
        web = Web(served.address)

        assert web.read("checkpoint", NOTE_MAX) == web.read("checkpoint", NOTE_MAX) == b"one\n"


def test_an_old_checkpoint_is_stale_or_rolled_back(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    old = (VECTORS / "checkpoint-6.note").read_bytes()
    newest = tmp_path / "newest"
    newest.write_bytes((EXPORT / "checkpoint").read_bytes())
    malice = for_file("checkpoint", lambda asked: asked.answer(200, old))
    with mirror(EXPORT, malice) as served:
        code, out = verified(served.address, capsys, "--since", str(newest))

    assert code == 1
    assert "rolled_back" in out


def test_no_name_from_content_is_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    with mirror(EXPORT) as served:
        for source in (opened(EXPORT), opened(served.address)):
            for name in (
                *("../secret", "exhibit/../../secret", "/etc/passwd", "tile/0/../../checkpoint"),
                *("checkpoint?x", "exhibit/" + "A" * 64, "tile/0/1", "leaf/01", "", "%2e%2e/x"),
            ):
                with pytest.raises(Damage, match="no file of an export"):
                    source.read(name, 100)
        assert served.asked == []


@pytest.mark.parametrize(
    "address",
    [
        *("ftp://a.example/", "http://", "https:///x", "http://me@a.example/", "file:///etc"),
        *("http://a.example/?x", "http://a.example/#x", "http://a.example:99999/", "http://[x/"),
        *("http://a.example/a b", "http://a.exämple/"),
    ],
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(Unreadable):
        opened(address)


def test_nobody_there(capsys: pytest.CaptureFixture[str]) -> None:
    with mirror(EXPORT) as served:
        address = served.address
    for command in (["verify"], ["replay"], ["prove", "--index", "1"]):
        words = [command[0], address, *command[1:], "--policy", str(EXPORT / "policy")]
        assert main(words, now=NOW) == 4
        assert capsys.readouterr().out.startswith("Unreadable: ")


def test_an_address_lists_nothing() -> None:
    with mirror(EXPORT) as served:
        web = opened(served.address)

        assert not web.lists
        assert list(web.names("tile")) == []
        assert (web.has("checkpoint"), web.has("shown"), web.has("leaf")) == (True, False, False)
