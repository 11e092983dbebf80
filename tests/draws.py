"""A lottery that cannot decide, for rounds to test with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from baraza.matching.domain.v1 import certificate
from baraza.matching.engine import reference
from baraza.matching.engine import result as result_file


@contextmanager
def every_draw_zero(*, first_only: bool = False) -> Iterator[None]:
    """At its first draw or at any, for the reference engine and for the verifier."""
    honest = certificate.draw_of

    def none(seed: bytes, mentee: str, mentor: str) -> int:
        return honest(seed, mentee, mentor) if first_only and seed not in first else 0

    first: set[bytes] = set()
    seeded = certificate.seed_of

    def seed_of(document: dict[str, Any], sealed: str | None = None) -> bytes:
        seed = seeded(document, sealed)
        if document["lottery"]["draw"] == 0:
            first.add(seed)
        return seed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certificate, "draw_of", none)
        patch.setattr(reference, "draw_of", none)
        patch.setattr(result_file, "draw_of", none)
        patch.setattr(certificate, "seed_of", seed_of)
        yield
