"""`check-proof`: what one entry says and how it stands, from a proof file alone."""

from argparse import Namespace
from pathlib import Path

from baraza.auditor import words
from baraza.auditor.commands.arguments import Commands, Told, own_file, plain, policy_of
from baraza.auditor.findings import Findings
from baraza.auditor.proofs import checked
from baraza.auditor.source import read_file
from baraza.auditor.source_base import Misgiven
from baraza.transparency import PROOF_MAX, BadProof, Proof


def add(commands: Commands) -> None:
    one = plain(commands, "check-proof", run, "what one entry says and how it stands")
    one.add_argument("file", type=Path, metavar="FILE", help="a proof that `prove` wrote")
    one.add_argument(
        "--policy", type=own_file, required=True, metavar="FILE", help="your own policy"
    )


def run(asked: Namespace, findings: Findings) -> Told:
    policy = policy_of(asked)
    try:
        proof = Proof.parse(read_file(asked.file, PROOF_MAX))
    except BadProof as bad:
        raise Misgiven(str(asked.file), str(bad), "bad_proof") from None
    return checked(proof, policy, findings, now=asked.now), words.proven
