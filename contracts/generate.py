"""Write everything in contracts/ that follows from the code: schemas, open schemas, AsyncAPI.

`python contracts/generate.py` writes; with `--check` it writes nothing and names what differs.
The ledger carries the same schema files, and the digest of each decider's source, in one
generated file, since an installed service has no contracts/ beside it.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import face
from pydantic import BaseModel

from baraza.auditor.sources import source_digest
from baraza.decider import CommandRefused, Message, entry_type

ROOT = Path(__file__).parent
SERVICES = ("ledger", "registration", "matching", "scheduling", "feedback", "oversight")
CARRIED = ROOT.parent / "services/ledger/src/baraza/ledger/contracts.json"


def commands(service: str) -> tuple[type[Message], ...]:
    return get_args(import_module(f"baraza.{service}.messages").Command)


def facts(service: str) -> tuple[type[Message], ...]:
    return (*get_args(import_module(f"baraza.{service}.messages").Fact), CommandRefused)


def messages(service: str) -> Iterator[tuple[str, type[Message]]]:
    for command in commands(service):
        yield "command", command
    for fact in facts(service):
        yield "event", fact


def answers(service: str) -> Mapping[str, type[BaseModel]]:
    """The questions a service answers, and the form of each answer; the ledger's are its own."""
    if service == "ledger":
        return {}
    found: Mapping[str, type[BaseModel]] = import_module(f"baraza.{service}.api").ANSWERS
    return found


def schema(kind: str, service: str, message: type[Message]) -> dict[str, Any]:
    """The closed JSON Schema (2020-12) of one version of a message."""
    made = _without_titles(message.model_json_schema())
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": entry_type(kind, service, message.__name__, message.v),
    }
    # All types of the ledger are, its refusals too, so that keys and contracts are complete there.
    world = message.tier == "world" or service == "ledger"
    tier = {"x-baraza-tier": "world"} if world else {}
    marked = {"x-baraza-face": True} if message.face else {}
    return {**head, **tier, **marked, **made}


def opened(node: Any) -> Any:
    """The same schema for those who subscribe: members may be added in a later version."""
    if isinstance(node, Mapping):
        return {k: opened(v) for k, v in node.items() if (k, v) != ("additionalProperties", False)}
    return [opened(item) for item in node] if isinstance(node, list) else node


