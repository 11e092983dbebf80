"""The rule set."""

from typing import Literal

from baraza.forms.v1 import messages as forms


class DraftRules(forms.DraftRules):
    kind: Literal["rule_set"]


class RulesDrafted(forms.RulesDrafted):
    kind: Literal["rule_set"]
