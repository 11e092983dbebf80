"""What registration reads of oversight: decisions, money, matters."""

from baraza.decider import Heard


class ProgrammeDecided(Heard):
    """Oversight: a charter is approved; or, without one, the programme is concluded."""

    programme: str
    charter: int | None = None


class EnvelopeOpened(Heard):
    """Oversight: there is money for a programme."""

    envelope: str
    programme: str


class MatterDecided(Heard):
    """Oversight: a matter has its outcome; an appeal is against the entry `about`."""

    kind: str
    matter: str
    outcome: str
    about: int | None = None


class MoneyAccount(Heard):
    account: str
    line: str | None = None


class MoneyMoved(Heard):
    """Oversight: money is given, set aside for a purpose, spent, or goes back."""

    envelope: str
    source: MoneyAccount
    target: MoneyAccount
    amount_minor: int
    purpose: str | None = None
