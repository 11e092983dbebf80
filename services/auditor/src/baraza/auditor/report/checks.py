"""How the log was checked, what that proves, and how a reader checks it without us."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from baraza.auditor.findings import FALSE, HOLDS
from baraza.auditor.report.markup import Markup, el, table
from baraza.transparency.standing import OFFICIAL, words

if TYPE_CHECKING:
    from baraza.auditor.report import Checked

MOST_FINDINGS = 50


def in_short(made: Checked) -> list[Markup]:
    year, facts = made.year, made.year.facts
    refusals = facts["CommandRefused"]
    roles = {role: len(people) for role, people in year.roles.items()}
    rows: Sequence[tuple[str, int]] = (
        ("Decisions on record", len(year.firsts)),
        ("of them refusals, each with its reason", refusals),
        ("Decisions asked for by people", year.acts["person"]),
        ("by bodies and organisations", year.acts["body"]),
        ("by voices that nobody can name", year.acts["voice"]),
        ("by the services, as the rules foresee it", year.acts["service"]),
        ("Resolutions adopted", facts["ResolutionAdopted"]),
        ("People registered", facts["PersonRegistered"]),
        ("Participants", roles.get("participant", 0)),
        ("Mentors", roles.get("mentor", 0)),
        ("Relationships of mentor and mentee begun", facts["RelationshipStarted"]),
        ("Workshops held", facts["WorkshopHeld"]),
        ("Answers given to what was asked after", facts["AnswerRecorded"]),
        ("Appeals, findings and other matters raised", facts["MatterOpened"]),
        ("Matters overdue and still open", len(year.late.overdue(year.last_time))),
        ("Times that a body looked at the log", facts["LookRecorded"]),
        ("Acts signed by a body's own hand", int(made.verified.get("hands", 0))),
    )
    parts = []
    if made.virtual:
        text = "This year was rehearsed: its clock was played, its people are invented."
        parts.append(el("p", el("strong", text)))
    return [*parts, table("The year in numbers", ("What", "How many_"), rows)]


def verdict(made: Checked) -> Markup:
    """What a reader has to know before all else."""
    replayed, exit_ = made.replayed, made.findings.exit
    again = (
        f"{replayed['same']:,} of {replayed['decisions']:,} decisions were decided again by the "
        "published rules and came out the same, byte for byte."
    )
    if exit_ == HOLDS:
        kind, said = "good", "All claims of this log hold."
    elif exit_ == FALSE:
        kind, said = (
            "bad",
            "A claim of this log is FALSE. Trust nothing below before it is cleared.",
        )
    else:
        kind, said = "open", "Nothing false was found, but not everything could be checked."
    more = el("a", "How this was checked", href="#checked")
    return el("p", el("strong", said), f" {again} ", more, ".", class_=f"verdict {kind}")


def how_checked(made: Checked) -> list[Markup]:
    told, replayed = made.verified, made.replayed
    not_checked = ", ".join(map(str, told.get("not_checked", ()))) or "nothing"
    rows = [(name, texts("checks").get(name, "")) for name in told.get("checked", ())]
    return [
        el("p", _standing(made)),
        table(
            "What was checked, with the files alone",
            ("Check", "What holds, or is found below"),
            rows,
        ),
        el("p", f"Not checked: {not_checked}."),
        el(
            "p",
            f"Decided again: {replayed['decisions']:,} decisions; {replayed['same']:,} came out "
            f"the same, {replayed['different']:,} different, {replayed['unverifiable']:,} could "
            "not be decided by this auditor.",
        ),
        *_findings(made),
        el("p", "The root of the log: ", el("code", _root(made)), "."),
    ]


def _standing(made: Checked) -> str:
    standing = made.standing.of(max(made.log.size - 1, 0))
    if not made.standing.root:
        return "Nothing is verified under the policy given; what stands against it is found below."
    said = f"Under the policy given, the log is {words(standing)}"
    if standing["standing"] == OFFICIAL:
        by = ", ".join(standing["cosigned_by"])
        return f"{said}: cosigned by {by}, since {standing['since']}."
    if made.verified.get("quorum_met") is None:
        return f"{said}; the policy asks for no cosignatures, so nothing is called official."
    return f"{said}: too few bodies have cosigned it for more."


def _findings(made: Checked) -> list[Markup]:
    found = made.findings.listed
    if not found:
        return [el("p", "Nothing was found against it.")]
    rows: list[tuple[Any, ...]] = [
        (
            one.code.replace("_", " "),
            "" if one.index is None else str(one.index),
            "false" if one.exit == FALSE else "not checked" if one.exit else "to be known",
            one.detail[:400],
        )
        for one in found[:MOST_FINDINGS]
    ]
    more = len(found) - MOST_FINDINGS + made.findings.more
    left = [el("p", f"And {more:,} more; verify and replay name each.")] if more > 0 else []
    return [table("What was found", ("What", "Entry", "Means", "In detail"), rows), *left]


def proves() -> list[Markup]:
    """`ledger.md` 1 and the architecture's first page, in plain words."""
    proven, unproven = (
        el("ul", [el("li", el("strong", head), f" {said}") for head, said in texts(part).items()])
        for part in ("proven", "unproven")
    )
    return [
        el("h3", "What the log proves"),
        proven,
        el("h3", "What it does not prove"),
        unproven,
    ]


def yourself(made: Checked) -> list[Markup]:
    first = made.drawn[0] if made.drawn else 0
    commands = (
        "baraza-audit verify DIR --policy FILE\n"
        "baraza-audit replay DIR\n"
        f"baraza-audit explain DIR --index {first} --policy FILE\n"
        "baraza-audit report DIR --policy FILE -o year.html"
    )
    return [
        el(
            "p",
            "You need the folder of the log (DIR), the list of keys that your own body keeps "
            "(FILE, not the one that lies in the folder), and the program baraza-audit. It needs "
            "no network and asks nobody.",
        ),
        el("pre", el("code", commands)),
    ]


def glossary() -> list[Markup]:
    return [el("dl", [(el("dt", head), el("dd", said)) for head, said in texts("words").items()])]


@cache
def texts(part: str) -> Mapping[str, str]:
    """A part of `texts.txt`, in its order."""
    file = resources.files(__package__).joinpath("texts.txt").read_text(encoding="utf-8")
    _, _, rest = file.partition(f"[{part}]\n")
    lines = (line.partition(": ") for line in rest.partition("\n[")[0].splitlines() if line)
    return {head: said for head, _, said in lines}


def _root(made: Checked) -> str:
    return b64encode(made.log.checkpoint.root).decode()
