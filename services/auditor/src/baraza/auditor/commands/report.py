"""`report`: the year as one static page for people, made from the files alone."""

from argparse import Namespace
from hashlib import sha256
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
from baraza.auditor.source import Misused, opened, place_of, read_file, write_file


def add(commands: Commands) -> None:
    one = of_log(commands, "report", run, "the year as one page that anybody can read")
    one.add_argument(
        "--policy", type=own_file, required=True, metavar="FILE", help="your own policy"
    )
    one.add_argument("-o", dest="output", type=output, default=Path("year.html"), metavar="FILE")
    one.add_argument("--sql", type=output, metavar="OUT.db", help="and the log as a SQLite file")


def run(asked: Namespace, findings: Findings) -> Told:
    from baraza.auditor.log import Log
    from baraza.auditor.report import report
    from baraza.auditor.sql import write
    from baraza.auditor.stands import stands

    outputs.free(asked.output, outputs.page, asked.dir)
    if asked.sql:
        if place_of(asked.sql) == place_of(asked.output):
            raise Misused(f"{asked.sql}: one file cannot be both the page and the tables")
        outputs.free(asked.sql, outputs.tables, asked.dir)
    source = opened(asked.dir)
    log = Log.open(source)
    if only_world(log, findings, "report"):
        return {"tier": "world"}, words.found
    policy = read_file(asked.policy)
    page, told = report(source, policy, findings, progress=watched("report"))
    write_file(asked.output, page)
    if asked.sql:
        rows = write(log, asked.sql, stands(log, Findings(), policy, None), watched("sql"))
        told = {**told, "sql": {"file": str(asked.sql), "rows": rows}}
    written = {"file": str(asked.output), "bytes": len(page), "sha256": sha256(page).hexdigest()}
    return {**told, **written}, words.reported
