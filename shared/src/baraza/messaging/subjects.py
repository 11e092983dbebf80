"""Every subject and header of the bus, once."""

STREAM = "LEDGER"
STREAM_SUBJECTS = ("baraza.command.>", "baraza.event.>")
HEAD = "baraza.head"
"""Core subject with the ledger's new size after each commit: a hint, never trusted."""
CHECKPOINT = "baraza.checkpoint"

TURN = "Turn"
READY = "ready"
REBUILD, UNPARK, UPKEEP = "Rebuild", "Unpark", "upkeep"
"""How the console looks after a service's read model; no part of the published contract."""

READING = "Baraza-Reading"
"""Under the virtual clock: the instant of a request, as an entry writes it."""
POSITION = "Baraza-Head"
"""Under the virtual clock: the ledger's size that a request rests on."""


def ask(service: str, name: str) -> str:
    return f"baraza.ask.{service}.{name}"


def query(service: str, name: str) -> str:
    return f"baraza.query.{service}.{name}"


def append(service: str) -> str:
    return f"baraza.append.{service}"


def exhibit(service: str) -> str:
    return f"baraza.exhibit.{service}"


def inbox_prefix(user: str) -> bytes:
    """Replies go to inboxes of the user's own, which no other user may read."""
    return f"_INBOX_{user}".encode()
