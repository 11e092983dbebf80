"""Wiring of scheduling, and nothing else."""

from functools import partial

from baraza.messaging.parts import ServiceParts
from baraza.messaging.service import Service, chance_of
from baraza.messaging.settings import Settings
from baraza.privacy import Vault
from baraza.projection import Projector, Rebuild
from baraza.scheduling import api, read_model
from baraza.scheduling.domain import CURRENT, DECIDERS
from baraza.scheduling.handlers import SchedulingHandlers


def parts_of(settings: Settings) -> ServiceParts:
    """What is scheduling's own, beside which everything is the same in all services."""
    projector = Projector(settings.read_database, read_model.METADATA, read_model.project)
    vault = Vault(settings.vault_database, pepper=chance_of(settings).bytes_for("pepper"))
    return ServiceParts(
        name="scheduling",
        decider=CURRENT,
        deciders=DECIDERS,
        queries=api.queries(projector, vault, settings.origin),
        answers=api.ANSWERS,
        handlers=SchedulingHandlers(vault),
        projector=projector,
        rebuild=partial(Rebuild, projector),
        vault=vault,
        dues=lambda state: state.agenda,
        pending=lambda state: state.pending.values(),
    )


def build(settings: Settings | None = None) -> Service:
    """The service, ready to be started."""
    settings = settings or Settings(service="scheduling")
    return Service(parts_of(settings), settings)
