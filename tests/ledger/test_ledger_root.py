"""The root at an earlier size: what a round's lottery rests on."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from baraza.ledger import tables
from baraza.ledger.api import Api
from baraza.messaging.replies import QUERY_REPLY, Answer, Problem
from baraza.transparency.tree import root_of
from ledgers import House, Pen, house


async def asked(one: House, **params: Any) -> Answer | Problem:
    api = Api(one.ledger, turn=lambda _: 0, export=lambda: (0, ""))
    return QUERY_REPLY.validate_json(await api.query("root", json.dumps(params).encode()))


async def test_the_root_of_every_earlier_size_can_be_asked_for(tmp_path: Path) -> None:
    with house(tmp_path) as one:
        one.found()
        pen = Pen(one)
        pen.say("pair.x", 2)
        pen.say("pair.x", 3)
        with one.ledger.reader.connect() as connection:
            hashes = list(
                connection.execute(
                    select(tables.entry.c.leaf_hash).order_by(tables.entry.c.idx)
                ).scalars()
            )

        for size in range(len(hashes) + 1):
            answer = await asked(one, size=size)
            assert isinstance(answer, Answer)
            assert answer.answer == {"size": size, "root": root_of(hashes[:size]).hex()}


@pytest.mark.parametrize("params", [{}, {"size": -1}, {"size": 10_000}, {"size": "x"}])
async def test_a_size_that_the_log_has_not_is_a_problem(
    tmp_path: Path, params: dict[str, Any]
) -> None:
    with house(tmp_path) as one:
        one.found()

        assert isinstance(await asked(one, **params), Problem)
