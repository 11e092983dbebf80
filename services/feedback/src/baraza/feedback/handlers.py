"""What feedback does around deciding: it knows tokens, and the log never does."""

from typing import Any, ClassVar

from baraza.decider import Message, Refused
from baraza.feedback.domain import CURRENT
from baraza.feedback.messages import IssueVoice, RecordAnswer
from baraza.feedback.vault import Voices
from baraza.messaging.ask import Ask
from baraza.messaging.foresight import foreseen
from baraza.messaging.parts import Handlers, Moment
from baraza.messaging.problems import BadToken, Malformed, VoiceSpent

_SHORTEST = 16


class FeedbackHandlers(Handlers):
    """A voice brings its token beside the answer, and leaves it at the desk."""

    takes: ClassVar = {"RecordAnswer": frozenset({"token"})}

    def __init__(self, voices: Voices) -> None:
        self._voices = voices

    async def prepare(
        self, ask: Ask, command_type: type[Message], data: dict[str, Any], moment: Moment
    ) -> dict[str, Any]:
        """A token is noted or spent only where the ask will stand; a refusal costs no voice."""
        if command_type is IssueVoice:
            token = _token(ask)
            decided = foreseen(CURRENT, ask, IssueVoice, data, moment)
            if not isinstance(decided, Refused) and not self._voices.issue(
                data["collection"], token, data["person"]
            ):
                raise BadToken("this token is taken: choose another")
        if command_type is RecordAnswer:
            self._answer(ask, data, moment)
        return data

    def _answer(self, ask: Ask, data: dict[str, Any], moment: Moment) -> None:
        """1. The token was given out for this collection. 2. Nobody spent it.

        3. Every question has its mark. 4. It is spent by this ask, where that will stand.

        Without a token that was given out, or with marks that are wrong, nothing is decided:
        voices are cheap, and the log is no place for their slips.
        """
        # 1.
        id_, token = data["collection"], _token(ask)
        collection = moment.state.collections.get(id_)
        if collection is None or self._voices.holder(id_, token) not in collection.issued:
            raise BadToken
        # 2.
        if self._voices.spent_by(id_, token) not in {None, ask.id}:
            raise VoiceSpent
        # 3.
        decided = foreseen(CURRENT, ask, RecordAnswer, data, moment)
        if isinstance(decided, Refused) and decided.reason == "marks_incomplete":
            raise Malformed("marks: one for each question of the instrument, on its scale")
        # 4.
        if not isinstance(decided, Refused) and not self._voices.spend(id_, token, ask.id):
            raise VoiceSpent


def _token(ask: Ask) -> str:
    token = ask.data.get("token")
    if not isinstance(token, str) or len(token) < _SHORTEST:
        raise Malformed(f"token: a text of {_SHORTEST} characters or more")
    return token
