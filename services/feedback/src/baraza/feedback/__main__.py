"""Runs feedback."""

import asyncio
import sys

from baraza.feedback.app import build

if __name__ == "__main__":
    sys.exit(asyncio.run(build().run()))
