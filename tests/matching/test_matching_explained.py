"""Explanations as questions: the same as auditor and engine tell from the files of that life."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor import cli as auditor
from baraza.matching.api import rounds_at_hand
from baraza.matching.api.discreet import Discreet
from baraza.matching.api.rounds_at_hand import RoundsAtHand
from baraza.matching.domain.v1.certificate import canonical, read_instance
from baraza.matching.engine import command as engine
from baraza.messaging.parts import Evidence
from baraza.messaging.problems import Unexpected
from exported_house import a_true_round, exported
from houses import House
from matching_house import ADA, BEN, CAL, GRACE, LEE, entered, lived
from pairings import ROUND
from policy_stories import crossed, rules
from rounds import instance

FLOORS = {"groups_by": "region", "groups": ["mena"], "per_mille": [1000]}
CHANGES = [f"places:{GRACE}=2", f"part:hours,{ADA},{LEE}=1500", "weight:language=50"]


async def asked(house: House, name: str, **params: Any) -> Any:
    """The reply, a problem too."""
    return await house.request(f"baraza.query.matching.{name}", params)


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Lived once, three mentees over two places; one of them may not meet one of the mentors."""

    async def live() -> dict[str, Any]:
        folder = tmp_path_factory.mktemp("life")
        async with a_true_round(folder, floors=FLOORS) as house:
            early = {name: await house.query(name, round=ROUND) for name in _OF_ROUNDS}
            block = {"person": GRACE, "rule": "blocked", "other": ADA}
            await house.ask("ExcludePair", f"person.{GRACE}", "self", block)
            await entered(house)
            await lived(house)
            size = (await house.ledger.head()).size
            answers = {name: await house.query(name, round=ROUND) for name in _OF_ROUNDS}
            answers["what_if"] = await house.query("what_if", round=ROUND, change=CHANGES)
            answers["why"] = {m: await house.query("why", mentee=m) for m in (ADA, BEN, CAL)}
            answers["why_not"] = {
                (mentee, mentor): await house.query("why_not", mentee=mentee, mentor=mentor)
                for mentee in (ADA, BEN, CAL)
                for mentor in (GRACE, LEE)
            }
            answers["nobody"] = await house.query("why_not", mentee=ADA, mentor=BEN)
            answers["bad"] = [
                await asked(house, "what_if", round=ROUND, change=[word])
                for word in ("places:nobody=1", "places", f"score:{ADA},{GRACE}=1")
            ]
            answers["elsewhere"] = [
                await house.query(name, round="unheard-of") for name in _OF_ROUNDS
            ]
            after = (await house.ledger.head()).size
            row = await house.query("round", round=ROUND)
            export = await exported(house, folder / "export")
        files = {k: export / "exhibit" / row[k] for k in ("instance", "result", "scores")}
        return {**answers, "early": early, "files": files, "export": export, "grew": after - size}

    return asyncio.run(live())


_OF_ROUNDS = ("certificate", "floors", "blocking_pairs", "sensitivity")


