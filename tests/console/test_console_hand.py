"""A body's own hand in a real house: registered by the founders, signed elsewhere, verified."""

import json
from pathlib import Path
from typing import Any

import pytest

from commands import Done, audit, baraza, up

pytestmark = [pytest.mark.slow, pytest.mark.connected, pytest.mark.timeout(300)]

ORIGIN = "hands.example/1"
AUTHORITY: dict[str, Any] = {"texts": {}, "hands": {"RecordLook": ["wmf"]}}
FOUND = {
    "service": "oversight",
    "command": "FoundAuthority",
    "actor": "body.founders",
    "acting_as": "founders",
    "data": {
        "body": "wmf",
        "stakeholder_kind": "wmf",
        "names": {"en": "Board"},
        "quorum": 1,
        "rules": AUTHORITY,
    },
}
LOOK = {
    "service": "oversight",
    "command": "RecordLook",
    "actor": "body.wmf",
    "acting_as": "mandate",
    "data": {"kind": "inspection", "log_size": 7, "result": "noted", "note": "All is well."},
}


def told(done: Done, code: int = 0) -> Any:
    assert done.returncode == code, done.stderr + done.stdout
    return json.loads(done.stdout)


def write(path: Path, value: Any) -> Path:
    path.write_text(json.JSONEncoder().encode(value))
    return path


@pytest.mark.case(61, 62)
def test_a_body_signs_on_its_own_machine_what_the_desk_demands_of_it(tmp_path: Path) -> None:
    home, body = tmp_path / "home", tmp_path / "body"
    body.mkdir()
    key = body / "wmf.key"
    made = told(audit("sign", "key", "--name", f"{ORIGIN}/body.wmf", "-o", key, "--json"))
    (home / "keys").mkdir(parents=True)
    (home / "keys" / "body.wmf.vkey").write_text(made["vkey"] + "\n")
    look, draft = write(body / "look.json", LOOK), body / "draft.json"
    sent = body / "look.signed.json"

    def ask(file: Path, *more: object) -> Done:
        words = ("ask", "--file", str(file), "--home", str(home), "--json", *map(str, more))
        return baraza(*words)

    with up(home, "--together", "--origin", ORIGIN):
        assert told(ask(write(body / "found.json", FOUND)))["kind"] == "recorded"
        bare = told(ask(look), 3)
        told(audit("sign", "id", look, "--json"))
        drafted = told(ask(look, "--draft", draft))
        signed = told(
            audit(*("sign", "ask", look, "--key", key, "--draft", draft, "--yes", "--json"))
        )
        stranger = body / "stranger.key"
        audit("sign", "key", "--name", f"{ORIGIN}/body.wmf", "-o", stranger)
        false = body / "false.json"
        words = ("sign", "ask", look, "--key", stranger, "--draft", draft, "--yes", "-o", false)
        assert audit(*words).returncode == 0
        refused = told(ask(false), 1)
        recorded = told(ask(sent))
        again = told(ask(sent))
        away = tmp_path / "away"
        assert baraza("export", str(away), "--home", str(home)).returncode == 0

    assert (bare["kind"], bare["reason"], bare["rule"]) == (
        *("refused", "hand_missing"),
        "authority.1",
    )
    assert (drafted["kind"], drafted["id"]) == ("drafted", signed["id"])
    assert (refused["type"], refused["status"]) == ("/problems/bad_hand", 403)
    assert (recorded["kind"], recorded["id"]) == ("recorded", signed["id"])
    assert again["replayed"] is True

    policy = write_policy(away, tmp_path / "policy")
    verified = told(audit("verify", away, "--policy", policy, "--json"), 0)
    assert (verified["hands"], verified["findings"]) == (1, [])
    assert told(audit("replay", away, "--service", "oversight", "--json"), 0)["different"] == 0
    explained = audit("explain", away, "--index", recorded["index"], "--json")
    assert told(explained)["hand"] == "body.wmf"
    assert "All is well." not in explained.stdout
    explained = audit("explain", away, "--index", bare["index"], "--json")
    assert told(explained)["hand"] is None


def write_policy(away: Path, place: Path) -> Path:
    """The log's own key alone: who cosigns is another matter."""
    log = next(x for x in (away / "policy").read_text().splitlines() if x.startswith("log "))
    place.write_text(f"{log}\nquorum none\n")
    return place
