"""Wiring of oversight, and nothing else."""

from functools import partial

from baraza.messaging.parts import ServiceParts
from baraza.messaging.service import Service, chance_of
from baraza.messaging.settings import Settings
from baraza.oversight import api, read_model
from baraza.oversight.domain import CURRENT, DECIDERS
from baraza.oversight.handlers import OversightHandlers
from baraza.privacy import Vault
from baraza.projection import Projector, Rebuild


def parts_of(settings: Settings) -> ServiceParts:
    """What is oversight's own, beside which everything is the same in all services."""
    projector = Projector(settings.read_database, read_model.METADATA, read_model.project)
    vault = Vault(settings.vault_database, pepper=chance_of(settings).bytes_for("pepper"))
    return ServiceParts(
        name="oversight",
        decider=CURRENT,
        deciders=DECIDERS,
        queries=api.queries(projector),
        answers=api.ANSWERS,
        handlers=OversightHandlers(),
        projector=projector,
        rebuild=partial(Rebuild, projector),
        vault=vault,
        dues=lambda state: state.agenda,
        pending=lambda state: state.pending.values(),
    )


def build(settings: Settings | None = None) -> Service:
    """The service, ready to be started."""
    settings = settings or Settings(service="oversight")
    return Service(parts_of(settings), settings)
