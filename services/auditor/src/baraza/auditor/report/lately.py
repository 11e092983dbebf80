"""What is overdue; where the money went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baraza.auditor.report.markup import Markup, el, table
from baraza.auditor.sentences import day, fact, moment
from baraza.auditor.sentences import money as written

if TYPE_CHECKING:
    from baraza.auditor.report import Checked

MOST = 200
_FIVE = (
    ("allocated", "Given to the programme by resolution."),
    ("funded", "Put into the envelopes of those who run it."),
    ("reserved", "Set aside for something that is to come."),
    ("spent", "Paid for a purpose of the programme."),
    ("returned", "Given back to the allocation."),
)


def overdue(made: Checked) -> list[Markup]:
    year = made.year
    now = year.last_time
    matters = year.late.overdue(now)
    rows = [
        (
            one.kind.replace("_", " "),
            str(one.index),
            year.names.body(str(one.data.get("addressee"))),
            one.waits_for,
            moment(one.due),
            ", ".join(str(index) for index, _ in one.late) or "the log does not say so",
        )
        for one in matters[:MOST]
    ]
    missing = sorted([*year.late.reports.values(), *year.late.records.values()], key=lambda m: m[0])
    parts = [el("p", f"As of the newest entry, {moment(now)}.")]
    if rows:
        heads = ("Matter", "Raised at entry_", "Waits for", "With its", "Was due", "Told by entry")
        parts.append(table("Matters past their day and not decided", heads, rows))
    else:
        parts.append(el("p", "No matter is past its day."))
    if missing:
        lines = [
            (day(event.document["time"]), str(index), fact(event, year.names))
            for index, event in missing[:MOST]
        ]
        parts.append(table("Reports and check-ins still missing", ("Day", "Entry_", "What"), lines))
    waiting = [one for one in year.late.open() if one not in matters]
    if waiting:
        parts.append(el("p", f"{len(waiting):,} more are open and still have time."))
    silent = len(year.late.silent(now))
    if silent:
        text = f"Of these the log itself does not call {silent:,} late, which must not be."
        parts.append(el("p", el("strong", text)))
    return parts


def money(made: Checked) -> list[Markup]:
    purse = made.year.money
    parts: list[Markup] = []
    for currency, totals in sorted(purse.totals().items()):
        rows = [
            (name.capitalize(), written(totals[name], currency), meaning) for name, meaning in _FIVE
        ]
        parts.append(table(f"Money in five rows, {currency}", ("Row", "Amount_", "Meaning"), rows))
        left = totals["funded"] - totals["spent"] - totals["reserved"] - totals["returned"]
        parts.append(
            el(
                "p",
                f"Of what was funded, {written(left, currency)} is neither reserved, spent nor "
                f"returned: {written(totals['available'], currency)} is available and "
                f"{written(totals['rolled_over'], currency)} went over to the next period.",
            )
        )
    if not parts:
        return [el("p", "The log tells of no money.")]
    return [*parts, _envelopes(made), *_fence(made)]


def _envelopes(made: Checked) -> Markup:
    year = made.year
    rows = [
        (
            year.names.organisation(one.organisation),
            str(one.index),
            *(
                written(amount, one.currency)
                for amount in (one.funded, one.reserved, one.spent, one.returned, one.available)
            ),
            "closed" if one.closed is not None else "open",
        )
        for one in list(year.money.envelopes.values())[:MOST]
    ]
    heads = (
        *("Organisation", "Entry_", "Funded_", "Reserved_", "Spent_", "Returned_", "Available_"),
        "State",
    )
    return table("Envelopes, one for each organisation and programme", heads, rows)


def _fence(made: Checked) -> list[Markup]:
    purse = made.year.money
    unbalanced = sum(not one.balances for one in purse.envelopes.values())
    if not purse.breaches and not unbalanced:
        text = (
            "Reckoned again from the moves alone: no money left its fence, no account was ever "
            "below nothing, and in every envelope what was funded is what was spent, reserved, "
            "returned, rolled over or is still there."
        )
        return [el("p", text)]
    rows = [(str(one.index), one.why) for one in purse.breaches[:MOST]]
    text = f"The fence was broken {len(purse.breaches):,} times."
    return [
        el("p", el("strong", text), class_="verdict bad"),
        table("Where", ("Entry_", "Why"), rows),
    ]
