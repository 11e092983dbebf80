"""Runs oversight."""

import asyncio
import sys

from baraza.oversight.app import build

if __name__ == "__main__":
    sys.exit(asyncio.run(build().run()))
