"""Ten decisions as sentences, drawn by a rule from the root."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from baraza.auditor.decisions import Decision
from baraza.auditor.report.drawn import RULE
from baraza.auditor.report.markup import Markup, el
from baraza.auditor.scan import read_entry
from baraza.auditor.sentences import acting, asked_for, begun, fact, moment, who

if TYPE_CHECKING:
    from baraza.auditor.log import Log
    from baraza.auditor.report import Checked

MOST_FACTS = 6
MOST_RIGHTS = 3


def drawn_decisions(made: Checked) -> list[Markup]:
    root = b64encode(made.log.checkpoint.root).decode()
    intro = el(
        "p",
        "Nobody chose them: they follow from the root ",
        el("code", root),
        f" and the number of decisions, {len(made.year.firsts):,}. {RULE}",
    )
    every = [_told(_decision(made.log, first), made) for first in made.drawn]
    return [intro, *every]


def _decision(log: Log, first: int) -> Decision:
    command = read_entry(first, log.leaf(first))
    count = command.document["eventcount"]
    indexes = range(first + 1, min(first + 1 + count, log.size))
    return Decision(first, command, tuple(read_entry(k, log.leaf(k)) for k in indexes))


def _told(decision: Decision, made: Checked) -> Markup:
    year, document = made.year, decision.command.document
    facts = list(decision.facts)
    asker = begun(who(document["actor"], year.names))
    said = [el("li", f"Entry {index}: {fact(event, year.names)}") for index, event in facts]
    if len(said) > MOST_FACTS:
        said = [*said[:MOST_FACTS], el("li", f"and {len(facts) - MOST_FACTS} more")]
    return el(
        "article",
        el("h3", f"Entry {decision.first}, {moment(document['time'])}"),
        el(
            "p",
            f"{asker}, {acting(document['actingas'], year.names)}, asked to "
            f"{asked_for(decision.command, year.names)}.",
        ),
        el("ul", said),
        el("p", *_ground(decision, made)),
        el("p", "Check it: ", el("code", f"baraza-audit explain DIR --index {decision.first}")),
        aria_label=f"Decision at entry {decision.first}",
    )


def _ground(decision: Decision, made: Checked) -> list[str]:
    """By which right, by which texts, on how much of the log."""
    year, document = made.year, decision.command.document
    given = year.rights.of(decision)["given"]
    texts = year.adopted.of(decision)
    parts = [f"Decided by {document['decider']} on the first {document['basis']:,} entries. "]
    for right in given[:MOST_RIGHTS]:
        parts.append(f"The right to ask: entry {right['index']}, {right['says']} ")
        by = right["adopted_by"]
        if by:
            resolution = year.names.short(str(by["resolution"]))
            parts.append(f"Behind it: resolution {resolution}, adopted at entry {by['index']}. ")
    for text in texts[:4]:
        rule = text["rule"].replace("_", " ")
        parts.append(f"Text applied: {rule}, in force by entry {text['index']}. ")
    return parts
