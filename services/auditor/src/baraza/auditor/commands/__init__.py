"""The commands of `baraza-audit`, one module each: `add` its arguments, `run` it, say it."""

from baraza.auditor.commands import explain, replay, verify, witness

COMMANDS = (verify, replay, explain, witness)
