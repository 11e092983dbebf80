"""`explain`: why one decision came out as it did, or every one that names a person."""

from argparse import Namespace

from baraza.auditor import words
from baraza.auditor.commands.arguments import Commands, Told, of_log, pseudonym
from baraza.auditor.findings import Findings
from baraza.auditor.source import Folder, Unreadable


def add(commands: Commands) -> None:
    one = of_log(commands, "explain", run, "why one decision came out as it did")
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument("--index", type=int, metavar="N", help="the decision that holds entry N")
    which.add_argument("--person", type=pseudonym, metavar="P", help="all that name a pseudonym")


def run(asked: Namespace, findings: Findings) -> Told:
    from baraza.auditor.explain import NotThere, explain, explain_person
    from baraza.auditor.log import Log

    log = Log.open(Folder(asked.dir))
    try:
        if asked.person:
            told = explain_person(log, findings, person=asked.person)
        else:
            told = explain(log, findings, index=asked.index)
    except NotThere as missing:
        raise Unreadable(str(missing)) from None
    return told, words.explained
