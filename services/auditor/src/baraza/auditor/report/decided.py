"""What was decided, by whom and on what ground; what was refused, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baraza.auditor.reasons import SENTENCES
from baraza.auditor.report.markup import Markup, el, table
from baraza.auditor.report.year import MILESTONES, Milestone
from baraza.auditor.sentences import acting, day, fact, plain, who

if TYPE_CHECKING:
    from baraza.auditor.report import Checked
    from baraza.auditor.report.year import Year

MOST = 200
"""Rows of one table; a longer one says how many more there are, and where."""
MOST_EFFECTS = 30


def decided(made: Checked) -> list[Markup]:
    year = made.year
    parts = [
        el("h3", "By resolution"),
        el(
            "p",
            "A resolution makes a text the rule, gives or ends a mandate, or gives money. It takes "
            "effect with the last vote that it needs.",
        ),
        table(
            "Resolutions adopted, with their votes and effects",
            ("Day", "Entry_", "Resolution", "Votes", "Effects"),
            [_resolution(one, year) for one in year.resolutions[:MOST]],
        ),
        *_more(len(year.resolutions)),
    ]
    for heading in MILESTONES:
        rows = year.milestones.get(heading, [])
        if rows:
            heads = ("Day", "Entry_", "What", "By whom", "On what ground")
            parts += [el("h3", heading)]
            parts += [
                table(f"{heading}, one by one", heads, [_row(one, year) for one in rows[:MOST]])
            ]
            parts += _more(len(rows))
    return parts


def refused(made: Checked) -> list[Markup]:
    year = made.year
    rows = [
        (
            reason.replace("_", " "),
            one.count,
            _words(command),
            SENTENCES.get(reason, ""),
            rule,
            str(one.first),
        )
        for (_, command, reason, rule), one in sorted(
            year.refusals.items(), key=lambda item: (-item[1].count, item[0])
        )
    ]
    if not rows:
        return [el("p", "Nothing was refused.")]
    heads = ("Reason", "Times_", "What was asked for", "Which means", "Rule", "First at entry_")
    return [
        el(
            "p",
            "Who asks for what cannot stand gets an answer with its reason, and the answer is on "
            "record. An honest programme refuses.",
        ),
        table("Refusals by reason", heads, rows[:MOST]),
        *_more(len(rows)),
    ]


def _resolution(one: Milestone, year: Year) -> tuple[str | Markup, ...]:
    id_ = str(one.event.data.get("resolution"))
    by = year.adopted.resolution(id_) or {"votes": []}
    votes = [
        el(
            "li",
            f"{year.names.body(str(vote['body']))}: {plain(vote['seats_for'], year.names)} for, "
            f"{plain(vote['seats_against'], year.names)} against (entry {vote['index']})",
        )
        for vote in by["votes"]
    ]
    short = f", by resolution {year.names.short(id_)}"
    every = [
        fact(event, year.names).replace(short, "")
        for index, event in one.decision.facts
        if index > one.index
    ]
    effects = [el("li", text) for text in every[:MOST_EFFECTS]]
    if len(every) > MOST_EFFECTS:
        effects.append(el("li", f"and {len(every) - MOST_EFFECTS} more"))
    return (
        day(one.event.document["time"]),
        str(one.index),
        year.names.short(id_),
        el("ul", votes),
        el("ul", effects),
    )


def _row(one: Milestone, year: Year) -> tuple[str, ...]:
    document = one.decision.command.document
    by = f"{who(document['actor'], year.names)}, {acting(document['actingas'], year.names)}"
    return (
        day(document["time"]),
        str(one.index),
        fact(one.event, year.names),
        by,
        ground(one, year),
    )


def ground(one: Milestone, year: Year) -> str:
    """The texts that were applied with their resolutions, else the right that was used."""
    texts = [
        f"{rule['rule'].replace('_', ' ')}, in force by entry {rule['index']}"
        for rule in year.adopted.of(one.decision)
    ]
    given = year.rights.of(one.decision)["given"]
    if not texts and given:
        indexes = ", ".join(str(one["index"]) for one in given[-3:])
        texts = [f"by the right of entry {indexes}"]
    basis = one.decision.command.document["basis"]
    rules = one.decision.command.document["decider"]
    return f"{'; '.join(texts[:4]) or f'the rules {rules}'}; on the first {basis:,} entries"


def _words(command: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in command).strip()


def _more(count: int) -> list[Markup]:
    more = count - MOST
    return [el("p", f"And {more:,} more in the log.")] if more > 0 else []
