"""Evidence larger than an entry, under its SHA-256 (`ledger.md` 4.5).

An upload is staged in parts. It becomes part of the record in the transaction of the first entry
that names it, so what no entry ever names can be dropped.
"""

from collections.abc import Collection
from hashlib import sha256

from sqlalchemy import Connection, delete, func, insert, select

from baraza.ledger.tables import exhibit, exhibit_part

SIZE_MAX = 16 << 20
PART_MAX = 524_288
KEPT_MS = 24 * 3_600_000


class TooLarge(Exception):
    """An exhibit holds 16 MiB at most, and comes in parts of at most 524,288 bytes."""


class DigestMismatch(Exception):
    """The uploaded bytes have another digest; they were dropped."""


def put(connection: Connection, digest: str, offset: int, length: int, part: bytes, at: int) -> int:
    """Stage one part; how many bytes are there now. `length` is the whole; 0 only asks.

    A part that is there already, or comes too early, changes nothing: the caller goes on at the
    number it gets.
    """
    if length > SIZE_MAX or len(part) > PART_MAX:
        raise TooLarge
    have = _have(connection, digest)
    if have is None:
        have = _staged(connection, digest)
        if length == 0 or not part or offset != have:
            return have
        connection.execute(
            insert(exhibit_part), {"sha256": digest, "offset": offset, "body": part, "at": at}
        )
        have += len(part)
        if have >= length and _whole(connection, digest) is None:
            connection.execute(delete(exhibit_part).where(exhibit_part.c.sha256 == digest))
            raise DigestMismatch
    return have


def body(connection: Connection, digest: str) -> bytes | None:
    """The bytes under this digest, recorded or staged whole."""
    row = connection.execute(select(exhibit.c.body).where(exhibit.c.sha256 == digest)).first()
    return row[0] if row else _whole(connection, digest)


def missing(connection: Connection, digests: Collection[str]) -> list[str]:
    """Those that are not stored complete."""
    return [digest for digest in sorted(digests) if not stored(connection, digest)]


def stored(connection: Connection, digest: str) -> bool:
    return _have(connection, digest) is not None or _whole(connection, digest) is not None


def keep(connection: Connection, digests: Collection[str]) -> None:
    """Make staged exhibits part of the record, within the transaction of the entry."""
    for digest in sorted(digests):
        if _have(connection, digest) is None and (whole := _whole(connection, digest)) is not None:
            connection.execute(
                insert(exhibit), {"sha256": digest, "size": len(whole), "body": whole}
            )
            connection.execute(delete(exhibit_part).where(exhibit_part.c.sha256 == digest))


def drop_stale(connection: Connection, now: int) -> int:
    """Drop what no entry has named for a day; how many parts that was."""
    stale = (
        select(exhibit_part.c.sha256)
        .group_by(exhibit_part.c.sha256)
        .having(func.max(exhibit_part.c.at) < now - KEPT_MS)
    )
    return connection.execute(delete(exhibit_part).where(exhibit_part.c.sha256.in_(stale))).rowcount


def _have(connection: Connection, digest: str) -> int | None:
    row = connection.execute(select(exhibit.c.size).where(exhibit.c.sha256 == digest)).first()
    return row[0] if row else None


def _staged(connection: Connection, digest: str) -> int:
    size = func.coalesce(func.sum(func.length(exhibit_part.c.body)), 0)
    return int(connection.execute(select(size).where(exhibit_part.c.sha256 == digest)).scalar_one())


def _whole(connection: Connection, digest: str) -> bytes | None:
    """The staged parts together, where their digest says that they are all."""
    parts = connection.execute(
        select(exhibit_part.c.body)
        .where(exhibit_part.c.sha256 == digest)
        .order_by(exhibit_part.c.offset)
    ).scalars()
    whole = b"".join(parts)
    return whole if sha256(whole).hexdigest() == digest else None
