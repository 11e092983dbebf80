"""A round's inputs are sealed; its best answer is searched."""

import asyncio

from baraza.decider import ExhibitRef
from baraza.matching import engine
from baraza.matching.domain.v1 import lottery
from baraza.matching.domain.v1.round import frozen_exhibits
from baraza.matching.domain.v1.sides import sides
from baraza.matching.domain.v1.state import Drawn, State
from baraza.matching.handlers.inputs import Inputs, shared_hours
from baraza.matching.messages import FreezeRound, SettleRound
from baraza.messaging.parts import Moment, Prepared
from baraza.messaging.problems import Unexpected


async def freeze(inputs: Inputs, id_: str, moment: Moment) -> Prepared:
    """Who entered, the hours they share, and who must not meet: three exhibits."""
    state: State = moment.state
    round_ = state.rounds[id_]
    mentees, mentors = sides(state, round_, moment.reading)
    ids = [mentee.id for mentee in mentees], [mentor.id for mentor in mentors]
    shared = await shared_hours(round_.weeks, *ids, moment)
    personal = inputs.excluded(state, id_, (m.id for m in mentees), (m.id for m in mentors))
    made = frozen_exhibits(round_.rules, id_, mentees, mentors, shared, personal)
    command = FreezeRound(
        round=id_,
        sealed=ExhibitRef.of(made.sealed),
        exclusions=ExhibitRef.of(made.exclusions),
        scores=ExhibitRef.of(made.scores),
    )
    return Prepared(command, (made.sealed, made.exclusions, made.scores))


async def settle(id_: str, moment: Moment) -> Prepared:
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
