"""A fact that says again what its command said."""

from typing import Any, TypeVar

from baraza.decider import Message

F = TypeVar("F", bound=Message)


def said(fact: type[F], command: Message, **more: Any) -> F:
    """The fact with all members it shares with the command, and more that the rule decided."""
    shared = type(command).model_fields.keys() & fact.model_fields.keys() - more.keys()
    return fact(**{name: getattr(command, name) for name in shared}, **more)
