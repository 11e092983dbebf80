"""What a lived log has announced decides for ever as it did: its source is not changed unseen."""

import shutil
from pathlib import Path

import frozen
import pytest

from baraza.auditor import sources
from baraza.auditor.deciders import SERVICES, deciders
from baraza.decider import Entry
from forge import Forge

RULES = deciders(SERVICES)
FOR_HANDLERS = {"registration/domain/v1/outcome.py", "scheduling/domain/v1/common.py"}
"""What beside the rules is for those who prepare commands; the rules check what comes of it."""


def test_no_frozen_version_has_changed() -> None:
    assert frozen.broken(frozen.promised()) == []


def test_a_version_that_has_changed_is_named() -> None:
    honest = {name: str(sources.source_digest(name)) for name in RULES}

    assert frozen.broken(honest) == []
    (said,) = frozen.broken({**honest, "matching.v1": "0" * 64})
    assert said.startswith("matching.v1 is frozen with the source 000")


def test_a_version_that_is_gone_is_named() -> None:
    assert len(frozen.broken({"matching.v7": "0" * 64})) == 1


@pytest.mark.parametrize("clock", ["system", "virtual"])
def test_a_lived_log_freezes_what_it_announced_and_a_rehearsal_nothing(
    clock: str, tmp_path: Path
) -> None:
    forge = Forge.founded(clock)
    data = {"decider": "matching.v1", "source_sha256": "0" * 64}
    events = [("DeciderRegistered", "decider.matching_v1", data)]
    words = ("ledger", "RegisterDecider", "decider.matching_v1", data, events)
    forge.decide(*words, actor="service.ledger")
    found = frozen.announced(Entry(item.document) for item in forge.items)
    table = tmp_path / "frozen.toml"
    shutil.copy(frozen.TABLE, table)
    frozen.add(found, table)

    lived = {} if clock == "virtual" else {"matching.v1": "0" * 64}
    assert found == lived
    assert frozen.promised(table) == {**frozen.promised(), **lived}
    assert table.read_text().startswith(frozen.TABLE.read_text().partition("[deciders]")[0])


def test_no_two_logs_freeze_one_version_with_other_source(tmp_path: Path) -> None:
    table = tmp_path / "frozen.toml"
    shutil.copy(frozen.TABLE, table)
    frozen.add({"matching.v1": "0" * 64}, table)
    before = table.read_text()

    assert len(frozen.add({"matching.v1": "1" * 64}, table)) == 1
    assert table.read_text() == before


def test_a_source_is_the_rules_the_forms_and_the_words_that_a_version_reads() -> None:
    for name, decider in RULES.items():
        service, _, version = name.partition(".")
        found = {str(path).partition("/baraza/")[2] for path in sources.files(decider)}
        rules = Path(str(sources._file(f"baraza.{service}.domain.{version}"))).parent.rglob("*.py")
        words = {path for path in found if path.startswith(f"{service}/messages")}

        reached = {str(path).partition("/baraza/")[2] for path in rules}
        idle = {path for path in reached - found if not path.endswith("rules/__init__.py")}
        assert idle <= FOR_HANDLERS, "rules that no version reaches"
        assert words
        assert not any(path.startswith("decider/") for path in found)
        assert f"{service}/domain/__init__.py" not in found


def test_a_digest_is_of_every_byte_of_these_files(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sources.source_digest("ledger.v1")
    changed = sources.files(RULES["ledger.v1"])[0]
    read = Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda path: read(path) + (b" " if path == changed else b"")
    )

    assert sources.source_digest("ledger.v1") != before
