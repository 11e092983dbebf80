"""The digest of a decider's source, by which it is frozen (`ledger.md` 12.3)."""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from baraza.auditor.deciders import deciders
from baraza.decider import Decider


def source_digest(name: str) -> str | None:
    """SHA-256 over the sorted lines `<sha256> <path>` of the files that a version consists of.

    They are the rules of the version and all that they reach by imports: rules of earlier versions
    and forms; and where a message or foreign fact is read, the file that says its form. Not the
    lists of all messages, nor the machinery of deciding: a version, a message or a tool that comes
    beside a frozen one leaves it as it is. Paths are those below `baraza`'s own folder.
    None where the service is not installed or has no such version.
    """
    decider = deciders([name]).get(name)
    if decider is None:
        return None
    lines = (f"{sha256(path.read_bytes()).hexdigest()} {_named(path)}\n" for path in files(decider))
    return sha256("".join(sorted(lines)).encode()).hexdigest()


def files(decider: Decider[Any, Any, Any, Any]) -> list[Path]:
    """The files that the version consists of, each once."""
    service, _, version = decider.name.partition(".")
    models = _models([*decider.commands.values(), *decider.knows.values()])
    todo = {f"baraza.{service}.domain.{version}", *(model.__module__ for model in models)}
    lists = {f"baraza.{service}.{room}" for room in ("messages", "inbox")} - todo
    inside = (
        f"baraza.{service}.domain.v",
        f"baraza.{service}.messages",
        f"baraza.{service}.inbox",
        "baraza.forms.v",
    )
    found: dict[str, Path] = {}
    while todo:
        module = todo.pop()
        path = _file(module)
        if module in found or module in lists or path is None or not module.startswith(inside):
            continue
        found[module] = path
        todo |= set(_imported(path)) - found.keys()
    return sorted(set(found.values()))


def _models(read: Iterable[type]) -> set[type]:
    """Those that are read, what they build on, and the parts that they hold."""
    found: set[type] = set()
    todo = list(read)
    while todo:
        model = todo.pop()
        if model not in found and model.__module__.startswith("baraza."):
            found.add(model)
            todo += model.__mro__
            if issubclass(model, BaseModel):
                todo += (t for f in model.model_fields.values() for t in _types(f.annotation))
    return found


def _types(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type):
        yield annotation
    for part in get_args(annotation):
        yield from _types(part)


def _imported(path: Path) -> Iterator[str]:
    """The names of modules that a file may import, and some of what it takes from them."""
    for module, several, one in _IMPORT.findall(path.read_text(encoding="utf-8")):
        yield module
        yield from (f"{module}.{name}" for name in re.findall(r"\w+", several or one))


_IMPORT = re.compile(
    r"^[ ]*(?:from|import) (baraza[.\w]*)(?: import (?:\(([^)]*)\)|(.*)))?", re.MULTILINE
)
"""As the formatter writes it."""


def _file(module: str) -> Path | None:
    """Where a module lies, without running it."""
    top, _, rest = module.removeprefix("baraza.").partition(".")
    spec = find_spec(f"baraza.{top}") if module.startswith("baraza.") else None
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        return None
    place = Path(places[0], *rest.split(".")) if rest else Path(places[0])
    found = (place / "__init__.py", place.with_suffix(".py"))
    return next((path for path in found if path.is_file()), None)


def _named(path: Path) -> str:
    parts = path.parts
    return "/".join(parts[len(parts) - 1 - parts[::-1].index("baraza") :])
