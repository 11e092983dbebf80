"""A folder of an export is read with bounds too: it may have come from anybody."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from baraza.auditor.log import Log
from baraza.auditor.source import (
    NOTE_MAX,
    TILE_MAX,
    Damage,
    Folder,
    Unreadable,
    opened,
    read_file,
    write_file,
)
from forge import NOW, honest, put
from histories import audit, exported, policy_in

pytestmark = pytest.mark.case(40)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return exported(honest(), tmp_path / "export", 0, 1)


def test_a_folder_is_opened_by_its_name(export: Path) -> None:
    for source in (opened(export), opened(str(export)), Folder(str(export))):
        assert source.lists
        assert source.read("checkpoint", NOTE_MAX) == (export / "checkpoint").read_bytes()
        assert source.read("tile/0/009", TILE_MAX) is None
        assert "tile/0/000.p/18" in list(source.names("tile"))
    with pytest.raises(Unreadable, match="no such folder"):
        opened(export / "nowhere")


def test_a_pipe_or_a_device_is_no_file(export: Path, tmp_path: Path) -> None:
    tile = export / "tile/0/000.p/18"
    tile.unlink()
    makes: tuple[Callable[[Path], None], ...] = (
        os.mkfifo,
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.mkdir(),
    )
    for make in makes:
        make(tile)

        assert Folder(export).read("tile/0/000.p/18", TILE_MAX) is None
        assert audit("verify", export, "--policy", policy_in(tmp_path)) == 1
        assert audit("prove", export, "--index", "3", "-o", tmp_path / "proof") == 1
        tile.rmdir() if tile.is_dir() else tile.unlink()


@pytest.mark.parametrize("path", ["tile/0/000.p/18", "tile/entries/000.p/18", "checkpoint"])
def test_a_file_without_end_is_damage(export: Path, tmp_path: Path, path: str) -> None:
    with (export / path).open("r+b") as file:
        file.truncate(1 << 40)  # it takes no room on the disk

    assert audit("verify", export, "--policy", policy_in(tmp_path)) == 1
    assert audit("prove", export, "--index", "3", "-o", tmp_path / "proof") == 1


def test_what_the_reader_names_has_a_bound_too(tmp_path: Path) -> None:
    file = tmp_path / "policy"
    put(file, bytes(100))

    assert read_file(file, 100) == bytes(100)
    with pytest.raises(Damage, match="larger than 99 bytes"):
        read_file(file, 99)
    with pytest.raises(Unreadable):
        read_file(tmp_path)
    with pytest.raises(Unreadable):
        read_file(tmp_path / "nothing")


def test_a_digest_that_is_none_names_no_file(export: Path) -> None:
    (export / "secret").write_bytes(b"secret")
    log = Log.open(Folder(export))

    for digest in ("../secret", "/etc/passwd", "", "A" * 64, "\x00"):
        assert log.exhibit(digest) is None
    with pytest.raises(Damage, match="no file of an export"):
        log.source.read("exhibit/../secret", 10)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write_file(tmp_path / "one", b"first")
    write_file(tmp_path / "one", b"second")
    assert (tmp_path / "one").read_bytes() == b"second"

    (tmp_path / "folder").mkdir()
    with pytest.raises(Unreadable, match="cannot be written"):
        write_file(tmp_path / "folder", b"third")
    with pytest.raises(Unreadable, match="cannot be written"):
        write_file(tmp_path / "nowhere" / "one", b"third")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "one"]


def test_commands_say_what_they_could_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = policy_in(tmp_path)
    for words in (
        ("diff", tmp_path / "a", tmp_path / "b", "--policy", policy),
        ("prove", tmp_path / "a", "--index", "1"),
        ("check-proof", tmp_path / "a", "--policy", policy),
        ("check-evidence", tmp_path / "a", "--policy", policy),
        ("verify", "gopher://a.example/", "--policy", policy),
    ):
        assert audit(*words, now=NOW) == 4
        assert capsys.readouterr().out.startswith("Unreadable: ")
