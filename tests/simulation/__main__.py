"""`python -m simulation SEED [--second]`: live one seed, and print what came of it as JSON."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from baraza.telemetry import logs
from simulation.court import first, second


def main() -> int:
    seed, again = int(sys.argv[1]), "--second" in sys.argv
    logs.configure("simulation", "json", "critical")
    with TemporaryDirectory() as folder:
        verdict = (second if again else first)(seed, Path(folder))
    sys.stdout.write(json.dumps(asdict(verdict), indent=1) + "\n")
    return 1 if verdict.breaches else 0


if __name__ == "__main__":
    sys.exit(main())
