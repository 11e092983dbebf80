"""Keep the log of a small programme: `python contracts/keep.py` lives it and files its export.

The kept log is replayed in every test run (`tests/contracts/test_kept.py`): decided again, it must
come out the same and fold to the same digests, whatever else has changed.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import generate

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from folders import small

KEPT = Path(__file__).parents[1] / "tests" / "kept"


def lived(programme: Path, home: Path) -> tuple[int, Any]:
    """`baraza pilot`: its exit code and what it tells."""
    done = subprocess.run(  # noqa: S603 - this Python, these words
        [
            *(sys.executable, "-m", "baraza.console.cli", "pilot", "--json"),
            *("--input", str(programme), "--home", str(home)),
        ],
        stdout=subprocess.PIPE,
        check=False,
    )
    return done.returncode, json.loads(done.stdout or b"{}")


def claims(replayed: dict[str, Any]) -> dict[str, Any]:
    """What must come out the same for ever, of what a replay tells."""
    names = ("origin", "size", "decisions", "same", "different", "unverifiable", "state")
    return {name: replayed[name] for name in names}


def main() -> int:
    if generate.differing():
        print("what is generated is not what the code says: run `make generate` first")
        return 1
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        programme = small(Path(folder) / "in", mentees=6, mentors=6)
        code, told = lived(programme, home)
        if code:
            print(f"the programme did not come to a good end: {told.get('replay', told)}")
            return code
        shutil.rmtree(KEPT, ignore_errors=True)
        shutil.copytree(home / "export", KEPT / "export")
    kept = {"root": told["log"]["root"], **claims(told["replay"])}
    text = json.dumps(kept, indent=1, sort_keys=True)
    (KEPT / "claims.json").write_text(text + "\n", encoding="utf-8")
    print(f"kept: {kept['size']} entries, root {kept['root']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
