"""Who was matched with whom, since when and why; who was not, and why: from the facts alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from baraza.auditor.chain import Chain
from baraza.auditor.decisions import Decision, named_in
from baraza.auditor.sentences import fact as says
from baraza.decider import Entry

_OF_A_ROUND = (
    *("RoundAnnounced", "RoundFrozen", "BeaconRecorded", "RoundSettled", "RoundUnanswered"),
    "OutcomesReleased",
)
_Facts = Sequence[tuple[int, Entry]]


def answer(chain: Chain, fact: Entry) -> Mapping[str, Any] | None:
    """The answer that a fact of matching is part of; None: it is about something else."""
    if fact.service != "matching":
        return None
    mentor, mentee = named_in(fact.data, "mentor", "mentee")
    if isinstance(mentor, str) and isinstance(mentee, str):
        return _pair(chain, fact)
    return _unmatched(chain, fact) if fact.name == "MenteeUnmatched" else None


def cited(chain: Chain, told: Mapping[str, Any] | None) -> list[Decision]:
    """The decisions of the round, whose rules are those of its outcome."""
    facts = _round(chain, told["round"]) if told else {}
    return [chain.decision_of(fact) for _, fact in facts.values()]


def _pair(chain: Chain, fact: Entry) -> dict[str, Any]:
    """Of these two, from their last proposal that is not after the fact."""
    index = chain.index_of(fact)
    about = chain.about(fact)
    begins = [at for at, one in about if one.name == "PairProposed" and at <= index]
    since = begins[-1] if begins else about[0][0]
    later = [at for at, one in about if one.name == "PairProposed" and at > index]
    until = later[0] if later else about[-1][0] + 1
    facts = [(at, one) for at, one in about if since <= at < until]
    first = {one.name: (at, one) for at, one in reversed(facts)}
    proposed, started = first.get("PairProposed"), first.get("RelationshipStarted")
    said = proposed[1].data if proposed else {}
    round_ = _text(said.get("round") or fact.data.get("round"))
    return {
        "kind": "pair",
        "mentor": fact.data["mentor"],
        "mentee": fact.data["mentee"],
        "since": started[1].document["time"] if started else None,
        "state": _state(facts),
        "round": round_,
        "why": {"origin": said.get("origin"), "score": said.get("score"), **_chosen(chain, round_)},
        "path": _path(chain, round_, facts),
    }


def _unmatched(chain: Chain, fact: Entry) -> dict[str, Any]:
    data = fact.data
    entered = [(at, one) for at, one in chain.facts_on(fact.entity) if one.name != fact.name]
    why = {"reason": str(data.get("reason")), "shortage": data.get("shortage")}
    round_ = _text(data.get("round"))
    return {
        "kind": "unmatched",
        "mentee": str(data.get("person")),
        "since": fact.document["time"],
        "round": round_,
        "why": {**why, **_chosen(chain, round_)},
        "path": _path(chain, round_, [*entered, (chain.index_of(fact), fact)]),
    }


def _state(facts: _Facts) -> str:
    """How it stands at the end of the log."""
    state = "proposed"
    for _, fact in facts:
        match fact.name:
            case "OfferEnded" | "RelationshipEnded":
                state = str(fact.data.get("how"))
            case "RelationshipStarted":
                state = "live"
            case "ClosureBegun":
                state = "closing"
            case _:
                pass
    return state


def _round(chain: Chain, round_: str | None) -> dict[str, tuple[int, Entry]]:
    """The facts of a round by their names; of each the first."""
    facts = chain.facts_on(f"matching.round.{round_}") if round_ else []
    return {one.name: (at, one) for at, one in reversed(facts) if one.name in _OF_A_ROUND}


def _chosen(chain: Chain, round_: str | None) -> dict[str, Any]:
    """What a round rested on and came to, as anybody can compute it again."""
    facts = _round(chain, round_)
    settled = facts.get("RoundSettled")
    drawn = facts.get("BeaconRecorded")
    if settled is None:
        return {}
    announced = facts.get("RoundAnnounced")
    names = ("matched", "unmatched", "welfare", "gap")
    exhibits = {k: _exhibit(settled[1].data.get(k)) for k in ("instance", "result")}
    chance = drawn[1].data.get("randomness") if drawn else None
    numbers = dict(zip(names, named_in(settled[1].data, *names), strict=True))
    policy = announced[1].data.get("policy") if announced else None
    return {**numbers, **exhibits, "randomness": chance, "policy": policy}


def _path(chain: Chain, round_: str | None, facts: _Facts) -> list[dict[str, Any]]:
    """The facts that led here and on, in order."""
    every = dict((*_round(chain, round_).values(), *facts))
    return [
        {
            "index": at,
            "fact": one.name,
            "time": one.document["time"],
            "data": one.data,
            "says": says(one, chain.names),
        }
        for at, one in sorted(every.items())
    ]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _exhibit(named: Any) -> Any:
    return named.get("exhibit") if isinstance(named, Mapping) else None
