"""How much memory each process of a house holds."""

from pathlib import Path

from baraza.console.home import Home


def resident(home: Home) -> dict[str, float]:
    """Megabytes by part, and their sum; nothing where the machine does not tell."""
    told = {}
    for file in sorted(home.run.glob("*.pid")):
        held = sum(_of(int(pid)) for pid in [file.read_text()])
        if held:
            told[file.stem] = round(held / 1024, 1)
    return {**told, "sum": round(sum(told.values()), 1)} if told else {}


def _of(pid: int) -> int:
    """Resident kilobytes."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)
