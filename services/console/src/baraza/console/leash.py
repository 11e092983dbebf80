"""Runs a foreign program that must not outlive us: `python -m baraza.console.leash PROGRAM ...`.

The program is stopped when our standard input closes, which happens also when whoever holds its
other end is killed. It is read with `os.read`: a buffered reader in a daemon thread aborts Python
at exit.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading

GRACE = 10.0
_PR_SET_PDEATHSIG = 1


def main(command: list[str]) -> int:
    """The program's exit code; it is asked to stop, and after a while it is stopped."""
    held = os.getpid()
    with subprocess.Popen(  # noqa: S603 - the command is the supervisor's
        command,
        stdin=subprocess.DEVNULL,
        preexec_fn=lambda: _die_with(held),  # noqa: PLW1509 - there is no thread yet
    ) as program:

        def stop(*_: object) -> None:
            if program.poll() is None:
                program.terminate()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=_watch, args=(program,), daemon=True).start()
        code = program.wait()
    return code if code >= 0 else 128 - code


def _watch(program: "subprocess.Popen[bytes]") -> None:
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    program.terminate()
    try:
        program.wait(GRACE)
    except subprocess.TimeoutExpired:
        program.kill()


def _die_with(parent: int) -> None:
    """Where the kernel knows it (Linux), a kill of the leash itself takes the program with it."""
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    except (OSError, AttributeError):
        return
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
