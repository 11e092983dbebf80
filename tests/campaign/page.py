"""The page that lists case, tests, and how each test ended last; `python tests/campaign/page.py`.

Which tests show a case is read from their marks, so the page is whole without a run. How they
ended is kept from the last run on record; a test that has not run there says so.
"""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = Path(__file__).with_name("README.md")
if __name__ == "__main__":
    sys.path.insert(0, str(TESTS))

from campaign import cases  # noqa: E402 - found where the line above says

NEVER = "not run yet"
_ROW = re.compile(r"^- `(?P<name>[^`]+)`: (?P<told>.+)$", re.MULTILINE)

_HEAD = """# Fault cases and the tests that show them

Each case of the design's table of faults and attacks, the tests that provoke it, and how each
ended when it was last run on record. A case stands under every test that is marked with it. The
page is generated: `make campaign`, or any run of pytest with `--campaign=` and this file, renews
the results, `.venv/bin/python tests/campaign/page.py` the list alone. Tests that are not slow run
in every `make test` too; `make campaign SECONDS=600` gives what searches at random more time,
`ALL=1` takes every point where otherwise a sample is taken.
"""


@dataclass(frozen=True)
class Marked:
    """A test function and what it is marked with."""

    name: str
    cases: frozenset[int]
    methods: frozenset[int]


def marked(tests: Path = TESTS) -> Iterator[Marked]:
    """Every test that is marked with a case or a method, file by file."""
    for file in sorted(tests.rglob("test_*.py")):
        text = file.read_text(encoding="utf-8")
        if "mark.case(" in text or "mark.method(" in text:
            name = file.relative_to(tests.parent).as_posix()
            yield from _in(name, ast.parse(text))


def _in(file: str, module: ast.Module) -> Iterator[Marked]:
    every = [node.value for node in module.body if isinstance(node, ast.Assign) and _marks(node)]
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name[:4] == "test":
            marks = [*every, *node.decorator_list]
            found = _numbers("case", marks), _numbers("method", marks)
            if any(found):
                yield Marked(f"{file}::{node.name}", *found)


def _marks(node: ast.Assign) -> bool:
    return isinstance(node.targets[0], ast.Name) and node.targets[0].id == "pytestmark"


def _numbers(kind: str, marks: list[ast.expr]) -> frozenset[int]:
    """The arguments of `pytest.mark.<kind>(...)`, wherever it stands among these."""
    return frozenset(
        argument.value
        for mark in marks
        for call in ast.walk(mark)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == kind
        and isinstance(call.func.value, ast.Attribute)
        and call.func.value.attr == "mark"
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, int)
    )


def kept(page: Path = PAGE) -> dict[str, str]:
    """How each test ended last."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    return {row["name"]: row["told"] for row in _ROW.finditer(text)}


def written(results: Mapping[str, str]) -> str:
    """The page."""
    tests = list(marked())
    lines = [_HEAD, "## Cases", ""]
    for number, title in cases.TITLES.items():
        own = [test.name for test in tests if number in test.cases]
        lines += [f"### {number}. {title}", "", *_rows(own, results)]
        if number in cases.LIMITS:
            lines += [f"Not provoked: {cases.LIMITS[number]}", ""]
    lines += ["## Methods", ""]
    for number, title in cases.METHODS.items():
        own = [test.name for test in tests if number in test.methods]
        lines += [f"### Method {number}: {title}", "", *_rows(own, results)]
    return "\n".join(lines).rstrip() + "\n"


def _rows(names: list[str], results: Mapping[str, str]) -> list[str]:
    if not names:
        return ["No test.", ""]
    return [*(f"- `{name}`: {results.get(name, NEVER)}" for name in names), ""]


def keep(page: Path, results: Mapping[str, str]) -> None:
    """Write the page anew with these results, and those of other tests as they were."""
    page.write_text(written({**kept(page), **results}), encoding="utf-8")


if __name__ == "__main__":
    keep(PAGE, {})
