"""The two sides of a round, with just the facts that hard rules and points read."""

from dataclasses import dataclass

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Entrant:
    """A person in a round."""

    id: str
    person: str = ""  # the pseudonym that is left after merging, where that is another
    languages: frozenset[str]  # usable for talks
    fluent: frozenset[str] = NONE  # of these, spoken well
    stage: int = 0  # place in the order of the stage set
    affiliations: frozenset[str] = NONE  # labels of organisations
    tied: frozenset[str] = NONE  # organisations that an earlier fact joined with one of these
    ranked: tuple[str, ...] = ()  # people of the other side, first choice first
    unacceptable: frozenset[str] = NONE
    continues: frozenset[str] = NONE  # asks to go on with; what ended well
    in_standing: bool = True  # not suspended, sanctioned, paused over the start, or erased

    @property
    def who(self) -> str:
        return self.person or self.id


@dataclass(frozen=True, kw_only=True)
class Mentee(Entrant):
    group: str
    wanted: tuple[str, ...] = ()  # capacities, first wish first
    first_language: str = ""
    waiting_months: int = 0
    crossing: frozenset[str] = NONE  # floors of the rule set in whose groups they stand


@dataclass(frozen=True, kw_only=True)
class Mentor(Entrant):
    places: int  # net of live relationships
    available: frozenset[str] = NONE  # capacities
    active: bool = True
    trained: bool = True  # and the acknowledgement in force
