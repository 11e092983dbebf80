"""The texts that scheduling owns."""

from typing import ClassVar

from baraza.decider import Tier
from baraza.forms.v1 import messages as forms
from baraza.scheduling.messages.common import TextKind


class DraftRules(forms.DraftRules):
    tier: ClassVar[Tier] = "bodies"  # one of the kinds, `first_trainers`, names people

    kind: TextKind


class RulesDrafted(forms.RulesDrafted):
    tier: ClassVar[Tier] = "bodies"

    kind: TextKind
