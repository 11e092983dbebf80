"""Which check-in of a relationship is which."""

from hashlib import sha256


def check_in_id(relationship: str, number: int) -> str:
    """The id that a missing check-in has: at most 64 characters."""
    whole = f"{relationship}-{number}"
    if len(whole) <= 64:
        return whole
    return f"{sha256(relationship.encode()).hexdigest()[:32]}-{number}"


def check_in_subject(relationship: str, number: int) -> str:
    return f"check-in.{check_in_id(relationship, number)}"
