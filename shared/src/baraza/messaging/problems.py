"""Why an asker got no decision: one class each, its docstring the sentences people read.

The first sentence says what is the matter, the last what to do.
"""

from typing import ClassVar

from baraza.messaging.replies import Problem


class Trouble(Exception):
    """Something kept an answer back. Ask again later."""

    code: ClassVar[str] = "unexpected"
    status: ClassVar[int] = 500

    def __init__(self, detail: str = "", **numbers: int) -> None:
        super().__init__(detail or type(self).title())
        self.detail = detail
        self.numbers = numbers

    @classmethod
    def title(cls) -> str:
        return _sentences(cls)[0]

    @classmethod
    def advice(cls) -> str:
        return _sentences(cls)[-1]

    def problem(self, instance: str = "") -> Problem:
        """As an asker gets it (RFC 9457)."""
        return Problem(
            type=f"/problems/{self.code}",
            title=self.title(),
            status=self.status,
            detail=self.detail or self.title(),
            instance=instance,
            advice=self.advice(),
            numbers=self.numbers,
        )


def _sentences(cls: type[Trouble]) -> list[str]:
    text = " ".join((cls.__doc__ or "").split())
    return [part if part.endswith(".") else f"{part}." for part in text.split(". ")]


class Malformed(Trouble):
    """The ask is not of the form that this command takes. Correct it and ask again."""

    code, status = "malformed", 400


class Unauthorised(Trouble):
    """Who asks may not ask this in this way. Ask under your own name, in a seat you hold."""

    code, status = "unauthorised", 403


class CommandReused(Trouble):
    """This id has been used for another ask. Choose a new id for a new ask."""

    code, status = "command_reused", 409


class LostRaces(Trouble):
    """Others changed the same matter each time this was decided. Ask again with the same id."""

    code, status = "lost_races", 409


class TooManyAsks(Trouble):
    """Too many asks of this asker were refused within an hour. Wait an hour, then ask again."""

    code, status = "too_many_asks", 429


class BadHand(Trouble):
    """The note of the body does not fit the ask. Sign what the desk gave back, then ask again."""

    code, status = "bad_hand", 403


class LedgerUnavailable(Trouble):
    """The ledger did not answer, so nothing may be said. Ask again with the same id."""

    code, status = "ledger_unavailable", 503


class LedgerRefused(Trouble):
    """The ledger does not take this entry, which should not happen. Tell the operator."""

    code, status = "ledger_refused", 500


class LogHalted(Trouble):
    """The ledger takes nothing until somebody has looked at it. Tell the operator."""

    code, status = "log_halted", 503


class Behind(Trouble):
    """What was asked for has not been read from the log yet. Ask again in a moment."""

    code, status = "behind", 503


class Busy(Trouble):
    """There is more to do than can be taken. Ask again in a moment with the same id."""

    code, status = "busy", 503


class DeadlineExceeded(Trouble):
    """It took too long, and nothing was recorded. Ask again with the same id."""

    code, status = "deadline_exceeded", 408


class UnknownQuery(Trouble):
    """This service does not answer that question in that form. Look up its questions."""

    code, status = "unknown_query", 404


class TooLarge(Trouble):
    """This would take too long for an answer. Compute it from the files with `baraza match`."""

    code, status = "too_large", 413


class BadToken(Trouble):
    """The token is not one that was given out for this. Use the one you were sent."""

    code, status = "bad_token", 403


class VoiceSpent(Trouble):
    """This voice has spoken already. One alias serves for one answer."""

    code, status = "voice_spent", 409


class Halted(Trouble):
    """This service has met an entry that it cannot read, and stands still. Tell the operator."""

    code, status = "halted", 503


class BadSettings(Trouble):
    """A setting is missing or wrong. Look at all of them with `baraza doctor`."""

    code, status = "bad_settings", 500


class Unanswered(Trouble):
    """Another service that is needed for this gave no answer. Ask again with the same id."""

    code, status = "unanswered", 503


class Unexpected(Trouble):
    """Something happened that should not happen. Tell the operator the trace id."""

    code, status = "unexpected", 500
