"""What `prove` and `check-proof` say to a person who reads: what was decided, and how it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from baraza.auditor import sentences
from baraza.auditor.words.found import found
from baraza.transparency.standing import words as standing_words


def proven(told: Mapping[str, Any]) -> Iterator[str]:
    if "file" in told:
        yield f"Entry {told['index']} of {told['size']}, with its proof: {told['file']}"
    if "standing" in told:
        yield f"Entry {told['index']} of {told['origin']}, recorded {told['recorded_at']}:"
        yield from _said(told["document"])
        yield from _stands(told) if told["proven"] else _nothing()
    yield from found(told)


@dataclass(frozen=True)
class _Entry:
    """As much of an entry as a sentence needs."""

    service: str
    name: str
    data: Mapping[str, Any]


def _said(document: Mapping[str, Any]) -> Iterator[str]:
    if not document:
        return
    _, kind, service, name, _ = document["type"].split(".")
    entry: Any = _Entry(service, name, document["data"])
    names = sentences.Names()
    if kind == "event":
        yield f"  {sentences.fact(entry, names)}"
        yield f"  ({name}, about {document['subject']})"
    else:
        who = sentences.who(document["actor"], names)
        how = sentences.acting(document["actingas"], names)
        yield f"  {who}, {how}, asked to {sentences.asked_for(entry, names)}"
        yield f"  ({name}, about {document['subject']}; what came of it stands in the next entries)"
    for member, value in document["data"].items():
        if not (isinstance(value, dict) and value.keys() == {"commit"}):
            yield f"    {member.replace('_', ' ')}: {sentences.plain(value, names)}"
    yield f"  It was reported under the key of {document['source'].removeprefix('//')}."


def _stands(told: Mapping[str, Any]) -> Iterator[str]:
    yield f"Its standing: {standing_words(told['standing'])}."
    by = ", ".join(f"{one['name']} at {one['time']}" for one in told["cosigned_by"])
    if by:
        yield f"  Cosigned by {by}."
    yield f"  It is entry {told['index']} of {told['size']} in the log, as the log key signed it."
    yield "  Who shows another log at this place is convicted by this file beside it."
    yield f"Not checked here: {', '.join(told['not_checked'])}."
    yield "No log can show that what was told is true; and what was decided later is not in here."


def _nothing() -> Iterator[str]:
    yield "NOTHING IS PROVEN of this by the file, which may be made up."
