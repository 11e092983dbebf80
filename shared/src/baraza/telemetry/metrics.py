"""Every number that is counted, by its name, once."""

from collections import Counter
from typing import Final

POSITION: Final = "baraza_position"
LAG: Final = "baraza_lag_entries"
DECISIONS: Final = "baraza_decisions_total"
REFUSALS: Final = "baraza_refusals_total"
PROBLEMS: Final = "baraza_problems_total"
CONFLICTS: Final = "baraza_version_conflicts_total"
RETRIES: Final = "baraza_ledger_retries_total"
APPEND_SECONDS: Final = "baraza_append_seconds_total"
GAPS: Final = "baraza_gaps_total"
PARKED: Final = "baraza_parked_entities"
CHECKPOINT_AGE: Final = "baraza_checkpoint_age_seconds"
COSIGNATURES_MISSING: Final = "baraza_cosignatures_missing"

NAMES: Final = frozenset(
    {
        POSITION,
        LAG,
        DECISIONS,
        REFUSALS,
        PROBLEMS,
        CONFLICTS,
        RETRIES,
        APPEND_SECONDS,
        GAPS,
        PARKED,
        CHECKPOINT_AGE,
        COSIGNATURES_MISSING,
    }
)


class Metrics:
    """Counts and gauges of one process; read by whoever asks, kept by nobody."""

    def __init__(self) -> None:
        self._values: Counter[str] = Counter()

    def count(self, name: str, by: int = 1) -> None:
        self._values[_known(name)] += by

    def gauge(self, name: str, value: int) -> None:
        self._values[_known(name)] = value

    def read(self) -> dict[str, int]:
        """All that was counted, by name."""
        return dict(sorted(self._values.items()))


def _known(name: str) -> str:
    if name not in NAMES:
        raise KeyError(f"{name} is not among the metrics' names")
    return name
