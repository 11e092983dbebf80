"""In a lived year one body signs its acts itself, and whoever audits it sees which ones."""

import json

import pytest

from commands import audit
from homes import entries
from lives import Life

pytestmark = [
    pytest.mark.slow,
    pytest.mark.connected,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("journeys"),
]


@pytest.mark.case(62)
def test_each_vote_of_the_body_that_has_a_key_carries_its_own_note(lived: Life) -> None:
    votes = {
        index: document
        for index, document in enumerate(entries(lived.home))
        if document["type"].endswith(".VoteOnResolution.v1")
    }
    signed = {i for i, vote in votes.items() if "exhibits" in vote}

    assert signed == {i for i, vote in votes.items() if vote["data"]["body"] == "community"}
    assert len(signed) < len(votes)
    assert lived.told["verify"]["hands"] >= len(signed) > 0
    own, other = min(signed), min(votes.keys() - signed)
    for index, hand in ((own, "body.community"), (other, None)):
        done = audit("explain", lived.home.export, "--index", index, "--json")
        assert json.loads(done.stdout)["hand"] == hand


def test_the_bodys_private_key_is_in_no_file_of_the_house(lived: Life) -> None:
    keys = sorted(path.name for path in lived.home.keys.glob("body.*"))

    assert keys == ["body.community.vkey"]
