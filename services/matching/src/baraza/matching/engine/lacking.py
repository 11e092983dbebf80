"""Why an engine cannot answer here."""


class NoEngine(Exception):
    """An engine that cannot answer here. Take the reference engine, or install the extra."""


class TooLarge(NoEngine):
    """The library multiplies costs by the number of nodes, and these would not fit 64 bits."""

    def __init__(self, mentees: int, mentors: int) -> None:
        super().__init__(
            f"{mentees} mentees and {mentors} mentors are too many for the numbers of OR-Tools: "
            "take --engine reference"
        )
