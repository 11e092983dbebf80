"""New rows beside the old, from index 0, and the switch in one transaction (`ledger.md` 8.8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from baraza.decider import Entry
from baraza.projection import stores
from baraza.projection.digests import CHUNK, whole
from baraza.projection.projector import Projector
from baraza.projection.standing import OtherLog, Parked
from baraza.projection.tables import METADATA


@dataclass(frozen=True)
class Compared:
    """Old rows and new ones at one position."""

    position: int
    old: str
    new: str
    differing: Sequence[str]
    """Tables whose rows are not the same."""
    parked_before: Sequence[Parked]
    parked: Sequence[Parked]

    @property
    def same(self) -> bool:
        return self.old == self.new

    @property
    def explained(self) -> bool:
        """Whether rows may differ: what was parked is shown now, or what was shown is parked."""
        return {p.entity for p in self.parked_before} != {p.entity for p in self.parked}


class Rebuild:
    """A clean build of a read model beside the one that answers.

    The old rows answer and follow the log until `switch`, which puts the new ones in their place
    in one transaction. Whatever happens before leaves the old as they were, and what lies beside
    is taken away by the next rebuild; so one that was killed is simply begun again.
    """

    def __init__(self, old: Projector, *, freed: Sequence[str] | None = None) -> None:
        """`freed`: only these parked entities are applied again; None: all of them."""
        self._old = old
        self._before = old.parked()
        stores.removed(old.url)
        held = [] if freed is None else [p for p in self._before if p.entity not in freed]
        self._new = Projector(stores.beside(old.url), old.metadata, old.project, held=held)

    @property
    def position(self) -> int:
        """How many entries are in the new rows."""
        return self._new.position

    @property
    def behind(self) -> bool:
        """Whether the old rows know more of the log."""
        return self._new.position < self._old.position

    def apply(self, batch: Sequence[tuple[int, Entry]]) -> None:
        """Whole decisions in order, as read from the ledger from index 0 on."""
        self._new.apply(batch)

    def compared(self) -> Compared:
        """Both at the same position. Raises `OtherLog` where they were made of two logs."""
        old, new = self._old, self._new
        if old.position != new.position or old.log_digest != new.log_digest:
            raise OtherLog(f"old rows at {old.position}, new at {new.position}")
        before, after = old.digests(), new.digests()
        return Compared(
            position=new.position,
            old=whole(before),
            new=whole(after),
            differing=[name for name, digest in after.items() if before[name] != digest],
            parked_before=self._before,
            parked=new.parked(),
        )

    def switch(self) -> None:
        """From the next question on the new rows answer; all of them or none."""
        old, new = self._old, self._new
        tables = [*old.metadata.sorted_tables, *METADATA.sorted_tables]
        with new.reading() as beside, old.writing() as connection:
            for table in reversed(tables):
                connection.execute(delete(table))
            for table in tables:
                found = beside.execute(select(table), execution_options={"yield_per": CHUNK})
                for rows in found.mappings().partitions(CHUNK):
                    connection.execute(insert(table), [dict(row) for row in rows])
            old.step("rebuild.before_switch")
        old.step("rebuild.after_switch")
        old.reread()

    def close(self) -> None:
        """Let go of the new rows' own place; of those that were not switched in nothing stays."""
        self._new.close()
        stores.removed(self._old.url)
