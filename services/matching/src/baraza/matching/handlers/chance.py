"""The public chance of a round, and the position of the log to which it is bound."""

from collections.abc import Mapping
from typing import Any

from baraza.decider import Message
from baraza.matching.domain.v1 import lottery
from baraza.matching.domain.v1.beacons import beacon_of
from baraza.matching.domain.v1.contributions import combined
from baraza.matching.domain.v1.pulse import BadPulse, read_pulse
from baraza.matching.domain.v1.state import Frozen, Round
from baraza.matching.messages import RecordBeacon
from baraza.messaging.parts import Moment
from baraza.messaging.problems import Malformed
from baraza.transparency import EMPTY_ROOT


async def record(id_: str, moment: Moment) -> Message:
    """The root of the log right after the freeze is the ledger's to say, anyone's to check."""
    round_ = moment.state.rounds[id_]
    foreseen = lottery.rehearsed(id_, round_.pulse)
    randomness = combined(round_.revealed.values()) if round_.revealed else foreseen
    told = {"round": id_, "pulse": round_.pulse, "randomness": randomness}
    return RecordBeacon.model_validate({**told, **await _sealed_at(round_, moment)})


async def brought(data: Mapping[str, Any], moment: Moment) -> dict[str, Any]:
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
