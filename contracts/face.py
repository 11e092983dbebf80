"""The table of `face.md`: one row for each fact that other teams may build on.

Which facts they are, the code says (`Message.face`); owner and fields are taken from there too.
What no class says stands here: the entity, and when the fact is recorded.
"""

from collections.abc import Iterable, Iterator, Mapping

from baraza.decider import FieldCommitment, Message

MARK = "<!-- from here on made by `make generate` -->\n"

ROWS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("registration", "ProgrammeOpened"): (
        "programme",
        "a programme begins to run; nothing of it runs before",
    ),
    ("registration", "ProgrammeEnded"): (
        "programme",
        "it is over, and no relationship of it runs any more",
    ),
    ("registration", "SelectionSettled"): (
        "intake",
        "an intake's ranks are final; each person's own outcome follows",
    ),
    ("registration", "RoleGranted"): (
        "the role's name, with the person as id",
        "somebody takes part, mentors, trains, screens, coordinates, or holds a post",
    ),
    ("registration", "RoleChanged"): (
        "the role's name, with the person as id",
        "a mentor pauses or rests until a day, or is active again",
    ),
    ("registration", "RoleEnded"): (
        "the role's name, with the person as id",
        "somebody steps down or is told that the term is over",
    ),
    ("registration", "StageCompleted"): (
        "person",
        "the evidence that a stage asks for is there; `cited` are the entries that show it",
    ),
    ("registration", "ReportPublished"): (
        "report",
        "figures are published that follow from the log alone, small cells hidden",
    ),
    ("matching", "RoundSettled"): (
        "round",
        "a round's result has been proven best by its certificate",
    ),
    ("matching", "PairProposed"): (
        "places",
        "two people are asked to be a pair, by a round or because one of them waits",
    ),
    ("matching", "RelationshipStarted"): ("relationship", "both have accepted"),
    ("matching", "RelationshipChanged"): (
        "relationship",
        "the two pause until a day, go on, or go on longer; it holds where it is `complete`",
    ),
    ("matching", "RelationshipEnded"): (
        "relationship",
        "it was closed, ended before its time, or lapsed when its time was over",
    ),
    ("scheduling", "WorkshopAnnounced"): (
        "workshop",
        "a workshop has its leader and its hour; people may enrol",
    ),
    ("scheduling", "WorkshopChanged"): (
        "workshop",
        "it has another hour or leader; everybody enrolled is told",
    ),
    ("scheduling", "WorkshopCancelled"): ("workshop", "it will not be held"),
    ("scheduling", "WorkshopHeld"): ("workshop", "its leader says that it took place"),
    ("scheduling", "CompletionCertified"): (
        "certificate",
        "who attended as the criteria ask is certified; `cited` are the entries that show it",
    ),
    ("feedback", "MatterOpened"): (
        "suggestion",
        "a leader or trainer suggests that an instrument ask otherwise",
    ),
    ("feedback", "MatterDecided"): (
        "suggestion",
        "it is declined; one that is adopted is named by the text in force",
    ),
    ("feedback", "InterimMeasureTaken"): (
        "measure",
        "somebody is kept out until it is clear what happened; it says nothing of who is right",
    ),
    ("feedback", "InterimMeasureLifted"): ("measure", "they may take part again"),
    ("oversight", "RoleGranted"): ("seat", "a person takes a seat of a body"),
    ("oversight", "ResolutionAdopted"): (
        "resolution",
        "the last approval needed was given; all its effects stand in the same decision",
    ),
    ("oversight", "RulesInForce"): (
        "inforce",
        "a text binds from a day on; its digest names the `RulesDrafted` with the rules",
    ),
    ("oversight", "MandateChanged"): (
        "mandate",
        "a body may decide a kind of thing, or may no more",
    ),
    ("oversight", "MoneyMoved"): (
        "envelope",
        "money moves inside an envelope, or between it and its allocation",
    ),
    ("oversight", "MatterOpened"): (
        "the kind's name",
        "somebody asks, finds, appeals or warns, and a body has to answer in time",
    ),
    ("oversight", "MatterDecided"): ("the kind's name", "it has its outcome"),
    ("each of the five", "PersonErased"): (
        "erasure",
        "from here on no vault of this service holds anything personal of somebody",
    ),
}
"""By owner and fact, in the order of the table."""


def table(facts: Iterable[tuple[str, type[Message]]]) -> str:
    """The rows, from all facts of all services. Raises `KeyError` where one is not told of."""
    marked: dict[tuple[str, str], type[Message]] = {}
    for service, fact in facts:
        if fact.face:
            shared = fact.__name__ == "PersonErased"
            marked["each of the five" if shared else service, fact.__name__] = fact
    untold = marked.keys() ^ ROWS.keys()
    if untold:
        raise KeyError(f"ROWS and Message.face differ about {sorted(untold)}")
    return "\n".join(_lines(marked)) + "\n"


def _lines(marked: Mapping[tuple[str, str], type[Message]]) -> Iterator[str]:
    yield "| Fact | Owner | Entity | Fields | Recorded when |"
    yield "|---|---|---|---|---|"
    for (owner, name), (entity, when) in ROWS.items():
        fact = marked[owner, name]
        yield f"| `{name}.v{fact.v}` | {owner} | {entity} | {_fields(fact)} | {when} |"


def _fields(fact: type[Message]) -> str:
    return " ".join(
        f"`{name}`{'' if field.is_required() else '?'}"
        + (" (P)" if FieldCommitment.__name__ in str(field.annotation) else "")
        for name, field in fact.model_fields.items()
    )
