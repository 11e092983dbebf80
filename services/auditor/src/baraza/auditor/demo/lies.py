"""The lies: one byte or one lie each, told as an operator could, and the command that finds it."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from baraza.auditor.demo.making import Made, Making, producer
from baraza.auditor.demo.story import body, propose, seat, vote
from baraza.decider import Entry, Refused
from baraza.transparency import Hand, entries_path

VOTES = 29
"""Where the council voted first: a command with its own note, and four facts."""
BOARD_VOTES = 27

Words = Sequence[object]


@dataclass(frozen=True)
class Lie:
    """What is told, how its export is made, and the command that has to find it."""

    name: str
    what: str
    tell: Callable[[Making, Path], None]
    """Writes into the folder what somebody would be shown."""
    expects: str
    """The code of the finding that says what is false; others may come with it."""
    command: str = "verify"
    honest: bool = False
    """No lie at all: nothing may be found."""
    more: Callable[[Path], Words] = lambda folder: ()
    """Beside the folder itself, what the command is given."""


def _altered(made: Made, **members: Any) -> Entry:
    return Entry({**made.entry.document, **members})


def edited_byte(honest: Making, folder: Path) -> None:
    """On the disk, by whoever can write there: two seats become three."""
    honest.export(folder)
    file = folder / entries_path(0, len(honest.made))
    old, new = b'"seats_for":2', b'"seats_for":3'
    data = file.read_bytes()
    file.write_bytes(data.replace(old, new, 1))


def edited_and_signed(honest: Making, folder: Path) -> None:
    """The same, the tree made anew over it and signed with the log's real key."""
    made = honest.made[BOARD_VOTES + 1]
    data = {**made.entry.data, "seats_for": 3}
    honest.made[BOARD_VOTES + 1] = replace(
        made, entry=_altered(made, data=data), signature_of=made.entry
    )
    honest.export(folder, cosigned=False)


def taken_out(honest: Making, folder: Path) -> None:
    """A decision that somebody would rather not have taken, and all after it moved up."""
    del honest.made[BOARD_VOTES : BOARD_VOTES + 2]
    honest.export(folder, cosigned=False)


def other_publisher(honest: Making, folder: Path) -> None:
    """Whoever holds the ledger's key signs what oversight alone may say."""
    at = len(honest.made) - 2
    for index in (at, at + 1):
        honest.made[index] = replace(honest.made[index], signer=producer("ledger"))
    honest.export(folder, cosigned=False)


def replayed(honest: Making, folder: Path) -> None:
    """An old vote, signed and all, is put into the log a second time."""
    honest.made += honest.made[BOARD_VOTES : BOARD_VOTES + 2]
    honest.export(folder, cosigned=False)


def forged_refusal(honest: Making, folder: Path) -> None:
    """What the rules allow is refused, in right form, with the service's own key."""
    rules = replace(honest.deciders["oversight"], decide=lambda *_: Refused("no_mandate"))
    honest.decide("oversight", body("guild"), "body.board", "mandate", decider=rules)
    honest.export(folder, cosigned=False)


def cut(honest: Making, folder: Path) -> None:
    """The council's vote had effects; the last of them is left out."""
    end = VOTES + 1 + honest.made[VOTES].entry.document["eventcount"]
    del honest.made[end - 1]
    honest.export(folder, cosigned=False)


def split_view(honest: Making, folder: Path) -> None:
    """One body is shown this history, another that one; both are signed."""
    other = copy(honest)
    honest.decide("oversight", body("guild"), "body.board", "mandate")
    other.decide("oversight", body("lodge"), "body.board", "mandate")
    honest.export(folder / "for-one", cosigned=False)
    other.export(folder / "for-another", cosigned=False)


def wrong_decision(honest: Making, folder: Path) -> None:
    """A body is registered with a quorum that nobody asked for; every signature is right."""
    real = honest.deciders["oversight"]

    def decide(state: Any, command: Any, asked: Any) -> Any:
        facts = real.decide(state, command, asked)
        if isinstance(facts, Refused):
            return facts
        return [fact.model_copy(update={"quorum": 1}) for fact in facts]

    rules = replace(real, decide=decide)
    honest.decide("oversight", body("guild"), "body.board", "mandate", decider=rules)
    honest.export(folder, cosigned=False)


def borrowed_hand(honest: Making, folder: Path) -> None:
    """The council's note for one vote is put beside another that it never cast."""
    first = honest.made[VOTES].entry
    note = Hand.over(_origin(honest), first.id, first.document).signed(producer("body.council"))
    propose(honest, "r3", "board", "terms")
    honest.decide("oversight", vote("r3", "council"), *seat("council"), note=note)
    honest.export(folder, cosigned=False)


def yesterday(honest: Making, folder: Path) -> None:
    """No forgery: the log of some decisions ago, cosigned and whole, shown as today's."""
    (folder / "kept").mkdir(parents=True)
    (folder / "kept" / "checkpoint.note").write_bytes(honest.note(cosigned=True))
    del honest.made[VOTES:]
    honest.export(folder / "shown")


def truth(honest: Making, folder: Path) -> None:
    honest.export(folder)


def _origin(honest: Making) -> str:
    return str(honest.made[0].entry.data["origin"])


TRUE: Sequence[Lie] = (
    Lie("honest", "nothing is forged", truth, "", honest=True),
    Lie("honest-again", "nothing is forged", truth, "", "replay", honest=True),
)
LIES: Sequence[Lie] = (
    Lie("byte", "one byte of an entry is changed on the disk", edited_byte, "leaf_hash"),
    Lie(
        "resigned",
        "the same, and the tree made anew and signed",
        edited_and_signed,
        "bad_signature",
    ),
    Lie("taken-out", "a decision is taken out, and the tree signed", taken_out, "bad_basis"),
    Lie("publisher", "another service signs a decision", other_publisher, "not_entitled"),
    Lie("replayed", "an old vote is recorded a second time", replayed, "command_twice"),
    Lie("refusal", "what the rules allow is refused", forged_refusal, "different", "replay"),
    Lie("cut", "one effect of a vote is left out", cut, "bad_decision"),
    Lie(
        "split",
        "two bodies are shown two histories",
        split_view,
        "split",
        "diff",
        more=lambda folder: (
            folder / "for-one",
            folder / "for-another",
            "--evidence",
            folder / "split.evidence",
        ),
    ),
    Lie("decision", "rightly signed, wrongly decided", wrong_decision, "different", "replay"),
    Lie("hand", "a body's note is put beside another vote", borrowed_hand, "bad_hand"),
)
OLD = Lie(
    "yesterday",
    "an old log, whole and cosigned, is shown as today's",
    yesterday,
    "rolled_back",
    more=lambda folder: (folder / "shown", "--since", folder / "kept" / "checkpoint.note"),
)
