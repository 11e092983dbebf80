"""No decision takes its order from a set: such an order is another in every process."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DECIDING = [
    *ROOT.glob("services/*/src/baraza/*/domain"),
    ROOT / "shared/src/baraza/decider",
    ROOT / "shared/src/baraza/forms",
]
WITHOUT_ORDER = {"all", "any", "dict", "frozenset", "len", "max", "min", "set", "sorted", "sum"}
"""What comes out of these is the same, in whatever order it went in."""
WITHOUT_ORDER |= {"HashTrieMap", "HashTrieSet"}
Comprehension = ast.ListComp | ast.GeneratorExp | ast.DictComp


def ordered_by_sets(code: ast.AST) -> Iterator[int]:
    """The lines of loops over a bare set whose result keeps its order."""
    for function in ast.walk(code):
        if not isinstance(function, ast.FunctionDef):
            continue
        inside = list(ast.walk(function))
        sets = set(_named_sets(function, inside))
        calls = [node for node in inside if isinstance(node, ast.Call)]
        free = {id(word) for call in calls if _called(call) in WITHOUT_ORDER for word in call.args}
        for node in inside:
            if isinstance(node, ast.For):
                loops = [node.iter]
            elif isinstance(node, Comprehension) and id(node) not in free:
                loops = [part.iter for part in node.generators]
            else:
                continue
            yield from (loop.lineno for loop in loops if _is_set(loop, sets))


def _named_sets(function: ast.FunctionDef, inside: list[ast.AST]) -> Iterator[str]:
    """Arguments and locals that are declared as sets, or made as such."""
    for argument in (*function.args.args, *function.args.kwonlyargs):
        if argument.annotation and _declares_set(argument.annotation):
            yield argument.arg
    for node in inside:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_set(value, set()):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name)) if _declares_set(node.annotation):
                yield name
            case _:
                pass


def _is_set(node: ast.expr, named: set[str]) -> bool:
    match node:
        case ast.Set() | ast.SetComp():
            return True
        case ast.Name(id=name):
            return name in named
        case ast.BinOp(left=left, op=ast.BitOr() | ast.BitAnd() | ast.Sub(), right=right):
            return _is_set(left, named) or _is_set(right, named)
        case _:
            return _called(node) in {"set", "frozenset"}


def _declares_set(annotation: ast.expr) -> bool:
    return ast.unparse(annotation).partition("[")[0] in {"set", "frozenset"}


def _called(node: ast.AST) -> str | None:
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name
        case _:
            return None


def test_no_decision_takes_its_order_from_a_set() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}"
        for folder in DECIDING
        for file in sorted(folder.rglob("*.py"))
        for line in ordered_by_sets(ast.parse(file.read_text(encoding="utf-8")))
    ]

    assert found == []


def test_a_loop_over_a_set_is_found_unless_its_order_is_lost() -> None:
    code = """
def rule(names: frozenset[str]):
    first = [name for name in names]
    keys = {1, 2}
    for key in keys | {3}:
        pass
    second = sorted(name for name in names)
    third = any(key in names for key in set(keys))
    fourth = tuple(key for key in set(keys))
"""

    assert sorted(ordered_by_sets(ast.parse(code))) == [3, 5, 9]
