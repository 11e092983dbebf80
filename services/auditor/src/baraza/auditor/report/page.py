"""The page: its head, its sections in the order in which a reader asks, its foot."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from baraza.auditor.report import checks, decided, lately, sample
from baraza.auditor.report.markup import Markup, el
from baraza.auditor.sentences import day
from baraza.transparency.standing import words

if TYPE_CHECKING:
    from baraza.auditor.report import Checked

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The page needs nothing from anywhere, and a browser is told to fetch nothing."""


def page(made: Checked) -> str:
    """The whole document."""
    title = f"The year of {made.log.checkpoint.origin}"
    sections = (
        ("short", "In short", checks.in_short(made)),
        ("decided", "What was decided", decided.decided(made)),
        ("refused", "What was refused, and why", decided.refused(made)),
        ("overdue", "What is overdue", lately.overdue(made)),
        ("money", "Money", lately.money(made)),
        ("drawn", "Ten decisions that nobody chose", sample.drawn_decisions(made)),
        ("checked", "How this was checked", checks.how_checked(made)),
        ("proves", "What this proves, and what it does not", checks.proves()),
        ("yourself", "Check it yourself", checks.yourself(made)),
        ("words", "Words", checks.glossary()),
    )
    style = resources.files(__package__).joinpath("style.css").read_text(encoding="utf-8")
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="generator", content="baraza-audit report"),
        el("title", title),
        el("style", Markup(f"\n{style}")),
    )
    contents = [el("li", el("a", name, href=f"#{id_}")) for id_, name, _ in sections]
    body = el(
        "body",
        el("a", "To the report", href="#main", class_="skip"),
        el("header", el("h1", title), _lead(made), checks.verdict(made)),
        el("nav", el("h2", "Contents", id="contents"), el("ol", contents), aria_label="Contents"),
        el("main", [_section(*one) for one in sections], id="main"),
        el("footer", _foot(made)),
    )
    return f"<!DOCTYPE html>\n{el('html', head, body, lang='en', dir='ltr')}\n"


def _section(id_: str, name: str, parts: list[Markup]) -> Markup:
    return el("section", el("h2", name, id=f"h-{id_}"), parts, id=id_, aria_labelledby=f"h-{id_}")


def _lead(made: Checked) -> Markup:
    year = made.year
    lived = "rehearsed" if made.virtual else "lived"
    return el(
        "p",
        f"From {day(year.first_time)} to {day(year.last_time)}, {lived}. Made from the log's files "
        f"alone, of {made.log.size:,} entries; its standing: ",
        el("strong", words(made.standing.of(max(made.log.size - 1, 0)))),
        ".",
    )


def _foot(made: Checked) -> Markup:
    return el(
        "p",
        f"Made by baraza-audit report from the log {made.log.checkpoint.origin} at the size "
        f"{made.log.size:,}. Whoever makes it again from the same files and the same policy gets "
        "the same bytes. It names people by pseudonyms and is meant for the bodies; whether it may "
        "be published is for the programme's charter to say.",
    )
