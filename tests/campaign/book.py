"""Counts, for every test that is marked with a case, how it ended and how many runs it made.

A run is one life of what is tested: an example of Hypothesis, a kill, a fault at one system call.
A test that makes many tells how many by the fixture `runs`; any other made one.
"""

import re
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from campaign import cases, page

_EXAMPLES = re.compile(r"- (\d+) passing, (\d+) failing")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--campaign",
        metavar="PAGE",
        help="print the table of fault cases and keep the results in this page",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--campaign") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Book(Path(config.getoption("--campaign"))), "campaign")


@pytest.fixture
def runs(request: pytest.FixtureRequest) -> Callable[[int], None]:
    """Tells that so many more runs were made."""
    return lambda count: request.node.user_properties.append(("runs", count))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Cases, methods and runs travel in the report, from whichever process made it."""
    report = yield
    marks = [
        (kind, number)
        for kind in ("case", "method")
        for mark in item.iter_markers(kind)
        for number in mark.args
    ]
    if marks:
        report.user_properties = [*item.user_properties, *marks]
        if call.when == "call":
            told = str(getattr(item, "hypothesis_statistics", ""))
            examples = sum(int(n) for found in _EXAMPLES.findall(told) for n in found)
            if examples:
                report.user_properties.append(("runs", examples))
    return report


@dataclass
class Result:
    """How the tests of one function ended."""

    passed: int = 0
    failed: int = 0
    runs: int = 0

    @property
    def told(self) -> str:
        if not self.failed:
            return f"passed, {self.runs:,} runs" if self.runs > 1 else "passed"
        return f"FAILED {self.failed} of {self.failed + self.passed}"


@dataclass
class Book:
    """What was heard of the tests of one session."""

    page: Path
    results: dict[str, Result] = field(default_factory=dict)
    cases: dict[int, set[str]] = field(default_factory=dict)
    methods: dict[int, set[str]] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        told = report.user_properties
        kinds: Iterable[tuple[str, dict[int, set[str]]]] = (
            ("case", self.cases),
            ("method", self.methods),
        )
        # A group of tests that one process shall run adds its name behind an @.
        name = report.nodeid.partition("[")[0].partition("@")[0]
        for kind, book in kinds:
            for key, number in told:
                if key == kind:
                    book.setdefault(int(str(number)), set()).add(name)
        if any(key in {"case", "method"} for key, _ in told):
            self._count(self.results.setdefault(name, Result()), report)

    def _count(self, result: Result, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            result.passed += 1
            result.runs += (
                sum(int(str(n)) for key, n in report.user_properties if key == "runs") or 1
            )
        elif report.failed:
            result.failed += 1

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        write = terminalreporter.write_line
        write("")
        for line in self._table():
            write(line)
        page.keep(self.page, {name: result.told for name, result in self.results.items()})

    def _table(self) -> Iterable[str]:
        yield from _lines("case", cases.TITLES, self.cases, self.results)
        yield ""
        yield from _lines("method", cases.METHODS, self.methods, self.results)
        shown = [n for n in cases.TITLES if n in self.cases]
        failed = sum(result.failed for result in self.results.values())
        passed = sum(result.passed for result in self.results.values())
        made = sum(result.runs for result in self.results.values())
        yield ""
        yield (
            f"{len(shown)} of {len(cases.TITLES)} cases run;"
            f" {passed:,} tests passed, {failed:,} failed, {made:,} runs"
        )


def _lines(
    kind: str, titles: Any, book: dict[int, set[str]], results: dict[str, Result]
) -> Iterable[str]:
    yield f"{kind:>6}  {'':58} {'':6} tests passed failed      runs"
    for number, title in titles.items():
        own = [results[name] for name in sorted(book.get(number, ()))]
        failed = sum(result.failed for result in own)
        passed = sum(result.passed for result in own)
        word = "FAIL" if failed else "pass" if passed else "-"
        made = sum(result.runs for result in own)
        short = title if len(title) <= 58 else f"{title[:55]}..."
        yield f"{number:>6}  {short:58} {word:6} {len(own):5} {passed:6} {failed:6} {made:9,}"
