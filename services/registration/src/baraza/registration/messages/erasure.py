"""Erasure: somebody asks to be forgotten, and it is said when every vault has."""

from typing import ClassVar

from baraza.decider import Message, Pseudonym


class OfErasure(Message):
    person: Pseudonym

    @property
    def subject(self) -> str:
        return f"erasure.{self.person}"


class RequestErasure(OfErasure):
    """Ask that everything personal be forgotten; all roles end at once."""

    askers: ClassVar[frozenset[str]] = frozenset({"person"})


class ErasureRequested(OfErasure):
    pass


class CompleteErasure(OfErasure):
    """Say that every service has forgotten the person."""

    askers: ClassVar[frozenset[str]] = frozenset()


class ErasureCompleted(OfErasure):
    pass
