"""`baraza-audit demo`: ten forged logs, each found by the command that it is for."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from baraza.auditor.cli import main
from baraza.auditor.demo import story
from baraza.auditor.demo.lies import LIES, OLD, TRUE, VOTES
from baraza.auditor.demo.making import ORIGIN, POLICY, Making, producer
from baraza.auditor.demo.show import demonstrated
from baraza.decider import Decider, Entry, Message, Refused, decide_by
from baraza.ledger.messages import RevokeProducer
from baraza.oversight.domain.v1 import RULES_1
from baraza.transparency import Hand

NOW = 1_900_000_000
SILENT = (
    "import socket, sys\n"
    "def no(*a, **k): raise OSError('no network')\n"
    "socket.socket.connect = socket.create_connection = no\n"
    "from baraza.auditor.cli import main\n"
    "code = main(['demo', '--json'])\n"
    "assert not {'nats', 'faststream', 'sqlalchemy'} & sys.modules.keys()\n"
    "sys.exit(code)\n"
)


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    code = main([*map(str, words), "--json"], now=NOW)
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, told


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The forged logs, left for whoever wants to look."""
    folder = tmp_path_factory.mktemp("demo") / "shown"
    assert main(["demo", "-o", str(folder)], now=NOW) == 0
    return folder


def test_ten_forged_logs_are_found_and_the_honest_one_is_believed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    began = process_time()
    code, told = run(capsys, "demo")

    assert process_time() - began < 10  # seconds of work, however busy the machine is
    assert (code, told["found"], told["forged"], told["honest"]) == (0, 10, 10, True)
    assert [one["lie"] for one in told["lies"]] == [lie.name for lie in (*LIES, OLD)]
    assert all(one["found"] and "folder" not in one for one in told["lies"])
    assert {one["finding"]["code"] for one in told["lies"]} == {lie.expects for lie in (*LIES, OLD)}


