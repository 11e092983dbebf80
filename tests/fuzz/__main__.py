"""`python -m fuzz [COUNT] [--seed N]`, in tests/: try every reader, print what became of it."""

import sys
import time
from argparse import ArgumentParser

from fuzz.runs import Found, run_all


def main() -> int:
    parser = ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=1_000_000, metavar="COUNT")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    asked = parser.parse_args()
    began, inputs = time.monotonic(), 0
    try:
        for count in run_all(asked.count, asked.seed):
            sys.stdout.write(f"{count}\n")
            sys.stdout.flush()
            inputs += count.inputs
    except Found as found:
        sys.stdout.write(f"{found}\n")
        return 1
    seconds = time.monotonic() - began
    sys.stdout.write(f"{inputs:,} inputs in {seconds:.0f} seconds: a value or its own error each\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
