"""Who may: the few ways in which registration asks for a mandate."""

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import Book, body_of, may

ME = "service.registration"


def operator(book: Book, asked: Asked, programme: str | None = None) -> Refused | None:
    """May who asks run the daily operations? None: yes."""
    return may(book, asked, "operate", programme)


def is_self(asked: Asked, person: str) -> bool:
    return asked.actor == f"person.{person}"


def self_or_operator(book: Book, asked: Asked, person: str) -> Refused | None:
    return None if is_self(asked, person) else operator(book, asked)


def ours(asked: Asked) -> Refused | None:
    """Only the service itself: a step or a deadline. None: it is."""
    return None if asked.actor == ME else Refused("no_mandate")


def any_body(book: Book, asked: Asked) -> Refused | None:
    """May who asks write down a text? Any body that decides anything may; adopting is a vote."""
    body = body_of(book, asked)
    if body is None:
        return Refused("no_mandate")
    held = [mandate for (who, _), mandate in book.mandates.items() if who == body]
    if any(not mandate.ended for mandate in held):
        return None
    return Refused("mandate_ended" if held else "no_mandate")
