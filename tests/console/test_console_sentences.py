"""What a person reads where something is not as it should be, and at the end of a year."""

import json
import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from rich.console import Console
from typer.testing import CliRunner

from baraza.console import reach, second
from baraza.console.cli import app
from baraza.console.commands.asked import wrong
from baraza.console.commands.founded import founded
from baraza.console.export import must_be_written
from baraza.console.home import PARTS, Home, Trouble
from baraza.console.pilot import show
from baraza.console.supervisor import House, Plan
from baraza.ledger.checkpoints import Checkpoints
from baraza.messaging.ask import Ask
from baraza.messaging.replies import Problem
from baraza.transparency.checkpoint import Checkpoint
from baraza.transparency.notes import COSIGNATURE, Signer
from ledgers import ORIGIN, Pen, house, signer

Usage = namedtuple("Usage", "total used free")


class Answering:
    """A bus on which the service is ready, or is not."""

    def __init__(self, position: int | None) -> None:
        self._position = position

    async def ready(self, service: str) -> int | None:
        return self._position


@pytest.fixture
def no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage(10 << 20, 10 << 20, 0))


def test_a_service_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(Trouble, match=r"There is no service nowhere\. There are: ledger, relay"):
        reach.known("nowhere", PARTS)


@pytest.mark.parametrize("name", ["", "a.b", "Turn.>", "two words"])
def test_what_cannot_be_a_name_is_not_asked(name: str) -> None:
    with pytest.raises(Trouble, match="is no name of an ask or a query"):
        reach.named(name)


@pytest.mark.parametrize(
    ("position", "said"), [(None, "does not answer. Look at"), (7, "does not answer `ask Nothing`")]
)
async def test_silence_of_a_service_that_runs_is_about_the_name(
    position: int | None, said: str
) -> None:
    client: Any = Answering(position)

    assert said in await reach.unanswered(client, "matching", "ask Nothing")


def test_a_problem_reads_as_sentences() -> None:
    problem = Problem(
        type="/problems/malformed", title="Not so", status=400, detail="x: missing", advice="Mend."
    )

    assert reach.sentence(problem) == "Not so. x: missing. Mend."


def test_an_actor_of_no_kind_is_told_how_to_write_one() -> None:
    with pytest.raises(ValidationError) as raised:
        Ask(id="01a2033f-6d10-7558-acca-e08ad80d9e4e", actor="me", acting_as="self", via="console")

    assert "person.p" in wrong(raised.value)


@pytest.mark.parametrize("origin", ["two words", "a+b", "é", "x" * 101])
def test_a_name_that_no_log_can_have_is_refused_before_anything_is_written(
    tmp_path: Path, origin: str
) -> None:
    with pytest.raises(Trouble, match="cannot name a log"):
        founded(Home(tmp_path), origin)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_room")
async def test_a_house_does_not_start_on_a_full_disk(tmp_path: Path) -> None:
    place = Home(tmp_path / "home").made()
    house = House(Plan(place, "rehearsal.example/full"))

    with pytest.raises(Trouble, match=r"is full .* Make room and run the same command again"):
        await house.start()

    assert list(place.keys.iterdir()) == []


@pytest.mark.usefixtures("no_room")
def test_what_a_part_says_of_its_end_is_not_the_reason_on_a_full_disk(tmp_path: Path) -> None:
    house = House(Plan(Home(tmp_path), "rehearsal.example/full"))

    house._fail("ledger ended 4 times")

    assert house.failed is not None
    assert house.failed.startswith(f"The disk of {tmp_path} is full")


