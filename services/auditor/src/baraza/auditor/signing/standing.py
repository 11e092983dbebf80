"""What will stand in the log, computed from what was meant; a draft is believed in nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, get_args

from pydantic import ValidationError

from baraza.auditor.findings import Findings
from baraza.auditor.signing.asks import Draft, Meant
from baraza.auditor.source_base import Misgiven
from baraza.decider import FieldCommitment, Message, entry_type, made_id
from baraza.decider.decision import dumped
from baraza.transparency import Hand, canonical, commitment, parse

_SALT = re.compile("[0-9a-f]{64}")
_PLACEHOLDER = {"commit": "0" * 64}


@dataclass(frozen=True)
class Standing:
    """The members that the ask digest covers, and where those come from that nobody wrote."""

    id: str
    asked: Mapping[str, Any]
    values: Mapping[str, Any]  # personal members in clear
    added: Mapping[str, str]  # member -> who put it there: made from the id, or the desk

    def hand(self, origin: str) -> Hand:
        return Hand.over(origin, self.id, self.asked)


def standing(
    meant: Meant,
    draft: Draft | None,
    origin: str,
    accepted: frozenset[str],
    findings: Findings,
) -> Standing | None:
    """What the body may sign, or None and a finding for each thing that it did not mean.

    1. The draft is of this ask in this log. 2. Each personal value is the one that was meant, and
    its commitment is made of it. 3. What the desk added was made from the id, or is accepted by
    name. 4. All else is as it was written. Raises `Misgiven` where the ask is not of its form.
    """
    command_type = _command_type(meant)
    id_ = str(meant.id)
    personal = {m for m in meant.data if m in _personal(command_type)}
    # 1.
    if draft is None and personal:
        detail = f"{', '.join(sorted(personal))}: personal; what stands is a commitment, which "
        findings.add("", "draft_needed", detail + "the desk makes and gives back as a draft")
        return None
    if draft and (draft.id, draft.origin) != (id_, origin):
        detail = f"it is of ask {draft.id} in {draft.origin}, not of {id_} in {origin}"
        findings.add("", "draft_differs", detail)
        return None
    given = dict(draft.asked["data"]) if draft else {}
    made, added = _made(command_type, id_, meant), {}
    full = {**given, **made, **meant.data, **{m: given.get(m, _PLACEHOLDER) for m in personal}}
    subject = _message(command_type, full, meant).subject
    # 2.
    for member in sorted(personal):
        field = f"{meant.service}.{subject}#{member}"
        full[member] = _committed(meant, draft, member, field, findings)
    # 3.
    for member in sorted(given.keys() - meant.data.keys()):
        if member in made:
            added[member] = "made from the id"
        elif not _is_default(command_type, member, given[member]):
            added[member] = "the desk's word"
            if member not in accepted:
                detail = f"the desk added {member}, which was not asked: --accept {member}"
                findings.add("", "not_meant", detail)
    # 4.
    message = _message(command_type, full, meant)
    name = entry_type("command", meant.service, meant.command, command_type.v)
    asked = {
        **meant.asked(),
        "data": parse(canonical(dumped(message))),
        "subject": message.subject,
        "type": name,
    }
    drafted = draft.asked if draft else asked
    for member in sorted(asked.keys() | drafted.keys()):
        if asked.get(member) != drafted.get(member):
            _differ(member, asked.get(member), drafted.get(member), findings)
    if findings.exit:
        return None
    return Standing(id_, asked, {m: meant.data[m] for m in sorted(personal)}, added | _own(made))


def _own(made: Mapping[str, str]) -> dict[str, str]:
    return dict.fromkeys(made, "made from the id")


def _command_type(meant: Meant) -> type[Message]:
    try:
        current = import_module(f"baraza.{meant.service}.domain").CURRENT
        found = {c.__name__: c for c in current.commands.values()}[meant.command]
    except (ImportError, AttributeError, KeyError):
        raise Misgiven(
            meant.file, f"{meant.service} takes no command {meant.command}", "bad_ask"
        ) from None
    command_type: type[Message] = found
    return command_type


def _personal(command_type: type[Message]) -> frozenset[str]:
    return frozenset(
        name
        for name, field in command_type.model_fields.items()
        if field.annotation is FieldCommitment or FieldCommitment in get_args(field.annotation)
    )


def _made(command_type: type[Message], id_: str, meant: Meant) -> dict[str, str]:
    """The id of what comes into being, where the ask leaves it out."""
    member = command_type.makes
    if member is None or meant.data.get(member) is not None:
        return {}
    return {member: made_id(id_, member, 1)}


def _message(command_type: type[Message], data: Mapping[str, Any], meant: Meant) -> Message:
    try:
        return command_type.model_validate(data)
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        told = "; ".join(f"{'.'.join(map(str, f['loc'])) or 'data'}: {f['msg']}" for f in faults)
        raise Misgiven(meant.file, f"not what {meant.command} takes ({told})", "bad_ask") from None


def _committed(
    meant: Meant, draft: Draft | None, member: str, field: str, findings: Findings
) -> dict[str, str]:
    """The commitment to what was meant, with the salt that the desk disclosed."""
    told = draft.disclosed.get(member, {}) if draft else {}
    salt = str(told.get("salt"))
    why = None
    if not told:
        why = "the desk disclosed no value and no salt"
    elif told.get("field") != field:
        why = f"it is committed as {told.get('field')}, not as {field}"
    elif told.get("value") != meant.data[member]:
        why = "the desk has another value than the one that was meant"
    elif not _SALT.fullmatch(salt):
        why = "a salt has 32 bytes"
    if why:
        findings.add("", "draft_differs", f"data.{member}: {why}")
        return dict(_PLACEHOLDER)
    return {"commit": commitment(field, bytes.fromhex(salt), meant.data[member])}


def _is_default(command_type: type[Message], member: str, value: Any) -> bool:
    field = command_type.model_fields.get(member)
    return field is not None and not field.is_required() and _plain(field.get_default()) == value


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _differ(member: str, meant: Any, drafted: Any, findings: Findings) -> None:
    if member == "data" and isinstance(meant, dict) and isinstance(drafted, dict):
        for name in sorted(meant.keys() | drafted.keys()):
            if meant.get(name) != drafted.get(name):
                _differ(f"data.{name}", meant.get(name), drafted.get(name), findings)
        return
    detail = f"{member}: meant is {meant!r}, and the desk would put {drafted!r}"
    findings.add("", "draft_differs", detail[:2_000])
