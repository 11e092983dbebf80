"""Who was matched with whom, since when, why, and prove it: one answer from the files alone."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from shlex import join
from typing import Any

from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.pairs import Known, Row, pairs
from baraza.auditor.pairs_proven import Proven, confirmed, explained, proven
from baraza.auditor.progress import Progress, no_progress

_WHOLE = 33
"""Characters of a pseudonym that is not short."""


class Nobody(Exception):
    """No single person is meant. Give the pseudonym whole."""


def paired(
    log: Log,
    known: Known,
    findings: Findings,
    *,
    person: str | None = None,
    where: str = "",
    progress: Progress = no_progress,
) -> Mapping[str, Any]:
    """Every pair that counts, each with its proof; offers that came to nothing; the unmatched.

    `relationships` has the rows with which matching answers `who_with_whom`, and more in each. A
    row that the proven result of its round does not bear out is a finding; so is a reason told to
    an unmatched mentee that does not come out again. Raises `Nobody`, and `Damage`.
    """
    found = pairs(log, known, progress)
    who = None if person is None else _meant(person, found.people())
    rows, offers, unmatched = found.of(who), found.offers_of(who), found.unmatched_of(who)
    rounds = dict.fromkeys(row["round"] for row in (*rows, *offers, *unmatched) if row["round"])
    by = {round_: proven(log, found, round_, findings) for round_ in rounds}
    return {
        "person": who,
        "at": known.day,
        "as_recorded": known.index,
        "size": log.size,
        "root": log.checkpoint.root.hex(),
        "relationships": [_related(row, by[row["round"]], where, findings) for row in rows],
        "offers": offers,
        "unmatched": [_alone(row, by[row["round"]], where, findings) for row in unmatched],
        "rounds": [{**by[id_].told, "prove": _certificate(by[id_], where)} for id_ in rounds],
    }


def _related(row: Row, by: Proven, where: str, findings: Findings) -> Row:
    why = explained(by, row)
    borne_out = why["of_result"] and why["points"] == row["score"]
    if row["origin"] == "round" and why["of_result"] is not None and not borne_out:
        detail = f"{row['mentee']} with {row['mentor']} is not what the result of its round has"
        findings.add("", "not_of_result", detail, index=row["indexes"]["proposed"])
    verified = bool(by.told["verified"])
    commands = _commands(where, row["indexes"]["started"])
    commands |= _why(by, where, row["mentee"], row["mentor"])
    return {**row, **why, "proven": verified, "prove": commands}


def _alone(row: Row, by: Proven, where: str, findings: Findings) -> Row:
    again = confirmed(by, row)
    if again is False:
        detail = f"{row['mentee']} was told {row['reason']}, which does not come out again"
        findings.add("", "reason_differs", detail, index=row["index"])
    commands = _commands(where, row["index"]) | _why(by, where, row["mentee"])
    return {**row, "confirmed": again, "prove": commands}


def _commands(where: str, index: int) -> dict[str, str]:
    """What to run next: the entry proved to be in the log, and the decision told whole."""
    said = ("--index", str(index))
    return {
        "entry": join(("baraza-audit", "prove", where, *said)),
        "story": join(("baraza-audit", "explain", where, *said)),
    }


def _why(by: Proven, where: str, *people: str) -> dict[str, str]:
    if by.solved is None or not set(people) <= {*by.solved.mentees, *by.solved.mentors}:
        return {}
    files = _files(by, where)
    words = ("baraza-audit", "match", "why", *files, *people, "--log", where)
    return {"why": join(words)} if files else {}


def _certificate(by: Proven, where: str) -> str | None:
    files = _files(by, where)
    return join(("baraza-audit", "match", *files, "--log", where)) if files else None


def _files(by: Proven, where: str) -> Sequence[str]:
    """Under an address there are none that a command could be given."""
    names = [by.told.get(name) for name in ("instance", "result")]
    if "://" in where or None in names:
        return ()
    return [str(Path(where, "exhibit", str(name))) for name in names]


def _meant(person: str, people: set[str]) -> str:
    """The first characters do where one pseudonym alone begins with them."""
    if person in people:
        return person
    begins = [one for one in people if one.startswith(person)]
    meant = [one for one in begins if len(one) == _WHOLE] or begins
    if len(meant) > 1:
        raise Nobody(f"{len(meant)} pseudonyms begin with {person}: give more of it")
    if not meant:
        raise Nobody(f"no round and no pair of the log names {person}")
    return meant[0]
