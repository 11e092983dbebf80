"""What a house says of those who watch it: nothing that it has not verified itself."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from baraza.console import keys, witnesses
from baraza.console.home import Home
from baraza.console.matched import table, with_proofs
from baraza.console.official import standing
from baraza.console.pilot.run import watching
from baraza.console.programme import read
from baraza.console.status import Status
from baraza.console.watchers import Watched, watched
from baraza.console.witnesses import BODIES, Place, write_policy
from baraza.transparency.notes import Signer
from baraza.transparency.policy import Policy
from folders import PILOT
from witnesses import ORIGIN, Grown, Served, served

NOW = datetime(2027, 3, 5, 12, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A house with its keys, three witnesses' keys and their policy."""
    one = Home(tmp_path / "home").made()
    keys.make(one, ORIGIN, None)
    one.charter.write_text(json.dumps({"clock": "system", "origin": ORIGIN}))
    for body in BODIES:
        Place(one, body).make(None)
    write_policy(one, ORIGIN, dict.fromkeys(BODIES, "http://127.0.0.1:1"))
    return one


def log_of(home: Home) -> Signer:
    return Signer.from_private((home.keys / "log.key").read_text())


def signer_of(home: Home, body: str) -> Signer:
    return Signer.from_private(Place(home, body).key.read_text())


def exported(home: Home, *bodies: str, at: datetime | None = None) -> str:
    """A checkpoint of ten entries, cosigned by these bodies."""
    grown = Grown(10, log=log_of(home))
    seconds = int((at or datetime.now(UTC)).timestamp())
    text = grown.checkpoint.text
    lines = [signer_of(home, body).signature_line(text, seconds=seconds) for body in bodies]
    note = grown.note + "".join(lines)
    (home.export / "checkpoint").write_text(note)
    return note


def test_two_of_three_bodies_make_an_entry_official_and_one_does_not(home: Home) -> None:
    assert standing(home).words(0) == "accepted"
    exported(home)
    assert standing(home).words(9) == "recorded"
    exported(home, "council")
    assert standing(home).words(9) == "recorded"
    exported(home, "council", "ombudsperson")

    assert standing(home).words(9) == "official (2 of 3 bodies)"
    assert standing(home).words(10) == "accepted"


def test_what_does_not_verify_is_not_even_recorded(home: Home) -> None:
    note = exported(home, *BODIES)
    for forged in (
        note.replace("\n10\n", "\n11\n"),
        note.replace(ORIGIN, "baraza.example/2028"),
        "\n".join(note.split("\n")[:4] + note.split("\n")[5:]),
        "nothing",
    ):
        (home.export / "checkpoint").write_text(forged)

        assert standing(home).words(0) == "accepted", forged


def test_without_a_policy_of_one_s_own_nothing_is_official(home: Home) -> None:
    """The proposal that lies in the export is not believed."""
    exported(home, *BODIES)
    home.witness_policy.replace(home.export / "policy")

    assert standing(home).words(9) == "recorded"


