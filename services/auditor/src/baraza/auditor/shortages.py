"""Why there was no place, from a round's own files: by counting, with nothing of its rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baraza.auditor.log import Log
from baraza.auditor.pairs_proven import Proven
from baraza.auditor.released import Release
from baraza.matching.domain.v1.certificate import canonical, digest, strict

Why = tuple[bool | None, Mapping[str, Any]]
"""Whether the reason comes out again, and what it rests on; None: something is not here."""
_SHORTAGE = "baraza-matching-shortage/1"


@dataclass(frozen=True)
class Places:
    """Of any policy's question and answer what a place needs: who may go where, and who is there.

    Both files were proven before.
    """

    round: str
    places: Mapping[str, int]
    candidates: Mapping[str, tuple[str, ...]]
    mate: Mapping[str, str]
    held: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls, log: Log, told: Mapping[str, Any]) -> "Places | None":
        """None: the round was not proven, or its files are not here."""
        if not told["verified"]:
            return None
        files = [log.exhibit(str(told[name])) for name in ("instance", "result")]
        if None in files:
            return None
        asked, answer = (strict(body) for body in files if body is not None)
        mentors = [one["id"] for one in asked["mentors"]]
        rows = {one["id"]: one["mentors"] for one in asked["mentees"]}
        mate = dict(answer["pairs"])
        return cls(
            round=asked["round"],
            places={one["id"]: one["places"] for one in asked["mentors"]},
            candidates={id_: tuple(mentors[j] for j in row) for id_, row in rows.items()},
            mate=mate,
            held={one: tuple(id_ for id_ in rows if mate.get(id_) == one) for one in mentors},
        )


def no_candidate(places: Places, mentee: str, by: Proven) -> Why:
    """1. The question has no mentor for them. 2. A rule stands against every single one."""
    # 1.
    if places.candidates[mentee]:
        return False, {}
    # 2.
    if by.solved is None or by.exclusions is None:
        return None, {}
    codes: dict[str, int] = {}
    for mentor in by.solved.mentors.values():
        told = by.exclusions.codes(by.solved.asked, by.solved.mentees[mentee], mentor)
        code = " or ".join(told)
        codes[code] = codes.get(code, 0) + 1
    return "" not in codes, {"excluded": dict(sorted(codes.items()))}


def shortage(places: Places, mentee: str, told: str | None) -> Why:
    """1. They have no place. 2. All mentors permitted to these mentees are these. 3. Their places
    are fewer than these mentees. 4. It is the set that the fact names."""
    # 1.
    if mentee in places.mate or not places.candidates[mentee]:
        return False, {}
    mentees, mentors = {mentee}, set[str]()
    ahead = [mentee]
    while ahead:
        reached = [one for one in places.candidates[ahead.pop()] if one not in mentors]
        for mentor in reached:
            mentors.add(mentor)
            ahead += [one for one in places.held[mentor] if one not in mentees]
            mentees.update(places.held[mentor])
    # 2.
    if any(not mentors.issuperset(places.candidates[one]) for one in mentees):
        return False, {}
    # 3.
    count = sum(places.places[mentor] for mentor in mentors)
    said = {"mentees": sorted(mentees), "mentors": sorted(mentors), "places": count}
    named = digest(canonical({"format": _SHORTAGE, "round": places.round, **said}))
    # 4.
    return len(mentees) > count and named == f"sha256:{told}", {**said, "digest": named}


def outranked(places: Places, mentee: str, by: Proven) -> Why:
    """1. They have no place. 2. All mentors permitted to them are full. 3. The answer is stable, as
    was proven: none of those mentors would rather have them."""
    full = [one for one in places.candidates[mentee] if len(places.held[one]) == places.places[one]]
    holds = (
        mentee not in places.mate
        and full == [*places.candidates[mentee]] != []
        and by.told.get("policy") == "stable"
    )
    return holds, {"full": full}


def left(state: Any, round_: str, mentee: str) -> Why:
    """By the facts before the release they had left the programme, or were erased."""
    if state is None:
        return None, {}
    return not state.stays(mentee, state.rounds[round_].programme), {}


def place_lost(places: Places, mentee: str, state: Any, release: Release) -> Why:
    """1. The answer had a mentor for them. 2. By the facts before the release this mentor was not
    active, or had no place left beside those whom the same release puts there; or the mentee was
    kept out by an interim measure."""
    # 1.
    mentor = places.mate.get(mentee)
    if mentor is None:
        return False, {}
    # 2.
    if state is None:
        return None, {"mentor": mentor}
    programme = state.rounds[places.round].programme
    active = state.active_mentor(mentor, programme, release.at)
    given = sum(whom == mentor for _, whom in release.proposed)
    room = state.free(mentor) - given
    kept_out = not state.may_be_paired(mentee, programme)
    why = {"mentor": mentor, "active": active, "free": max(0, room), "kept_out": kept_out}
    return not active or room < 1 or kept_out, why
