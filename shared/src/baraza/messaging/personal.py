"""Personal fields: given in clear by who asks, kept in the vault, committed in the log."""

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any, get_args

from pydantic import ValidationError

from baraza.decider import FieldCommitment, Message, made_id
from baraza.messaging.ask import Ask
from baraza.messaging.chance import Chance
from baraza.messaging.problems import CommandReused, Malformed, Unexpected
from baraza.messaging.replies import Disclosed
from baraza.privacy import KeptOtherwise, Vault
from baraza.telemetry.steps import Step
from baraza.transparency import commitment

_PLACEHOLDER = {"commit": "0" * 64}


def personal_fields(command_type: type[Message]) -> frozenset[str]:
    """The fields of a command that are a `FieldCommitment`, or may be one."""
    return frozenset(
        name
        for name, field in command_type.model_fields.items()
        if field.annotation is FieldCommitment or FieldCommitment in get_args(field.annotation)
    )


def filled(
    command_type: type[Message], ask: Ask, taken: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """What was asked without what is `taken`, with the id that the command makes."""
    data = {field: value for field, value in ask.data.items() if field not in taken}
    if command_type.makes and data.get(command_type.makes) is None:
        data[command_type.makes] = made_id(ask.id, command_type.makes, 1)
    return data


def validated(
    command_type: type[Message], data: Mapping[str, Any], later: frozenset[str] = frozenset()
) -> Message:
    """The command of these data; fields in `later` may still be missing (they stay unset).

    Raises `Malformed`, which names places and rules and quotes no value.
    """
    try:
        return command_type.model_validate(data)
    except ValidationError as error:
        faults = [
            fault
            for fault in error.errors(include_input=False, include_url=False)
            if not (fault["type"] == "missing" and fault["loc"][0] in later)
        ]
        if faults:
            raise Malformed(told(faults)) from None
    return command_type.model_construct(**data)


def told(faults: Any) -> str:
    """Validation errors as one sentence, without what was found."""
    return "; ".join(f"{'.'.join(map(str, f['loc'])) or 'ask'}: {f['msg']}" for f in faults)


class Commitments:
    """Puts a commitment in the place of each personal field, and the value into the vault."""

    def __init__(
        self,
        service: str,
        vault: Vault | None,
        chance: Chance,
        *,
        step: Step = lambda _: None,
    ) -> None:
        self._service = service
        self._vault = vault
        self._chance = chance
        self._step = step

    def place(
        self,
        command_type: type[Message],
        ask: Ask,
        data: dict[str, Any],
        reading: datetime,
        later: frozenset[str],
        erased: Container[str] = (),
        about: str | None = None,
    ) -> dict[str, Any]:
        """The data as the log will hold them. The same ask again gives the same commitments.

        What is kept is of whom it is `about`; of whom the ask names, or who asks, unless told.
        Of who is `erased` nothing is kept again, whatever is asked: the rules will refuse it (I50).
        If we stopped after this, the vault would hold rows that a retry reads again.
        """
        fields = self._fields(command_type, data)
        draft = validated(command_type, {**data, **dict.fromkeys(fields, _PLACEHOLDER)}, later)
        if not fields:
            return data
        if self._vault is None:
            raise Unexpected(f"{self._service} has personal fields and no vault")
        values = {
            self._name(draft, field): (data[field], self._salt(ask, draft, field))
            for field in sorted(fields)
        }
        person = about or self._person(ask, data)
        self._step("service.before_vault")
        if person in erased or ask.who in erased:
            salts = {name: salt for name, (_, salt) in values.items()}
        else:
            try:
                salts = self._vault.keep(ask.id, person, values, int(reading.timestamp() * 1000))
            except KeptOtherwise:
                # A draft, or a try that was lost, has bound this id to what it said.
                raise CommandReused from None
        return {**data, **{f: self._commit(draft, f, salts, data[f]) for f in fields}}

    def disclosed(self, command: Message, ask: Ask) -> list[Disclosed]:
        """What the commitments of an ask that was placed are made of, for who asked it."""
        found = []
        for member in sorted(self._fields(type(command), ask.data)):
            name = self._name(command, member)
            salt = self._vault.salt(ask.id, name) if self._vault is not None else None
            if salt is not None:
                value = ask.data[member]
                found.append(Disclosed(member=member, field=name, value=value, salt=salt.hex()))
        return found

    def again(
        self,
        command_type: type[Message],
        ask: Ask,
        data: dict[str, Any],
        recorded: Mapping[str, Any],
    ) -> dict[str, Any]:
        """The data of an ask that was recorded, from the salts that were kept then.

        Nothing is put into the vault: of a person who was erased since, what was recorded stands.
        """
        fields = self._fields(command_type, data)
        draft = command_type.model_construct(**{**recorded, **data})
        names = {field: self._name(draft, field) for field in fields}
        salts = {
            name: salt
            for name in names.values()
            if self._vault is not None and (salt := self._vault.salt(ask.id, name))
        }
        return {
            **data,
            **{
                field: self._commit(draft, field, salts, data[field])
                if name in salts
                else recorded.get(field)
                for field, name in names.items()
            },
        }

    def _fields(self, command_type: type[Message], data: Mapping[str, Any]) -> frozenset[str]:
        return frozenset(f for f in personal_fields(command_type) if data.get(f) is not None)

    def _name(self, draft: Message, field: str) -> str:
        return f"{self._service}.{draft.subject}#{field}"

    def _salt(self, ask: Ask, draft: Message, field: str) -> bytes:
        return self._chance.bytes_for(f"salt\n{ask.id}\n{self._name(draft, field)}")

    def _commit(
        self, draft: Message, field: str, salts: Mapping[str, bytes], value: Any
    ) -> dict[str, str]:
        name = self._name(draft, field)
        try:
            return {"commit": commitment(name, salts[name], value)}
        except (TypeError, ValueError):
            raise Malformed(f"{field}: not a value that can be committed to") from None

    def _person(self, ask: Ask, data: Mapping[str, Any]) -> str:
        person = data.get("person")
        return person if isinstance(person, str) else ask.who
