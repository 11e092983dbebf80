"""Any state at an index or a date, on both axes of time, from the files alone."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.auditor.again import replay
from baraza.auditor.as_of import View, entity_as_of, log_as_of, service_as_of
from baraza.auditor.cli import main
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.moments import BadMoment, instant_of, moment_ms
from baraza.auditor.scan import entries
from baraza.auditor.source import Folder
from baraza.decider import Entry
from forge import START, Forge, instant

KEPT = Path(__file__).parents[1] / "kept" / "export"


@pytest.fixture(scope="module")
def kept() -> Log:
    return Log.open(Folder(KEPT))


def counting(tmp_path: Path) -> Log:
    """Counts once an hour; the third had happened before it was recorded, by three hours."""
    forge = Forge.founded()
    for k in range(1, 5):
        first = forge.count(by=k)
        for item in forge.items[first : first + 2]:
            item.at = START + k * 3_600_000
            item.document["time"] = instant(START + (0 if k == 3 else k) * 3_600_000)
        forge.seal(first)
    return Log.open(Folder(forge.export(tmp_path)))


def count_at(log: Log, **asked: Any) -> tuple[int, Any]:
    told = entity_as_of(View(log, **asked), "toy.counter.one")
    return told["version"], told["members"].get("by", {}).get("value")


def test_an_entity_stands_at_an_index_as_its_facts_made_it(tmp_path: Path) -> None:
    log = counting(tmp_path)

    assert [count_at(log, index=8 + 2 * k) for k in range(5)] == [
        *((0, None), (1, 1), (2, 2), (3, 3), (4, 4))
    ]


def test_what_had_happened_and_what_was_recorded_are_two_axes(tmp_path: Path) -> None:
    log = counting(tmp_path)
    hour = 3_600_000

    happened = entity_as_of(View(log, happened=START + hour), "toy.counter.one")
    recorded = entity_as_of(View(log, recorded=START + hour), "toy.counter.one")
    both = entity_as_of(
        View(log, happened=START + hour, recorded=START + 2 * hour), "toy.counter.one"
    )

    assert happened["members"]["by"]["value"] == 3
    assert [fact["version"] for fact in happened["facts"]] == [1, 3]
    assert [fact["version"] for fact in recorded["facts"]] == [1]
    assert [fact["version"] for fact in both["facts"]] == [1]
    assert (happened["not_yet_happened"], recorded["position"]) == (4, 10)


def test_a_services_state_is_the_one_that_a_replay_comes_to(kept: Log) -> None:
    states = replay(Folder(KEPT), Findings())["state"]

    for decider, state in states.items():
        service = decider.partition(".")[0]
        told = service_as_of(View(kept, index=state["position"]), service, Findings())
        assert (told["decider"], told["digest"]) == (decider, state["digest"])


def test_a_state_is_a_fold_of_what_counts_and_has_no_digest_where_some_do_not(kept: Log) -> None:
    until = moment_ms("2027-07-01")

    told = service_as_of(View(kept, happened=until), "oversight", Findings())
    before = service_as_of(View(kept, recorded=until), "oversight", Findings())

    assert told["not_yet_happened"] > 0
    assert told["digest"] is None
    assert before["digest"]
    assert told["state"] == before["state"]


def test_the_whole_log_is_counted(kept: Log) -> None:
    told = log_as_of(View(kept))

    assert told["position"] == kept.size
    assert sum(told["facts"].values()) + told["decisions"] == kept.size
    assert told["refusals"] == sum(e.name == "CommandRefused" for _, e in entries(kept))


def test_the_same_is_printed_on_every_run(capsys: pytest.CaptureFixture[str]) -> None:
    def printed(*words: str) -> str:
        assert main(["as-of", str(KEPT), *words]) == 0
        return capsys.readouterr().out

    for words in ((), ("--service", "ledger"), ("--date", "2027-05-01", "--service", "ledger")):
        assert printed(*words) == printed(*words)
    told = json.loads(printed("--index", "100", "--entity", "oversight.body.wmf", "--json"))
    (founded,) = (at for at, entry in entries(Log.open(Folder(KEPT)), 100) if _founds(entry))
    assert told["members"]["quorum"] == {"value": 2, "index": founded}


def _founds(entry: Entry) -> bool:
    """The first body of a log is registered by the founding of its authority."""
    return entry.kind == "event" and entry.entity == "oversight.body.wmf"


def test_a_day_that_is_none_is_a_matter_of_usage(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--date", "2027-13-01"], ["--date", "2027-07-01T10:00:00"], ["--index", "-1"]):
        with pytest.raises(SystemExit) as ended:
            main(["as-of", str(KEPT), *words])
        assert ended.value.code == 2
        assert capsys.readouterr().err.count("error:") == 1
    assert main(["as-of", str(KEPT), "--index", "999999"]) == 4


def test_a_day_means_its_end() -> None:
    assert instant_of(moment_ms("2027-07-01")) == "2027-07-01T23:59:59.999Z"
    assert instant_of(moment_ms("2027-07-01T12:00:00+02:00")) == "2027-07-01T10:00:00.000Z"


@given(st.integers(0, 4_102_444_800_000))
def test_an_instant_is_read_as_it_is_written(ms: int) -> None:
    assert moment_ms(instant_of(ms)) == ms


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_a_moment(text: str) -> None:
    with suppress(BadMoment):
        assert isinstance(moment_ms(text), int)
