"""`ringfence`: whether all money stayed within its fence, reckoned from the facts alone."""

from argparse import Namespace

from baraza.auditor import words
from baraza.auditor.commands.arguments import Commands, Told, of_log, only_world
from baraza.auditor.findings import Findings
from baraza.auditor.progress import watched
from baraza.auditor.source import opened


def add(commands: Commands) -> None:
    of_log(commands, "ringfence", run, "whether all money stayed within its fence")


def run(asked: Namespace, findings: Findings) -> Told:
    from baraza.auditor.log import Log
    from baraza.auditor.ringfence import ringfence

    log = Log.open(opened(asked.dir))
    if only_world(log, findings, "ringfence"):
        return {"tier": "world"}, words.found
    return ringfence(log, findings, progress=watched("ringfence")), words.fenced
