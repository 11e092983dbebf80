"""The people of a year, as its folder states them."""

from baraza.console.programme import (
    SOURCE_POOLS,
    Affiliate,
    Body,
    ContactLimit,
    Folder,
    Person,
    RoleTerm,
    Seat,
    Training,
    Workshop,
)

__all__ = [
    "SOURCE_POOLS",
    "Affiliate",
    "Body",
    "ContactLimit",
    "Folder",
    "Person",
    "RoleTerm",
    "Seat",
    "Training",
    "Workshop",
]
