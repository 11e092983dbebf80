"""`sql`: the log as a SQLite file, for questions of one's own."""

from argparse import Namespace
from pathlib import Path

from baraza.auditor import outputs, words
from baraza.auditor.commands.arguments import (
    Commands,
    Told,
    of_log,
    only_world,
    output,
    own_file,
)
from baraza.auditor.findings import Findings
from baraza.auditor.progress import watched
from baraza.auditor.source import opened, read_file


def add(commands: Commands) -> None:
    one = of_log(commands, "sql", run, "the log as a SQLite file, for questions of your own")
    one.add_argument(
        "--policy", type=own_file, metavar="FILE", help="verify its standing under this"
    )
    one.add_argument("-o", dest="output", type=output, default=Path("log.db"), metavar="OUT.db")


def run(asked: Namespace, findings: Findings) -> Told:
    from baraza.auditor.log import Log
    from baraza.auditor.sql import write
    from baraza.auditor.stands import stands

    outputs.free(asked.output, outputs.tables, asked.dir)
    log = Log.open(opened(asked.dir))
    if only_world(log, findings, "sql"):
        return {"tier": "world"}, words.found
    policy = read_file(asked.policy) if asked.policy else None
    standing = stands(log, findings, policy, asked.now) if policy else None
    counts = write(log, asked.output, standing, watched("sql"))
    return {"file": str(asked.output), "size": log.size, "rows": counts}, words.tabled
