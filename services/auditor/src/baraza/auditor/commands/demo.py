"""`demo`: ten forged logs, and what the real commands find in each."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from baraza.auditor import words
from baraza.auditor.commands import diff, replay, verify
from baraza.auditor.commands.arguments import Commands, Told, output, plain
from baraza.auditor.findings import Findings
from baraza.auditor.source import Damage, Unreadable


def add(commands: Commands) -> None:
    one = plain(commands, "demo", run, "forge ten logs, and see that each is found")
    where = "leave the forged logs here, in a folder that is new or empty"
    one.add_argument("-o", dest="out", type=output, metavar="DIR", help=where)


def run(asked: Namespace, findings: Findings) -> Told:
    """Exit 0: every forged log was found, and nothing in the honest one; else 1."""
    from baraza.auditor.demo.show import demonstrated

    def judge(argv: Sequence[str]) -> tuple[int, Sequence[Mapping[str, Any]]]:
        return _judged(argv, asked.now)

    if asked.out:
        try:
            told = demonstrated(_empty(asked.out), judge)
        except OSError as failed:
            raise Unreadable(f"{asked.out}: cannot be written: {failed.strerror}") from failed
    else:
        with TemporaryDirectory() as folder:
            told = demonstrated(Path(folder), judge)
            for one in told["lies"]:
                del one["folder"]  # it is gone
    if not told["honest"]:
        findings.add("", "false_alarm", "something was found in the honest log")
    for one in told["lies"]:
        if not one["found"]:
            findings.add(
                "", "not_found", f"{one['lie']}: {one['what']}; {one['command']} is silent"
            )
    return told, words.demonstrated


def _judged(argv: Sequence[str], now: int) -> tuple[int, Sequence[Mapping[str, Any]]]:
    """As the command line has it, in this process."""
    parser = ArgumentParser()
    commands = parser.add_subparsers()
    for command in (verify, replay, diff):
        command.add(commands)
    asked, findings = parser.parse_args(argv), Findings()
    asked.now = now
    try:
        asked.run(asked, findings)
    except Damage as damage:
        findings.add("", "damage", str(damage), index=damage.index)
    return findings.exit, findings.as_json()["findings"]


def _empty(folder: Path) -> Path:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Unreadable(f"{folder} is not empty; name a folder for the forged logs alone")
    return folder
