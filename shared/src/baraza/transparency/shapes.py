"""A JSON Schema as a function that says yes fast: for the many entries that are as they should be.

It knows the keywords that published contracts are made of, and is sure only of its yes. Where it
says no, or is none at all, a full validator decides and tells the fault.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

Shape = Callable[[Any], bool]
Kind = TypeVar("Kind")

_SAYS_NOTHING: Final = {"title", "description", "default", "$schema", "$defs", "examples"}
_TYPES: Final[Mapping[str, type]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
    "array": list,
    "object": dict,
}


class Unknown(Exception):
    """The schema says something that only a full validator understands."""


def shape_of(schema: Any) -> Shape | None:
    """Yes only where the value is valid under Draft 2020-12; None: this schema has no shape."""
    try:
        return _Maker(schema).shape(schema)
    except (Unknown, re.error, OverflowError, RecursionError):
        return None


class _Maker:
    """Makes the shapes of one schema file; a `$ref` is followed when a value comes by."""

    def __init__(self, root: Any) -> None:
        self._defs = _is(dict, root.get("$defs", {})) if isinstance(root, dict) else {}
        self._made: dict[str, Shape] = {}

    def shape(self, schema: Any) -> Shape:
        if schema is True:
            return _anything
        if not isinstance(schema, dict):
            raise Unknown
        said = {k: v for k, v in schema.items() if k not in _SAYS_NOTHING and k[:2] != "x-"}
        checks: list[Shape] = []
        if (ref := said.pop("$ref", None)) is not None:
            checks.append(self._ref(ref))
        if (some := said.pop("anyOf", None)) is not None:
            checks.append(_any([self.shape(one) for one in _is(list, some)]))
        if (values := said.pop("enum", None)) is not None:
            checks.append(_among(_is(list, values)))
        if "const" in said:
            checks.append(_among([said.pop("const")]))
        if (name := said.pop("type", None)) is not None:
            checks += self._typed(name, said)
        if said:
            raise Unknown
        return _all(checks)

    def _typed(self, name: Any, said: dict[str, Any]) -> list[Shape]:
        """Members that count for values of this type alone; others stay in `said`."""
        if not isinstance(name, str) or name not in _TYPES:
            raise Unknown
        if name == "object":
            return [self._object(said)]
        kind = _TYPES[name]
        checks: list[Shape] = [lambda value: type(value) is kind]
        if name == "string":
            checks += _text(said)
        elif name == "integer":
            checks += _number(said)
        elif name == "array":
            checks += _sized(said, "minItems", "maxItems")
            if (items := said.pop("items", True)) is not True:
                item = self.shape(items)
                checks.append(lambda value: all(map(item, value)))
        return checks

    def _object(self, said: dict[str, Any]) -> Shape:
        properties = _is(dict, said.pop("properties", {}))
        known = {name: self.shape(one) for name, one in properties.items()}
        needed = frozenset(_is(str, name) for name in _is(list, said.pop("required", [])))
        patterns = [
            (re.compile(pattern).search, self.shape(one))
            for pattern, one in _is(dict, said.pop("patternProperties", {})).items()
        ]
        rest = said.pop("additionalProperties", True)
        other = None if rest is False else self.shape(rest)
        fits = _all(_sized(said, "minProperties", "maxProperties"))

        def is_object(value: Any) -> bool:
            if type(value) is not dict or not needed <= value.keys():
                return False
            for name, item in value.items():
                member = known.get(name)
                if member is not None and not member(item):
                    return False
                matched = [one for names, one in patterns if names(name)] if patterns else ()
                if matched and not all(one(item) for one in matched):
                    return False
                if member is None and not matched and (other is None or not other(item)):
                    return False
            return fits(value)

        return is_object

    def _ref(self, ref: Any) -> Shape:
        name = ref.removeprefix("#/$defs/") if isinstance(ref, str) else ""
        if name not in self._defs or "/" in name or "~" in name or "%" in name:
            raise Unknown
        if name not in self._made:
            made = self._made

            def later(value: Any) -> bool:
                return made[name](value)

            made[name] = later  # for what names itself, while it is being made
            made[name] = self.shape(self._defs[name])
        return self._made[name]


def _is(kind: type[Kind], value: Any) -> Kind:
    """A keyword's value; of any other kind than the standard has it, only a validator can say."""
    if type(value) is not kind:
        raise Unknown
    return value


def _anything(_: Any) -> bool:
    return True


def _all(checks: Sequence[Shape]) -> Shape:
    if not checks:
        return _anything
    first, *more = checks
    if not more:
        return first
    then = _all(more)  # measured: a tenth of what it costs to run through a sequence
    return lambda value: first(value) and then(value)


def _any(checks: Sequence[Shape]) -> Shape:
    return lambda value: any(check(value) for check in checks)


def _among(values: Any) -> Shape:
    if not all(type(one) is str for one in values):
        raise Unknown
    allowed = frozenset(values)
    return lambda value: type(value) is str and value in allowed


def _text(said: dict[str, Any]) -> list[Shape]:
    checks = _sized(said, "minLength", "maxLength")
    if (pattern := said.pop("pattern", None)) is not None:
        search = re.compile(_is(str, pattern)).search
        checks.append(lambda value: search(value) is not None)
    return checks


def _number(said: dict[str, Any]) -> list[Shape]:
    checks: list[Shape] = []
    limits = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
    if any(type(said.get(limit, 0)) is not int for limit in limits):
        raise Unknown
    if (least := said.pop("minimum", None)) is not None:
        checks.append(lambda value: bool(value >= least))
    if (most := said.pop("maximum", None)) is not None:
        checks.append(lambda value: bool(value <= most))
    if (above := said.pop("exclusiveMinimum", None)) is not None:
        checks.append(lambda value: bool(value > above))
    if (below := said.pop("exclusiveMaximum", None)) is not None:
        checks.append(lambda value: bool(value < below))
    if (step := said.pop("multipleOf", None)) is not None:
        if step <= 0:
            raise Unknown
        checks.append(lambda value: value % step == 0)
    return checks


def _sized(said: dict[str, Any], least: str, most: str) -> list[Shape]:
    checks: list[Shape] = []
    if any(type(said.get(limit, 0)) is not int for limit in (least, most)):
        raise Unknown
    if (at_least := said.pop(least, None)) is not None:
        checks.append(lambda value: len(value) >= at_least)
    if (at_most := said.pop(most, None)) is not None:
        checks.append(lambda value: len(value) <= at_most)
    return checks
