"""Each wall broken on purpose, in a copy of the sources, is told by its name and its place."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"

BROKEN: Mapping[str, tuple[str, Mapping[str, str], str]] = {
    "a service asks another in code": (
        "Services meet in contracts/, never in imports",
        {"matching/handlers/chance.py": "import baraza.feedback.messages"},
        "baraza.matching.handlers.chance -> baraza.feedback.messages",
    ),
    "a stray room in a service": (
        "Every programme service has the same rooms",
        {"feedback/utils.py": ""},
        "baraza.feedback.utils",
    ),
    "answers that look into the rules": (
        "Every programme service has the same rooms",
        {"matching/read_model/queries.py": "import baraza.matching.domain"},
        "baraza.matching.read_model.queries -> baraza.matching.domain",
    ),
    "a table that appends": (
        "The ledger's rooms",
        {"ledger/tables.py": "import baraza.ledger.append"},
        "baraza.ledger.tables -> baraza.ledger.append",
    ),
    "a decider that knows a form": (
        "Shared packages stand in this order",
        {"decider/decider.py": "import baraza.forms.v1"},
        "baraza.decider.decider -> baraza.forms.v1",
    ),
    "a projector that knows a service": (
        "Shared packages know no service",
        {"projection/__init__.py": "import baraza.matching.messages"},
        "baraza.projection -> baraza.matching.messages",
    ),
    "a domain that looks around": (
        "Domains are pure",
        {"oversight/domain/v1/state.py": "import os"},
        "baraza.oversight.domain.v1.state -> os",
    ),
    "a form that asks a database": (
        "Domains are pure",
        {"forms/v1/book.py": "import sqlalchemy"},
        "baraza.forms.v1.book -> sqlalchemy",
    ),
    "an auditor that reads more than rules and words": (
        "The auditor reads a service's rules and words, and nothing else of it",
        {"auditor/replay.py": "import baraza.matching.handlers"},
        "baraza.auditor.replay -> baraza.matching.handlers",
    ),
    "a bus behind what the auditor reads with": (
        "The auditor needs no bus, no database and no service around it",
        {"transparency/leaf.py": "import nats"},
        "baraza.transparency.leaf -> nats",
    ),
    "a console that decides": (
        "The console speaks to services in their words only",
        {"console/cli.py": "import baraza.matching.domain"},
        "baraza.console.cli -> baraza.matching.domain",
    ),
    "two that need each other": (
        "No cycles anywhere",
        {
            "privacy/one.py": "import baraza.privacy.two",
            "privacy/two.py": "import baraza.privacy.one",
        },
        ".two -> .one",
    ),
}
"""How: the wall that breaks, the line that each of some files gets, the place that is told."""


def contracts() -> list[str]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return re.findall(r'\[\[tool\.importlinter\.contracts\]\]\nname = "(.+)"', text)


def lint(folder: Path) -> tuple[int, str]:
    """Over the copy alone: without `site`, the members installed here are not seen."""
    places = [str(folder), sysconfig.get_path("purelib")]
    done = subprocess.run(  # noqa: S603 - this Python, these words
        [sys.executable, "-S", "-c", LINT, "--no-logo", "--config", "pyproject.toml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(places), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that `baraza` is, in one folder, beside the contracts of the root."""
    tmp_path = tmp_path_factory.mktemp("sources")
    for part in sorted(ROOT.glob("shared/src/baraza/*")) + sorted(
        ROOT.glob("services/*/src/baraza/*")
    ):
        shutil.copytree(
            part, tmp_path / "baraza" / part.name, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_each_wall_is_broken_here_at_least_once() -> None:
    assert {wall for wall, _, _ in BROKEN.values()} == set(contracts())
    assert len(contracts()) == 10


def test_the_walls_stand(sources: Path) -> None:
    code, told = lint(sources)

    assert (code, told.count(" BROKEN")) == (0, 0), told
    assert all(f"{wall} KEPT" in told for wall in contracts())


@contextmanager
def broken(sources: Path, lines: Mapping[str, str]) -> Iterator[None]:
    """Each file with one line more, for a while; a new file is taken away again."""
    files = {sources / "baraza" / path: line for path, line in lines.items()}
    before = {file: file.read_text(encoding="utf-8") for file in files if file.exists()}
    for file, line in files.items():
        file.write_text(f"{before.get(file, '')}\n{line}\n", encoding="utf-8")
    try:
        yield
    finally:
        for file in files:
            file.unlink()
        for file, text in before.items():
            file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_wall_is_told_by_name_and_place(sources: Path, how: str) -> None:
    wall, lines, place = BROKEN[how]
    with broken(sources, lines):
        code, told = lint(sources)

    assert code == 1, told
    assert f"{wall} BROKEN" in told
    assert place in told.split("Broken contracts")[1]
