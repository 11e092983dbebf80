"""One trace follows one ask: through service, ledger and relay, and on to whoever folds it."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from baraza.console.home import SERVICES
from homes import entries, traceparents
from lives import Life

pytestmark = [
    pytest.mark.slow,
    pytest.mark.connected,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("journeys"),
]

Span = Mapping[str, Any]


@pytest.fixture(scope="module")
def spans(lived: Life) -> list[Span]:
    files = sorted(lived.home.run.glob("traces-*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


@pytest.mark.parametrize(
    ("service", "name", "asked"),
    [
        ("registration", "SubmitApplication", "SubmitApplication"),
        ("scheduling", "EnrolInWorkshop", "EnrolInWorkshop"),
        ("matching", "SettleRound", "Turn"),
    ],
)
def test_one_trace_follows_one_ask(
    lived: Life, spans: list[Span], service: str, name: str, asked: str
) -> None:
    type_ = f"baraza.command.{service}.{name}.v1"
    index, command = next((i, e) for i, e in enumerate(entries(lived.home)) if e["type"] == type_)
    _, trace, recorded, _ = str(traceparents(lived.home)[index]).split("-")
    here = {span["span"]: span for span in spans if span["trace"] == trace}

    # A person asks, or a turn comes; the service appends what it decided; the ledger records it.
    record = here[recorded]
    append = here[record["parent"]]
    process = here[append["parent"]]
    assert told(record) == ("ledger", f"record {service}")
    assert told(append) == (service, f"append {service}")
    assert told(process) == (service, f"process baraza.ask.{service}.{asked}")
    assert process["parent"] is None
    assert process["start"] <= append["start"] <= record["start"]

    # The relay sends on every entry of the decision.
    relayed = [told(span) for span in here.values() if span["parent"] == recorded]
    assert relayed == [("relay", "relay")] * (1 + command["eventcount"])

    # Folding may happen years later: no child of the ask, but a link to it.
    folds = [span for span in spans if trace in span["links"]]
    assert {span["service"] for span in folds} >= set(SERVICES) - {service}
    assert all(span["name"] == "fold" and span["parent"] is None for span in folds)


def test_no_span_failed_and_none_hangs_in_the_air(spans: list[Span]) -> None:
    known = {span["span"] for span in spans}

    assert [told(span) for span in spans if span["status"] == "error"] == []
    assert [told(span) for span in spans if span["parent"] not in {None, *known}] == []


def told(span: Span) -> tuple[str, str]:
    return span["service"], span["name"]
