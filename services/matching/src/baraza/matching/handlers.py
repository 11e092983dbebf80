"""What matching does around deciding: it searches, and asks others for what a round rests on."""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from baraza.decider import ExhibitRef, Message, Step, written
from baraza.matching import engine, vault
from baraza.matching.domain.v1 import lottery
from baraza.matching.domain.v1.admitting import hard_rule
from baraza.matching.domain.v1.beacons import beacon_of
from baraza.matching.domain.v1.contributions import combined
from baraza.matching.domain.v1.openings import REMATCH, WAITS, rounds_to_fill
from baraza.matching.domain.v1.pulse import BadPulse, read_pulse
from baraza.matching.domain.v1.round import Pair, frozen_exhibits
from baraza.matching.domain.v1.sides import sides
from baraza.matching.domain.v1.state import Drawn, Frozen, Released, Round, State
from baraza.matching.domain.v1.waiting import appellants, order, to_ask
from baraza.matching.messages import (
    DesignateBackup,
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
from baraza.transparency import EMPTY_ROOT

_PSEUDONYM = re.compile(r"p[0-9a-f]{5,32}")


class MatchingHandlers(Handlers):
    """Inputs that only this service can know, and the answers that its engine finds."""

    derives: ClassVar = {
        "EnterRound": frozenset({"organisation_label"}),
        "ProposePair": frozenset({"instance", "passed_over", "quarter_hours", "personal"}),
        "DesignateBackup": frozenset({"quarter_hours", "personal"}),
        "RecordBeacon": frozenset({"pulse", "randomness", "checkpoint_size", "checkpoint_root"}),
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
        if command_type is ProposePair and data.get("origin") is None:
            return {**data, **self._evidence(moment.state, data["round"], data["mentor"])}
        if command_type is ProposePair:
            two = data["mentee"], data["mentor"]
            return {**data, **await self._between(data["round"], two, moment)}
        if command_type is DesignateBackup:
            one = moment.state.relationships.get(data["relationship"])
            two = one and (one.mentee, data["backup"])
            return {**data, **await self._between(one.round, two, moment)} if two else data
        if command_type is RecordBeacon:
            return {**data, **await _brought(data, moment)}
        return data

    async def perform(self, step: Step, moment: Moment) -> Message | Prepared:
        match step.command:
            case "FreezeRound":
                return await self._freeze(step.about, moment)
            case "RecordBeacon":
                return await _record_beacon(step.about, moment)
            case "SettleRound":
                return await _settle(step.about, moment)
            case command if command == REMATCH and step.about.startswith(WAITS):
                return await self._to_backup(step.about.removeprefix(WAITS), moment)
            case command if command == REMATCH:
                return await self._rematch(step.about, moment)
            case _:
                return await super().perform(step, moment)

    async def _freeze(self, id_: str, moment: Moment) -> Prepared:
        """Who entered, the hours they share, and who must not meet: three exhibits."""
        state: State = moment.state
        round_ = state.rounds[id_]
        mentees, mentors = sides(state, round_, moment.reading)
        ids = [mentee.id for mentee in mentees], [mentor.id for mentor in mentors]
        shared = await _shared_hours(round_.weeks, *ids, moment)
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
        """Whose appeal was upheld and who may come; else the first in the waiting order of the
        mentor's last round from which anybody may.

        Where nobody may, whoever waits is named: the rule then records that nobody who waits can
        be paired with this mentor.
        """
        state: State = moment.state
        rounds = rounds_to_fill(state, mentor)
        for id_ in rounds:
            if (upheld := await self._upheld(id_, mentor, moment)) is not None:
                return upheld
            evidence = self._evidence(state, id_, mentor)
            instance = await moment.exhibit(evidence["instance"]["exhibit"])
            over = evidence["passed_over"]
            waiters = order(state, id_, mentor, instance, moment.reading, over)
            if waiters or id_ == rounds[-1]:
                names = [waiter.mentee for waiter in waiters] or to_ask(state, id_, mentor)
                said = {"round": id_, "mentor": mentor, "mentee": names[0]}
                return ProposePair.model_validate({**said, **evidence})
        raise Unexpected("a place is offered only while somebody waits")

    async def _upheld(self, id_: str, mentor: str, moment: Moment) -> ProposePair | None:
        """A place after an appeal, for the first whom no hard rule excludes today."""
        for mentee in appellants(moment.state, id_, mentor):
            offer = await self._offer("appeal", id_, mentee, mentor, moment)
            if hard_rule(moment.state, id_, mentee, mentor, offer, moment.reading) is None:
                return offer
        return None

    async def _to_backup(self, mentee: str, moment: Moment) -> Message:
        """Whatever it comes to, it is on record that the backup was asked first."""
        named = moment.state.backed[mentee]
        return await self._offer("backup", named.round, mentee, named.mentor, moment)

    async def _offer(
        self, origin: str, id_: str, mentee: str, mentor: str, moment: Moment
    ) -> ProposePair:
        told = await self._between(id_, (mentee, mentor), moment)
        said = {"round": id_, "mentor": mentor, "mentee": mentee, "origin": origin, **told}
        return ProposePair.model_validate(said)

    async def _between(self, id_: str, two: Pair, moment: Moment) -> dict[str, Any]:
        """What the rules have to be told of two people: their hours in common, in the worst of the
        round's weeks that are still to come, and whether anything personal keeps them apart."""
        state: State = moment.state
        round_ = state.rounds.get(id_)
        if round_ is None or not all(one in round_.entrants for one in two):
            return {}
        mentee, mentor = two
        weeks = _weeks_ahead(round_, moment.reading)
        shared = await _shared_hours(weeks, [mentee], [mentor], moment)
        personal = self._excluded(state, id_, [mentee], [mentor])
        return {"quarter_hours": shared.get(two, 0), "personal": two in personal}

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
        return vault.excluded_pairs(self._vault, named_, mentees, mentors, state.identities.of)


def check_other(other: Any, person: Any) -> None:
    """Raises `Malformed` where nobody else is named."""
    if not isinstance(other, str) or not _PSEUDONYM.fullmatch(other) or other == person:
        raise Malformed("other: not the pseudonym of another person")


def _weeks_ahead(round_: Round, at: datetime) -> Sequence[datetime]:
    """Those of the round's weeks that are not over; the last where all of them are."""
    ahead = tuple(week for week in round_.weeks if week + timedelta(weeks=1) > at)
    return ahead or round_.weeks[-1:]


async def _shared_hours(
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


async def _record_beacon(id_: str, moment: Moment) -> Message:
    """The root of the log right after the freeze is the ledger's to say, anyone's to check."""
    round_ = moment.state.rounds[id_]
    foreseen = lottery.rehearsed(id_, round_.pulse)
    randomness = combined(round_.revealed.values()) if round_.revealed else foreseen
    told = {"round": id_, "pulse": round_.pulse, "randomness": randomness}
    return RecordBeacon.model_validate({**told, **await _sealed_at(round_, moment)})


async def _brought(data: Mapping[str, Any], moment: Moment) -> dict[str, Any]:
    """What somebody's file says, and the log's root. Whether the pulse is genuine, and the one that
    was announced, is the rule's to say. Raises `Malformed` where the file is no pulse."""
    round_ = moment.state.rounds.get(str(data.get("round")))
    publisher = beacon_of(round_.beacon).published if round_ else None
    published = data.get("published")
    named = published.get("exhibit") if isinstance(published, dict) else None
    if not isinstance(named, str):
        raise Malformed("published: name the pulse as its beacon publishes it")
    try:
        pulse = (publisher.pulse if publisher else read_pulse)(await moment.exhibit(named))
    except BadPulse as bad:
        raise Malformed(f"published: {bad}") from None
    told = {"pulse": pulse.number, "randomness": pulse.value}
    return {**told, **await _sealed_at(round_, moment)}


async def _sealed_at(round_: Round | None, moment: Moment) -> dict[str, Any]:
    """The position right after the freeze; before everything, where there was none."""
    if round_ is None or not isinstance(round_.phase, Frozen):
        return {"checkpoint_size": 0, "checkpoint_root": EMPTY_ROOT.hex()}
    size = round_.phase.position
    answer = await moment.query("ledger", "root", {"size": size})
    return {"checkpoint_size": size, "checkpoint_root": answer["root"]}


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
