"""What oversight does around deciding: it puts a programme's dossier together."""

from collections.abc import Mapping
from typing import Any, ClassVar

from baraza.decider import ExhibitRef, Message, Step, made_id
from baraza.messaging.ask import Ask
from baraza.messaging.parts import Handlers, Moment, Prepared
from baraza.oversight.domain.v1.dossier import digest_of, dossier_of
from baraza.oversight.domain.v1.steps import ASSEMBLE
from baraza.oversight.messages import AssembleDossier


class OversightHandlers(Handlers):
    """Every ask is decided as it was asked; a dossier is derived, by the same pure function as the
    rule's."""

    derives: ClassVar[Mapping[str, frozenset[str]]] = {
        ASSEMBLE: frozenset({"digest", "document"}),
    }

    async def prepare(
        self, ask: Ask, command_type: type[Message], data: dict[str, Any], moment: Moment
    ) -> dict[str, Any]:
        if command_type is not AssembleDossier:
            return data
        document = dossier_of(moment.state, str(data["programme"]))
        await moment.keep(document)
        named = ExhibitRef.of(document).model_dump()
        return {**data, "digest": digest_of(document), "document": named}

    async def perform(self, step: Step, moment: Moment) -> Message | Prepared:
        if step.command != ASSEMBLE:
            return await super().perform(step, moment)
        document = dossier_of(moment.state, step.about)
        command = AssembleDossier(
            dossier=made_id(step.id, "dossier", 1),
            programme=step.about,
            digest=digest_of(document),
            document=ExhibitRef.of(document),
        )
        return Prepared(command, (document,))
