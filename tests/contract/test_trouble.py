"""What the store does when PostgreSQL itself is in trouble."""

from __future__ import annotations

import asyncio
import io
import tokenize
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.errors import StoreUnavailable
from bot.settings import ROOT
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.wakeup import Wakeup
from tests.contract.test_intake import rows
from tests.residents import inbound

FULL = """
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$
"""


async def fill_disk(database: Database, *, full: bool) -> None:
    """Make every write to the inbox fail as PostgreSQL fails on a full disk, or let it through again."""
    async with database.begin() as connection:
        if full:
            await connection.execute(text(FULL))
            await connection.execute(
                text("CREATE TRIGGER full_disk BEFORE INSERT ON inbox EXECUTE FUNCTION full_disk()")
            )
        else:
            await connection.execute(text("DROP TRIGGER full_disk ON inbox"))


async def test_a_full_disk_is_passing_trouble_so_the_platform_is_asked_to_come_again(
    database: Database, wakeup: Wakeup
) -> None:
    intake = PostgresIntake(database, wakeup)
    await fill_disk(database, full=True)
    results = await asyncio.gather(*(intake.receive([inbound()]) for _ in range(5)), return_exceptions=True)
    assert [type(result) for result in results] == [StoreUnavailable] * 5
    await fill_disk(database, full=False)
    assert await intake.receive([inbound("lagi")]) == 1
    assert await rows(database, "SELECT count(*) FROM conversation") == [(1,)]


async def test_a_delivery_that_breaks_its_group_is_the_only_one_refused(database: Database, wakeup: Wakeup) -> None:
    intake = PostgresIntake(database, wakeup)
    broken = inbound("x", chat="9")
    object.__setattr__(broken, "aliases", None)
    good = [[inbound(chat=str(number))] for number in range(5)]
    results = await asyncio.gather(*(intake.receive(batch) for batch in [*good, [broken]]), return_exceptions=True)
    assert results[:5] == [1] * 5
    assert isinstance(results[5], Exception)
    assert await rows(database, "SELECT count(*) FROM inbox") == [(5,)]


async def test_deliveries_that_share_a_transaction_each_hear_how_many_of_their_events_were_new(
    database: Database, wakeup: Wakeup
) -> None:
    intake = PostgresIntake(database, wakeup)
    same = inbound("halo")
    counts = await asyncio.gather(
        intake.receive([inbound("satu")]), *(intake.receive([same, inbound("dua")]) for _ in range(4))
    )
    assert counts[0] == 1
    assert sorted(counts[1:]) == [1, 1, 1, 2]


@pytest.mark.parametrize(
    "path",
    [
        *sorted((ROOT / "bot" / "store").glob("*.py")),
        *sorted((ROOT / "bot" / "outbound").glob("*.py")),
        ROOT / "bot" / "worker.py",
        ROOT / "bot" / "clockwork.py",
    ],
    ids=lambda path: path.name,
)
def test_leases_pace_and_timers_know_no_clock_but_the_databases(path: Path) -> None:
    """A machine whose clock jumps must not hand out, or keep, what is not its own."""
    words = [token.string for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline)]
    told = {f"{words[at - 2]}.{word}" for at, word in enumerate(words) if at > 1 and words[at - 1] == "."}
    assert not told & {"time.time", "datetime.now", "datetime.utcnow", "date.today"}
