"""`check-evidence`: whether a file convicts, whom and of what; from the file and a policy alone."""

from argparse import Namespace
from pathlib import Path

from baraza.auditor import words
from baraza.auditor.commands.arguments import Commands, Told, own_file, plain, policy_of
from baraza.auditor.evidence import EVIDENCE_MAX, BadEvidence, Evidence
from baraza.auditor.evidence_check import judge
from baraza.auditor.findings import Findings
from baraza.auditor.source import read_file
from baraza.auditor.source_base import Misgiven


def add(commands: Commands) -> None:
    one = plain(commands, "check-evidence", run, "whether a file convicts, whom and of what")
    one.add_argument("file", type=Path, metavar="FILE", help="evidence that another command wrote")
    one.add_argument(
        "--policy", type=own_file, required=True, metavar="FILE", help="your own policy"
    )


def run(asked: Namespace, findings: Findings) -> Told:
    policy = policy_of(asked)
    try:
        evidence = Evidence.parse(read_file(asked.file, EVIDENCE_MAX))
        verdict = judge(evidence, policy)
    except BadEvidence as bad:
        raise Misgiven(str(asked.file), str(bad), "bad_evidence") from None
    if not verdict.convicts:
        findings.add("", "convicts_nobody", verdict.of)
    told = {
        "kind": evidence.kind,
        "convicts": verdict.convicts,
        "whom": list(verdict.whom),
        "of": verdict.of,
        **verdict.details,
    }
    return told, words.convicted
