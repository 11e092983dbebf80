"""Who may: the few ways in which registration asks for a mandate."""

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self
from baraza.forms.v1.book import Book, may


def operator(book: Book, asked: Asked, programme: str | None = None) -> Refused | None:
    """May who asks run the daily operations? None: yes."""
    return may(book, asked, "operate", programme)


def self_or_operator(
    book: Book, asked: Asked, person: str, programme: str | None = None
) -> Refused | None:
    return None if is_self(asked, person) else operator(book, asked, programme)
