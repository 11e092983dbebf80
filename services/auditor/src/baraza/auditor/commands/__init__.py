"""The commands of `baraza-audit`, one module each: `add` its arguments, `run` it, say it."""

from baraza.auditor.commands import (
    as_of,
    check_evidence,
    check_proof,
    demo,
    diff,
    explain,
    path,
    prove,
    replay,
    report,
    sign,
    sql,
    verify,
    witness,
)

COMMANDS = (
    verify,
    replay,
    explain,
    path,
    as_of,
    report,
    sql,
    prove,
    check_proof,
    diff,
    check_evidence,
    witness,
    sign,
    demo,
)
