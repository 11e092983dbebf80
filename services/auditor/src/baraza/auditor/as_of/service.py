"""What one service's rules knew: their state, folded by the version that decided there."""

import json
from collections.abc import Mapping
from typing import Any

from baraza.auditor.as_of.view import View
from baraza.auditor.deciders import deciders
from baraza.auditor.findings import UNCHECKED, Findings
from baraza.canonical import canonical
from baraza.decider import Decider, evolved, state_digest, state_json


class NoRules(Exception):
    """This auditor has no rules of that service. Install the release that decided there."""


def service_as_of(view: View, service: str, findings: Findings) -> Mapping[str, Any]:
    """The state and its digest; raises `NoRules`.

    The digest is that of `replay` and of `StateAttested` where every entry up to the position
    counts. A fact that the rules cannot read ends the fold there: that is a finding.
    """
    decider = _rules(view, service)
    state: Any = decider.initial
    whole = True
    for one, entry in view.entries():
        if entry.kind != "event":
            continue
        try:
            state = evolved(decider, state, entry, one.index)
        except Exception as broken:  # noqa: BLE001 - whatever a fact does to rules, it is told
            detail = f"{decider.name} cannot go on: {type(broken).__name__}: {str(broken)[:200]}"
            findings.add("", "unknown_type", detail, index=one.index, exit_=UNCHECKED)
            whole = False
            break
    whole = whole and not view.left_out
    return {
        **view.told(),
        "service": service,
        "decider": decider.name,
        "digest": state_digest(decider.name, view.position, state) if whole else None,
        "state": json.loads(canonical(state_json(state))),  # one order of members, on every day
    }


def _rules(view: View, service: str) -> Decider[Any, Any, Any, Any]:
    """The version that took the service's last decision that counts, else its first."""
    known = deciders([service])
    name = f"{service}.v1"
    for _, entry in view.entries():
        if entry.kind == "command" and entry.service == service:
            name = entry.document["decider"]
    if name not in known:
        raise NoRules(f"no rules {name} here")
    return known[name]
