"""Under which right somebody asked: a mandate, a seat, a role, with the resolution behind it."""

from typing import Any

from baraza.auditor.adopted import Adopted
from baraza.auditor.decisions import Decision
from baraza.auditor.sentences import Names, fact
from baraza.decider import Entry
from baraza.transparency import guards_of

_ROLES = {"mentee": "participant", "leader": "trainer"}
"""What an asker acts as, where the role that was given bears another name."""
_Facts = list[tuple[int, Entry]]


class Rights:
    """Every mandate, seat and role that a log gives, in order.

    It tells what stood in the log before a decision, and judges nothing: whether the right was
    enough, the rules decided, and whoever replays decides again.
    """

    def __init__(self, adopted: Adopted, names: Names) -> None:
        self._adopted, self._names = adopted, names
        self._mandates: dict[str, _Facts] = {}
        self._seats: dict[str, _Facts] = {}
        self._roles: dict[tuple[str, str], _Facts] = {}
        self._people: dict[str, _Facts] = {}

    def see(self, decision: Decision) -> None:
        for index, event in decision.facts:
            data = event.data
            match event.service, event.name:
                case "oversight", "MandateChanged":
                    self._mandates.setdefault(str(data.get("body")), []).append((index, event))
                case "oversight", "RoleGranted" | "RoleEnded":
                    self._seats.setdefault(str(data.get("seat")), []).append((index, event))
                case "registration", "RoleGranted" | "RoleEnded" | "RoleChanged":
                    key = (str(data.get("person")), str(data.get("role")))
                    self._roles.setdefault(key, []).append((index, event))
                case "registration", "PersonRegistered":
                    self._people.setdefault(str(data.get("person")), []).append((index, event))
                case _:
                    pass

    def of(self, decision: Decision) -> dict[str, Any]:
        """What gave the asker the right, the newest last; each with its entry."""
        document = decision.command.document
        kind, _, id_ = document["actor"].partition(".")
        acting_as, basis = document["actingas"], document["basis"]
        seat = acting_as.removeprefix("seat.") if acting_as.startswith("seat.") else None
        body = id_ if kind == "body" else None
        given: _Facts = []
        if seat is not None:
            seated = [(at, one) for at, one in self._seats.get(seat, []) if at < basis]
            given += seated[-1:]
            body = str(seated[-1][1].data.get("body")) if seated else None
        if kind == "person" and seat is None:
            role = _ROLES.get(acting_as, acting_as)
            held = self._roles.get((id_, role)) or self._people.get(id_, [])
            given += [(at, one) for at, one in held if at < basis][-1:]
        if body is not None:
            given += self._of_body(body, acting_as if kind == "body" else None, decision)
        return {"as": acting_as, "body": body, "given": [self._told(*one) for one in given]}

    def _of_body(self, body: str, kind: str | None, decision: Decision) -> _Facts:
        """The mandates that a body held as the decision had read them; one kind, if it is named."""
        version = guards_of(decision.command.document).get(f"oversight.mandate.{body}")
        held: dict[tuple[str, str], tuple[int, Entry]] = {}
        for index, event in self._mandates.get(body, []):
            unread = version is not None and event.document["entityversion"] > version
            if unread or index >= decision.command.document["basis"]:
                break
            for one in _kinds(event):
                key = (str(one), str(event.data.get("programme")))
                if event.data.get("change") == "end":
                    held.pop(key, None)
                else:
                    held[key] = (index, event)
        named = [given for (one, _), given in held.items() if one == kind]
        return [*sorted(dict(named or held.values()).items(), key=lambda given: given[0])]

    def _told(self, index: int, event: Entry) -> dict[str, Any]:
        return {
            "index": index,
            "fact": event.name,
            "says": fact(event, self._names),
            "kinds": _kinds(event),
            "adopted_by": self._adopted.resolution(event.data.get("resolution")),
        }


def _kinds(event: Entry) -> list[Any]:
    kinds = event.data.get("kinds")
    return kinds if isinstance(kinds, list) else []
