"""Why a settled round came out as it did, from the exhibits that prove it (`matching.md` 10).

An explanation is computed from the numbers of the proven result, off the event loop, and nothing
of it is written. A question does not say who asks: so of a pair that is no candidate it tells the
rules by which some pair is none, alike for all, and nobody finds out that they are avoided.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from baraza.matching import read_model
from baraza.matching.api.explained_forms import (
    BlockingPairsAnswer,
    CertificateAnswer,
    MenteeAsks,
    PairAsks,
    VerdictForm,
    WhyInRound,
    WhyNotAnswer,
)
from baraza.matching.api.forms import RoundOf
from baraza.matching.api.rounds_at_hand import (
    AtHand,
    NotExplained,
    RoundsAtHand,
    explained,
    priced,
)
from baraza.matching.domain.explaining import Answered, blocking
from baraza.matching.domain.explaining.told import of_group, of_mentee, of_pair
from baraza.matching.engine.telling import blocking_told
from baraza.messaging.parts import Query
from baraza.projection import Projector

Row = Mapping[str, Any]


def of_settled(projector: Projector, rounds: RoundsAtHand) -> dict[str, Query]:
    async def certificate(asked: RoundOf) -> CertificateAnswer | None:
        """The digests and totals of a settled round, and what the verifier says of them now."""
        row = settled(projector, asked.round)
        return None if row is None else _certificate(row, await rounds.get(row))

    async def why_not(asked: PairAsks) -> WhyNotAnswer | None:
        """Why a mentee does not have this mentor: the rule, the exact cost, or the draw."""
        names = [asked.round] if asked.round else settled_of(projector, asked.mentee)[-1:]
        row = settled(projector, names[0]) if names else None
        if row is None:
            return None
        at_hand = await rounds.get(row)
        said = {"round": row["round"], "mentee": asked.mentee, "mentor": asked.mentor}
        return await asyncio.to_thread(_why_not, at_hand, said)

    async def blocking_pairs(asked: RoundOf) -> BlockingPairsAnswer | None:
        """How many possible pairs of a round would both rather have each other."""
        row = settled(projector, asked.round)
        if row is None:
            return None
        at_hand = await rounds.get(row)
        return await asyncio.to_thread(_blocking, at_hand)

    return {"certificate": certificate, "why_not": why_not, "blocking_pairs": blocking_pairs}


async def why_in(projector: Projector, rounds: RoundsAtHand, asked: MenteeAsks) -> list[WhyInRound]:
    """Of every settled round of the mentee, oldest first; or of the one that is named."""
    names = [asked.round] if asked.round else settled_of(projector, asked.mentee)
    found = []
    for row in (settled(projector, name) for name in names):
        if row is not None:
            at_hand = await rounds.get(row)
            found.append(await asyncio.to_thread(_why, at_hand, asked.mentee))
    return found


def settled(projector: Projector, id_: str) -> Row | None:
    """A round's row, once it was settled."""
    with projector.reading() as connection:
        row = read_model.round_(connection, id_)
    return row if row is not None and row["result"] is not None else None


def settled_of(projector: Projector, mentee: str) -> list[str]:
    with projector.reading() as connection:
        return read_model.rounds_of(connection, mentee)


def _certificate(row: Row, at_hand: AtHand) -> CertificateAnswer:
    answer, verdict = at_hand.answer, at_hand.verdict
    lottery = at_hand.lottery
    stated = {name: row[name] for name in CertificateAnswer.model_fields if name in row}
    return CertificateAnswer.model_validate(
        {
            **stated,
            "policy": at_hand.policy.value,
            "sealed": row["digest"],
            **{name: lottery[name] for name in ("checkpoint_root", "draw")},
            "void": lottery.get("void", []),
            "lottery_total": answer.get("lottery_total"),
            "verdict": VerdictForm(
                proven=verdict.reason is None,
                reason=verdict.reason,
                says=verdict.text,
                gap=verdict.gap,
            ),
        }
    )


def _why(at_hand: AtHand, mentee: str) -> WhyInRound:
    try:
        solved = explained(at_hand)
    except NotExplained as none:
        return WhyInRound(round=at_hand.round, explained=False, says=[none.says])
    if mentee not in solved.mentees:
        return WhyInRound(
            round=at_hand.round, explained=False, says=[_not_in(at_hand.round, mentee)]
        )
    who = solved.mentees[mentee]
    about, says = of_mentee(solved, who, at_hand.parts, at_hand.exclusions)
    group, said = of_group(solved, who, at_hand.answer.get("floor_proofs", ()))
    told = {**about, "group": group, "says": [*says, *said]}
    return WhyInRound.model_validate({"round": at_hand.round, "explained": True, **told})


def _why_not(at_hand: AtHand, said: Row) -> WhyNotAnswer:
    try:
        solved = explained(at_hand)
    except NotExplained as none:
        return WhyNotAnswer.model_validate({**said, "explained": False, "says": [none.says]})
    absent = _absent(solved, said)
    if absent is not None:
        says = [_not_in(said["round"], absent)]
        return WhyNotAnswer.model_validate({**said, "explained": False, "says": says})
    two = solved.mentees[said["mentee"]], solved.mentors[said["mentor"]]
    about, says_ = of_pair(solved, *two, at_hand.parts, at_hand.exclusions)
    return WhyNotAnswer.model_validate({**said, "explained": True, **about, "says": [*says_]})


def _absent(solved: Answered, said: Row) -> str | None:
    if said["mentee"] not in solved.mentees:
        return str(said["mentee"])
    return None if said["mentor"] in solved.mentors else str(said["mentor"])


def _not_in(round_: str, person: str) -> str:
    return f"{person} was not in {round_} on that side when its inputs were sealed."


def _blocking(at_hand: AtHand) -> BlockingPairsAnswer:
    try:
        solved = priced(at_hand)
    except NotExplained as none:
        return BlockingPairsAnswer(round=at_hand.round, explained=False, says=none.says)
    parts = at_hand.the_parts
    told = blocking_told(blocking(solved, parts))
    return BlockingPairsAnswer.model_validate({"round": at_hand.round, "explained": True, **told})
