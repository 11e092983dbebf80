"""Copies what the ledger has committed to the stream, and never the other way (`ledger.md` 7).

Stream sequence = index + 1, for ever. The stream can be deleted: it is filled again.
"""

from baraza.ledger.relay.copying import Fork, Relay
from baraza.ledger.relay.source import Source
from baraza.ledger.relay.stream import CONFIG, Stream, WrongSequence, differences

__all__ = ["CONFIG", "Fork", "Relay", "Source", "Stream", "WrongSequence", "differences"]
