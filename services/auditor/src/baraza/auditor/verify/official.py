"""V1: the checkpoint is signed by the log, cosigned by enough bodies, and not old."""

from dataclasses import dataclass
from datetime import UTC, datetime

from baraza.auditor.findings import UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.transparency import BadNote, OpenedNote, Policy, Verifier, open_note

_AHEAD = 300  # seconds that a cosignature may be in the auditor's future


@dataclass(frozen=True)
class Official:
    """How a checkpoint stands under a policy; `quorum_met` is None where none is asked for."""

    quorum_met: bool | None
    cosigned_by: tuple[dict[str, str], ...]
    age_seconds: int | None
    ahead: tuple[dict[str, str], ...] = ()  # cosignatures that are there, of a moment to come


def opened_checkpoint(log: Log, policy: Policy, findings: Findings) -> OpenedNote | None:
    """The note under the policy's keys, or None and a finding."""
    witnesses = (witness.verifier for witness in policy.witnesses)
    try:
        note = open_note(log.note, (*policy.log_verifiers, *witnesses))
    except BadNote as bad:
        findings.add("V1", "checkpoint", f"checkpoint: {bad}")
        return None
    signed = [v for v in note.verified if v in policy.log_verifiers]
    if not any(verifier.name == log.checkpoint.origin for verifier in signed):
        findings.add("V1", "no_log_signature", "checkpoint: no signature of the policy's log key")
        return None
    return note


def judge(
    note: OpenedNote,
    policy: Policy,
    findings: Findings,
    *,
    now: int,
    max_age: int,
    knows_clock: bool = True,
) -> Official:
    """Quorum and age at `now`, in seconds since 1970.

    `knows_clock`: whether the log could be read far enough to know by which clock it goes. Where
    not, a cosignature ahead of `now` is neither counted nor called one from the future.
    """
    names = {witness.verifier: witness.name for witness in policy.witnesses}
    times = {verifier: at for verifier, at in note.cosigned.items() if at <= now + _AHEAD}
    ahead = {verifier: at for verifier, at in note.cosigned.items() if verifier not in times}
    if knows_clock:
        for verifier, at in ahead.items():
            detail = f"the cosignature of {names[verifier]} is of {_instant(at)}, in the future"
            findings.add("V1", "future_cosignature", detail, exit_=UNCHECKED)
    elif ahead:
        detail = f"the cosignatures of {', '.join(sorted(names[one] for one in ahead))} are ahead "
        detail += "of this machine's clock; whether the log has a clock of its own stands in "
        detail += "entry 1, which cannot be read"
        findings.add("V1", "clock_unknown", detail, exit_=UNCHECKED)
    met = policy.met_by(times.keys())
    since = _quorum_since(policy, times) if met else None
    age = None if since is None else max(0, now - since)
    if met is False and (knows_clock or not policy.met_by(note.cosigned.keys())):
        findings.add("V1", "no_quorum", "too few bodies have cosigned", exit_=UNCHECKED)
    if since is not None and age is not None and age > max_age:
        detail = f"the newest quorum is of {_instant(since)}, {_long(age)} ago, more than the "
        detail += f"{_long(max_age)} asked for: the log has stopped, or you are shown an old one"
        findings.add("V1", "stale", detail, exit_=UNCHECKED)
    by, later = (
        tuple(
            {"name": name, "time": at}
            for name, at in sorted((names[one], _instant(at)) for one, at in some.items())
        )
        for some in (times, ahead)
    )
    return Official(met, by, age, later)


def all_after(official: Official, ms: int) -> bool:
    """Whether there is a quorum and all its cosignatures are later than this moment."""
    times = [datetime.fromisoformat(by["time"]) for by in official.cosigned_by]
    return bool(official.quorum_met) and all(at.timestamp() * 1000 > ms for at in times)


def _quorum_since(policy: Policy, times: dict[Verifier, int]) -> int:
    """The latest moment after which there still were enough cosignatures."""
    return max(
        at for at in times.values() if policy.met_by([v for v, t in times.items() if t >= at])
    )


def _long(seconds: int) -> str:
    """A span of time as somebody would say it, never longer than it is."""
    for unit, name in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * unit:
            return f"{seconds // unit} {name}"
    return f"{seconds} seconds"


def _instant(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return f"second {seconds}"
