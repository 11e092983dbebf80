import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from baraza.console import cli, export, keys, programme, status
from baraza.console.commands.founded import founded
from baraza.console.commands.objects import typed_object, typed_pair
from baraza.console.home import Home, Trouble, only_one
from baraza.console.pilot.patient import Patient
from baraza.console.pilot.rehearsal import Rehearsal
from baraza.console.programme import DEFAULT
from baraza.messaging.client import NoAnswer
from baraza.messaging.replies import Problem, Turned
from baraza.transparency.checkpoint import Checkpoint
from baraza.transparency.notes import Signer

NOW = datetime(2027, 3, 5, 12, tzinfo=UTC)


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    return Rehearsal(Home(tmp_path / "home").made(), programme.read(DEFAULT))


def begun(rehearsal: Rehearsal) -> Rehearsal:
    rehearsal.prepare()
    keys.make(rehearsal.home, rehearsal.origin, rehearsal.seed)
    rehearsal.home.ledger.write_text("entries")
    return rehearsal


def test_an_empty_home_begins_a_new_year(rehearsal: Rehearsal) -> None:
    assert rehearsal.state() == "new"
    assert "new year" in rehearsal.prepare()


def test_a_year_that_was_broken_off_goes_on(rehearsal: Rehearsal) -> None:
    begun(rehearsal)

    said = rehearsal.prepare()

    assert "goes on" in said
    assert rehearsal.home.ledger.read_text() == "entries"


def test_a_year_lived_to_its_end_starts_clean(rehearsal: Rehearsal) -> None:
    begun(rehearsal).finish()

    said = rehearsal.prepare()

    assert "lived to its end" in said
    assert not rehearsal.home.ledger.exists()


def test_another_folder_s_year_starts_clean(rehearsal: Rehearsal) -> None:
    begun(rehearsal)
    keys_before = keys.root_key(rehearsal.home)
    other = rehearsal.folder.__class__(**{**vars(rehearsal.folder), "seed": "11" * 32})

    said = Rehearsal(rehearsal.home, other).prepare()

    assert "another folder" in said
    assert keys_before is not None
    assert not rehearsal.home.ledger.exists()


def test_a_log_under_the_system_clock_is_not_touched(rehearsal: Rehearsal) -> None:
    founded(rehearsal.home, None)
    rehearsal.home.ledger.write_text("lived")

    with pytest.raises(Trouble, match="under the system clock"):
        rehearsal.prepare()

    assert rehearsal.home.ledger.read_text() == "lived"


def test_a_ledger_that_nobody_knows_is_not_touched(rehearsal: Rehearsal) -> None:
    rehearsal.home.ledger.write_text("whose?")

    with pytest.raises(Trouble, match="no rehearsal made"):
        rehearsal.prepare()


def test_a_rehearsed_home_is_no_home_for_a_lived_log(rehearsal: Rehearsal) -> None:
    rehearsal.prepare()

    with pytest.raises(Trouble, match="rehearsed year"):
        founded(rehearsal.home, None)


def test_a_log_keeps_its_name(tmp_path: Path) -> None:
    home = Home(tmp_path).made()

    assert founded(home, "baraza.example/2027") == "baraza.example/2027"
    assert founded(home, None) == "baraza.example/2027"
    with pytest.raises(Trouble, match="for ever"):
        founded(home, "baraza.example/2028")


def test_a_rehearsal_s_keys_follow_from_its_folder(rehearsal: Rehearsal) -> None:
    again = keys.signer(rehearsal.origin, "root", rehearsal.seed)
    begun(rehearsal)

    assert keys.root_key(rehearsal.home) == again.vkey
    assert again.name == "rehearsal.example/pilot-demo/root"


