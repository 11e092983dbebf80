"""Answers of the writer's thread reach the loop, together and each to whoever awaits it."""

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.ledger.append.answers import Answers


@given(st.lists(st.tuples(st.integers(), st.booleans()), max_size=40), st.integers(1, 5))
def test_each_gets_its_own_answer_or_its_error(wanted: list[tuple[int, bool]], group: int) -> None:
    async def lived() -> None:
        answers = Answers()
        given_: list[Future[int]] = [Future() for _ in wanted]
        waiting = [asyncio.ensure_future(answers.of(one)) for one in given_]
        await asyncio.sleep(0)

        def write(first: int) -> None:
            for one, (value, good) in list(zip(given_, wanted, strict=True))[first : first + group]:
                if good:
                    one.set_result(value)
                else:
                    one.set_exception(KeyError(value))

        with ThreadPoolExecutor(2) as writers:
            list(writers.map(write, range(0, len(wanted), group)))
        came = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 20)

        for answer, (value, good) in zip(came, wanted, strict=True):
            assert answer == value if good else repr(answer) == f"KeyError({value})"

    asyncio.run(lived())


def test_who_does_not_wait_any_more_hinders_nobody() -> None:
    async def lived() -> int:
        answers, gone, stays = Answers(), Future[int](), Future[int]()
        left = asyncio.ensure_future(answers.of(gone))
        kept = asyncio.ensure_future(answers.of(stays))
        await asyncio.sleep(0)
        left.cancel()
        with pytest.raises(asyncio.CancelledError):
            await left

        gone.set_result(1)
        stays.set_result(2)

        assert gone.result() == 1  # it stands, whoever has heard of it
        return await kept

    assert asyncio.run(lived()) == 2


def test_after_the_loop_nobody_is_told() -> None:
    answers, given_ = Answers(), Future[int]()

    async def left() -> None:
        waiting = asyncio.ensure_future(answers.of(given_))
        await asyncio.sleep(0)
        waiting.cancel()

    asyncio.run(left())
    given_.set_result(1)

    assert given_.result() == 1
