"""The schema of every entry type, as published in the log (`ledger.md` 4.2, check 5)."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import SchemaError  # type: ignore[import-untyped]
from pydantic import BaseModel, ConfigDict
from referencing import Registry
from referencing.exceptions import Unresolvable

from baraza.decider.decision import schema_uri
from baraza.transparency.shapes import Shape, shape_of

Document = Mapping[str, Any]


class UnknownContract(Exception):
    """The entry's schema is not the one that the log has published for its type."""


class SchemaViolation(Exception):
    """The entry's data are not valid under the published schema."""


class SchemaMissing(Exception):
    """The schema file has not been uploaded yet."""

    def __init__(self, digest: str) -> None:
        super().__init__(digest)
        self.digest = digest


class Schemas:
    """Checks entries by the schema files that the log itself holds; each is compiled once."""

    def __init__(self, exhibit: Callable[[str], bytes | None]) -> None:
        self._exhibit = exhibit
        self._compiled: dict[str, tuple[Shape | None, Draft202012Validator]] = {}

    def check(self, contracts: Mapping[str, str], document: Document) -> None:
        """`contracts`: entry type -> digest, as published before this entry."""
        digest = contracts.get(document["type"])
        if digest is None or document["dataschema"] != schema_uri(digest):
            raise UnknownContract(document["type"])
        shape, validator = self._checks(digest)
        if shape is not None and shape(document["data"]):
            return
        try:
            for error in validator.iter_errors(document["data"]):
                # The value stays out of the message: it goes to logs.
                raise SchemaViolation(f"{error.json_path}: {error.validator}")
        except (Unresolvable, re.error, OverflowError, RecursionError):
            raise UnknownContract(document["type"]) from None

    def _checks(self, digest: str) -> tuple[Shape | None, Draft202012Validator]:
        """One that says yes fast, and one that knows every word."""
        if digest not in self._compiled:
            body = self._exhibit(digest)
            if body is None:
                raise SchemaMissing(digest)
            schema = _schema(body)
            # Of a reference to elsewhere nothing is fetched.
            validator = Draft202012Validator(schema, registry=Registry())
            self._compiled[digest] = shape_of(schema), validator
        return self._compiled[digest]


def _schema(body: bytes) -> Any:
    """What was published; raises `UnknownContract` where that is no schema."""
    try:
        schema = json.loads(body)
        Draft202012Validator.check_schema(schema)
    except (ValueError, RecursionError, SchemaError):
        raise UnknownContract("what is published for the type is no JSON Schema") from None
    return schema


class Published(BaseModel):
    """The generated file of contracts: what a log is founded with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schemas: dict[str, str]
    """Entry type -> the exact text of its schema file."""
    deciders: dict[str, str]
    """Name of each version of rules -> hex digest of its source."""

    def of(self, service: str) -> dict[str, str]:
        """The schema files of one service's types."""
        return {t: text for t, text in self.schemas.items() if t.split(".")[2] == service}


def published(path: Path | None = None) -> Published:
    """The contracts of this release, or those of another file."""
    path = path or Path(__file__).parent / "contracts.json"
    return Published.model_validate_json(path.read_bytes())
