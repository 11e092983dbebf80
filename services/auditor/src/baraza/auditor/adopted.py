"""Which texts were in force, and which resolution of which bodies made them so."""

from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.decisions import Decision
from baraza.transparency import guards_of

_FROM_ABOVE = "oversight.inforce."


class Adopted:
    """Every adoption of a log, and the votes behind it."""

    def __init__(self) -> None:
        self._texts: list[tuple[int, str, int, Mapping[str, Any]]] = []
        self._resolutions: dict[str, dict[str, Any]] = {}
        self._votes: dict[str, list[dict[str, Any]]] = {}

    def see(self, decision: Decision) -> None:
        if decision.command.service != "oversight":
            return
        for index, event in decision.facts:
            data = event.data
            if event.name == "RulesInForce":
                version = event.document["entityversion"]
                self._texts.append((index, event.entity, version, data))
            elif event.name == "ResolutionAdopted":
                self._resolutions[str(data.get("resolution"))] = {
                    "resolution": data.get("resolution"),
                    "index": index,
                    "time": event.document["time"],
                    "approvals": data.get("approvals", []),
                }
            elif event.name == "BodyVoted":
                vote = {k: data.get(k) for k in ("body", "seats_for", "seats_against", "abstained")}
                self._votes.setdefault(str(data.get("resolution")), []).append(
                    {"index": index, **vote}
                )

    def of(self, *cited: Decision) -> list[dict[str, Any]]:
        """The texts that these decisions name or had read, as they stood before each.

        A decision names a text as `<kind>.<version>`, as a refusal does, by its digest, as a
        member `<kind>` or `<kind>_version`, or by having read its adoption.
        """
        found: dict[tuple[str, str, str], dict[str, Any]] = {}
        for decision in cited:
            words = set().union(*(set(_words(entry.data)) for entry in decision.entries))
            guards = guards_of(decision.command.document)
            for index, entity, version, text in self._texts:
                rule = f"{text.get('kind')}.{text.get('version')}"
                digest = text.get("digest")
                named = rule in words or (isinstance(digest, str) and digest in words)
                read = entity.startswith(_FROM_ABOVE) and guards.get(entity) == version
                if index < decision.command.document["basis"] and (named or read):
                    key = (str(text.get("kind")), str(text.get("programme")), rule)
                    found[key] = self._told(index, rule, text)
        return sorted(found.values(), key=lambda one: int(one["index"]))

    def resolution(self, id_: Any) -> dict[str, Any] | None:
        """The adoption of a resolution with its votes; None: no such one was adopted."""
        by = self._resolutions.get(str(id_))
        return _with(by, self._votes.get(str(id_), [])) if by else None

    def _told(self, index: int, rule: str, text: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "index": index,
            "rule": rule,
            "programme": text.get("programme"),
            "from_on": text.get("from_on"),
            "digest": text.get("digest"),
            "adopted_by": self.resolution(text.get("resolution")),
        }


def _with(resolution: Mapping[str, Any], votes: list[dict[str, Any]]) -> dict[str, Any]:
    """A resolution with the votes that came before its adoption; later ones changed nothing."""
    counted = [vote for vote in votes if vote["index"] < resolution["index"]]
    return {**resolution, "votes": counted}


def _words(data: Any) -> Iterator[str]:
    """Every string in some data, and each `<kind>` or `<kind>_version` as the rule it names."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from _words(value)
            if isinstance(value, int):
                yield f"{name.removesuffix('_version')}.{value}"
    elif isinstance(data, list):
        for value in data:
            yield from _words(value)
    elif isinstance(data, str):
        yield data
