"""Which facts change the rows; how each does stands beside the rows' subject."""

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from baraza.decider import Entry
from baraza.scheduling.read_model import pairs, people, workshops

Change = Callable[[Connection, int, Entry], None]


def project(connection: Connection, index: int, entry: Entry) -> None:
    """Rows follow this service's own facts, and the beginning and end of relationships."""
    if entry.kind != "event":
        return
    change = _CHANGES.get(entry.service, {}).get(entry.name)
    if change is not None:
        change(connection, index, entry)


_OWN: Mapping[str, Change] = {
    "WorkshopPlanned": workshops.planned,
    "OfferAnswered": workshops.answered,
    "WorkshopAnnounced": workshops.announced,
    "WorkshopChanged": workshops.announced,
    "WorkshopCancelled": workshops.cancelled,
    "TrainerReleased": workshops.released,
    "WorkshopHeld": workshops.held,
    "SeriesPlanned": workshops.series,
    "PlanPublished": workshops.published,
    "ParticipantEnrolled": people.enrolled,
    "EnrolmentQueued": people.enrolled,
    "EnrolmentCancelled": people.left,
    "EnrolmentPromoted": people.promoted,
    "CompletionCertified": people.certified,
    "TrainerCertified": people.may_teach,
    "AvailabilityStated": people.stated,
    "PersonErased": people.erased,
    "SessionBooked": pairs.booked,
    "SessionChanged": pairs.called_off,
    "RecordMade": pairs.recorded,
    "RecordSettled": pairs.settled,
    "RecordMissing": pairs.missing,
}
_CHANGES: Mapping[str, Mapping[str, Change]] = {
    "scheduling": _OWN,
    "matching": {
        "RelationshipStarted": pairs.started,
        "RelationshipChanged": pairs.changed,
        "RelationshipEnded": pairs.ended,
    },
}
