"""`match`: whether a result is the one answer to an instance; `match why`: why it is as it is."""

from argparse import Action, ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from baraza.auditor import words
from baraza.auditor.commands.arguments import Commands, Told, only_world, plain
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.source import Misused, opened, read_file

LARGEST = 1 << 30
"""Bytes of a file; an instance of 100,000 mentees has some 60 million."""
_USAGE = """\
baraza-audit match INSTANCE.json RESULT.json [--log EXPORT] [--json]
       baraza-audit match why INSTANCE.json RESULT.json MENTEE [MENTOR]
                          [--log EXPORT] [--scores FILE] [--exclusions FILE] [--json]"""
_BEYOND = (
    "why tells all that follows from the stored numbers. What another input would have changed "
    "has to be solved again, which an auditor does not: baraza match what-if does."
)
_WORDS = "INSTANCE.json RESULT.json; or why INSTANCE.json RESULT.json MENTEE [MENTOR]"


def add(commands: Commands) -> None:
    said = "prove a matching result to be what its policy promises; why tells why it is as it is"
    one = plain(commands, "match", run, said)
    one.usage, one.epilog = _USAGE, _BEYOND
    one.add_argument("words", nargs="+", action=_Words, metavar="FILE", help=_WORDS)
    one.add_argument(
        "--log", metavar="EXPORT", help="folder or address of the log that tells of the round"
    )
    one.add_argument("--scores", type=Path, metavar="FILE", help="why: the scores exhibit")
    one.add_argument("--exclusions", type=Path, metavar="FILE", help="why: the exclusions exhibit")


class _Words(Action):
    """Two files to prove, or `why` with two files and one id or two."""

    def __call__(
        self,
        parser: ArgumentParser,
        namespace: Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        first, *rest = list(values or [""])
        if first == "why":
            if len(rest) not in (3, 4):
                parser.error("why takes INSTANCE.json RESULT.json MENTEE [MENTOR]")
            namespace.run = run_why
            namespace.mentee, namespace.mentor = (*rest[2:], None)[:2]
        else:
            rest = [first, *rest]
            if len(rest) != 2:
                parser.error("match takes INSTANCE.json RESULT.json")
        namespace.instance, namespace.result = map(Path, rest[:2])


def run(asked: Namespace, findings: Findings) -> Told:
    from baraza.auditor.best import best

    if asked.scores or asked.exclusions:
        raise Misused("--scores and --exclusions are for why; --log checks those of the round")

    instance, result = read_file(asked.instance, LARGEST), read_file(asked.result, LARGEST)
    told = best(instance, result, findings)
    if asked.log is None or told["reason"] is not None:
        return told, words.matched
    from baraza.auditor.rounded import rounded

    log = Log.open(opened(asked.log))
    if only_world(log, findings, "a round"):
        return told, words.matched
    return {**told, **rounded(log, instance, result, findings)}, words.matched


def run_why(asked: Namespace, findings: Findings) -> Told:
    from baraza.auditor.why import Files, why

    log = Log.open(opened(asked.log)) if asked.log else None
    if log is not None and only_world(log, findings, "a round"):
        return {}, words.why
    files = Files(
        instance=read_file(asked.instance, LARGEST),
        result=read_file(asked.result, LARGEST),
        scores=read_file(asked.scores, LARGEST) if asked.scores else None,
        exclusions=read_file(asked.exclusions, LARGEST) if asked.exclusions else None,
        log=log,
    )
    return why(files, asked.mentee, asked.mentor, findings), words.why
