"""Who asks: a person for themselves, or the service for itself."""

from baraza.decider import Asked, Refused


def is_self(asked: Asked, person: str) -> bool:
    """Does this person ask?"""
    return asked.actor == f"person.{person}"


def ours(asked: Asked, service: str) -> Refused | None:
    """Only the service itself: a step of its own, or a deadline. None: it is."""
    return None if asked.actor == f"service.{service}" else Refused("no_mandate")
