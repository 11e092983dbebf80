"""`prove`: one entry and its proof in a file, for whom it is about."""

from argparse import Namespace
from pathlib import Path

from baraza.auditor import outputs, words
from baraza.auditor.commands.arguments import (
    Commands,
    Told,
    of_log,
    output,
    own_file,
    policy_of,
)
from baraza.auditor.findings import UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.proofs import NotShown, checked, prove
from baraza.auditor.source import opened, write_file


def add(commands: Commands) -> None:
    one = of_log(commands, "prove", run, "write one entry and its proof into a file")
    one.add_argument("--index", type=int, required=True, metavar="N", help="of the entry")
    one.add_argument(
        "--policy", type=own_file, metavar="FILE", help="check it under this policy too"
    )
    one.add_argument("-o", dest="output", type=output, metavar="FILE", help="entry-N.tlog-proof")


def run(asked: Namespace, findings: Findings) -> Told:
    file = asked.output or Path(f"entry-{asked.index}.tlog-proof")
    outputs.free(file, outputs.proof, asked.dir)
    log = Log.open(opened(asked.dir))
    try:
        proof = prove(log, asked.index)
    except NotShown as hidden:
        findings.add("", "not_shown", str(hidden), index=asked.index, exit_=UNCHECKED)
        return {}, words.found
    told = {"index": asked.index, "size": log.size}
    if asked.policy:
        told |= checked(proof, policy_of(asked), findings, now=asked.now)
    write_file(file, proof.bytes)
    return {**told, "file": str(file)}, words.proven