async def test_what_was_half_compiled_when_a_house_failed_is_forgotten(tmp_path: Path) -> None:
    place = Home(tmp_path).made()
    place.compiled.mkdir()
    house = House(Plan(place, "rehearsal.example/half"))
    house._fail("a reason")

    await house.stop()

    assert not place.compiled.exists()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--file", "{bin}"], "--file: {bin} is no text in UTF-8"),
        (["--file", "{list}"], "--file: {list} is no JSON object"),
        (
            ["registration", "X", "--actor", "body.a", "--data", "@{bin}"],
            "--data: {bin} is no text",
        ),
        (
            ["registration", "X", "--actor", "body.a", "--data", "@{no}"],
            "--data: {no} cannot be re",
        ),
        (["registration", "X", "--actor", "body.a", "--data", "[1]"], "--data is no JSON object"),
        ([], "Say of which SERVICE"),
    ],
)
def test_an_ask_that_is_none_is_told_by_the_option_that_brought_it(
    tmp_path: Path, asked: list[str], said: str
) -> None:
    files = {name: tmp_path / name for name in ("bin", "list", "no")}
    files["bin"].write_bytes(b"\xff\xfe")
    files["list"].write_text("[1]")
    words = [word.format(**files) for word in asked]

    done = CliRunner().invoke(app, ["ask", *words, "--home", str(tmp_path / "home")])

    assert isinstance(done.exception, Trouble)
    assert said.format(**files) in str(done.exception)


