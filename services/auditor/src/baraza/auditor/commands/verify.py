"""`verify`: everything that files alone can show."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

from baraza.auditor import outputs, words
from baraza.auditor.commands.arguments import (
    Commands,
    Told,
    asked_of,
    duration,
    of_log,
    output,
    own_file,
    vkey,
)
from baraza.auditor.evidence import Evidence
from baraza.auditor.findings import Findings
from baraza.auditor.source import opened, write_file
from baraza.auditor.verify import verify


def add(commands: Commands) -> None:
    one = of_log(commands, "verify", run, "check everything that files alone can show")
    one.add_argument(
        "--policy", type=own_file, required=True, metavar="FILE", help="your own policy"
    )
    one.add_argument("--root", type=vkey, metavar="VKEY", help="the root key the log must have")
    one.add_argument("--since", type=Path, metavar="NOTE", help="a checkpoint kept from before")
    one.add_argument("--receipt", type=Path, metavar="FILE", help="a receipt to be honoured")
    tier = "a folder or address that is to be the tier for the world of this log"
    one.add_argument("--world", metavar="DIR", help=tier)
    one.add_argument("--max-age", type=duration, default=7_200, metavar="TIME", help="such as 2h")
    late = "you begin with this checkpoint: say what was before it and cannot be checked"
    one.add_argument("--late", action="store_true", help=late)
    where = "write here what convicts the operator, if anything does"
    one.add_argument("--evidence", type=output, metavar="FILE", help=where)


def run(asked: Namespace, findings: Findings) -> Told:
    exports = [one for one in (asked.dir, asked.world) if one]
    if asked.evidence:
        outputs.free(asked.evidence, outputs.evidence, *exports)
    found: list[Evidence] = []
    told = verify(opened(asked.dir), asked_of(asked, found.append), findings)
    if asked.evidence:
        told = {**told, "evidence": [*_written(found, asked.evidence, exports)]}
    return told, words.verified


def _written(found: Sequence[Evidence], path: Path, exports: Sequence[str]) -> Iterator[str]:
    """The first under the name asked for, a second beside it."""
    for count, evidence in enumerate(found, 1):
        file = path if count == 1 else path.with_name(f"{path.name}.{count}")
        outputs.free(file, outputs.evidence, *exports)
        write_file(file, evidence.text.encode())
        yield str(file)
