"""Who asks."""

from baraza.decider import Asked


def is_person(asked: Asked, person: str) -> bool:
    """Does this person ask, for themselves?"""
    return asked.actor == f"person.{person}"


def is_own_step(asked: Asked, acting_as: str) -> bool:
    """Is it this service's own process manager (`pm`) or agenda (`clock`)?"""
    return asked.actor == "service.scheduling" and asked.acting_as == acting_as
