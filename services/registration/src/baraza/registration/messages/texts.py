"""The texts that registration applies."""

from typing import Literal

from baraza.forms.v1 import messages as forms

TextKind = Literal[
    "charter", "stage_set", "terms", "criteria", "capacity_tree", "pools", "definitions"
]


class DraftRules(forms.DraftRules):
    kind: TextKind


class RulesDrafted(forms.RulesDrafted):
    kind: TextKind
