"""To whom a free place is put: a backup, an appeal that was upheld, or the next who waits."""

from baraza.decider import Message
from baraza.matching.domain.v1.admitting import hard_rule
from baraza.matching.domain.v1.openings import rounds_to_fill
from baraza.matching.domain.v1.state import State
from baraza.matching.domain.v1.waiting import appellants, order, to_ask
from baraza.matching.handlers.inputs import Inputs
from baraza.matching.messages import ProposePair
from baraza.messaging.parts import Moment
from baraza.messaging.problems import Unexpected


async def to_next(inputs: Inputs, mentor: str, moment: Moment) -> Message:
    """Whose appeal was upheld and who may come; else the first in the waiting order of the
    mentor's last round from which anybody may.

    Where nobody may, whoever waits is named: the rule then records that nobody who waits can
    be paired with this mentor.
    """
    state: State = moment.state
    rounds = rounds_to_fill(state, mentor)
    for id_ in rounds:
        if (upheld := await _upheld(inputs, id_, mentor, moment)) is not None:
            return upheld
        evidence = inputs.evidence(state, id_, mentor)
        instance = await moment.exhibit(evidence["instance"]["exhibit"])
        over = evidence["passed_over"]
        waiters = order(state, id_, mentor, instance, moment.reading, over)
        if waiters or id_ == rounds[-1]:
            names = [waiter.mentee for waiter in waiters] or to_ask(state, id_, mentor)
            said = {"round": id_, "mentor": mentor, "mentee": names[0]}
            return ProposePair.model_validate({**said, **evidence})
    raise Unexpected("a place is offered only while somebody waits")


async def to_backup(inputs: Inputs, mentee: str, moment: Moment) -> Message:
    """Whatever it comes to, it is on record that the backup was asked first."""
    named = moment.state.backed[mentee]
    return await _offer(inputs, "backup", named.round, mentee, named.mentor, moment)


async def _upheld(inputs: Inputs, id_: str, mentor: str, moment: Moment) -> ProposePair | None:
    """A place after an appeal, for the first whom no hard rule excludes today."""
    for mentee in appellants(moment.state, id_, mentor):
        offer = await _offer(inputs, "appeal", id_, mentee, mentor, moment)
        if hard_rule(moment.state, id_, mentee, mentor, offer, moment.reading) is None:
            return offer
    return None


async def _offer(
    inputs: Inputs, origin: str, id_: str, mentee: str, mentor: str, moment: Moment
) -> ProposePair:
    told = await inputs.between(id_, (mentee, mentor), moment)
    said = {"round": id_, "mentor": mentor, "mentee": mentee, "origin": origin, **told}
    return ProposePair.model_validate(said)
