"""Runs the relay: a process of its own."""

import asyncio
import sys

from baraza.ledger.relay.app import RelaySettings, build
from baraza.telemetry import logs, traces


def main() -> int:
    """The exit code of a relay run to its end."""
    settings = RelaySettings()
    logs.configure(settings.service, settings.log_format, settings.log_level)
    traces.configure(settings.service, settings.traces_file)

    async def run() -> None:
        await build(settings).run()

    try:
        asyncio.run(run())
    except Exception as error:  # noqa: BLE001 - the reason goes to the log, the code to the caller
        logs.log().error("the relay could not go on", error=error, why=str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
