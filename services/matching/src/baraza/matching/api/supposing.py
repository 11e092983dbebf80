"""What would have come out otherwise, and what floors cost: a settled round, solved again.

Under the draws of the round; nothing is written, and the log stands. A round that is too large to
be solved within a question is refused (`too_large`): `baraza match` does it from the files.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

from baraza.matching.api.explained_forms import (
    EquityForm,
    FloorsAnswer,
    LeaningForm,
    SensitivityAnswer,
    WhatIf,
    WhatIfAnswer,
)
from baraza.matching.api.explaining import settled
from baraza.matching.api.forms import RoundOf
from baraza.matching.api.rounds_at_hand import (
    SOLVED_MOST,
    AtHand,
    NotExplained,
    RoundsAtHand,
    priced,
    priced_again,
    solvable,
)
from baraza.matching.domain.explaining import Solved, floors_below, subsidies
from baraza.matching.domain.explaining import sentences as say
from baraza.matching.domain.explaining.told import as_json
from baraza.matching.engine import supposing, telling
from baraza.messaging.parts import Query
from baraza.messaging.problems import UnknownQuery
from baraza.projection import Projector

PATIENCE_SECONDS: Final = 4.0
"""How long a question about sensitivity waits before it tells how far it has come."""
_WAYS = 2  # up and down
_MANY = "Too large to be solved again here; `baraza match figures` tells the price of equity."
Answering = Callable[[AtHand], Any]


def of_supposed(projector: Projector, rounds: RoundsAtHand) -> dict[str, Query]:
    async def what_if(asked: WhatIf) -> WhatIfAnswer | None:
        """What a round would have come to with other inputs: `change=places:MENTOR=2` and such."""
        changes = _changes(asked.change)
        row = settled(projector, asked.round)
        if row is None:
            return None
        at_hand = await rounds.get(row)
        return await asyncio.to_thread(_what_if, at_hand, changes)

    async def floors(asked: RoundOf) -> FloorsAnswer | None:
        """The rate of each group in a round, why no floor is higher, and the price of equity."""
        row = settled(projector, asked.round)
        if row is None:
            return None
        at_hand = await rounds.get(row)
        return await asyncio.to_thread(_floors, at_hand)

    async def sensitivity(asked: RoundOf) -> SensitivityAnswer | None:
        """How much of a round hangs on each weight: each moved by 10 % up and down."""
        row = settled(projector, asked.round)
        if row is None:
            return None
        at_hand = await rounds.get(row)
        try:
            solved = priced_again(at_hand)
        except NotExplained as none:
            return SensitivityAnswer(round=at_hand.round, explained=False, says=[none.says])
        return await _sensitivity(at_hand, solved)

    return {"what_if": what_if, "floors": floors, "sensitivity": sensitivity}


def _changes(words: list[str]) -> list[supposing.Change]:
    try:
        return [telling.change_of(word) for word in words]
    except telling.BadWords as bad:
        raise UnknownQuery(f"what_if: {bad}") from None


def _what_if(at_hand: AtHand, changes: list[supposing.Change]) -> WhatIfAnswer:
    try:
        told = telling.what_if(solvable(at_hand), changes, at_hand.parts)
    except NotExplained as none:
        return WhatIfAnswer(round=at_hand.round, explained=False, says=[none.says])
    except supposing.BadChange as bad:
        raise UnknownQuery(f"what_if: this cannot be supposed: {bad}") from None
    moved = [{"mentee": who, "now": now, "then": then} for who, now, then in told["moved"]]
    said = {**told, "moved": moved, "round": at_hand.round, "explained": True}
    return WhatIfAnswer.model_validate(said)


def _floors(at_hand: AtHand) -> FloorsAnswer:
    try:
        solved = priced(at_hand)
    except NotExplained as none:
        return FloorsAnswer(round=at_hand.round, explained=False, says=[none.says])
    if at_hand.candidates <= SOLVED_MOST:
        equity = at_hand.once("equity", lambda: telling.equity_told(telling.equity_of(solved)))
    else:
        equity = None
    below = {one.group: one for one in floors_below(solved, at_hand.answer["floor_proofs"])}
    needed = subsidies(solved)
    says = [
        *(say.why_floor(one) for one in below.values()),
        *(say.subsidy(group, price) for group, price in needed.items()),
        equity["says"] if equity else _MANY,
    ]
    return FloorsAnswer.model_validate(
        {
            "round": at_hand.round,
            "explained": True,
            "groups": [
                {
                    **_group(solved, at),
                    "subsidy": as_json(needed[label]),
                    "below": as_json(below.get(label)),
                }
                for at, label in enumerate(solved.asked.groups)
            ],
            "equity": None if equity is None else EquityForm.model_validate(equity),
            "says": says,
        }
    )


def _group(solved: Solved, at: int) -> Mapping[str, Any]:
    size, matched = solved.asked.sizes[at], solved.matched[at]
    return {
        "group": solved.asked.groups[at],
        "size": size,
        "target": solved.asked.targets[at],
        "floor": solved.floors[at],
        "matched": matched,
        "per_mille": telling.PER_MILLE * matched // size if size else None,
    }


async def _sensitivity(at_hand: AtHand, solved: Solved) -> SensitivityAnswer:
    """Solving goes on beside the loop, once for each round at hand, whoever asks."""
    rows: list[LeaningForm] = at_hand.once("sensitivity", list)
    task = at_hand.once(
        "solving", lambda: asyncio.create_task(asyncio.to_thread(_lean, at_hand, solved, rows))
    )
    await asyncio.wait([task], timeout=PATIENCE_SECONDS)
    if task.done():
        task.result()
    done, of = len(rows), _WAYS * len(at_hand.the_parts.names)
    unfinished = [] if done == of else [f"{done} of {of} are solved; ask again for the rest."]
    return SensitivityAnswer(
        round=at_hand.round,
        explained=True,
        groups=solved.asked.groups,
        done=done,
        of=of,
        rows=tuple(rows[:done]),
        says=[*(row.says for row in rows[:done]), *unfinished],
    )


def _lean(at_hand: AtHand, solved: Solved, rows: list[LeaningForm]) -> None:
    """Row by row, for whoever asks meanwhile."""
    rows.extend(
        LeaningForm.model_validate(telling.leaning_told(row, solved))
        for row in supposing.sensitivity(solved, at_hand.the_parts)
    )
