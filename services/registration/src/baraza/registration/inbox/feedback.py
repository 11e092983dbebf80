"""What registration reads of feedback: who was given a voice, never what they said; and who is
kept out."""

from baraza.decider import Heard


class CollectionOpened(Heard):
    """Feedback: people of a programme are asked."""

    collection: str
    programme: str


class VoiceIssued(Heard):
    """Feedback: somebody was given a voice in a collection; what they say nobody knows."""

    collection: str
    person: str


class InterimMeasureTaken(Heard):
    """Feedback: somebody is kept out until it is clear what happened."""

    person: str


class InterimMeasureLifted(Heard):
    """Feedback: and is so no longer."""

    person: str
