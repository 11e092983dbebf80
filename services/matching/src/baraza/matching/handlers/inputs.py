"""What rules have to be told of people: hours they share, and whether anything keeps them apart."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from baraza.decider import written
from baraza.matching import vault
from baraza.matching.domain.v1.round import Pair
from baraza.matching.domain.v1.state import Released, Round, State
from baraza.matching.domain.v1.waiting import to_ask
from baraza.messaging.parts import Moment
from baraza.messaging.problems import Malformed
from baraza.privacy import Vault

_PSEUDONYM = re.compile(r"p[0-9a-f]{5,32}")


class Inputs:
    """Derived from the vault and from scheduling; whom somebody avoids never leaves it."""

    def __init__(self, kept: Vault) -> None:
        self._vault = kept

    async def between(self, id_: str, two: Pair, moment: Moment) -> dict[str, Any]:
        """What the rules have to be told of two people: their hours in common, in the worst of the
        round's weeks that are still to come, and whether anything personal keeps them apart."""
        state: State = moment.state
        round_ = state.rounds.get(id_)
        if round_ is None or not all(one in round_.entrants for one in two):
            return {}
        mentee, mentor = two
        weeks = _weeks_ahead(round_, moment.reading)
        shared = await shared_hours(weeks, [mentee], [mentor], moment)
        personal = self.excluded(state, id_, [mentee], [mentor])
        return {"quarter_hours": shared.get(two, 0), "personal": two in personal}

    def evidence(self, state: State, id_: str, mentor: str) -> dict[str, Any]:
        """The settled instance, and who has come to be excluded since it was frozen."""
        round_ = state.rounds.get(id_)
        if round_ is None or not isinstance(round_.phase, Released):
            return {}
        pairs = self.excluded(state, id_, to_ask(state, id_, mentor), (mentor,))
        return {
            "instance": round_.phase.instance.model_dump(),
            "passed_over": sorted(mentee for mentee, _ in pairs),
        }

    def excluded(
        self, state: State, round_: str, mentees: Iterable[str], mentors: Iterable[str]
    ) -> frozenset[Pair]:
        named_ = (
            vault.Named(id_, exclusion.command_id, exclusion.person)
            for id_, exclusion in state.exclusions.items()
            if exclusion.binds(round_)
        )
        return vault.excluded_pairs(self._vault, named_, mentees, mentors, state.identities.of)


def check_other(other: Any, person: Any) -> None:
    """Raises `Malformed` where nobody else is named."""
    if not isinstance(other, str) or not _PSEUDONYM.fullmatch(other) or other == person:
        raise Malformed("other: not the pseudonym of another person")


def _weeks_ahead(round_: Round, at: datetime) -> Sequence[datetime]:
    """Those of the round's weeks that are not over; the last where all of them are."""
    ahead = tuple(week for week in round_.weeks if week + timedelta(weeks=1) > at)
    return ahead or round_.weeks[-1:]


async def shared_hours(
    weeks: Sequence[datetime], mentees: Sequence[str], mentors: Sequence[str], moment: Moment
) -> Mapping[Pair, int]:
    """Weekly quarter-hours of each pair that has any, as scheduling derives them."""
    if not mentees or not mentors:
        return {}
    answer = await moment.query(
        "scheduling",
        "shared_hours",
        {
            "mentees": mentees,
            "mentors": mentors,
            "weeks": [written(week) for week in weeks],
        },
    )
    return {(mentees[i], mentors[j]): quarters for i, j, quarters in answer["hours"]}
