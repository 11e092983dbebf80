"""Every service's deciders, by their names in the log, and the digest of their source."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from baraza.decider import Decider

SERVICES = ("ledger", "registration", "matching", "scheduling", "feedback", "oversight")


def deciders(names: Iterable[str]) -> dict[str, Decider[Any, Any, Any, Any]]:
    """All known versions of the services named so; one whose rules cannot be had has none."""
    found: dict[str, Decider[Any, Any, Any, Any]] = {}
    named = {name.partition(".")[0] for name in names}
    for service in (service for service in SERVICES if service in named):
        try:
            domain = import_module(f"baraza.{service}.domain")
        except ImportError:  # not installed, or only in part: its commands are unverifiable
            continue
        found.update(getattr(domain, "DECIDERS", {}))
    return found


def source_digest(decider: str) -> str | None:
    """SHA-256 over the sorted lines `<sha256> <path>` of a decider's source (`ledger.md` 12.3).

    The files are those that decide: the service's rules of this version and its messages, the
    forms and the machinery of deciding with its canonical bytes; paths are those below `baraza`'s
    own folder. None where the service is not installed.
    """
    service, _, version = decider.partition(".")
    version = version or "v1"
    parts = [
        f"baraza.{service}.domain.{version}",
        "baraza.forms.v1",
        "baraza.decider",
        "baraza.canonical",
    ]
    lines = []
    for part in parts:
        folder = _folder(part)
        if folder is None:
            return None
        lines += [_line(file) for file in sorted(folder.rglob("*.py"))]
    own = _folder(f"baraza.{service}")
    if own is not None:
        files = [own / "domain" / "__init__.py", *_room(own, "messages"), *_room(own, "inbox")]
        lines += [_line(file) for file in files]
    return sha256("".join(sorted(lines)).encode()).hexdigest()


def _room(service: Path, name: str) -> Iterator[Path]:
    """A room's files, whether it is one module or has become a package."""
    module = service / f"{name}.py"
    if module.exists():
        yield module
    yield from sorted((service / name).rglob("*.py"))


def _line(file: Path) -> str:
    parts = file.parts
    start = len(parts) - 1 - parts[::-1].index("baraza")
    path = "/".join(parts[start:])
    return f"{sha256(file.read_bytes()).hexdigest()} {path}\n"


def _folder(package: str) -> Path | None:
    """Where a package lies, without importing it."""
    try:
        spec = find_spec(package)
    except ModuleNotFoundError:
        return None
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else None
