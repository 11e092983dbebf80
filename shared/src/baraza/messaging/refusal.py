"""What no further start mends: whoever keeps a part alive stops, and tells why."""

from typing import Final

REFUSED_EXIT: Final = 78
"""As sysexits.h has it: something around the process is wrong. It is not started again."""


class StartRefused(Exception):
    """A part will not run on what it found; it left everything as it was.

    `detail` is the whole sentence for an operator: what was found, where, and what to do.
    """

    @property
    def detail(self) -> str:
        return str(self)
