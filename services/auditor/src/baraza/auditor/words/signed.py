"""What `sign` says to the body that signs."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.words.found import found

_JSON = json.JSONEncoder(ensure_ascii=False)


def to_sign(told: Mapping[str, Any]) -> Iterator[str]:
    """Every member that the signature will cover, values in clear, and who put it there."""
    asked, values, added = told["asked"], told["values"], told["added"]
    _, _, service, name, _ = asked["type"].split(".")
    yield f"{told['body']} signs, in the log {told['origin']}:"
    yield f"  {name}, asked of {service}, about {asked['subject']}"
    reason = f", for the reason {asked['reason']}" if "reason" in asked else ""
    yield f"  by {asked['actor']}, acting as {asked['actingas']}{reason}"
    for member, value in asked["data"].items():
        who = f"   ({added[member]})" if member in added else ""
        if member in values:
            yield f"    {member}: {_JSON.encode(values[member])}   (personal: recorded as a hash)"
        else:
            yield f"    {member}: {value if isinstance(value, str) else _JSON.encode(value)}{who}"
    yield f"  command {told['id']}, which this note can be used for and no other"
    yield f"  ask digest {told['ask_digest']}"


def signed(told: Mapping[str, Any]) -> Iterator[str]:
    if "asked" in told:
        yield from to_sign(told)
    if told.get("signed"):
        yield f"Signed. {told['ask']} is ready to send: baraza ask --file {told['ask']}"
    elif "id" in told:
        yield "NOTHING WAS SIGNED."
    yield from found(told)


def key_made(told: Mapping[str, Any]) -> Iterator[str]:
    if "vkey" in told:
        yield f"{told['file']} holds the key of {told['name']}. Keep it, and keep it from others."
        name = told["name"].rpartition("/")[2]
        yield "The founders register its public half, which the log then announces:"
        yield f"baraza keys register {name} --key {told['vkey']}"
    yield from found(told)


def named_ask(told: Mapping[str, Any]) -> Iterator[str]:
    if "id" in told:
        had = "has been given" if told["new"] else "had already"
        yield f"{told['ask']} {had} the id {told['id']}."
    yield from found(told)
