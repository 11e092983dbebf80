"""Logs say no value, metrics have one name each, spans become lines."""

import json
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from baraza.telemetry import logs, metrics
from baraza.telemetry.traces import JsonLines


def _raise(value: str) -> None:
    raise ValueError(f"cannot read {value}")


@pytest.mark.case(45)
def test_a_log_line_is_json_and_quotes_no_error_text(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("garden")
    try:
        _raise("a personal value")
    except ValueError as error:
        with logs.about(command_id="c1"):
            logs.log().error("something happened", error=error)

    line = json.loads(capsys.readouterr().err)

    assert line["event"] == "something happened"
    assert (line["service"], line["command_id"], line["error"]) == ("garden", "c1", "ValueError")
    assert line["at"].startswith("_raise:")
    assert "personal" not in json.dumps(line)


def test_a_level_below_the_one_asked_for_is_not_said(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("garden", level="warning")

    logs.log().info("unheard")

    assert capsys.readouterr().err == ""


def test_a_number_is_counted_under_a_name_that_is_known() -> None:
    counted = metrics.Metrics()

    counted.count(metrics.DECISIONS)
    counted.count(metrics.DECISIONS, 2)
    counted.gauge(metrics.POSITION, 7)

    assert counted.read() == {metrics.DECISIONS: 3, metrics.POSITION: 7}
    with pytest.raises(KeyError):
        counted.count("baraza_misspelt_total")


def test_a_finished_span_is_one_line_that_names_its_parent(tmp_path: Path) -> None:
    file = tmp_path / "spans.jsonl"
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(JsonLines(file, "garden")))
    tracer = provider.get_tracer("test")
    with tracer.start_as_current_span("outer"), tracer.start_as_current_span("inner"):
        pass

    inner, outer = (json.loads(line) for line in file.read_text().splitlines())

    assert (inner["name"], outer["name"]) == ("inner", "outer")
    assert inner["parent"] == outer["span"]
    assert inner["trace"] == outer["trace"]
    assert outer["parent"] is None
