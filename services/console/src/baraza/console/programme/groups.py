"""The groups by which a programme declares floors for its rounds (R1)."""

from collections.abc import Iterable

from baraza.console.programme.people import Affiliate, Person


def groups(dimension: str, affiliates: Iterable[Affiliate], people: Iterable[Person]) -> list[str]:
    """Of this dimension all that the folder knows, ascending, which is the declared order."""
    match dimension:
        case "region":
            return sorted({one.region for one in affiliates})
        case "affiliate_kind":
            return sorted({one.kind for one in affiliates})
        case _:
            return sorted({one.languages[0] for one in people if one.is_mentee and one.languages})
