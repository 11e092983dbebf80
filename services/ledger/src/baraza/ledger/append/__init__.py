"""The append: what is asked, what is checked, and the one transaction (`ledger.md` 4, 5)."""

from baraza.ledger.append.errors import CODES, LedgerStopped, Rejected
from baraza.ledger.append.founding import Charter, found
from baraza.ledger.append.group import Taken, grow
from baraza.ledger.append.request import Prepared, Standing
from baraza.ledger.append.steps import Step, killer
from baraza.ledger.append.writer import Damaged, Ledger, Locked, disk_full

__all__ = [
    "CODES",
    "Charter",
    "Damaged",
    "Ledger",
    "LedgerStopped",
    "Locked",
    "Prepared",
    "Rejected",
    "Standing",
    "Step",
    "Taken",
    "disk_full",
    "found",
    "grow",
    "killer",
]
