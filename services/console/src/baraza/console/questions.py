"""Which questions there are, and what each may be asked with: read from the services' wirings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from baraza.console.home import SERVICES
from baraza.messaging.doors import form_of
from baraza.messaging.parts import Query, ServiceParts
from baraza.messaging.settings import Settings


@dataclass(frozen=True)
class Question:
    """One question of one service."""

    service: str
    name: str
    what: str
    needs: Sequence[str]
    takes: Sequence[str]
    """What may be left out."""

    @property
    def line(self) -> str:
        """As one writes it."""
        words = [f"{name}=..." for name in self.needs] + [f"[{name}=...]" for name in self.takes]
        return " ".join((self.service, self.name, *words))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def every(services: Sequence[str] = SERVICES) -> Sequence[Question]:
    """All questions of these services. Each `app` is loaded by its name; nothing is started."""
    with TemporaryDirectory() as nowhere:
        return [one for service in services for one in _of(service, Path(nowhere))]


def _of(service: str, nowhere: Path) -> Iterator[Question]:
    app = import_module(f"baraza.{service}.app")
    parts: ServiceParts = app.parts_of(Settings(service=service, home=nowhere, seed_file=None))
    yield from _questions(service, parts.queries)
    for held in (parts.projector, parts.vault):
        if held is not None:
            held.close()


def _questions(service: str, queries: Mapping[str, Query]) -> Iterator[Question]:
    for name, query in sorted(queries.items()):
        form = form_of(query)
        fields = form.model_fields if form else {}
        what = " ".join((query.__doc__ or "").split())
        needs = [field for field, info in fields.items() if info.is_required()]
        takes = [field for field, info in fields.items() if not info.is_required()]
        yield Question(service, name, what, needs, takes)
