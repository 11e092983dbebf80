"""`as-of`: any state at an index or a date, on both axes of time."""

import re
from argparse import ArgumentTypeError, Namespace

from baraza.auditor import words
from baraza.auditor.commands.arguments import Commands, Told, index, of_log, only_world
from baraza.auditor.findings import Findings
from baraza.auditor.moments import BadMoment, moment_ms
from baraza.auditor.progress import watched
from baraza.auditor.source import Unreadable, opened

SERVICES = ("ledger", "registration", "matching", "scheduling", "feedback", "oversight")


def add(commands: Commands) -> None:
    one = of_log(commands, "as-of", run, "any state at an index or a date, on both axes of time")
    when = one.add_mutually_exclusive_group()
    when.add_argument("--index", type=index, metavar="N", help="after the first N entries")
    when.add_argument(
        "--date", type=_moment, metavar="D", help="what had happened by this day or instant"
    )
    one.add_argument(
        "--recorded", type=_moment, metavar="D", help="of what was recorded by this day or instant"
    )
    which = one.add_mutually_exclusive_group()
    which.add_argument(
        "--entity", type=_entity, metavar="KEY", help="such as registration.mentor.p41d09"
    )
    which.add_argument("--service", choices=SERVICES, help="all that its rules knew")


def run(asked: Namespace, findings: Findings) -> Told:
    from baraza.auditor.as_of import NoRules, View, entity_as_of, log_as_of, service_as_of
    from baraza.auditor.log import Log

    log = Log.open(opened(asked.dir))
    if only_world(log, findings, "as-of"):
        return {"tier": "world"}, words.found
    if asked.index is not None and asked.index > log.size:
        raise Unreadable(f"the log has {log.size} entries")
    view = View(log, asked.index, asked.date, asked.recorded, watched("as-of"))
    if asked.entity:
        return entity_as_of(view, asked.entity), words.entity_stood
    if not asked.service:
        return log_as_of(view), words.log_stood
    try:
        return service_as_of(view, asked.service, findings), words.service_stood
    except NoRules as none:
        raise Unreadable(str(none)) from None


def _entity(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,31}\.[a-z][a-z0-9-]{0,31}\.[A-Za-z0-9_-]{1,64}", text):
        raise ArgumentTypeError("service, kind and id, such as registration.mentor.p41d09")
    return text


def _moment(text: str) -> int:
    try:
        return moment_ms(text)
    except BadMoment as bad:
        raise ArgumentTypeError(str(bad)) from None
