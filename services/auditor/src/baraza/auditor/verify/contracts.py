"""The published schema of each entry type, and whether data are valid under it."""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import (  # type: ignore[import-untyped]
    SchemaError,
    ValidationError,
)
from referencing import Registry
from referencing.exceptions import Unresolvable

from baraza.auditor.log import Log
from baraza.auditor.source import Damage
from baraza.transparency.shapes import Shape, shape_of


class NoContract(Exception):
    """The schema file of a type is not there, so its entries cannot be checked against it."""


class BadContract(Exception):
    """An entry is not valid under the schema that was published for its type."""


class Contracts:
    """Type -> digest of its schema file as published so far; files are read once."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._digests: dict[str, str] = {}
        self._checks: dict[str, tuple[Shape | None, Draft202012Validator] | None] = {}

    def anew(self) -> "Contracts":
        """Nothing published yet, but the files that were read are not read again."""
        fresh = Contracts(self._log)
        fresh._checks = self._checks
        return fresh

    def learn(self, contracts: Mapping[str, str]) -> None:
        self._digests.update(contracts)

    def knows(self, type_: str) -> bool:
        """Whether a contract of this type is published so far."""
        return type_ in self._digests

    def check(self, document: Mapping[str, Any]) -> None:
        """Raises `BadContract`, or `NoContract` where the file is missing."""
        digest = self._digests.get(document["type"])
        if digest is None:
            raise BadContract(f"no contract of {document['type']} is published before it")
        if document["dataschema"] != _uri(digest):
            raise BadContract("dataschema is not the digest that is published for the type")
        if digest not in self._checks:
            self._checks[digest] = self._read(digest)
        checks = self._checks[digest]
        if checks is None:
            raise NoContract(f"exhibit/{digest}, the schema of {document['type']}, is missing")
        shape, validator = checks
        if shape is not None and shape(document["data"]):
            return
        try:
            validator.validate(document["data"])
        except ValidationError as bad:
            raise BadContract(f"data{bad.json_path[1:]} is not valid: {bad.validator}") from None
        except (Unresolvable, re.error, OverflowError, RecursionError):
            raise BadContract(f"exhibit/{digest} cannot be followed") from None

    def _read(self, digest: str) -> tuple[Shape | None, Draft202012Validator] | None:
        """One that says yes fast, and one that knows every word; None: the file is missing."""
        try:
            body = self._log.exhibit(digest)
            if body is None:
                return None
            if sha256(body).hexdigest() != digest:
                raise BadContract(f"exhibit/{digest} is not what its name says")
            schema = json.loads(body)
            Draft202012Validator.check_schema(schema)
        except (ValueError, RecursionError, SchemaError, Damage):
            raise BadContract(f"exhibit/{digest} is no JSON Schema") from None
        return shape_of(schema), Draft202012Validator(schema, registry=Registry())


@cache
def _uri(digest: str) -> str:
    try:
        text = urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")
    except ValueError:
        return ""
    return f"ni:///sha-256;{text}"