def test_a_policy_that_was_named_counts_where_the_house_has_none(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported(home, *BODIES)
    home.witness_policy.replace(tmp_path / "policy")
    monkeypatch.setenv("BARAZA_WITNESSES", str(tmp_path / "policy"))

    assert standing(home).words(9) == "official (3 of 3 bodies)"
    assert witnesses.own() == ()


def test_cosignatures_from_the_future_do_not_count_but_in_a_rehearsal_whose_time_is_its_own(
    home: Home,
) -> None:
    exported(home, *BODIES, at=datetime.now(UTC) + timedelta(days=1))
    assert standing(home).words(9) == "recorded"

    home.charter.write_text(json.dumps({"clock": "virtual", "origin": ORIGIN}))
    assert standing(home).words(9) == "official (3 of 3 bodies)"


def test_after_a_rotation_the_policy_names_both_keys_of_the_log(home: Home) -> None:
    old = log_of(home)
    (home.keys / f"log.{old.key_id.hex()}.key").write_text(old.private_note())
    new = Signer(ORIGIN, b"n" * 32)
    (home.keys / "log.key").write_text(new.private_note())
    (home.keys / "log.vkey").write_text(new.vkey)
    write_policy(home, ORIGIN, {"council": "http://127.0.0.1:1"})
    policy = Policy.parse(home.witness_policy.read_text())

    assert set(policy.log_verifiers) == {old.verifier, new.verifier}


def test_a_pair_is_shown_with_its_standing(home: Home) -> None:
    exported(home, *BODIES)
    row = {
        "mentee": "p1",
        "mentor": "p2",
        "started_at": "2027-03-05",
        "round": "r",
        "origin": "hand",
        "score": 7,
        "indexes": {"started": 9},
    }
    later = {**row, "indexes": {"started": 10}}
    answer = {"relationships": [row, later]}
    shown = [one["standing"]["standing"] for one in with_proofs(answer, home)["relationships"]]

    assert shown == ["official", "accepted"]
    lines = list(table(answer, home))
    assert "official (3 of 3 bodies)" in lines[1]
    assert "  accepted  " in lines[2]


# --- how they do


@pytest.fixture
def bodies(home: Home) -> Iterator[dict[str, Served]]:
    with ExitStack() as stack:
        yield {
            body: stack.enter_context(
                served(Place(home, body).folder, by=signer_of(home, body), log=log_of(home))
            )
            for body in BODIES
        }


def test_each_witness_is_asked_how_far_it_has_seen(home: Home, bodies: dict[str, Served]) -> None:
    exported(home, "council", "ombudsperson")
    bodies["council"].post(Grown(10, log=log_of(home)).request(0))
    urls = {body: one.url for body, one in bodies.items()}
    urls["rules-committee"] = "http://127.0.0.1:1"
    seen = watched(home, ORIGIN, urls)

    assert seen.witnesses == {"council": 10, "ombudsperson": 0, "rules-committee": None}
    assert (seen.bodies, seen.cosigned_by) == (3, ("council", "ombudsperson"))
    assert seen.silent == ["rules-committee"]


def test_a_stranger_in_a_witness_s_place_is_no_answer(home: Home, tmp_path: Path) -> None:
    with served(tmp_path / "stranger", log=log_of(home)) as stranger:
        stranger.post(Grown(10, log=log_of(home)).request(0))

        assert watched(home, ORIGIN, {"council": stranger.url}).silent == ["council"]


def seen_at(minutes: int | None, by: int = 2) -> Watched:
    since = None if minutes is None else NOW - timedelta(minutes=minutes)
    return Watched(3, tuple(BODIES[:by]), since, {})


def house(seen: Watched, *, last_minutes: int = 3, clock: str = "system") -> Status:
    last = NOW - timedelta(minutes=last_minutes)
    return Status({"ledger": 40}, 40, last, 40, clock, seen, NOW)


@pytest.mark.parametrize(
    ("seen", "said", "ok"),
    [
        (seen_at(5), "checked by 2 of 3 bodies at 11:55", True),
        (seen_at(120), "checked by 2 of 3 bodies at 10:00", True),
        (seen_at(121), "checked by 2 of 3 bodies at 09:59, too long ago", False),
        (seen_at(1500), "checked by 2 of 3 bodies at 04 March 11:00, too long ago", False),
        (seen_at(None, by=1), "checked by 1 of 3 bodies, too few", False),
        (Watched(), "checked by no body yet", True),
    ],
)
def test_the_status_says_who_checked_and_when_and_is_not_well_after_two_hours(
    seen: Watched, said: str, ok: bool
) -> None:
    status = house(seen)

    assert f"signed up to 40, {said}; nothing overdue" in status.line(NOW)
    assert status.ok is ok
    assert status.as_json()["unwatched"] is not ok


def test_what_has_just_begun_is_given_its_time_and_a_rehearsal_has_no_age() -> None:
    assert house(seen_at(None), last_minutes=1).ok
    assert house(seen_at(9_999), clock="virtual").ok


def test_a_silent_witness_is_named() -> None:
    seen = Watched(3, BODIES[:2], NOW, {"council": 40, "ombudsperson": None})

    assert not house(seen).ok
    assert house(seen).line(NOW).startswith("the witness of ombudsperson does not answer; ")


def test_who_founds_a_programme_watches_it_last() -> None:
    assert watching(read(PILOT)) == ("council", "community", "care")
