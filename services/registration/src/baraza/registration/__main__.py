"""Runs registration."""

import asyncio
import sys

from baraza.registration.app import build

if __name__ == "__main__":
    sys.exit(asyncio.run(build().run()))
