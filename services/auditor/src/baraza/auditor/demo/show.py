"""Tell every lie, have it looked for, and note what was found."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Any

from baraza.auditor.demo.lies import LIES, OLD, TRUE, Lie
from baraza.auditor.demo.making import POLICY
from baraza.auditor.demo.story import honest

Judge = Callable[[Sequence[str]], tuple[int, Sequence[Mapping[str, Any]]]]
"""Runs one command of `baraza-audit`; its exit code and findings."""


def demonstrated(folder: Path, judge: Judge) -> dict[str, Any]:
    """Every lie in a folder of its own, and what was found; `found` counts the ten forged logs.

    A lie is found where its command ends with 1 and names just what is false; of the honest log
    nothing may be found, else all the rest would show nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    policy = folder / "policy"
    policy.write_text(POLICY)
    log = honest()
    told = [_told(lie, folder / lie.name, policy, copy(log), judge) for lie in (*TRUE, *LIES, OLD)]
    forged = told[len(TRUE) : len(TRUE) + len(LIES)]
    return {
        "entries": len(log.made),
        "honest": all(one["found"] for one in told[: len(TRUE)]),
        "lies": [*forged, told[-1]],
        "forged": len(forged),
        "found": sum(one["found"] for one in forged),
    }


def _told(lie: Lie, folder: Path, policy: Path, log: Any, judge: Judge) -> dict[str, Any]:
    lie.tell(log, folder)
    words = [*(lie.more(folder) or (folder,)), *_policy(lie, policy)]
    code, findings = judge([lie.command, *map(str, words)])
    false = [finding for finding in findings if finding["exit"] == 1]
    told = [finding for finding in false if finding["code"] == lie.expects]
    # Of several at one place the last says it best; what comes after it only follows.
    first = [finding for finding in told if finding["index"] == told[0]["index"]]
    return {
        "lie": lie.name,
        "what": lie.what,
        "folder": str(folder),
        "command": f"baraza-audit {lie.command}",
        "exit": code,
        "finding": next(iter(first[-1:] or false), None),
        "found": code == 0 if lie.honest else code == 1 and bool(told),
    }


def _policy(lie: Lie, policy: Path) -> Sequence[object]:
    return () if lie.command == "replay" else ("--policy", policy)
