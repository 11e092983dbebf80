"""A service whose round has no answer says so once, with what was lacking, and goes on."""

from pathlib import Path

from baraza.matching import messages as m
from matching_house import ADA, BEN, CAL, a_round, entered, entering, lived
from pairings import CLOSES, OPERATOR, ROUND, announce
from policy_stories import crossed, rules

EVERYBODY = rules("crossing", crossed(("mena", {"region": "mena"}, 1000)))
"""A floor for three, and two places."""


async def test_no_answer_is_recorded_once_and_never_sought_again(tmp_path: Path) -> None:
    async with a_round(tmp_path, **EVERYBODY) as house:
        await entered(house)
        await lived(house)
        before = (await house.ledger.head()).size
        row = await house.query("round", round=ROUND)
        await house.turn()
        entries = [kept.entry for kept in await house.ledger.entries(0, before)]
        told = [entry for entry in entries if entry.entity == f"matching.round.{ROUND}"]

        assert (await house.ledger.head()).size == before
        assert [entry.name for entry in told[-2:]] == ["RoundUnanswered", "RoundVoided"]
        assert told[-2].data["short"] == {"mena": 1}
        assert (row["state"], row["result"], row["void_ground"]) == (
            "voided",
            None,
            "no_answer_found",
        )
        assert row["instance"] == told[-2].data["instance"]["exhibit"]


async def test_the_next_round_is_open_to_all_of_them(tmp_path: Path) -> None:
    async with a_round(tmp_path, **EVERYBODY) as house:
        await entered(house)
        await lived(house)
        again = announce("again", CLOSES.replace(day=20)).model_dump(mode="json")
        house.reading = CLOSES.replace(day=15)
        await house.ask("AnnounceRound", OPERATOR, "operate", again)
        for person in (ADA, BEN, CAL):
            said = entering(person, "mentee", round="again")
            reply = await house.ask("EnterRound", f"person.{person}", "mentee", said)

            assert reply["events"][0]["type"].split(".")[3] == m.RoundEntered.__name__
