"""Runs the ledger."""

import sys

from baraza.ledger.app import main

if __name__ == "__main__":
    sys.exit(main())
