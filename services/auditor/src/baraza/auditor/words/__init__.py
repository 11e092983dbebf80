"""What the commands say to a person who reads, from the same objects that `--json` prints."""

from baraza.auditor.words.explained import explained
from baraza.auditor.words.found import found
from baraza.auditor.words.replayed import replayed
from baraza.auditor.words.verified import verified

__all__ = ["explained", "found", "replayed", "verified"]
