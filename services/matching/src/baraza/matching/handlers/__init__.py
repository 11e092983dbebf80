"""What matching does around deciding: it searches, and asks others for what a round rests on."""

from typing import Any, ClassVar

from baraza.decider import Message, Step
from baraza.matching import vault
from baraza.matching.domain.v1.openings import REMATCH, WAITS
from baraza.matching.handlers import chance, places, settling
from baraza.matching.handlers.inputs import Inputs, check_other
from baraza.matching.messages import (
    DesignateBackup,
    EnterRound,
    ExcludePair,
    ProposePair,
    RecordBeacon,
)
from baraza.messaging.ask import Ask
from baraza.messaging.parts import Handlers, Moment, Prepared
from baraza.privacy import Vault


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
        self._inputs = Inputs(kept)

    async def prepare(
        self, ask: Ask, command_type: type[Message], data: dict[str, Any], moment: Moment
    ) -> dict[str, Any]:
        if command_type is ExcludePair:
            check_other(ask.data["other"], data["person"])
        if command_type is EnterRound and ask.data.get("organisation") is not None:
            label = vault.organisation_label(self._vault, str(ask.data["organisation"]))
            return {**data, "organisation_label": label}
        if command_type is ProposePair and data.get("origin") is None:
            return {**data, **self._inputs.evidence(moment.state, data["round"], data["mentor"])}
        if command_type is ProposePair:
            two = data["mentee"], data["mentor"]
            return {**data, **await self._inputs.between(data["round"], two, moment)}
        if command_type is DesignateBackup:
            one = moment.state.relationships.get(data["relationship"])
            two = one and (one.mentee, data["backup"])
            return {**data, **await self._inputs.between(one.round, two, moment)} if two else data
        if command_type is RecordBeacon:
            return {**data, **await chance.brought(data, moment)}
        return data

    async def perform(self, step: Step, moment: Moment) -> Message | Prepared:
        match step.command:
            case "FreezeRound":
                return await settling.freeze(self._inputs, step.about, moment)
            case "RecordBeacon":
                return await chance.record(step.about, moment)
            case "SettleRound":
                return await settling.settle(step.about, moment)
            case command if command == REMATCH and step.about.startswith(WAITS):
                return await places.to_backup(self._inputs, step.about.removeprefix(WAITS), moment)
            case command if command == REMATCH:
                return await places.to_next(self._inputs, step.about, moment)
            case _:
                return await super().perform(step, moment)
