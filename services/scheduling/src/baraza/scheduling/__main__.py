"""Runs scheduling."""

import asyncio
import sys

from baraza.scheduling.app import build

if __name__ == "__main__":
    sys.exit(asyncio.run(build().run()))
