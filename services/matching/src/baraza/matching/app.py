"""Wiring of matching, and nothing else."""

from functools import partial

from baraza.matching import api, read_model
from baraza.matching.domain import CURRENT, DECIDERS
from baraza.matching.domain.v1.openings import steps
from baraza.matching.handlers import MatchingHandlers
from baraza.messaging.parts import Evidence, ServiceParts
from baraza.messaging.service import Service, chance_of
from baraza.messaging.settings import Settings
from baraza.privacy import Vault
from baraza.projection import Projector, Rebuild


def parts_of(settings: Settings) -> ServiceParts:
    """What is matching's own, beside which everything is the same in all services."""
    projector = Projector(settings.read_database, read_model.METADATA, read_model.project)
    vault = Vault(settings.vault_database, pepper=chance_of(settings).bytes_for("pepper"))
    evidence = Evidence()
    return ServiceParts(
        name="matching",
        decider=CURRENT,
        deciders=DECIDERS,
        queries=api.queries(projector, evidence),
        answers=api.ANSWERS,
        evidence=evidence,
        handlers=MatchingHandlers(vault),
        projector=projector,
        rebuild=partial(Rebuild, projector),
        vault=vault,
        dues=lambda state: state.agenda,
        pending=steps,
    )


def build(settings: Settings | None = None) -> Service:
    """The service, ready to be started."""
    settings = settings or Settings(service="matching")
    return Service(parts_of(settings), settings)
