"""The questions that scheduling answers, with the form of each question and answer."""

from collections.abc import Mapping

from pydantic import BaseModel

from baraza.messaging.parts import Query
from baraza.privacy import Vault
from baraza.projection import Projector
from baraza.scheduling.api import pairs, workshops

ANSWERS: Mapping[str, type[BaseModel]] = {**workshops.ANSWERS, **pairs.ANSWERS}


def queries(projector: Projector, vault: Vault, origin: str) -> dict[str, Query]:
    """Each question by its name."""
    return {
        **workshops.queries(projector, vault, origin),
        **pairs.queries(projector, vault),
    }
