"""Nothing is called official that the reader's own policy does not make official."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.transparency.checkpoint import Checkpoint
from baraza.transparency.notes import COSIGNATURE, BadNote, Signer
from baraza.transparency.policy import Group, Policy, Witness
from baraza.transparency.standing import Standing, quorum_since, standing_of, words

VECTORS = Path(__file__).parent.parent / "vectors"
NOTE = (VECTORS / "export/checkpoint").read_bytes()
POLICY = Policy.parse((VECTORS / "export/policy").read_text())
SINCE = "2027-03-03T09:04:02Z"


def test_an_entry_of_the_vectors_is_official_by_two_of_three_bodies() -> None:
    standing = standing_of(NOTE, POLICY)

    assert standing.of(7) == {
        "standing": "official",
        "index": 7,
        "size": 20,
        "cosigned_by": ["council", "ombudsperson"],
        "bodies": 3,
        "since": SINCE,
    }
    assert standing.words(7) == "official (2 of 3 bodies)"
    assert standing.words(20) == "accepted"
    assert Standing().words(0) == "accepted"


def test_a_policy_that_asks_for_no_quorum_or_for_more_makes_nothing_official() -> None:
    none = replace(POLICY, quorum="none")
    every = Policy.parse(POLICY.text.replace("group bodies 2", "group bodies all"))

    assert standing_of(NOTE, none).words(7) == "recorded"
    assert standing_of(NOTE, every).of(7) == {"standing": "recorded", "index": 7, "size": 20}


def test_a_cosignature_from_the_future_does_not_count() -> None:
    at = standing_of(NOTE, POLICY).since
    assert at is not None

    assert standing_of(NOTE, POLICY, now=at - 300).official
    assert not standing_of(NOTE, POLICY, now=at - 302).official


def test_a_checkpoint_without_the_log_s_own_signature_is_no_word_of_the_log() -> None:
    text, lines = NOTE.decode().split("\n\n")
    log, council, ombud = (f"{line}\n" for line in lines.splitlines())

    with pytest.raises(BadNote, match="log key"):
        standing_of(f"{text}\n\n{council}{ombud}".encode(), POLICY)
    forged = log.replace("TYGYWOJV", "TYGYWOJW")
    with pytest.raises(BadNote, match="false"):
        standing_of(f"{text}\n\n{forged}{council}".encode(), POLICY)


BODIES = tuple(Signer(f"w{n}", bytes([n]) * 32, COSIGNATURE) for n in range(1, 5))


@given(
    k=st.integers(1, 4),
    times=st.lists(st.none() | st.integers(0, 50), min_size=4, max_size=4),
    now=st.integers(-300, 60),
)
def test_official_exactly_where_k_bodies_have_cosigned_in_time(
    k: int, times: list[int | None], now: int
) -> None:
    log = Signer("log.example", b"l" * 32)
    named = {body.name: Witness(body.name, body.verifier) for body in BODIES}
    group = Group("bodies", str(k), tuple(named))
    policy = Policy(((log.verifier, None),), {**named, "bodies": group}, "bodies")
    text = Checkpoint("log.example", 3, b"r" * 32).text
    note = log.sign(text) + "".join(
        body.signature_line(text, seconds=at)
        for body, at in zip(BODIES, times, strict=True)
        if at is not None
    )
    counted = sorted(at for at in times if at is not None and at <= now + 300)
    standing = standing_of(note.encode(), policy, now=now)

    assert standing.official == (len(counted) >= k)
    assert standing.since == (counted[-k] if len(counted) >= k else None)
    expected = f"official ({len(counted)} of 4 bodies)" if len(counted) >= k else "recorded"
    assert words(standing.of(2)) == expected
    assert quorum_since(policy, {}) is None
