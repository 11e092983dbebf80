"""The sample service as a process of its own: `python -m garden_service`."""

import asyncio
import sys
from functools import partial
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, insert, select

from baraza.decider import Entry
from baraza.messaging.parts import ServiceParts
from baraza.messaging.service import Service
from baraza.messaging.settings import Settings
from baraza.privacy import Vault
from baraza.projection import Projector, Rebuild
from fakes import GARDEN, SERVICE

METADATA = MetaData()
BEDS = Table("bed", METADATA, Column("bed", String, primary_key=True), Column("places", Integer))


class Beds(BaseModel):
    beds: list[str]


def project(connection: Connection, index: int, entry: Entry) -> None:
    if entry.name == "BedDug":
        connection.execute(insert(BEDS).values(bed=entry.data["bed"], places=entry.data["places"]))


def build(settings: Settings) -> Service:
    """As a service's `app.py` does."""
    projector = Projector(settings.read_database, METADATA, project)

    def beds(params: dict[str, Any]) -> Beds:
        with projector.reading() as connection:
            return Beds(beds=list(connection.execute(select(BEDS.c.bed)).scalars()))

    parts = ServiceParts(
        name=SERVICE,
        decider=GARDEN,
        queries={"beds": beds},
        projector=projector,
        rebuild=partial(Rebuild, projector),
        vault=Vault(settings.vault_database),
        dues=lambda garden: garden.agenda,
        pending=lambda garden: garden.steps,
    )
    return Service(parts, settings)


if __name__ == "__main__":
    sys.exit(asyncio.run(build(Settings(service=SERVICE)).run()))
