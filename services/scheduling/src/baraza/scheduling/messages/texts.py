"""The texts that scheduling owns."""

from baraza.forms.v1 import messages as forms
from baraza.scheduling.messages.common import TextKind


class DraftRules(forms.DraftRules):
    kind: TextKind


class RulesDrafted(forms.RulesDrafted):
    kind: TextKind
