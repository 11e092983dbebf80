"""`diff`: whether two exports are of one history; if not, a file that convicts."""

from argparse import Namespace
from pathlib import Path

from baraza.auditor import outputs, words
from baraza.auditor.commands.arguments import (
    Commands,
    Told,
    output,
    own_file,
    plain,
    policy_of,
)
from baraza.auditor.diff import diff
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.source import opened, write_file


def add(commands: Commands) -> None:
    one = plain(commands, "diff", run, "whether two exports are of one history")
    for name in ("a", "b"):
        where = "the folder, or the http(s) address, of an export"
        one.add_argument(f"dir_{name}", metavar=f"DIR_{name.upper()}", help=where)
    one.add_argument(
        "--policy", type=own_file, required=True, metavar="FILE", help="your own policy"
    )
    where = "write here what convicts, where they split"
    one.add_argument("--evidence", type=output, metavar="FILE", help=where)


def run(asked: Namespace, findings: Findings) -> Told:
    if asked.evidence:
        outputs.free(asked.evidence, outputs.evidence, asked.dir_a, asked.dir_b)
    policy = policy_of(asked)
    a, b = (Log.open(opened(address)) for address in (asked.dir_a, asked.dir_b))
    told, evidence = diff(a, b, policy, findings)
    if evidence:
        roots = "-".join(log.checkpoint.root.hex()[:8] for log in (a, b))
        file = asked.evidence or Path(f"split-{roots}.evidence")
        outputs.free(file, outputs.evidence, asked.dir_a, asked.dir_b)
        write_file(file, evidence.text.encode())
        told = {**told, "evidence": str(file)}
    return told, words.compared
