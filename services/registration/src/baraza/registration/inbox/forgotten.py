"""That other services have forgotten somebody."""

from typing import ClassVar

from baraza.decider import Heard


class Forgotten(Heard):
    """Another service has forgotten everything personal of somebody."""

    service: ClassVar[str]

    pseudonym: str


class ForgottenByMatching(Forgotten):
    service = "matching"


class ForgottenByScheduling(Forgotten):
    service = "scheduling"


class ForgottenByFeedback(Forgotten):
    service = "feedback"


class ForgottenByOversight(Forgotten):
    service = "oversight"
