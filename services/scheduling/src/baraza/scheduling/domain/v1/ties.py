"""Relationships as scheduling sees them: who is a pair, and which check-in is which."""

from hashlib import sha256

from baraza.scheduling.domain.v1.state import Tie, Timetable


def check_in_id(relationship: str, number: int) -> str:
    """The id that a missing check-in has: at most 64 characters."""
    whole = f"{relationship}-{number}"
    if len(whole) <= 64:
        return whole
    return f"{sha256(relationship.encode()).hexdigest()[:32]}-{number}"


def check_in_subject(relationship: str, number: int) -> str:
    return f"check-in.{check_in_id(relationship, number)}"


def waited_for(table: Timetable, subject: str) -> Tie | None:
    """The relationship of which this check-in is waited for."""
    name = table.waited.get(subject)
    return None if name is None else table.ties[name]
