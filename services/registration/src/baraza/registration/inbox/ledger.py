"""What registration reads of the ledger."""

from typing import Literal

from baraza.decider import Heard


class LogFounded(Heard):
    """Ledger: a log under a virtual clock is a rehearsal, and may use chance that is foreseen."""

    clock: Literal["system", "virtual"]
