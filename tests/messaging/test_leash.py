"""A task that is told to end does end, even where a cancellation gets lost."""

import asyncio

from baraza.messaging.leash import end


async def test_a_task_that_loses_a_cancellation_is_ended_all_the_same() -> None:
    lost: list[asyncio.CancelledError] = []

    async def forgetful() -> None:
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError as cancelled:
                if lost:
                    raise
                lost.append(cancelled)

    task = asyncio.create_task(forgetful())
    await asyncio.sleep(0)

    await end(task)

    assert task.cancelled()
    assert len(lost) == 1


async def test_tasks_that_failed_or_are_done_are_let_go() -> None:
    async def failing() -> None:
        raise ValueError

    task = asyncio.create_task(failing())

    await end(task)
    await end()

    assert task.done()
