"""`unmatched`: whom a round left without a mentor, and whether what they were told holds."""

from argparse import Namespace

from baraza.auditor import words
from baraza.auditor.commands.arguments import Commands, Told, of_log, only_world
from baraza.auditor.findings import UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.progress import watched
from baraza.auditor.source import opened

_SAID = "why each mentee whom a round left without a mentor has none, made out again from the files"


def add(commands: Commands) -> None:
    of_log(commands, "unmatched", run, _SAID)


def run(asked: Namespace, findings: Findings) -> Told:
    from baraza.auditor.rounded_rules import Unfolded
    from baraza.auditor.unmatched import unmatched

    log = Log.open(opened(asked.dir))
    if only_world(log, findings, "unmatched"):
        return {"tier": "world"}, words.found
    try:
        told = unmatched(log, findings, progress=watched("unmatched"))
    except Unfolded as broken:
        findings.add("", "reason_unchecked", str(broken), exit_=UNCHECKED)
        return {}, words.found
    return told, words.unmatched
