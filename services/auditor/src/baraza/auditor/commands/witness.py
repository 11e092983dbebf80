"""`witness`: cosign the checkpoints of a log that only grew; give out what was refused."""

from argparse import Namespace
from pathlib import Path

from baraza.auditor import outputs
from baraza.auditor.commands.arguments import Commands, Told, output, plain
from baraza.auditor.findings import Findings
from baraza.auditor.source import Misused, Unreadable, write_file
from baraza.auditor.witness import arguments, keys
from baraza.auditor.witness.kept import Kept, kept
from baraza.auditor.witness.serving import serve
from baraza.auditor.words import witnessed


def add(commands: Commands) -> None:
    said = "a body's witness: cosign a log that only grows"
    some = commands.add_parser("witness", help=said, description=said)
    inner: Commands = some.add_subparsers(required=True, metavar="COMMAND")
    serving = inner.add_parser("serve", help="answer until SIGTERM, one JSON line per request")
    serving.set_defaults(run=run_serve, json=False)
    arguments.add(serving)
    key = plain(inner, "key", run_key, "make a witness's key and print its vkey")
    key.add_argument("--name", required=True, metavar="N", help="such as witness.example/council")
    key.add_argument("-o", dest="file", type=Path, required=True, metavar="FILE", help="a new file")
    given = plain(inner, "evidence", run_evidence, "what was refused, and a file that shows it")
    given.add_argument("--store", type=Path, required=True, metavar="FILE")
    given.add_argument(
        "--number", type=int, metavar="N", help="which; else the first that convicts"
    )
    given.add_argument(
        "-o", dest="file", type=output, metavar="FILE", help="write the evidence file"
    )


def run_serve(asked: Namespace, _: Findings) -> Told:
    serve(arguments.wish(asked))
    return {}, witnessed.ended


def run_key(asked: Namespace, _: Findings) -> Told:
    try:
        vkey = keys.make(asked.name, asked.file)
    except keys.BadName as bad:
        raise Misused(f"--name: {bad}") from None
    return {"name": asked.name, "vkey": vkey, "file": str(asked.file)}, witnessed.key_made


def run_evidence(asked: Namespace, _: Findings) -> Told:
    if asked.file:
        outputs.free(asked.file, outputs.evidence)
    found = kept(asked.store)
    told = {"refused": [one.as_json(number) for number, one in enumerate(found, 1)]}
    if asked.file is None:
        return told, witnessed.refused
    number = _which(found, asked.number)
    write_file(asked.file, found[number - 1].evidence.text.encode())
    return {**told, "written": number, "file": str(asked.file)}, witnessed.refused


def _which(found: list[Kept], wanted: int | None) -> int:
    if wanted is not None and 1 <= wanted <= len(found):
        return wanted
    if wanted is not None or not found:
        raise Unreadable(f"there is no such evidence: {len(found)} checkpoints were refused")
    return next((number for number, one in enumerate(found, 1) if one.convicts), 1)
