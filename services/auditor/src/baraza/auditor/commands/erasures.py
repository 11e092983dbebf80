"""`erasures`: who was erased, and whether the files still say anything personal."""

from argparse import Namespace

from baraza.auditor import words
from baraza.auditor.commands.arguments import Commands, Told, of_log, only_world
from baraza.auditor.findings import Findings
from baraza.auditor.progress import watched
from baraza.auditor.source import opened


def add(commands: Commands) -> None:
    of_log(commands, "erasures", run, "who was erased, and whether anything personal is left")


def run(asked: Namespace, findings: Findings) -> Told:
    from baraza.auditor.erasures import erasures
    from baraza.auditor.log import Log

    log = Log.open(opened(asked.dir))
    if only_world(log, findings, "erasures"):
        return {"tier": "world"}, words.found
    return erasures(log, findings, progress=watched("erasures")), words.erased
