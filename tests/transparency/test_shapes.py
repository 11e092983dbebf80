"""A shape's yes is a full validator's yes, for every published contract."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from baraza.transparency.shapes import shape_of

SCHEMAS = sorted((Path(__file__).parents[2] / "contracts/schemas").rglob("*.json"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@cache
def schema(path: Path) -> Any:
    return json.loads(path.read_bytes())


@cache
def judges(path: Path) -> Any:
    return shape_of(schema(path)), Draft202012Validator(schema(path))


def made(draw: Any, one: Any, root: Any, depth: int = 0) -> Any:
    """A value that mostly fits a schema."""
    if one is True or depth > 6 or draw(st.integers(0, 24)) == 0:
        return draw(JSON)
    if "$ref" in one:
        return made(draw, root["$defs"][one["$ref"].rpartition("/")[2]], root, depth + 1)
    if some := one.get("anyOf") or one.get("oneOf"):
        return made(draw, draw(st.sampled_from(some)), root, depth + 1)
    if values := one.get("enum") or ([one["const"]] if "const" in one else None):
        return draw(st.sampled_from(values))
    match one.get("type"):
        case "object":
            names = one.get("properties", {})
            kept = [n for n in names if n in one.get("required", ()) or draw(st.booleans())]
            more = draw(st.dictionaries(st.text(max_size=3), JSON, max_size=1))
            whole = {n: made(draw, names[n], root, depth + 1) for n in kept}
            return whole | (more if draw(st.integers(0, 9)) == 0 else {})
        case "array":
            few = range(draw(st.integers(0, 3)))
            return [made(draw, one.get("items", True), root, depth + 1) for _ in few]
        case "string":
            pattern = one.get("pattern")
            return draw(st.from_regex(pattern) if pattern else st.text(max_size=5))
        case "integer":
            return draw(st.integers(one.get("minimum", -3), one.get("maximum", 2**53)))
        case "boolean":
            return draw(st.booleans())
        case _:
            return None


@given(st.data())
def test_a_yes_is_the_full_validators_yes(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(SCHEMAS))
    value = made(data.draw, schema(path), schema(path))
    shape, validator = judges(path)

    if shape is not None and shape(value):
        assert validator.is_valid(value)


def test_nearly_every_published_contract_has_a_shape() -> None:
    without = [path.stem for path in SCHEMAS if judges(path)[0] is None]

    assert len(without) <= len(SCHEMAS) // 20, without


@pytest.mark.parametrize(
    ("schema", "valid", "not_sure"),
    [
        ({"type": "integer", "minimum": 1}, [1, 2**60], [0, True, 1.0, "1", None]),
        ({"type": "string", "pattern": "^a"}, ["a", "ab"], ["ba", 1]),
        ({"anyOf": [{"type": "null"}, {"type": "boolean"}]}, [None, True], [0, "x"]),
        ({"enum": ["a", "b"]}, ["a"], ["c", None]),
        ({"type": "array", "items": {"const": "x"}, "maxItems": 1}, [[], ["x"]], [["x", "x"], "x"]),
        (
            {
                "type": "object",
                "required": ["a"],
                "properties": {"a": {"$ref": "#/$defs/A"}},
                "additionalProperties": False,
                "$defs": {"A": {"type": "object", "properties": {"a": {"$ref": "#/$defs/A"}}}},
            },
            [{"a": {}}, {"a": {"a": {"a": {"b": 1}}}}],
            [{}, {"a": {}, "b": 1}, {"a": {"a": 1}}],
        ),
        (
            {
                "type": "object",
                "patternProperties": {"^x": {"type": "integer"}},
                "minProperties": 1,
            },
            [{"x1": 1}, {"y": "z"}],
            [{}, {"x1": "1"}],
        ),
    ],
)
def test_what_it_is_sure_of(schema: Any, valid: list[Any], not_sure: list[Any]) -> None:
    shape = shape_of(schema)
    assert shape is not None

    assert [shape(value) for value in valid] == [True] * len(valid)
    assert [shape(value) for value in not_sure] == [False] * len(not_sure)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "format": "date"},
        {"oneOf": [{"type": "null"}]},
        {"type": ["string", "null"]},
        {"type": "string", "minimum": 3},
        {"$ref": "other.json"},
        {"type": "string", "pattern": "("},
        {"enum": [1]},
        False,
    ],
)
def test_what_it_does_not_know_has_no_shape(schema: Any) -> None:
    assert shape_of(schema) is None
