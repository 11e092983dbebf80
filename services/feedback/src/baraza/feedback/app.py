"""Wiring of feedback, and nothing else."""

from functools import partial

from baraza.feedback import api, read_model
from baraza.feedback.domain import CURRENT, DECIDERS
from baraza.feedback.handlers import FeedbackHandlers
from baraza.feedback.vault import Voices
from baraza.messaging.parts import ServiceParts
from baraza.messaging.service import Service, chance_of
from baraza.messaging.settings import Settings
from baraza.privacy import Vault
from baraza.projection import Projector, Rebuild


def parts_of(settings: Settings) -> ServiceParts:
    """What is feedback's own, beside which everything is the same in all services."""
    projector = Projector(settings.read_database, read_model.METADATA, read_model.project)
    vault = Vault(settings.vault_database, pepper=chance_of(settings).bytes_for("pepper"))
    return ServiceParts(
        name="feedback",
        decider=CURRENT,
        deciders=DECIDERS,
        queries=api.queries(projector),
        answers=api.ANSWERS,
        handlers=FeedbackHandlers(Voices(vault)),
        projector=projector,
        rebuild=partial(Rebuild, projector),
        vault=vault,
        dues=lambda state: state.agenda,
        pending=lambda state: state.pending.values(),
    )


def build(settings: Settings | None = None) -> Service:
    """The service, ready to be started."""
    settings = settings or Settings(service="feedback")
    return Service(parts_of(settings), settings)