@pytest.mark.parametrize(
    ("body", "said"), [(None, "cannot be read"), (b" " * 65_537, "too large to be a pulse")]
)
def test_a_file_that_can_be_no_pulse_is_not_sent(
    tmp_path: Path, body: bytes | None, said: str
) -> None:
    file = tmp_path / "pulse.json"
    if body is not None:
        file.write_bytes(body)
    words = ("pulse", "spring", str(file), "--actor", "body.ops", "--home", str(tmp_path / "home"))

    done = CliRunner().invoke(app, ["round", *words])

    assert isinstance(done.exception, Trouble)
    assert said in str(done.exception)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped house whose log was signed and exported; `yesterday/` has its older database."""
    place = Home(tmp_path_factory.mktemp("lived") / "home").made()
    place.charter.write_text(json.dumps({"clock": "system", "origin": ORIGIN}))
    (place.keys / "log.vkey").write_text(signer("").vkey)
    with house(place.ledger.parent) as one:
        url = f"sqlite:///{place.ratchet}"
        Checkpoints(one.ledger, url, signer("")).close()
        one.found().ledger.close()
        shutil.copytree(place.ledger.parent, place.path / "yesterday")
        one.start()
        Pen(one).say()
        signed = Checkpoints(one.ledger, url, signer(""))
        made = signed.make()
        signed.close()
        assert made is not None
    (place.export / "checkpoint").write_text(made.note)
    (place.export / "policy").write_text("quorum none\n")
    (place.export.with_name("export-world")).mkdir()
    return place.path


@pytest.fixture
def stopped(lived: Path, tmp_path: Path) -> Home:
    return Home(shutil.copytree(lived, tmp_path / "home"))


def set_back(home: Home) -> None:
    shutil.rmtree(home.ledger.parent)
    shutil.copytree(home.path / "yesterday", home.ledger.parent)


def checked(home: Home) -> tuple[bool, str]:
    """What `doctor` says of the log."""
    told = json.loads(command("doctor", "--json", "--home", home.path).stdout)
    (found,) = (check for check in told["checks"] if check["name"] == "log")
    return found["ok"], found["seen"]


def command(*words: object) -> Any:
    return CliRunner().invoke(app, [*map(str, words)])


def test_yesterday_s_database_in_a_stopped_house_is_told_by_doctor_and_export(
    stopped: Home, tmp_path: Path
) -> None:
    before = checked(stopped)
    well = command("export", tmp_path / "well", "--home", stopped.path)
    set_back(stopped)

    after = checked(stopped)
    told = command("export", tmp_path / "old", "--home", stopped.path)
    shutil.rmtree(stopped.ratchet.parent)
    lost = checked(stopped)

    assert before == (True, "22 entries, 22 of them known to the second store")
    assert (well.exit_code, well.stderr) == (0, "")
    assert after[0] is False
    assert "rollback_detected: the log has 20 entries, 22 were signed" in after[1]
    assert (told.exit_code, "the log has 20 entries, 22 were" in told.stderr) == (0, True)
    assert (lost[0], "ratchet_lost" in lost[1]) == (False, True)
    assert not stopped.ratchet.parent.exists()


@pytest.mark.case(55)
def test_a_second_store_gone_for_good_is_made_again_from_a_witness_s_note(
    stopped: Home, tmp_path: Path
) -> None:
    note = tmp_path / "note"
    text = (stopped.export / "checkpoint").read_text()
    witness = Signer("witness.example/council", bytes(32), COSIGNATURE)
    note.write_text(text + witness.signature_line(text.partition("\n\n")[0] + "\n", seconds=1))
    kept = sqlite(stopped.ratchet)
    shutil.rmtree(stopped.ratchet.parent)

    done = command("doctor", "ratchet", "--from", note, "--home", stopped.path)
    again = command("doctor", "ratchet", "--from", note, "--home", stopped.path)

    assert done.exit_code == 0, done.exception
    assert "knows 22 entries again" in done.stdout
    assert sqlite(stopped.ratchet) == kept
    assert checked(stopped)[0] is True
    assert "it lacks nothing" in str(again.exception)


def test_no_second_store_is_made_from_a_note_that_is_not_the_log_s_newest(
    stopped: Home, tmp_path: Path
) -> None:
    shutil.rmtree(stopped.ratchet.parent)
    notes = {
        "no note of the log": "nothing\n\n",
        "22 were shown already": signer("").sign(Checkpoint(ORIGIN, 20, bytes(32)).text),
        "others than in the note": signer("").sign(Checkpoint(ORIGIN, 22, bytes(32)).text),
        "the log has 22 entries, the note 23": signer("").sign(
            Checkpoint(ORIGIN, 23, bytes(32)).text
        ),
        "signature of a known key": Signer(ORIGIN, bytes(32)).sign(
            Checkpoint(ORIGIN, 22, bytes(32)).text
        ),
    }
    for said, text in notes.items():
        (tmp_path / "note").write_text(text)
        done = command("doctor", "ratchet", "--from", tmp_path / "note", "--home", stopped.path)
        assert isinstance(done.exception, Trouble)
        assert said in str(done.exception)
    assert not stopped.ratchet.exists()


def test_a_second_store_elsewhere_is_a_lived_log_s_whatever_clock_answers_a_question(
    stopped: Home, tmp_path: Path
) -> None:
    told = {second.SETTING: "postgresql://elsewhere/ratchet"}
    rehearsed = Home(tmp_path / "rehearsed").made()

    assert second.url_of(stopped, told, "virtual") == told[second.SETTING]
    assert second.url_of(rehearsed, told, "system") == told[second.SETTING]
    assert second.url_of(rehearsed, told, "virtual").endswith("/rehearsed/ratchet/ratchet.db")


def sqlite(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT * FROM ratchet").fetchall()


TOLD: dict[str, Any] = {
    "programme": "garden",
    "lived_until": "2027-04-23",
    "people": 3,
    "mentees": 1,
    "mentors": 2,
    "matched": 1,
    "unmatched": 0,
    "unmatched_reasons": {},
    "way": {"applied": 1, "selected": 1, "took_their_place": 1, "entered": 1, "matched": 1},
    "pools": {"open_call": {"invited": 0, "answered": 0, "accepted": 2, "active": 2}},
    "relationships_started": 1,
    "workshops_held": 1,
    "answers": 2,
    "leader_reports": 1,
    "refusals": {"not_trained": 1},
    "relationships_closed": 1,
    "relationships_ended_early": 0,
    "sessions_held": 12,
    "stages": {"foundations": 1, "leading": 0},
    "veterans": {"offered": 2, "returned": 1, "declined": 0, "silent": 1},
    "roles_filled": 1,
    "collaborations": 1,
    "suggestions_adopted": 1,
    "suggestions_declined": 0,
    "findings_closed": 1,
    "overdue": 1,
    "overdue_matters": [
        {"kind": "inquiry", "matter": "m1", "addressee": "aff-x", "late_with": "answer"}
    ],
    "retention": {"closing": {"board_12_months": 900}},
    "equity": {"selected": {"mena": 500, "asia": None}},
    "rounds": [
        {
            "round": "spring",
            "mentees": 9,
            "matched": 6,
            "unmatched_reasons": {"no_candidate": 1, "place_lost": 2},
            "welfare": 900,
            "price_of_equity": 100,
            "floors": [
                {"target": 5, "per_mille": 600},
                {"target": 4, "per_mille": 750},
                {"target": 0, "per_mille": None},
            ],
        }
    ],
    "erased": 1,
    "concluded": "continue",
    "envelopes": {
        "currency": "USD",
        "allocated_minor": 100000,
        "funded_minor": 90000,
        "spent_minor": 50,
        "reserved_minor": 0,
        "returned_minor": 89950,
    },
    "oversight": {
        "bodies": 2,
        "operators": 1,
        "resolutions_adopted": 3,
        "objections_answered": 1,
        "appeals": 2,
        "appeals_upheld": 1,
        "appeals_dismissed": 1,
        "overdue": 0,
    },
    "skipped": ["2027-03-08 appeals_selection: p-1 was not turned down"],
    "happenings_ahead": 1,
    "entries": 9,
    "decisions": 4,
    "log": {"origin": "rehearsal.example/garden", "size": 9, "root": "AAAA"},
    "standing": {
        "standing": "official",
        "index": 8,
        "size": 9,
        "cosigned_by": ["care", "council"],
        "bodies": 3,
        "since": "2027-04-23T09:00:00Z",
    },
    "verify": {"exit": 0, "not_checked": ["quorum"]},
    "replay": {"exit": 0, "same": 4, "different": 0, "unverifiable": 0},
    "seconds": 1.0,
}


def printed(told: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> str:
    show.summary(Console(soft_wrap=True), told, Home(Path("home")))
    return capsys.readouterr().out


def test_a_year_is_told_to_organiser_and_overseer(capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(TOLD, capsys)

    assert "lived until 2027-04-23: 3 people, of them 1 mentee and 2 mentors" in said
    assert "Mentees' way: applied 1, selected 1, took their place 1, entered 1, matched 1" in said
    assert "Decided by 2 bodies, run by 1 operator: 3 resolutions adopted" in said
    assert "2 appeals (1 upheld, 1 dismissed), 0 overdue" in said
    assert "Refused, each on record with its rule: not trained 1" in said
    assert "1 relationship started, 1 closed with a talk, 0 before their time" in said
    assert "Veterans: 2 offered a way on, 1 came back, 0 declined, 1 silent" in said
    assert "1 collaboration confirmed, 1 open role filled, 1 erased at their wish" in said
    assert "Equity, per thousand, selected: mena 500, 1 not shown" in said
    assert (
        "Round spring: 6 of 9 mentees matched, of each group at least 600 in a thousand; "
        "the floors cost 100 of 1,000 points; told why not: no candidate 1, place lost 2"
    ) in said
    assert "late with its answer: inquiry m1, addressed to aff-x" in said
    assert "returned 899.50 USD" in " ".join(said.split())
    assert "Concluded: continue" in said
    assert "1 happening of the folder after 2027-04-23: not reached" in said
    assert "standing: official (2 of 3 bodies): care, council, at 2027-04-23T09:00:00Z" in said
    assert "verify: holds; not checked: quorum" in said
    assert "replay: holds; 4 decisions came out the same, 0 different" in said


@pytest.mark.parametrize("which", ["verify", "replay"])
def test_what_does_not_hold_is_said_of_either(
    which: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = printed(TOLD | {which: TOLD[which] | {"exit": 1}}, capsys)

    assert f"{which}: DOES NOT HOLD" in said


def test_files_that_the_ledger_could_not_write_are_no_export() -> None:
    must_be_written({"ok": True, "size": 3, "dir": "export"})

    with pytest.raises(Trouble, match="could not write its files: Export failed with OSError"):
        must_be_written({"ok": False, "detail": "Export failed with OSError"})