class Falling:
    """A house whose parts fall and rise, and a client that answers in its turn."""

    failed: str | None = None

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.starts = 1
        self.fallen = asyncio.Event()

    def times_started(self, name: str) -> int:
        return self.starts if name == "matching" else 1

    async def started_again(self, name: str, than: int) -> None:
        while self.times_started(name) <= than:
            await self.fallen.wait()

    async def turn(self, service: str, reading: datetime, head: int) -> Any:
        match self.answers.pop(0):
            case "fall":
                self.starts += 1
                self.fallen.set()
                self.fallen = asyncio.Event()
                return await asyncio.Event().wait()
            case Exception() as error:
                raise error
            case answer:
                return answer


def busy(code: str) -> Problem:
    return Problem(type=f"/problems/{code}", title="Busy.", status=503, detail="", advice="Again.")


@pytest.mark.parametrize("first", ["fall", NoAnswer("gone"), busy("ledger_unavailable")])
async def test_what_fell_meanwhile_is_asked_again(first: object) -> None:
    house = Falling(first, Turned(performed=2, position=9))

    turned = await Patient(house, house).turn("matching", NOW, 7)  # type: ignore[arg-type]

    assert turned == Turned(performed=2, position=9)


async def test_a_problem_that_stays_is_told_at_once() -> None:
    house = Falling(busy("malformed"))

    assert await Patient(house, house).turn("matching", NOW, 7) == busy("malformed")  # type: ignore[arg-type]


async def test_a_house_that_gave_up_is_not_asked_again() -> None:
    house = Falling(NoAnswer("gone"))
    house.failed = "matching ended 4 times."

    with pytest.raises(Trouble, match="4 times"):
        await Patient(house, house).turn("matching", NOW, 7)  # type: ignore[arg-type]


def status_of(**parts: int | None) -> status.Status:
    return status.Status(parts, 4000, datetime(2027, 3, 5, 11, 57, tzinfo=UTC), 4000, "system")


def test_the_status_is_one_line() -> None:
    line = status_of(ledger=4000, matching=4000).line(NOW)

    assert line == (
        "all parts answer; 4,000 entries, the last 3 minutes ago; "
        "signed up to 4,000, checked by no body yet; nothing overdue"
    )


def test_the_status_names_who_is_silent_and_who_is_behind() -> None:
    now = status_of(ledger=4000, matching=None, feedback=17)

    assert not now.ok
    assert now.line(NOW).startswith("matching does not answer; ")
    assert now.line(NOW).endswith("feedback behind")


def exported(home: Home, origin: str = "baraza.example/2027") -> None:
    text = Checkpoint(origin, 3, bytes(32)).text
    (home.export / "checkpoint").write_text(Signer(origin, bytes(32)).sign(text))
    (home.export / "tile").mkdir(exist_ok=True)
    (home.export / "tile" / "000").write_bytes(b"hashes")
    (home.export / "policy").write_text("quorum none\n")


def test_an_export_is_copied_whole_and_again(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").made()
    exported(home)

    first = export.copy(home, tmp_path / "away")
    again = export.copy(home, tmp_path / "away")

    assert first == again
    for name in ("checkpoint", "policy", "tile/000"):
        assert (tmp_path / "away" / name).read_bytes() == (home.export / name).read_bytes()


def test_an_export_does_not_mix_with_other_files(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").made()
    exported(home)
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "letters.txt").write_text("mine")

    with pytest.raises(Trouble, match="something else"):
        export.copy(home, tmp_path / "away")


def test_nothing_exported_yet_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="Nothing has been exported"):
        export.copy(Home(tmp_path / "home").made(), tmp_path / "away")


def test_a_house_that_does_not_run_is_a_sentence_and_no_exit_code_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["baraza", "status", "--home", str(tmp_path)])

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 1
    assert "Start it with `baraza up" in capsys.readouterr().err


def test_a_lock_is_let_go_at_the_end(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with only_one(home), pytest.raises(Trouble, match="already"), only_one(home):
        pass

    with only_one(home):
        pass


def test_parameters_are_json_where_they_can_be() -> None:
    assert [typed_pair(text) for text in ("a=1", "b=true", "c=spring", "d=")] == [
        ("a", 1),
        ("b", True),
        ("c", "spring"),
        ("d", ""),
    ]
    assert json.loads('{"a": 1}') == typed_object('{"a": 1}')