def asyncapi(service: str) -> dict[str, Any]:
    """AsyncAPI 3.0: asks with their replies, and the entries the log carries."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    parts: dict[str, Any] = {}
    for kind, message in messages(service):
        name = message.__name__
        payload = {"$ref": f"../schemas/{service}/{name}.v{message.v}.json"}
        channels[f"{kind}.{name}"] = {
            "address": f"baraza.{kind}.{service}.{{entity}}.{{id}}.{name}",
            "parameters": {"entity": {}, "id": {}},
            "messages": {name: {"contentType": "application/cloudevents+json", "payload": payload}},
        }
        if kind == "command":
            channels[f"ask.{name}"] = {
                "address": f"baraza.ask.{service}.{name}",
                "messages": {name: {"contentType": "application/json", "payload": payload}},
            }
            operations[f"ask.{name}"] = {
                "action": "receive",
                "channel": {"$ref": f"#/channels/ask.{name}"},
                "reply": {"channel": {"$ref": "#/channels/reply"}},
            }
        else:
            operations[f"record.{name}"] = {
                "action": "send",
                "channel": {"$ref": f"#/channels/event.{name}"},
            }
    for name, answer in answers(service).items():
        payload = _without_titles(
            answer.model_json_schema(
                mode="serialization", ref_template="#/components/schemas/{model}"
            )
        )
        parts.update(payload.pop("$defs", {}))
        channels[f"query.{name}"] = {
            "address": f"baraza.query.{service}.{name}",
            "messages": {"Question": {"contentType": "application/json", "payload": QUESTION}},
        }
        channels[f"answer.{name}"] = {
            "address": None,
            "messages": {"Answer": {"payload": {"properties": {**ANSWER, "answer": payload}}}},
        }
        operations[f"query.{name}"] = {
            "action": "receive",
            "channel": {"$ref": f"#/channels/query.{name}"},
            "reply": {"channel": {"$ref": f"#/channels/answer.{name}"}},
        }
    channels["reply"] = {"address": None, "messages": {"Reply": {"payload": REPLY}}}
    info = {
        "title": f"Baraza {service}",
        "version": "1",
        "description": import_module(f"baraza.{service}").__doc__,
        "license": {"name": "GPL-3.0-or-later"},
    }
    return {
        "asyncapi": "3.0.0",
        "info": info,
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"schemas": parts},
    }


QUESTION = {
    "type": "object",
    "description": "What is asked about; `at_least` names a position that the answer must have.",
    "properties": {"at_least": {"type": "integer", "minimum": 0}},
}
ANSWER = {
    "kind": {"const": "answer"},
    "position": {"type": "integer", "minimum": 0},
    "parked": {
        "type": "array",
        "items": {"type": "string"},
        "description": "Entities whose rows stand still, if the answer may be wrong about any.",
    },
}
REPLY = {
    "oneOf": [
        {"properties": {"kind": {"const": "recorded"}}, "required": ["kind", "index", "position"]},
        {"properties": {"kind": {"const": "refused"}}, "required": ["kind", "index", "reason"]},
        {"properties": {"kind": {"const": "problem"}}, "required": ["kind", "type", "advice"]},
    ]
}


def subjects() -> str:
    """Every subject of the bus, its owner, and what stands on it."""
    lines = ["# Subjects", "", "| Subject | Owner | What |", "|---|---|---|"]
    for service in SERVICES:
        for kind, message in messages(service):
            name, what = message.__name__, _first_line(message)
            if kind == "command":
                lines.append(f"| `baraza.ask.{service}.{name}` | {service} | {what} |")
            lines.append(f"| `baraza.{kind}.{service}.*.*.{name}` | {service} | {what} |")
        for question, answer in answers(service).items():
            what = _first_line(answer) or f"The answer to `{question}`."
            lines.append(f"| `baraza.query.{service}.{question}` | {service} | {what} |")
    return "\n".join(lines) + "\n"


def face_page() -> str:
    """The published face: what was written by hand, then the table of its facts."""
    written = (ROOT / "face.md").read_text(encoding="utf-8").partition(face.MARK)[0]
    every = ((service, fact) for service in SERVICES for fact in facts(service))
    return written + face.MARK + "\n" + face.table(every)


def files() -> dict[Path, str]:
    """Every generated file and its text."""
    made: dict[Path, str] = {}
    carried: dict[str, str] = {}
    for service in SERVICES:
        for kind, message in messages(service):
            closed = schema(kind, service, message)
            name = f"{message.__name__}.v{message.v}.json"
            made[ROOT / "schemas" / service / name] = carried[closed["title"]] = text(closed)
            if kind == "event":
                made[ROOT / "open" / service / name] = text(opened(closed))
        made[ROOT / "asyncapi" / f"{service}.json"] = text(asyncapi(service))
    made[ROOT / "subjects.md"] = subjects()
    made[ROOT / "face.md"] = face_page()
    deciders = {
        name: source_digest(name)
        for service in SERVICES
        for name in import_module(f"baraza.{service}.domain").DECIDERS
    }
    made[CARRIED] = text({"schemas": carried, "deciders": deciders})
    return made


def differing() -> list[str]:
    """What a run without `--check` would change."""
    return [
        str(path.relative_to(ROOT.parent))
        for path, made in files().items()
        if not path.exists() or path.read_text(encoding="utf-8") != made
    ]


def main() -> int:
    if "--check" in sys.argv:
        found = differing()
        for path in found:
            print(f"{path} is not what the code says: run `make generate`")
        return 1 if found else 0
    for file, made in files().items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(made, encoding="utf-8")
    return 0


def _without_titles(node: Any) -> Any:
    """pydantic titles every member with its own name; members named `title` stay."""
    if isinstance(node, list):
        return [_without_titles(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    return {
        key: {name: _without_titles(part) for name, part in value.items()}
        if key in {"properties", "$defs"}
        else _without_titles(value)
        for key, value in node.items()
        if key != "title" or not isinstance(value, str)
    }


def _first_line(message: type[BaseModel]) -> str:
    return (message.__doc__ or "").strip().partition("\n")[0]


def text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
