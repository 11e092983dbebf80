"""`match`: whether a result is the one answer to an instance, from the two files alone."""

from argparse import Namespace
from pathlib import Path

from baraza.auditor import words
from baraza.auditor.commands.arguments import Commands, Told, plain
from baraza.auditor.findings import Findings
from baraza.auditor.source import read_file

LARGEST = 1 << 30
"""Bytes of a file; an instance of 100,000 mentees has some 60 million."""


def add(commands: Commands) -> None:
    one = plain(
        commands,
        "match",
        run,
        "prove a matching result to be what its policy promises, or tell why not",
    )
    one.add_argument("instance", type=Path, metavar="INSTANCE.json")
    one.add_argument("result", type=Path, metavar="RESULT.json")


def run(asked: Namespace, findings: Findings) -> Told:
    from baraza.auditor.best import best

    instance = read_file(asked.instance, LARGEST)
    return best(instance, read_file(asked.result, LARGEST), findings), words.matched
