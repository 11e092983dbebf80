"""The tables of rules are whole: what `assert_never` is to a match, these are to a table."""

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from baraza.decider import Decider, Message, Refused

SERVICES = ("ledger", "registration", "matching", "scheduling", "feedback", "oversight")
VERSIONS = [
    (service, name)
    for service in SERVICES
    for name in import_module(f"baraza.{service}.domain").DECIDERS
]
ROOT = Path(__file__).parents[2]


def rules(service: str, name: str) -> dict[type[Message], Any]:
    """The table of a version: `RULES_1` of `domain/v1`."""
    version = name.rpartition(".v")[2]
    module = import_module(f"baraza.{service}.domain.v{version}")
    table: dict[type[Message], Any] = getattr(module, f"RULES_{version}")
    return table


@pytest.mark.parametrize(("service", "name"), VERSIONS)
def test_each_rule_stands_beside_the_command_it_takes(service: str, name: str) -> None:
    taken = {
        command: get_type_hints(rule)["command"] for command, rule in rules(service, name).items()
    }

    assert {command: command for command in taken} == taken


@pytest.mark.parametrize("service", SERVICES)
def test_every_command_has_a_rule(service: str) -> None:
    current: Decider[Any, Any, Any, Any] = import_module(f"baraza.{service}.domain").CURRENT
    commands = get_args(import_module(f"baraza.{service}.messages").Command)

    assert set(commands) == rules(service, current.name).keys() == set(current.commands.values())


@pytest.mark.parametrize("service", SERVICES)
def test_every_own_fact_is_known_to_the_fold(service: str) -> None:
    current: Decider[Any, Any, Any, Any] = import_module(f"baraza.{service}.domain").CURRENT
    facts = get_args(import_module(f"baraza.{service}.messages").Fact)

    types = {f"baraza.event.{service}.{fact.__name__}.v{fact.v}" for fact in facts}
    assert types <= current.knows.keys()


@pytest.mark.parametrize("service", SERVICES)
def test_every_code_of_a_refusal_is_declared(service: str) -> None:
    declared = set(get_args(import_module(f"baraza.{service}.messages").Reason))
    used = set()
    for path in (ROOT / f"services/{service}/src/baraza/{service}/domain").rglob("*.py"):
        used |= set(re.findall(r'Refused\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8")))

    assert used <= declared


@pytest.mark.parametrize("service", SERVICES)
def test_a_domain_has_no_float_no_division_and_no_order_from_a_set(service: str) -> None:
    found = []
    for path in (ROOT / f"services/{service}/src/baraza/{service}/domain").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        for number, line in enumerate(source.splitlines(), 1):
            code = line.partition("#")[0]
            if re.search(r"\bfloat\b|[^/]/[^/]", re.sub(r'"[^"]*"', "", code)):
                found.append(f"{path.name}:{number}: {line.strip()}")
        found += [f"{path.name}:{number}: order from a set" for number in walks_of_sets(source)]

    assert found == []


def walks_of_sets(source: str) -> list[int]:
    """The lines on which a `for` walks over a set as it is written down."""
    walked = [
        node.iter
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.For | ast.comprehension)
    ]
    return sorted(walk.lineno for walk in walked if is_a_set(walk))


def is_a_set(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in {"set", "frozenset"}
    return isinstance(node, ast.Set | ast.SetComp)


def test_an_order_from_a_set_is_told_from_a_membership() -> None:
    walks = "[x for x in {1, 2}]\nfor x in set(y): ...\n"
    asks = "[x for x in y if x in {1, 2}]\nfor x in sorted({1, 2}): ...\n"

    assert (walks_of_sets(walks), walks_of_sets(asks)) == ([1, 2], [])


def test_a_refusal_is_a_value() -> None:
    assert Refused("too_early") == Refused("too_early", None, {})
