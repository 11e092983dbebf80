"""What matching does around deciding: it searches, and asks others for what a round rests on."""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from baraza.decider import ExhibitRef, Message, Step, written
from baraza.matching import engine, vault
from baraza.matching.domain.v1 import lottery
from baraza.matching.domain.v1.entrants import Mentee, Mentor
from baraza.matching.domain.v1.openings import REMATCH, rounds_to_fill
from baraza.matching.domain.v1.round import Pair, frozen_exhibits
from baraza.matching.domain.v1.sides import sides
from baraza.matching.domain.v1.state import Drawn, Frozen, Released, Round, State
from baraza.matching.domain.v1.waiting import order, to_ask
from baraza.matching.messages import (
    EnterRound,
    ExcludePair,
    FreezeRound,
    ProposePair,
    RecordBeacon,
    SettleRound,
)
from baraza.messaging.ask import Ask
from baraza.messaging.parts import Handlers, Moment, Prepared
from baraza.messaging.problems import Malformed, Unexpected
from baraza.privacy import Vault

_PSEUDONYM = re.compile(r"p[0-9a-f]{5,32}")


class MatchingHandlers(Handlers):
    """Inputs that only this service can know, and the answers that its engine finds."""

    derives: ClassVar = {
        "EnterRound": frozenset({"organisation_label"}),
        "ProposePair": frozenset({"instance", "passed_over"}),
    }

    def __init__(self, kept: Vault) -> None:
        self._vault = kept

    async def prepare(
        self, ask: Ask, command_type: type[Message], data: dict[str, Any], moment: Moment
    ) -> dict[str, Any]:
        if command_type is ExcludePair:
            check_other(ask.data["other"], data["person"])
        if command_type is EnterRound and ask.data.get("organisation") is not None:
            label = vault.organisation_label(self._vault, str(ask.data["organisation"]))
            return {**data, "organisation_label": label}
        if command_type is ProposePair:
            return {**data, **self._evidence(moment.state, data["round"], data["mentor"])}
        return data

    async def perform(self, step: Step, moment: Moment) -> Message | Prepared:
        match step.command:
            case "FreezeRound":
                return await self._freeze(step.about, moment)
            case "RecordBeacon":
                return await _record_beacon(step.about, moment)
            case "SettleRound":
                return await _settle(step.about, moment)
            case command if command == REMATCH:
                return await self._rematch(step.about, moment)
            case _:
                return await super().perform(step, moment)

    async def _freeze(self, id_: str, moment: Moment) -> Prepared:
        """Who entered, the hours they share, and who must not meet: three exhibits."""
        state: State = moment.state
        round_ = state.rounds[id_]
        mentees, mentors = sides(state, round_, moment.reading)
        shared = await _shared_hours(round_, mentees, mentors, moment)
        personal = self._excluded(state, id_, (m.id for m in mentees), (m.id for m in mentors))
        made = frozen_exhibits(round_.rules, id_, mentees, mentors, shared, personal)
        command = FreezeRound(
            round=id_,
            sealed=ExhibitRef.of(made.sealed),
            exclusions=ExhibitRef.of(made.exclusions),
            scores=ExhibitRef.of(made.scores),
        )
        return Prepared(command, (made.sealed, made.exclusions, made.scores))

    async def _rematch(self, mentor: str, moment: Moment) -> Message:
        """The first in the waiting order of the mentor's last round from which anybody may come.

        Where nobody may, whoever waits is named: the rule then records that nobody who waits can
        be paired with this mentor.
        """
        state: State = moment.state
        rounds = rounds_to_fill(state, mentor)
        for id_ in rounds:
            evidence = self._evidence(state, id_, mentor)
            instance = await moment.exhibit(evidence["instance"]["exhibit"])
            over = evidence["passed_over"]
            waiters = order(state, id_, mentor, instance, moment.reading, over)
            if waiters or id_ == rounds[-1]:
                names = [waiter.mentee for waiter in waiters] or to_ask(state, id_, mentor)
                said = {"round": id_, "mentor": mentor, "mentee": names[0]}
                return ProposePair.model_validate({**said, **evidence})
        raise Unexpected("a place is offered only while somebody waits")

    def _evidence(self, state: State, id_: str, mentor: str) -> dict[str, Any]:
        """The settled instance, and who has come to be excluded since it was frozen."""
        round_ = state.rounds.get(id_)
        if round_ is None or not isinstance(round_.phase, Released):
            return {}
        pairs = self._excluded(state, id_, to_ask(state, id_, mentor), (mentor,))
        return {
            "instance": round_.phase.instance.model_dump(),
            "passed_over": sorted(mentee for mentee, _ in pairs),
        }

    def _excluded(
        self, state: State, round_: str, mentees: Iterable[str], mentors: Iterable[str]
    ) -> frozenset[Pair]:
        named_ = (
            vault.Named(id_, exclusion.command_id, exclusion.person)
            for id_, exclusion in state.exclusions.items()
            if exclusion.binds(round_)
        )
        return vault.excluded_pairs(self._vault, named_, mentees, mentors)


