"""One seed from its plan to its judgement."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from simulation import rebuilt
from simulation.bus import RELIABLE, UNRELIABLE, Chance
from simulation.judges import judged
from simulation.story import Story, story_of
from simulation.virtual import run
from simulation.workload import ORIGIN, Lived, Plan, drawn, live


@dataclass(frozen=True)
class Verdict:
    """What came out of one run."""

    seed: int
    root: str
    size: int
    refused: int
    nonsense: int
    types: int
    """How many types of facts the log holds."""
    relationships: int
    met: Mapping[str, int]
    starts: Mapping[str, int]
    broken: int
    breaches: list[str] = field(default_factory=list)


def planned(seed: int) -> Plan:
    """Every third seed lives its year in earnest; of the others those that are odd meet a crowd."""
    chance = Chance(seed)
    nonsense = 0 if seed % 3 == 0 else 60 + chance.number(200, "how much nonsense")
    return Plan(seed, UNRELIABLE, nonsense, crowd=bool(nonsense and seed % 2))


def first(seed: int, folder: Path) -> Verdict:
    """The run on the unreliable bus, judged."""
    return _verdict(lived(planned(seed), folder), judge=True)


def second(seed: int, folder: Path) -> Verdict:
    """Another run, which must come to the same root: in a crowd on the same bus again, and where
    one thing is asked at a time on a bus on which nothing is ever lost."""
    plan = planned(seed)
    again = plan if plan.crowd else replace(plan, faults=RELIABLE)
    return _verdict(lived(again, folder), judge=False)


def lived(plan: Plan, folder: Path) -> Lived:
    return run(live(plan, drawn(folder / "programme", plan.seed), folder / "home"))


def _verdict(one: Lived, *, judge: bool) -> Verdict:
    story = story_of(one.kept)
    names = [fact.kind for fact in story.facts()]
    return Verdict(
        seed=one.plan.seed,
        root=one.root,
        size=len(one.kept),
        refused=sum(decision.refused is not None for decision in story.decisions),
        nonsense=one.nonsense,
        types=len(set(names)),
        relationships=names.count("matching.RelationshipStarted"),
        met=one.met,
        starts=one.starts,
        broken=len(one.broken),
        breaches=list(breaches(one, story)) if judge else [],
    )


def breaches(one: Lived, story: Story) -> Iterator[str]:
    """Everything that does not hold: of the log alone, and of what the services held."""
    yield from judged(story)
    yield from one.faults
    yield from _decided_again(one)
    yield from _made_again(one)
    yield from (f"I1: {wrong}" for wrong in rebuilt.against_schemas(one.kept, one.exhibits))
    for reply in one.receipts:
        if one.kept[reply.index].entry.id != reply.id:
            yield f"J4: {reply.id} was told that it stands at {reply.index}"
    for fact in story.facts():
        held = one.stores[fact.service].vault if fact.name == "PersonErased" else frozenset()
        if fact.data.get("pseudonym") in held:
            yield f"I50: {fact}: the vault holds something of {fact.data['pseudonym']}"


def _decided_again(one: Lived) -> Iterator[str]:
    replayed, findings = rebuilt.audited(ORIGIN, one.kept, one.exhibits)
    if replayed.different or replayed.unverifiable or not replayed.same:
        yield f"I2: {asdict(replayed)}"
    yield from (f"auditor: {finding}" for finding in findings)


def _made_again(one: Lived) -> Iterator[str]:
    """States and rows from nothing are those that the services held."""
    digests = rebuilt.digests(one.kept, list(one.stores))
    for name, held in one.stores.items():
        if held.halted or held.position != len(one.kept):
            yield f"{name} stands at {held.position} of {len(one.kept)}: {held.halted}"
        if held.state != digests[name]:
            yield f"{name}: its state is not the fold of the log"
        yield from (f"{name}: {parked}" for parked in held.parked)
        rows = rebuilt.rows(one.kept, name)
        for table in sorted(rows.keys() | held.rows.keys()):
            if rows.get(table) != held.rows.get(table):
                yield f"J3: {name}: {table} made again holds other rows"
