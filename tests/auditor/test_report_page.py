"""The year as one page: the same bytes, readable by everybody, and no log writes its markup."""

import json
import re
import shutil
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.auditor.as_of import View, service_as_of
from baraza.auditor.cli import main
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.report import report
from baraza.auditor.report.checks import texts
from baraza.auditor.report.drawn import drawn
from baraza.auditor.report.markup import el, markup
from baraza.auditor.report.year import Year, gathered
from baraza.auditor.source import Folder
from forge import POLICY, Forge, honest, put

KEPT = Path(__file__).parents[1] / "kept" / "export"
VECTORS = Path(__file__).parents[1] / "vectors" / "export"
VOID = {"meta", "br", "hr"}


class Page(HTMLParser):
    """A page as a browser or a screen reader meets it; `wrong` is what does not close."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.wrong: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.wrong += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        return "".join(self.texts)


@pytest.fixture(scope="module")
def kept() -> Page:
    page, _ = report(Folder(KEPT), (KEPT / "policy").read_bytes(), Findings())
    return Page(page.decode())


@pytest.fixture(scope="module")
def year() -> Year:
    return gathered(Log.open(Folder(KEPT)))


# What it is


def test_the_same_export_and_policy_give_the_same_bytes() -> None:
    policy = (VECTORS / "policy").read_bytes()

    one, other = (report(Folder(VECTORS), policy, Findings()) for _ in range(2))

    assert one == other


def test_it_needs_nothing_from_anywhere_and_holds_no_script(kept: Page) -> None:
    names = {tag for tag, _ in kept.elements}
    attributes = {name for _, found in kept.elements for name in found}
    links = [found["href"] for found in kept.of("a")]

    assert names.isdisjoint({"script", "img", "iframe", "object", "embed", "link", "form", "base"})
    assert not {name for name in attributes if name.startswith("on")} | (attributes & {"src"})
    assert all(link.startswith("#") for link in links)
    assert "url(" not in kept.text
    assert {"default-src 'none'"} <= {
        found["content"].partition(";")[0] for found in kept.of("meta") if "http-equiv" in found
    }


def test_everybody_can_read_it(kept: Page) -> None:
    ids = [found["id"] for _, found in kept.elements if "id" in found]
    levels = [int(tag[1]) for tag, _ in kept.elements if re.fullmatch("h[1-6]", tag)]
    tags = Counter(tag for tag, _ in kept.elements)

    assert kept.wrong == []
    assert kept.of("html") == [{"lang": "en", "dir": "ltr"}]
    assert (tags["main"], tags["nav"], tags["header"], tags["footer"], tags["h1"]) == (1,) * 5
    assert all(later <= level + 1 for level, later in pairwise(levels))
    assert tags["table"] == tags["caption"]
    assert all(found["scope"] in {"col", "row"} for found in kept.of("th"))
    assert len(ids) == len(set(ids))
    labels = {found["aria-labelledby"] for found in kept.of("section")}
    assert labels | {found["href"][1:] for found in kept.of("a")} <= set(ids)


def test_its_colours_stand_out_from_the_paper() -> None:
    style = resources.files("baraza.auditor.report").joinpath("style.css").read_text()
    for scheme in re.findall(r":root \{([^}]*)\}", style):
        colours = dict(re.findall(r"--(\w+): #([0-9a-f]{6})", scheme))
        for name in ("ink", "soft", "good", "bad", "open", "link"):
            for ground in ("paper", "band"):
                assert _contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


# What it tells


def test_it_tells_what_a_reader_asks(kept: Page) -> None:
    for heading in ("What was decided", "What was refused, and why", "What is overdue", "Money"):
        assert heading in kept.texts
    for row in ("Allocated", "Funded", "Reserved", "Spent", "Returned"):
        assert row in kept.texts
    assert len(kept.of("article")) == 10
    for part in ("proven", "unproven", "words"):
        assert all(text in kept.text for text in texts(part).values())
    assert "This year was rehearsed" in kept.text


def test_its_money_is_the_money_of_the_rules(year: Year) -> None:
    log = Log.open(Folder(KEPT))
    state = service_as_of(View(log), "oversight", Findings())["state"]

    assert not year.money.breaches
    assert state["envelopes"].keys() == year.money.envelopes.keys()
    for id_, mine in year.money.envelopes.items():
        theirs = state["envelopes"][id_]
        assert mine.balances
        assert (mine.funded, mine.returned) == (theirs["funded"], theirs["returned"])
        for name, held in (("lines", mine.available), ("reserved", mine.reserved)):
            assert sum(theirs[name].values()) == held
        assert sum(theirs["spent"].values()) == mine.spent


def test_every_refusal_is_counted_once(year: Year) -> None:
    assert sum(one.count for one in year.refusals.values()) == year.facts["CommandRefused"] > 0


def test_what_is_late_is_what_the_log_calls_late_and_nobody_decided(year: Year) -> None:
    overdue = year.late.overdue(year.last_time)

    assert [one.kind for one in overdue] == ["inquiry"]
    assert year.late.silent(year.last_time) == []


def test_every_decision_drawn_names_its_entry_and_its_check(kept: Page) -> None:
    _, told = report(Folder(KEPT), (KEPT / "policy").read_bytes(), Findings())

    for first in told["drawn"]:
        assert f"baraza-audit explain DIR --index {first}" in kept.texts


def test_the_decisions_are_drawn_by_the_rule_that_the_page_states() -> None:
    root = b"\x07" * 32
    digests = (
        sha256(f"baraza.report/v1\n{b64encode(root).decode()}\n{k}\n".encode()).hexdigest()
        for k in range(1, 1000)
    )
    expected: list[int] = []
    while len(expected) < 10:
        place = int(next(digests), 16) % 25
        expected += [place] if place not in expected else []

    assert drawn(root, 25) == sorted(expected)


@given(st.binary(min_size=32, max_size=32), st.integers(0, 40))
def test_so_many_are_drawn_as_there_are_up_to_ten(root: bytes, decisions: int) -> None:
    found = drawn(root, decisions)

    assert len(set(found)) == len(found) == min(10, decisions)
    assert all(0 <= one < decisions for one in found)


# How it stands


def test_it_is_official_where_the_quorum_was_verified(capsys: pytest.CaptureFixture[str]) -> None:
    page, told = report(Folder(VECTORS), (VECTORS / "policy").read_bytes(), Findings())

    assert told["standing"] == "official (2 of 3 bodies)"
    assert "cosigned by council, ombudsperson" in Page(page.decode()).text


def test_it_is_official_only_under_a_policy_that_asks_for_a_quorum(kept: Page) -> None:
    asking = (KEPT / "policy").read_text().splitlines()
    (log,) = (line for line in asking if line.startswith("log "))
    page, _ = report(Folder(KEPT), f"{log}\nquorum none\n".encode(), Findings())
    alone = Page(page.decode())

    assert "official (3 of 3 bodies)" in kept.text
    assert "recorded" in alone.texts
    assert "official (" not in alone.text


def test_a_false_log_is_called_so_before_all_else(tmp_path: Path) -> None:
    forge = Forge.founded()
    counted = forge.count()
    forge.items[counted].document["expect"] = "toy.counter.two=5"
    forge.seal(counted)
    findings = Findings()

    page, _ = report(Folder(forge.export(tmp_path)), POLICY.encode(), findings)

    text = Page(page.decode()).text
    assert findings.exit == 1
    assert text.index("is FALSE") < text.index("Contents")


# What a log cannot do to it


EVIL = "</title></style><script>alert(1)</script><img src=x onerror=alert(1)>\"'&\u202e\x1b[2J"


def test_markup_in_a_log_stays_text(tmp_path: Path) -> None:
    forge = Forge.founded()
    for name in ("BodyRegistered", "ResolutionAdopted", "BodyVoted", "MatterOpened"):
        forge.contracts[f"baraza.event.oversight.{name}.v1"] = "0" * 64
    forge.contracts["baraza.command.oversight.Do.v1"] = "0" * 64
    events: list[tuple[str, str, dict[str, Any]]] = [
        ("BodyRegistered", "body.evil", {"body": "evil", "names": {"en": EVIL}}),
        ("BodyVoted", "resolution.x", {"resolution": EVIL, "body": "evil", "seats_for": EVIL}),
        ("ResolutionAdopted", "resolution.x", {"resolution": EVIL, "approvals": [EVIL, "evil"]}),
        ("MatterOpened", "risk.x", {"kind": EVIL, "addressee": EVIL, "decide_by": EVIL}),
    ]
    forge.decide("oversight", "Do", "body.evil", {"a": EVIL}, events)

    page, _ = report(Folder(forge.export(tmp_path)), POLICY.encode(), Findings())

    made = Page(page.decode())
    assert made.wrong == []
    assert {tag for tag, _ in made.elements}.isdisjoint({"script", "img"})
    assert not any(name.startswith("on") for _, found in made.elements for name in found)
    assert "<script>alert(1)</script>" in made.text
    assert not {"\u202e", "\x1b"} & set(page.decode())


@given(st.recursive(st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_no_text_becomes_an_element(part: Any) -> None:
    page = Page(el("p", part, title=str(part)))

    assert [tag for tag, _ in page.elements] == ["p"]
    assert page.wrong == []
    assert markup(markup(part)) == markup(part)


# The command


def test_the_command_writes_it_whole_or_not_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = honest().export(tmp_path / "export")
    put(tmp_path / "mine", POLICY.encode())
    words = ["report", str(export), "--policy", str(tmp_path / "mine"), "--json", "-o"]

    main([*words, str(tmp_path / "year.html")])
    told = json.loads(capsys.readouterr().out)
    page = (tmp_path / "year.html").read_bytes()
    assert (told["bytes"], told["sha256"]) == (len(page), sha256(page).hexdigest())

    assert main([*words, str(tmp_path / "nowhere" / "year.html")]) == 4
    shutil.rmtree(export / "tile" / "entries")
    before = sorted(tmp_path.iterdir())
    assert main([*words, str(tmp_path / "other.html")]) == 1
    assert sorted(tmp_path.iterdir()) == before
