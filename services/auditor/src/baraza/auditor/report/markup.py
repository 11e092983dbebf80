"""HTML that is made of elements, so that every text of the log is escaped, whatever it holds."""

from collections.abc import Iterable, Sequence
from html import escape

from baraza.auditor.sentences import harmless


class Markup(str):
    """What was made here, and needs no escaping; every other text does."""

    __slots__ = ()


Part = str | int | Markup | Iterable["Part"]
_VOID = frozenset({"meta", "br", "hr"})


def el(tag: str, *parts: Part, **attributes: str) -> Markup:
    """An element; `class_` and `for_` lose their line, other lines become hyphens."""
    said = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_text(value)}"'
        for name, value in attributes.items()
    )
    if tag in _VOID:
        return Markup(f"<{tag}{said}>")
    return Markup(f"<{tag}{said}>{markup(parts)}</{tag}>")


def markup(part: Part) -> Markup:
    """A text escaped, or parts one after the other."""
    if isinstance(part, Markup):
        return part
    if isinstance(part, str):
        return Markup(_text(part))
    if isinstance(part, int):
        return Markup(f"{part:,}")
    return Markup("".join(map(markup, part)))


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Part]]) -> Markup:
    """With a caption, headed columns, and the first cell of a row as its head.

    A column whose head ends with a line is of numbers, and stands to the right.
    """
    numbers = [head.endswith("_") for head in heads]
    body = [
        el("tr", [_cell(cell, head=k == 0, number=numbers[k]) for k, cell in enumerate(row)])
        for row in rows
    ]
    head = [
        el("th", name.rstrip("_"), scope="col", class_="n" if number else "t")
        for name, number in zip(heads, numbers, strict=True)
    ]
    return el(
        "div",
        el("table", el("caption", caption), el("thead", el("tr", head)), el("tbody", body)),
        class_="wide",
        role="region",
        tabindex="0",
        aria_label=caption,
    )


def _cell(cell: Part, *, head: bool, number: bool) -> Markup:
    kind = "n" if number else "t"
    if head:
        return el("th", cell, scope="row", class_=kind)
    return el("td", cell, class_=kind, dir="auto")


def _text(text: str) -> str:
    """Without what HTML has no place for, or what would turn the text around."""
    kept = harmless(text).encode("utf-8", "replace").decode()
    return escape(kept, quote=True)
