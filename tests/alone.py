"""`python tests/alone.py MEMBER`, where one member is installed and no other: it starts.

Run by `make alone` in an environment of its own, without pytest and without anything else of ours.
"""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from tempfile import TemporaryDirectory

NEITHER_BUS_NOR_DATABASE = ("faststream", "nats", "sqlalchemy", "opentelemetry", "structlog")


def a_service(name: str) -> None:
    """It is wired from settings alone, up to where it would call the bus."""
    import_module(f"baraza.{name}.app").build()


def the_ledger(name: str) -> None:
    """It starts, and ends with the code of one that has no keys."""
    app = import_module(f"baraza.{name}.app")
    assert app.main() == app.REFUSED_EXIT


def the_auditor(name: str) -> None:
    """It has every service's rules."""
    deciders = import_module(f"baraza.{name}.deciders")
    assert len(deciders.deciders(deciders.SERVICES)) >= len(deciders.SERVICES)
    assert not any(map(find_spec, NEITHER_BUS_NOR_DATABASE))
    a_command(name)


def a_command(name: str) -> None:
    """Its command line is there."""
    assert callable(import_module(f"baraza.{name}.cli").main)


STARTS: dict[str, Callable[[str], None]] = {
    "ledger": the_ledger,
    "auditor": the_auditor,
    "console": a_command,
}


def main(member: str) -> None:
    with TemporaryDirectory() as home:
        os.environ["BARAZA_HOME"] = home
        STARTS.get(member, a_service)(member)
    print(f"baraza-{member} stands alone")


if __name__ == "__main__":
    main(sys.argv[1])
