"""What would be decided now: asked before something is noted that a refusal must not cost."""

from collections.abc import Mapping, Sequence
from typing import Any

from baraza.decider import Asked, Decider, Message, Refused
from baraza.messaging.ask import Ask
from baraza.messaging.parts import Moment
from baraza.messaging.personal import validated


def foreseen(
    decider: Decider[Any, Any, Any, Any],
    ask: Ask,
    command_type: type[Message],
    data: Mapping[str, Any],
    moment: Moment,
) -> Sequence[Message] | Refused:
    """The decision as far as the log is known here; another may come before it is appended."""
    asked = Asked(ask.id, moment.reading, ask.actor, ask.acting_as, ask.reason)
    return decider.decide(moment.state, validated(command_type, data), asked)
