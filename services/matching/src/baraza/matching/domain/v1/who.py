"""Who may: the few ways in which matching asks for a mandate."""

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import Book, body_of

ME = "service.matching"


def ours(asked: Asked) -> Refused | None:
    """Only the service itself: a step or a deadline. None: it is."""
    return None if asked.actor == ME else Refused("no_mandate")


def is_self(asked: Asked, person: str) -> bool:
    return asked.actor == f"person.{person}"


def any_mandate(book: Book, asked: Asked, kind: str | None = None) -> Refused | None:
    """Does the body that asks hold a mandate, of this kind if told, for any programme?

    Whatever it decides, a body may write down a text: adopting it is a vote.
    """
    body = body_of(book, asked)
    held = [
        mandate
        for (who, of_kind), mandate in book.mandates.items()
        if who == body and kind in {None, of_kind}
    ]
    if any(not mandate.ended for mandate in held):
        return None
    return Refused("mandate_ended" if held else "no_mandate")
