"""What the commands say to a person who reads, from the same objects that `--json` prints."""

from baraza.auditor.words.convicted import compared, convicted
from baraza.auditor.words.demo import demonstrated
from baraza.auditor.words.explained import explained
from baraza.auditor.words.found import found
from baraza.auditor.words.matched import matched, why
from baraza.auditor.words.paired import paired
from baraza.auditor.words.pathed import pathed
from baraza.auditor.words.proven import proven
from baraza.auditor.words.replayed import replayed
from baraza.auditor.words.reported import reported
from baraza.auditor.words.signed import key_made, named_ask, signed, to_sign
from baraza.auditor.words.stood import entity_stood, log_stood, service_stood
from baraza.auditor.words.tabled import tabled
from baraza.auditor.words.unmatched import unmatched
from baraza.auditor.words.verified import verified
from baraza.auditor.words.watched import erased, fenced, sampled

__all__ = [
    "compared",
    "convicted",
    "demonstrated",
    "entity_stood",
    "erased",
    "explained",
    "fenced",
    "found",
    "key_made",
    "log_stood",
    "matched",
    "named_ask",
    "paired",
    "pathed",
    "proven",
    "replayed",
    "reported",
    "sampled",
    "service_stood",
    "signed",
    "tabled",
    "to_sign",
    "unmatched",
    "verified",
    "why",
]
