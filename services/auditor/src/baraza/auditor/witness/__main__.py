"""A house's own witness: only what serving needs is loaded."""

import sys
from argparse import ArgumentParser

from baraza.auditor.source import Unreadable
from baraza.auditor.witness import arguments
from baraza.auditor.witness.serving import serve


def main() -> int:
    parser = ArgumentParser(prog="witness", description=__doc__)
    arguments.add(parser)
    try:
        serve(arguments.wish(parser.parse_args()))
    except Unreadable as unreadable:
        print(f"Unreadable: {unreadable}", file=sys.stderr)
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())
