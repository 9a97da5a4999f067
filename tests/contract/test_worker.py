"""The worker's loops on a real PostgreSQL: order, parallelism, failures, stops and crashes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import text

from bot.clock import JAKARTA
from bot.domain.errors import RecipientGone, Temporary
from bot.domain.messages import ChannelName, Tap
from bot.domain.ports import Book, Outgoing
from bot.domain.reply import Payload
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.mailbox import PostgresMailbox
from bot.store.outbox import PostgresOutbox
from bot.store.wakeup import Wakeup
from bot.turn import TurnTaker
from bot.worker import Size, Worker
from faq.book import SAMPLE_OFFICE, load_book
from tests.contract.test_intake import rows
from tests.fakes import FakeChannel, FakeUnderstander, FixedClock
from tests.fakes_book import PORTS
from tests.residents import inbound


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(SAMPLE_OFFICE, lambda: datetime(2026, 11, 24, 10, 0, tzinfo=JAKARTA))


class Bench:
    """A database, one fake channel and as many workers as a test wants."""

    def __init__(self, database: Database, wakeup: Wakeup, book: Book) -> None:
        self.database = database
        self.wakeup = wakeup
        self.book = book
        self.channel = FakeChannel()
        self.understander = FakeUnderstander()
        self.intake = PostgresIntake(database, wakeup)

    def worker(self, outbox: PostgresOutbox | None = None) -> Worker:
        return Worker(
            PostgresMailbox(self.database, self.wakeup, lease_seconds=2),
            outbox or PostgresOutbox(self.database),
            {ChannelName.TELEGRAM: self.channel},
            TurnTaker(self.understander, replace(PORTS, book=self.book), FixedClock()),
            size=Size(renew_seconds=0.5),
        )

    @asynccontextmanager
    async def working(self, workers: int = 1) -> AsyncIterator[None]:
        stop = asyncio.Event()
        crew = [self.worker() for _ in range(workers)]
        tasks = [asyncio.create_task(worker.run(stop)) for worker in crew]
        listening = [asyncio.create_task(self.wakeup.listen(worker.ring)) for worker in crew]
        yield
        stop.set()
        await asyncio.gather(*tasks)
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(15):
            while not holds():  # noqa: ASYNC110 - the condition is in another process's hands
                await asyncio.sleep(0.02)

    async def settled(self) -> None:
        """Until nothing waits in inbox and outbox."""
        async with asyncio.timeout(15):
            query = """SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting')
                            + (SELECT count(*) FROM outbox WHERE state = 'queued')"""
            while (await rows(self.database, query)) != [(0,)]:  # noqa: ASYNC110
                await asyncio.sleep(0.02)


@pytest.fixture
def bench(database: Database, wakeup: Wakeup, book: Book) -> Bench:
    return Bench(database, wakeup, book)


async def test_a_question_is_answered_in_the_chat_it_came_from(bench: Bench) -> None:
    async with bench.working():
        await bench.intake.receive([inbound("ktp sy ilang", chat="42")])
        await bench.settled()
    assert {chat for chat, _ in bench.channel.sent} == {"42"}
    assert any("polisi" in payload["text"] for _, payload in bench.channel.sent)
    assert len(bench.channel.acknowledged) == 1


async def test_answers_keep_the_order_of_the_questions_with_many_residents_and_workers(bench: Bench) -> None:
    people = [str(person) for person in range(15)]
    questions = [inbound(f"{number} apa", chat=person) for number in range(4) for person in people]
    async with bench.working(workers=3):
        for start in range(0, len(questions), 7):
            await bench.intake.receive(questions[start : start + 7])
        await bench.settled()
    order = await rows(
        bench.database,
        """SELECT bool_and(ok) FROM (SELECT o.answers >= lag(o.answers) OVER
           (PARTITION BY chat ORDER BY sent_at) IS NOT FALSE AS ok FROM outbox o) t""",
    )
    assert order == [(True,)]
    assert await rows(
        bench.database, "SELECT count(DISTINCT answers), count(*) FILTER (WHERE attempts > 1) FROM outbox"
    ) == [(60, 0)]


async def test_one_slow_resident_does_not_keep_the_others_waiting(bench: Bench) -> None:
    async def slow_for_one(chat: str, payload: Payload) -> str:
        await asyncio.sleep(3 if chat == "slow" else 0)
        return "sent"

    bench.channel.on_send = slow_for_one
    async with bench.working():
        await bench.intake.receive([inbound("halo", chat="slow")])
        await bench.intake.receive([inbound("halo", chat=str(person)) for person in range(10)])
        await bench.until(lambda: len({chat for chat, _ in bench.channel.sent}) == 10)
        assert not any(chat == "slow" for chat, _ in bench.channel.sent)


async def test_when_rasa_is_down_the_resident_is_told_and_the_question_waits_for_staff(bench: Bench) -> None:
    bench.understander.label = None
    async with bench.working():
        await bench.intake.receive([inbound("ktp sy ilang")])
        await bench.settled()
    assert bench.channel.sent
    assert await rows(bench.database, "SELECT text, band, for_staff FROM question") == [
        ("ktp sy ilang", "nlu_down", True)
    ]


async def test_buttons_work_while_rasa_is_down(bench: Bench) -> None:
    bench.understander.label = None
    async with bench.working():
        await bench.intake.receive([inbound(Tap("topic:ktp_hilang"))])
        await bench.settled()
    assert any("polisi" in payload["text"] for _, payload in bench.channel.sent)
    assert bench.understander.asked == []


async def test_a_message_whose_turn_always_breaks_is_set_aside_and_the_next_one_answered(bench: Bench) -> None:
    class Breaking(FakeUnderstander):
        async def understand(self, text: str) -> object:  # type: ignore[override]
            if "racun" in text:
                raise ValueError(text)
            return await super().understand(text)

    bench.understander = Breaking()
    async with bench.working():
        await bench.intake.receive([inbound("racun"), inbound("ktp sy ilang")])
        async with asyncio.timeout(20):
            while await rows(bench.database, "SELECT 1 FROM inbox WHERE state = 'waiting'"):
                async with bench.database.begin() as connection:  # do not wait out the pauses between attempts
                    await connection.execute(text("UPDATE mailbox SET ready_at = clock_timestamp()"))
                await asyncio.sleep(0.1)
        await bench.settled()
    assert await rows(bench.database, "SELECT state, attempts, error FROM inbox ORDER BY id") == [
        ("dead", 5, "program: ValueError"),
        ("handled", 0, ""),
    ]


async def test_a_message_for_an_account_that_is_not_set_up_is_kept(bench: Bench) -> None:
    async with bench.working():
        await bench.intake.receive([inbound(channel=ChannelName.WHATSAPP)])
        await asyncio.sleep(0.3)
    assert await rows(bench.database, "SELECT state, attempts > 0 FROM inbox") == [("waiting", True)]


@pytest.mark.parametrize(("seconds", "shown"), [(0.0, 0), (1.2, 1)])
async def test_typing_dots_show_only_for_an_answer_that_takes_long(bench: Bench, seconds: float, shown: int) -> None:
    bench.understander.seconds = seconds
    async with bench.working():
        await bench.intake.receive([inbound("ktp sy ilang")])
        await bench.until(lambda: bool(bench.channel.sent))
    assert len(bench.channel.typed) == shown
    assert len(bench.channel.acknowledged) == 1


async def test_a_bug_in_one_queue_does_not_stop_the_other(bench: Bench) -> None:
    class Broken(PostgresOutbox):
        async def take(self, channel: ChannelName, account: str, limit: int) -> list[Outgoing]:
            raise KeyError("x")

    worker = bench.worker(Broken(bench.database))
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    await bench.intake.receive([inbound("ktp sy ilang")])
    async with asyncio.timeout(10):
        while await rows(bench.database, "SELECT 1 FROM inbox WHERE state = 'waiting'"):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    stop.set()
    await running
    assert await rows(bench.database, "SELECT DISTINCT state FROM outbox") == [("queued",)]


async def test_replies_survive_a_restart(bench: Bench) -> None:
    async def down(chat: str, payload: Payload) -> str:
        raise Temporary

    bench.channel.on_send = down
    async with bench.working():
        await bench.intake.receive([inbound("ktp sy ilang")])
        await bench.until(lambda: bool(bench.understander.asked))
        await asyncio.sleep(0.2)
    assert bench.channel.sent == []
    bench.channel.on_send = None
    async with bench.working():
        await bench.settled()
    assert bench.channel.sent


async def test_a_resident_who_blocked_the_bot_is_not_written_to_again_and_again(bench: Bench) -> None:
    tries: list[str] = []

    async def blocked(chat: str, payload: Payload) -> str:
        tries.append(chat)
        raise RecipientGone

    bench.channel.on_send = blocked
    async with bench.working():
        await bench.intake.receive([inbound("ktp sy ilang")])
        await bench.settled()
    queued = await rows(bench.database, "SELECT count(*) FROM outbox")
    assert [(len(tries),)] == queued
    assert await rows(bench.database, "SELECT reachable FROM conversation") == [(False,)]


async def test_a_worker_that_stops_hands_its_conversations_back_at_once(bench: Bench) -> None:
    bench.understander.seconds = 0.5
    async with bench.working():
        await bench.intake.receive([inbound(f"pesan {number}", chat="1") for number in range(6)])
        await bench.until(lambda: bool(bench.understander.asked))
    waiting = await rows(bench.database, "SELECT count(*) FROM inbox WHERE state = 'waiting'")
    assert waiting[0][0]
    assert await rows(bench.database, "SELECT count(*) FROM mailbox WHERE lease_until > clock_timestamp()") == [(0,)]


async def test_a_turn_longer_than_its_lease_keeps_it(bench: Bench) -> None:
    bench.understander.seconds = 2.6
    async with bench.working(workers=2):
        await bench.intake.receive([inbound("ktp sy ilang")])
        await bench.settled()
    assert len(bench.understander.asked) == 1