def told(
    capsys: pytest.CaptureFixture[str], main: Callable[[list[str]], int], *words: object
) -> Any:
    capsys.readouterr()
    assert main([*map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def bare(value: Any) -> Any:
    """Without what is not said: another rule says other members."""
    if isinstance(value, dict):
        return {k: bare(v) for k, v in value.items() if v not in (None, [], {})}
    return [bare(one) for one in value] if isinstance(value, list) else value


def test_asking_writes_nothing(life: Any) -> None:
    assert life["grew"] == 0


def test_why_is_what_the_auditor_tells_from_the_export(
    life: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    files = life["files"]
    for mentee, answer in life["why"].items():
        words = [
            "match",
            "why",
            files["instance"],
            files["result"],
            mentee,
            "--log",
            life["export"],
        ]
        found = told(capsys, auditor.main, *words)
        (here,) = answer["rounds"]

        assert here["explained"]
        assert bare(here["group"]) == bare(found["group"])
        assert bare(here["chosen"]) == bare(found.get("chosen"))
        if found.get("without", {}).get("excluded"):
            assert here["without"].pop("excluded") == {"personal_or_hours": 1}
            assert found["without"].pop("excluded") == {"personal": 1}
        else:
            assert here["says"] == found["says"]
        assert bare(here["without"]) == bare(found.get("without"))
        assert bare(here["others"]) == bare(found.get("others", []))


def test_why_not_is_what_the_auditor_tells_from_the_export(
    life: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    files = life["files"]
    for (mentee, mentor), answer in life["why_not"].items():
        words = [
            "match",
            "why",
            files["instance"],
            files["result"],
            mentee,
            mentor,
            "--log",
            life["export"],
        ]
        found = told(capsys, auditor.main, *words)

        assert bare(answer["chosen"]) == bare(found.get("chosen"))
        if (mentee, mentor) == (ADA, GRACE):
            assert found["not_that"]["codes"] == ["personal"]  # whom a mandate gives the exhibits
            continue
        assert bare(answer["not_that"]) == bare(found.get("not_that"))
        assert answer["says"] == found["says"][: len(answer["says"])]


def test_whom_somebody_avoids_is_not_found_out_by_asking(life: Any) -> None:
    """A pair is told the rules by which some pair of the round is none; those of people as one."""
    answer = life["why_not"][ADA, GRACE]

    assert answer["not_that"]["codes"] == ["personal_or_hours"]
    assert not {"blocked", "personal"} & {
        word for one in (life["why"], life["certificate"]) for word in json.dumps(one).split('"')
    }


def test_of_every_pair_that_is_none_the_same_rules_are_told() -> None:
    """Whether a pair is personal makes no difference, where others are none by other rules."""
    asked = read_instance(canonical(instance("few", [1, 1], [{}, {}])))
    counts = {"stage": 1, "language": 1, "personal": 1, "hours": 1}
    apart = [
        Discreet(counts, frozenset({pair})).codes(asked, *pair)
        for pair in ((0, 0), (0, 1), (1, 0), (1, 1))
    ]
    without = Discreet(counts, frozenset()).codes(asked, 0, 0)

    assert {*apart, without} == {("stage", "language", "personal_or_hours")}


def test_who_was_not_in_the_round_is_said(life: Any) -> None:
    assert life["nobody"]["says"] == [
        f"{BEN} was not in {ROUND} on that side when its inputs were sealed."
    ]


def test_what_if_is_what_the_engine_tells_from_the_files(
    life: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    files = life["files"]
    changes = [word for change in CHANGES for word in ("--change", change)]
    words = ["what-if", files["instance"], files["result"], *changes, "--scores", files["scores"]]
    found = told(capsys, engine.main, *words)
    answer = life["what_if"]

    assert answer["says"] == found["says"]
    for name in ("matched", "welfare", "floors", "by_group", "groups"):
        assert answer[name] == found[name]
    assert [[*one.values()] for one in answer["moved"]] == found["moved"]
    assert answer["matched"] == [2, 3]


def test_the_figures_are_what_the_engine_tells_from_the_files(
    life: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    files = life["files"]
    words = ["figures", files["instance"], files["result"], "--scores", files["scores"]]
    found = told(capsys, engine.main, *words)

    floors, table = life["floors"], life["sensitivity"]
    assert floors["equity"] == found["equity"]
    assert {one["group"]: one["subsidy"] for one in floors["groups"]} == found["subsidies"]
    assert {one["group"]: one["size"] for one in floors["groups"]} == found["groups"]
    assert table["rows"] == found["sensitivity"]
    assert table["done"] == table["of"] == 18
    pairs = {k: v for k, v in life["blocking_pairs"].items() if k not in ("round", "explained")}
    assert pairs == found["blocking"]


def test_a_floor_below_its_target_is_told_with_its_proof(life: Any) -> None:
    (group,) = life["floors"]["groups"]

    assert (group["size"], group["target"], group["floor"], group["matched"]) == (3, 3, 2, 2)
    assert group["per_mille"] == 666
    assert group["below"]["places"] == 2
    assert "the group mena has at most 2 places." in life["floors"]["says"]


def test_the_certificate_is_verified_now(life: Any, capsys: pytest.CaptureFixture[str]) -> None:
    files, answer = life["files"], life["certificate"]
    words = ["match", files["instance"], files["result"], "--log", life["export"]]
    found = told(capsys, auditor.main, *words)

    assert answer["verdict"] == {
        "proven": True,
        "reason": None,
        "says": "proven the one best answer to its question",
        "gap": 0,
    }
    assert f"sha256:{answer['result']}" == found["result"]
    for name in ("matched", "welfare", "lottery_total", "policy"):
        assert answer[name] == found[name]
    assert answer["checkpoint_size"] == found["log"]["RoundFrozen"] + 1


def test_what_was_not_settled_has_no_answer(life: Any) -> None:
    assert list(life["early"].values()) == life["elsewhere"] == [None] * 4


def test_what_cannot_be_supposed_is_said(life: Any) -> None:
    details = [reply["detail"] for reply in life["bad"]]

    assert [reply["ok"] for reply in life["bad"]] == [False] * 3
    assert "no mentor nobody in this round" in details[0]
    assert "such as places:MENTOR=2" in details[1]
    assert "are no possible pair" in details[2]


@pytest.mark.parametrize("rule", ["stable", "crossing"])
async def test_rounds_of_other_rules_are_explained_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rule: str
) -> None:
    """By their own numbers; what prices alone could tell is said to be left out."""
    floors = crossed(("all", {"region": "mena"}, 500)) if rule == "crossing" else None
    async with a_true_round(tmp_path, **rules(rule, floors)) as house:
        await entered(house)
        await lived(house)
        why = [(await house.query("why", mentee=m))["rounds"] for m in (ADA, BEN, CAL)]
        not_her = await house.query("why_not", mentee=ADA, mentor=GRACE)
        proof = await house.query("certificate", round=ROUND)
        left = [await house.query(name, round=ROUND) for name in _OF_ROUNDS[1:]]
        export = await exported(house, tmp_path / "export")

    files = [export / "exhibit" / proof[name] for name in ("instance", "result")]
    for mentee, (here,) in zip((ADA, BEN, CAL), why, strict=True):
        words = ["match", "why", *files, mentee, "--log", export]
        found = told(capsys, auditor.main, *words)
        assert here["says"] == found["says"]
        assert bare(here["others"]) == bare(found.get("others", []))
    assert not_her["explained"]
    assert (proof["policy"], proof["verdict"]["proven"]) == (rule, True)
    assert [one["explained"] for one in left] == [False] * 3
    matched = told(capsys, auditor.main, "matched", export)
    assert (matched["findings"], matched["rounds"][0]["verified"]) == ([], True)


async def test_a_round_above_the_stated_size_is_refused_clearly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_true_round(tmp_path) as house:
        await entered(house)
        await lived(house)
        monkeypatch.setattr(rounds_at_hand, "SOLVED_MOST", 5)
        table = await asked(house, "sensitivity", round=ROUND)
        monkeypatch.setattr(rounds_at_hand, "EXPLAINED_MOST", 5)
        why = await asked(house, "why", mentee=ADA)

    assert (table["type"], table["status"]) == ("/problems/too_large", 413)
    assert table["detail"] == f"{ROUND} has 6 possible pairs; answered here are 5"
    assert "baraza match" in table["advice"]
    assert why["type"] == "/problems/too_large"


async def test_a_round_is_read_and_proven_once_and_few_are_kept() -> None:
    """What is not a proven answer explains nothing, and says so."""
    examples = Path(__file__).parent / "examples"
    names = ("matching-instance.json", "matching-result.json")
    question, result = ((examples / name).read_bytes() for name in names)
    read: list[str] = []

    async def exhibit(digest: str) -> bytes:
        read.append(digest)
        return {"i": question, "r": result.replace(b"2240", b"2241")}.get(digest[0], b"{}")

    rounds = RoundsAtHand(Evidence(exhibit))

    def row(number: int) -> dict[str, str]:
        files = {"instance": f"i{number}", "result": f"r{number}", "scores": "s"}
        return {"round": "example", **files, "exclusions": "x"}

    first = await rounds.get(row(0))
    assert await rounds.get(row(0)) is first
    assert len(read) == 4
    for number in range(1, 5):
        await rounds.get(row(number))
    assert await rounds.get(row(0)) is not first
    assert first.verdict.reason == 16
    with pytest.raises(rounds_at_hand.NotExplained) as none:
        rounds_at_hand.explained(first)
    assert none.value.says.startswith("example is not proven: reason 16")


async def test_evidence_is_read_only_by_a_service_that_has_begun() -> None:
    with pytest.raises(Unexpected, match="has begun"):
        await Evidence().read("0" * 64)