def check_other(other: Any, person: Any) -> None:
    """Raises `Malformed` where nobody else is named."""
    if not isinstance(other, str) or not _PSEUDONYM.fullmatch(other) or other == person:
        raise Malformed("other: not the pseudonym of another person")


async def _shared_hours(
    round_: Round, mentees: Sequence[Mentee], mentors: Sequence[Mentor], moment: Moment
) -> Mapping[Pair, int]:
    """Weekly quarter-hours of each pair that has any, as scheduling derives them."""
    if not mentees or not mentors:
        return {}
    answer = await moment.query(
        "scheduling",
        "shared_hours",
        {
            "mentees": [mentee.id for mentee in mentees],
            "mentors": [mentor.id for mentor in mentors],
            "weeks": [written(week) for week in round_.weeks],
        },
    )
    return {(mentees[i].id, mentors[j].id): quarters for i, j, quarters in answer["hours"]}


async def _record_beacon(id_: str, moment: Moment) -> Message:
    """The root of the log right after the freeze is the ledger's to say, anyone's to check."""
    round_ = moment.state.rounds[id_]
    if not isinstance(round_.phase, Frozen):
        raise Unexpected(f"{id_} is not frozen")
    size = round_.phase.position
    answer = await moment.query("ledger", "root", {"size": size})
    return RecordBeacon(
        round=id_,
        pulse=round_.pulse,
        randomness=lottery.rehearsed(id_, round_.pulse),
        checkpoint_size=size,
        checkpoint_root=answer["root"],
    )


async def _settle(id_: str, moment: Moment) -> Prepared:
    """Searched beside the loop, for it may take long; the rule checks the certificate alone."""
    round_ = moment.state.rounds[id_]
    if not isinstance(round_.phase, Drawn):
        raise Unexpected(f"{id_} is not drawn")
    sealed = await moment.exhibit(round_.phase.sealed.exhibit)
    instance = lottery.instance_of(sealed, round_.lottery(round_.phase))
    try:
        found = await asyncio.to_thread(engine.settle, instance)
    except engine.Unanswered as none:
        # The search is bounded and would end so each time: that is recorded, never tried again.
        unsettled = SettleRound(
            round=id_,
            instance=ExhibitRef.of(none.instance),
            void=tuple(ExhibitRef.of(each) for each in none.void),
            short=dict(none.short),
        )
        return Prepared(unsettled, (none.instance, *none.void))
    command = SettleRound(
        round=id_,
        instance=ExhibitRef.of(found.instance),
        result=ExhibitRef.of(found.result),
        void=tuple(ExhibitRef.of(each) for each in found.void),
    )
    return Prepared(command, (found.instance, found.result, *found.void))
