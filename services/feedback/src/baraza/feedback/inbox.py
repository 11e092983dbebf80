"""Other services' facts as feedback reads them: only the fields it uses."""

from baraza.decider import Heard


class RecordMade(Heard):
    """Scheduling: who was at a workshop, as its leader says."""

    workshop: str
    person: str
    state: str


class WorkshopHeld(Heard):
    """Scheduling: from here on people may say what it was like."""

    workshop: str
    programme: str
    leader: str


Foreign = RecordMade | WorkshopHeld
