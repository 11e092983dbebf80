"""`baraza export --world`: what everybody may read, and whether the charter lets them."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from baraza.console import export
from baraza.console.cli import app
from baraza.console.home import Home, Trouble
from baraza.transparency.checkpoint import Checkpoint
from baraza.transparency.notes import Signer
from forge import put

ORIGIN = "baraza.example/2027"


def leaf(type_: str, data: dict[str, Any]) -> bytes:
    document = json.dumps({"type": f"baraza.event.{type_}.v1", "data": data})
    return f"baraza.entry/v1\n0\n0\n{document}\n\nsigned\n".encode()


def drafted(digest: str, publish: str, kind: str = "charter") -> bytes:
    data = {"kind": kind, "digest": digest, "rules": {"publish": publish}}
    return leaf("registration.RulesDrafted", data)


def adopted(digest: str, programme: str = "pilot", kind: str = "charter") -> bytes:
    data = {"kind": kind, "programme": programme, "digest": digest}
    return leaf("oversight.RulesInForce", data)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home").made()
    note = Signer(ORIGIN, bytes(32)).sign(Checkpoint(ORIGIN, 4, bytes(32)).text).encode()
    for folder in (made.export, made.path / "export-world"):
        put(folder / "checkpoint", note)
        put(folder / "policy", b"quorum none\n")
        put(folder / "tile" / "0" / "000.p" / "4", b"hashes")
    put(made.export / "tile" / "entries" / "000.p" / "4", b"entries")
    world = made.path / "export-world"
    put(world / "shown", b"baraza.shown/v1\n4\n0-1\n")
    put(world / "leaf" / "0", drafted("aa", "world"))
    put(world / "leaf" / "1", adopted("aa"))
    put(world / "leaf" / ".2.new", b"half")
    return made


def shows(home: Home, *leaves: bytes) -> None:
    for index, one in enumerate(leaves):
        put(home.path / "export-world" / "leaf" / str(index), one)


def test_what_everybody_may_read_is_copied_and_nothing_else(home: Home, tmp_path: Path) -> None:
    to = tmp_path / "to"

    done = CliRunner().invoke(app, ["export", str(to), "--home", str(home.path), "--world"])

    assert done.exit_code == 0
    assert "only what --world copies" in done.output
    names = {path.relative_to(to).as_posix() for path in to.rglob("*") if path.is_file()}
    assert names == {"checkpoint", "policy", "shown", "leaf/0", "leaf/1", "tile/0/000.p/4"}


def test_a_folder_never_gets_both_tiers(home: Home, tmp_path: Path) -> None:
    export.copy(home, tmp_path / "world", "world")
    export.copy(home, tmp_path / "bodies")

    with pytest.raises(Trouble, match="the other tier"):
        export.copy(home, tmp_path / "world")
    with pytest.raises(Trouble, match="the other tier"):
        export.copy(home, tmp_path / "bodies", "world")
    assert not (tmp_path / "world" / "tile" / "entries").exists()


@pytest.mark.parametrize(
    ("leaves", "public"),
    [
        ((drafted("aa", "world"), adopted("bb")), "world"),  # of a text that nobody can read
        ((drafted("aa", "bodies"), adopted("aa")), "bodies"),
        ((drafted("aa", "bodies"), adopted("aa", kind="terms")), None),
        ((drafted("aa", "bodies"), drafted("bb", "world")), None),
        ((drafted("aa", "bodies"), drafted("bb", "world"), adopted("aa"), adopted("bb")), "world"),
        ((drafted("aa", "world"), drafted("bb", "bodies"), adopted("aa"), adopted("bb")), "bodies"),
        (
            (drafted("aa", "world"), drafted("bb", "bodies"), adopted("aa"), adopted("bb", "two")),
            "world",
        ),
    ],
)
def test_the_charters_in_force_say_what_is_public(
    home: Home, leaves: tuple[bytes, ...], public: str | None
) -> None:
    shows(home, *leaves)

    assert export.public_tier(home) == public


def test_without_an_export_nothing_is_public_yet(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").made()

    assert export.public_tier(home) is None
    with pytest.raises(Trouble, match="Nothing has been exported"):
        export.copy(home, tmp_path / "to", "world")
