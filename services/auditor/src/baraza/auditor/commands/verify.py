"""`verify`: everything that files alone can show."""

from argparse import Namespace
from pathlib import Path

from baraza.auditor import words
from baraza.auditor.commands.arguments import Commands, Told, asked_of, duration, of_log, vkey
from baraza.auditor.findings import Findings
from baraza.auditor.source import Folder
from baraza.auditor.verify import verify


def add(commands: Commands) -> None:
    one = of_log(commands, "verify", run, "check everything that files alone can show")
    one.add_argument("--policy", type=Path, required=True, metavar="FILE", help="your own policy")
    one.add_argument("--root", type=vkey, metavar="VKEY", help="the root key the log must have")
    one.add_argument("--since", type=Path, metavar="NOTE", help="a checkpoint kept from before")
    one.add_argument("--receipt", type=Path, metavar="FILE", help="a receipt to be honoured")
    one.add_argument("--max-age", type=duration, default=7_200, metavar="TIME", help="such as 2h")


def run(asked: Namespace, findings: Findings) -> Told:
    return verify(Folder(asked.dir), asked_of(asked), findings), words.verified
