"""`explain`: why one decision came out as it did, or every one that names a person."""

from argparse import Namespace

from baraza.auditor import words
from baraza.auditor.commands.arguments import (
    Commands,
    Told,
    of_log,
    only_world,
    own_file,
    pseudonym,
)
from baraza.auditor.findings import Findings
from baraza.auditor.source import Unreadable, opened, read_file


def add(commands: Commands) -> None:
    one = of_log(commands, "explain", run, "why one decision came out as it did")
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument("--index", type=int, metavar="N", help="the decision that holds entry N")
    which.add_argument("--person", type=pseudonym, metavar="P", help="all that name a pseudonym")
    one.add_argument(
        "--policy", type=own_file, metavar="FILE", help="verify its standing under this"
    )


def run(asked: Namespace, findings: Findings) -> Told:
    from baraza.auditor.explain import NotThere, explain, explain_person
    from baraza.auditor.log import Log

    log = Log.open(opened(asked.dir))
    if only_world(log, findings, "explain", asked.index):
        return {"tier": "world"}, words.found
    policy = read_file(asked.policy) if asked.policy else None
    try:
        if asked.person:
            who = asked.person
            told = explain_person(log, findings, person=who, policy=policy, now=asked.now)
        else:
            told = explain(log, findings, index=asked.index, policy=policy, now=asked.now)
    except NotThere as missing:
        raise Unreadable(str(missing)) from None
    return told, words.explained
