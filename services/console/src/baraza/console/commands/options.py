"""Options that several commands take."""

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_HOME = Path("data")

HomeOption = Annotated[Path, typer.Option("--home", help="The house's data directory.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
TracesOption = Annotated[bool, typer.Option("--traces", help="Write traces to HOME/run.")]
TogetherOption = Annotated[
    bool | None,
    typer.Option(
        "--together/--apart",
        help="All parts in one process, or each in its own.",
        show_default="apart, from 2 GB of memory on",
    ),
]
PortOption = Annotated[
    int | None, typer.Option("--port", min=1, max=65535, help="Port of nats-server; else any free.")
]
