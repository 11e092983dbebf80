"""`happenings.csv`: what happens to whom on which day, and how each kind tells its detail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator

from baraza.console.programme.cells import Day, OptionalRef, Value, choice

_DATE = r"\d{4}-\d{2}-\d{2}"
_CODE = r"[a-z][a-z0-9_]{0,63}"
_TEXT = r"[^;]*[^;\s][^;]*"


@dataclass(frozen=True)
class Kind:
    """One kind of happening: whom it names, and the form of its detail."""

    detail: str = ""
    form: str = "no detail"
    person: bool = True
    other: bool = False


_REASON = Kind(rf"reason (?P<reason>{_CODE})", "'reason CODE'")
_EXPECT = rf"expect (?P<expect>{_CODE})"
_COLLABORATION = Kind(
    "(?P<outcome>confirmed|not confirmed)", "'confirmed' or 'not confirmed'", other=True
)

KINDS: Mapping[str, Kind] = {
    "appeals_selection": Kind("(?P<outcome>upheld|dismissed)", "'upheld' or 'dismissed'"),
    "activates_without_training": Kind(_EXPECT, "'expect CODE'"),
    "external_tries_to_decide": Kind(_EXPECT, "'expect CODE'"),
    "spends_outside_ring_fence": Kind(_EXPECT, "'expect CODE'", person=False),
    "mentor_pauses": Kind(
        rf"until (?P<until>{_DATE}) reason (?P<reason>{_CODE})", "'until DATE reason CODE'"
    ),
    "mentor_withdraws": _REASON,
    "asks_for_rematch": _REASON,
    "reports_incident_sealed": Kind(
        rf"measure (?P<measure>{_CODE}); decided (?P<decided>{_DATE}) (?P<outcome>{_CODE})",
        "'measure KIND; decided DATE OUTCOME'",
        other=True,
    ),
    "leader_suggests_change": Kind(
        rf"(?P<text>{_TEXT}); (?P<outcome>adopted|declined)(?:: (?P<reason>{_TEXT}))?",
        "'TEXT; adopted' or 'TEXT; declined: REASON'",
    ),
    "declares_barrier": Kind(
        rf"(?P<kind>{_CODE}) (?P<from>{_DATE}) (?P<until>{_DATE}); (?P<outcome>accepted|declined)",
        "'KIND FROM UNTIL; accepted'",
    ),
    "role_term_ends": Kind(
        rf"reason (?P<reason>{_CODE}); (?P<then>stays silent|accepts (?P<role>{_CODE}))",
        "'reason CODE; stays silent' or 'reason CODE; accepts ROLE'",
    ),
    "time_rules_change": Kind(
        r"zone (?P<zone>[A-Za-z0-9_+/-]+) offset (?P<offset>-?\d{1,4})"
        rf" from (?P<from>{_DATE}T\d\d:\d\dZ)",
        "'zone Z offset MINUTES from INSTANT'",
        person=False,
    ),
    "workshop_moves": Kind(
        rf"(?P<which>{_TEXT}); ground (?P<ground>{_CODE})", "'which; ground CODE'", person=False
    ),
    "envelope_short": Kind(
        rf"(?P<whose>{_TEXT}); funded (?P<funded>{_DATE})", "'whose; funded DATE'", person=False
    ),
    "leader_report_late": Kind(),
    "collaboration_declared": _COLLABORATION,
    "requests_erasure": Kind(),
    "sample_is_drawn": Kind(r"size (?P<size>[1-9]\d{0,3})", "'size N'", person=False),
    "finding_is_raised": Kind(
        rf"(?P<what>{_TEXT}); closed (?P<closed>{_DATE})", "'what; closed DATE'", person=False
    ),
    "open_role_declared": Kind(rf"(?P<position>{_CODE})", "a position's code", person=False),
    "role_filled_by_participant": Kind(rf"(?P<position>{_CODE})", "a position's code"),
}


class Happening(Value):
    """One line. `said` holds the parts of the detail by name."""

    on: Day
    what: Annotated[str, BeforeValidator(choice(*KINDS))]
    person_ref: OptionalRef
    other_ref: OptionalRef
    detail: str

    @property
    def said(self) -> dict[str, str]:
        match = re.fullmatch(KINDS[self.what].detail, self.detail)
        return {k: v for k, v in match.groupdict().items() if v is not None} if match else {}
