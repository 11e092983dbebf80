"""`doctor ratchet`: the second store again, where it is gone for good."""

from pathlib import Path
from typing import Annotated

import typer

from baraza.console import second
from baraza.console.commands.options import DEFAULT_HOME, HomeOption
from baraza.console.home import Home


def ratchet(
    note: Annotated[
        Path, typer.Option("--from", help="The newest note of this log that a witness serves.")
    ],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Make the second store again from a witness's note, while no house runs.

    The note has to bear the log's own signature, and its root has to be that of as many entries,
    hashed again from their bytes. A second store that is there is only ever moved forward.
    """
    size = second.restored(Home(home), note)
    print(f"The second store knows {size} entries again. Start the house with `baraza up`.")