def test_it_says_which_command_found_what(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo"], now=NOW) == 0
    said = capsys.readouterr().out

    assert "10 of 10 forged logs were found." in said
    assert all(lie.what in said for lie in (*LIES, OLD))
    assert "baraza-audit diff: split" in said


def test_it_needs_no_network_and_no_database() -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", SILENT], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.case(16, 18, 21, 23, 52, 61)
@pytest.mark.parametrize("lie", [*LIES, OLD], ids=lambda lie: lie.name)
def test_whoever_looks_into_a_folder_finds_the_lie(
    lie: Any, shown: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shown / lie.name
    words = [str(word) for word in lie.more(folder) or (folder,)]
    words += ["--policy", str(shown / "policy")]
    code, told = run(capsys, lie.command, *words)

    assert code == 1
    assert lie.expects in {finding["code"] for finding in told["findings"]}


@pytest.mark.parametrize("lie", TRUE, ids=lambda lie: lie.name)
def test_the_honest_log_holds_and_is_cosigned(
    lie: Any, shown: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = run(capsys, "verify", shown / lie.name, "--policy", shown / "policy")

    assert (code, told["findings"], told["quorum_met"], told["hands"]) == (0, [], True, 2)


def test_a_verifier_that_finds_nothing_is_found_out(tmp_path: Path) -> None:
    def silent(argv: Sequence[str]) -> tuple[int, Sequence[Mapping[str, Any]]]:
        return 0, ()

    told = demonstrated(tmp_path, silent)

    assert (told["found"], told["honest"]) == (0, True)


def test_one_that_always_cries_is_found_out_too(tmp_path: Path) -> None:
    def crying(argv: Sequence[str]) -> tuple[int, Sequence[Mapping[str, Any]]]:
        return 1, [{"code": "wolf", "index": 0, "detail": "", "check": "", "exit": 1}]

    told = demonstrated(tmp_path, crying)

    assert (told["found"], told["honest"]) == (0, False)


def test_a_folder_that_holds_something_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").write_text("")
    code, told = run(capsys, "demo", "-o", tmp_path)

    assert (code, "not empty" in told["findings"][0]["detail"]) == (4, True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


# --- hands, in logs that the rules decided ---------------------------------------------------


def written(making: Making, folder: Path) -> tuple[Path, Path]:
    policy = folder / "policy"
    folder.mkdir(exist_ok=True)
    policy.write_text("\n".join([POLICY.splitlines()[0], "quorum none\n"]))
    return making.export(folder / "export", cosigned=False), policy


def demanding() -> Making:
    """The same log, of a programme whose table demands the council's hand for its votes."""
    before = dict(story.AUTHORITY)
    story.AUTHORITY["hands"] = {"VoteOnResolution": ["council"]}
    try:
        return story.honest()
    finally:
        story.AUTHORITY.clear()
        story.AUTHORITY.update(before)


LATE = story.vote("r3", "council")
AGAIN = story.seat("council")


def asked_once_more(making: Making) -> Making:
    """A third resolution waits for the council's vote."""
    story.propose(making, "r3", "board", "terms")
    return making


@pytest.mark.case(62)
def test_an_invented_vote_is_refused_where_a_note_is_demanded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    making = asked_once_more(demanding())
    at = making.decide("oversight", LATE, *AGAIN)
    refused = making.made[at + 1].entry
    export, policy = written(making, tmp_path)

    assert (refused.name, refused.data["reason"], refused.data["rule"]) == (
        *("CommandRefused", "hand_missing"),
        "authority.1",
    )
    assert run(capsys, "verify", export, "--policy", policy)[0] == 0
    assert run(capsys, "replay", export)[0] == 0


@pytest.mark.case(62)
def test_an_invented_vote_that_was_accepted_against_the_table_is_found_by_deciding_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    making = asked_once_more(demanding())
    lax: Decider[Any, Any, Any, Any] = replace(
        making.deciders["oversight"], decide=decide_by(RULES_1)
    )
    at = making.decide("oversight", LATE, *AGAIN, decider=lax)
    export, policy = written(making, tmp_path)

    assert making.made[at + 1].entry.name == "BodyVoted"
    assert run(capsys, "verify", export, "--policy", policy)[0] == 0
    code, told = run(capsys, "replay", export)
    assert (code, told["different"], told["first_different"]["index"]) == (1, 1, at + 1)
    assert "hand_missing" in told["first_different"]["expected"]


@pytest.mark.case(62)
def test_where_none_is_demanded_an_act_without_a_note_is_the_operators_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    making = asked_once_more(story.honest())
    at = making.decide("oversight", LATE, *AGAIN)
    export, policy = written(making, tmp_path)

    assert run(capsys, "verify", export, "--policy", policy)[0] == 0
    assert run(capsys, "replay", export)[0] == 0
    assert run(capsys, "explain", export, "--index", at)[1]["hand"] is None
    main(["explain", str(export), "--index", str(at)])
    assert "the operator's word" in capsys.readouterr().out
    main(["explain", str(export), "--index", str(VOTES)])
    assert "The hand note of body.council" in capsys.readouterr().out


def other_note(making: Making, command: Message, **other: str) -> bytes:
    """The council's note over the next ask, or over something else."""
    trial = copy(making)
    entry = trial.made[trial.decide("oversight", command, *AGAIN)].entry
    hand = Hand.over(ORIGIN, entry.id, entry.document)
    return replace(hand, **other).signed(producer("body.council"))


@pytest.mark.case(61)
@pytest.mark.parametrize(
    "other",
    [
        {},
        {"command_id": "01955004-0000-7000-8000-000000000004"},
        {"ask_digest": "0" * 64},
    ],
    ids=["right", "other command", "other ask"],
)
def test_a_note_built_into_a_log_is_right_or_found(
    other: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    making = asked_once_more(story.honest())
    at = making.decide("oversight", LATE, *AGAIN, note=other_note(making, LATE, **other))
    export, policy = written(making, tmp_path)
    code, told = run(capsys, "verify", export, "--policy", policy)

    found = [(one["check"], one["code"], one["index"]) for one in told["findings"]]
    assert (code, found) == ((1, [("V11", "bad_hand", at)]) if other else (0, []))
    code, told = run(capsys, "explain", export, "--index", at)
    assert (code, told["hand"]) == ((1, None) if other else (0, "body.council"))


@pytest.mark.case(61)
def test_a_note_by_a_key_that_was_revoked_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    making = asked_once_more(story.honest())
    revoke = RevokeProducer(key=producer("body.council").vkey, ground="lost")
    making.decide("ledger", revoke, signer=producer("root"))
    at = making.decide("oversight", LATE, *AGAIN, note=other_note(making, LATE))
    export, policy = written(making, tmp_path)
    code, told = run(capsys, "verify", export, "--policy", policy)

    found = [(one["check"], one["code"], one["index"]) for one in told["findings"]]
    assert (code, found) == (1, [("V11", "bad_hand", at)])
    assert told["hands"] == 2


@pytest.mark.case(57)
def test_a_refusal_of_wrong_shape_built_into_a_log_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the entity it is about, or beside another fact: it would move a version."""
    for wrong in (_on_entity, _beside_a_fact, _without_guard):
        making = story.honest()
        at = wrong(making)
        export, policy = written(making, tmp_path / wrong.__name__)
        code, told = run(capsys, "verify", export, "--policy", policy)

        assert (code, told["findings"][0]["check"]) == (1, "V6"), wrong.__name__
        assert told["findings"][0]["index"] == at


def _refused(making: Making) -> int:
    rules = replace(making.deciders["oversight"], decide=lambda *_: Refused("no_mandate"))
    return making.decide("oversight", story.body("guild"), "body.board", "mandate", decider=rules)


def _sealed(making: Making, at: int, **members: Any) -> None:
    """The command of these events, counted and hashed again, as whoever has the key could."""
    events = [made.entry for made in making.made[at + 1 :]]
    digest = sha256(b"".join(event.digest for event in events)).hexdigest()
    document = {**making.made[at].entry.document, "eventsdigest": digest}
    document |= {"eventcount": len(events)} | members
    making.made[at] = replace(
        making.made[at], entry=Entry({k: v for k, v in document.items() if v is not None})
    )


def _on_entity(making: Making) -> int:
    at = _refused(making)
    made = making.made[at + 1]
    making.made[at + 1] = replace(
        made, entry=Entry({**made.entry.document, "subject": "body.guild"})
    )
    _sealed(making, at)
    return at


def _beside_a_fact(making: Making) -> int:
    at = _refused(making)
    trial = story.honest()
    fact = trial.made[trial.decide("oversight", story.body("guild"), "body.board", "mandate") + 1]
    second = Entry({**fact.entry.document, "id": fact.entry.id[:-1] + "2"})
    making.made.append(replace(fact, entry=second))
    _sealed(making, at)
    return at


def _without_guard(making: Making) -> int:
    at = _refused(making)
    _sealed(making, at, expect=None)
    return at
