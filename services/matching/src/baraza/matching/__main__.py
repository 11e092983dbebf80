"""Runs matching."""

import asyncio
import sys

from baraza.matching.app import build

if __name__ == "__main__":
    sys.exit(asyncio.run(build().run()))
