"""Of whoever was asked or came by each way, how many came how far."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from baraza.registration import read_model
from baraza.registration.api.forms import Pipeline, Yield

FIRST_POOLS = ("current_advisory_board", "former_board", "current_board", "open_call")
Row = Mapping[str, Any]


def pools_of(connection: Connection, programme: str | None) -> dict[str, Yield]:
    """A mentor's pool is that of the invitation or of the application."""
    intakes = [r for r in read_model.intakes(connection, programme) if r["role"] == "mentor"]
    offers = [row for i in intakes for row in read_model.offers(connection, i["intake"])]
    applied = [row for i in intakes for row in read_model.candidacies(connection, i["intake"])]
    active = read_model.holders(connection, "mentor", programme)
    invited = [row for row in offers if row["kind"] == "invitation"]
    named = {row["pool"] for row in (*invited, *applied)}
    return {
        pool: _yield(
            [row for row in invited if row["pool"] == pool],
            [row for row in applied if row["pool"] == pool],
            active,
        )
        for pool in (*FIRST_POOLS, *sorted(named - set(FIRST_POOLS)))
    }


def _yield(invited: Iterable[Row], applied: Iterable[Row], active: set[str]) -> Yield:
    invited, came = list(invited), {row["person"] for row in applied}
    said_yes = {row["person"] for row in invited if row["answer"] == "accept"}
    return Yield(
        invited=len(invited),
        answered=sum(1 for row in invited if row["answer"] is not None),
        accepted=len(said_yes | came),
        active=len(came & active),
    )


def pipeline_of(connection: Connection, intake: Row) -> Pipeline:
    offers = read_model.offers(connection, intake["intake"])
    applied = read_model.candidacies(connection, intake["intake"])
    active = read_model.holders(connection, intake["role"], intake["programme"])
    made = Counter(row["kind"] for row in offers)
    outcomes = Counter(row["outcome"] for row in applied)
    taken = [row for row in offers if (row["kind"], row["ended"]) == ("place", "taken")]
    return Pipeline(
        intake=intake["intake"],
        role=intake["role"],
        invited=made["invitation"],
        nominated=made["nomination"],
        applied=len(applied),
        screened=sum(row["screened"] for row in applied),
        selected=outcomes["selected"],
        reserve=outcomes["reserve"],
        declined=outcomes["declined"],
        places_offered=made["place"],
        places_taken=len(taken),
        active=len(active & {row["person"] for row in applied}),
        ways=dict(sorted(Counter(row["pool"] for row in applied).items())),
    )
