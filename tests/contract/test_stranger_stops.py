"""Who stops announcements before we know them is not subscribed by a list or by a first message afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.contact_imports import Column, RowError
from bot.domain.messages import ChannelName, Preference
from bot.domain.privacy import SetAnnouncements
from bot.domain.reply import SetReachable
from bot.store.contact_imports import PostgresContactImports
from bot.store.effects import Changes, apply
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.wakeup import Wakeup
from tests.campaigns import imports_of
from tests.contract.test_contact_imports import checked, row, taken, writes
from tests.contract.test_intake import rows
from tests.contract.test_sealing import all_text

NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
PHONE = "6281234567890"
STANDS = "SELECT announcements, campaigns_stopped FROM conversation"
LEDGER = "SELECT decision, words FROM consent WHERE about = 'announcements'"


@pytest.fixture
def intake(database: Database, wakeup: Wakeup) -> PostgresIntake:
    return PostgresIntake(database, wakeup)


@pytest.fixture
async def imports(database: Database, wakeup: Wakeup) -> AsyncIterator[PostgresContactImports]:
    made = imports_of(database, wakeup)
    yield made
    await made.idle()


def chose(*, wanted: bool, seconds: float = 0, phone: str = PHONE) -> Preference:
    at = NOW + timedelta(seconds=seconds)
    return Preference(ChannelName.WHATSAPP, "1", (phone,), wanted=wanted, at=at, words="User requested to stop")


async def test_a_list_does_not_subscribe_them_and_says_why(
    database: Database, intake: PostgresIntake, imports: PostgresContactImports
) -> None:
    assert await intake.receive([chose(wanted=False)]) == 1
    assert await intake.receive([chose(wanted=False)]) == 0, "once"
    made = await checked(imports, row(), row("081234567891"))
    assert await imports.errors(made, 9) == [RowError(2, Column.PHONE, "stopped_before")]
    await imports.take(made, "sari")
    await imports.idle()
    assert await rows(database, STANDS) == [(True, False)], "the other one only"


async def test_who_stops_between_the_check_and_the_decision_is_not_subscribed_either(
    database: Database, intake: PostgresIntake, imports: PostgresContactImports
) -> None:
    made = await checked(imports, row())
    await intake.receive([chose(wanted=False)])
    await imports.take(made, "sari")
    await imports.idle()
    assert await rows(database, STANDS) == [(False, True)]
    assert (await imports.find(made)).count("taken") == 0


async def test_their_first_message_keeps_the_stop_until_they_ask_for_announcements_here(
    database: Database, wakeup: Wakeup, intake: PostgresIntake, imports: PostgresContactImports
) -> None:
    await intake.receive([chose(wanted=False)])
    await writes(database, wakeup)
    assert await rows(database, STANDS) == [(False, True)]
    assert await rows(database, LEDGER) == [("no", "WhatsApp: User requested to stop")]
    assert await rows(database, "SELECT 1 FROM stranger_stop") == [], "the ledger has it now"
    await taken(imports, row())
    assert await rows(database, STANDS) == [(False, True)]
    [(who,)] = await rows(database, "SELECT id FROM conversation")
    async with database.begin() as connection:
        await apply(connection, database.vault, [Changes(who, [SetAnnouncements(wanted=True)])])
    assert await rows(database, STANDS) == [(True, False)]


@pytest.mark.parametrize("late", [True, False])
async def test_the_last_choice_counts_whichever_comes_first(
    database: Database, intake: PostgresIntake, imports: PostgresContactImports, late: bool
) -> None:
    told = [chose(wanted=False, seconds=-30), chose(wanted=True)]
    for each in reversed(told) if late else told:
        await intake.receive([each])
    await taken(imports, row())
    assert await rows(database, STANDS) == [(True, False)]


async def test_in_the_same_second_stopping_wins(database: Database, wakeup: Wakeup, intake: PostgresIntake) -> None:
    for wanted in (True, False, True):
        await intake.receive([chose(wanted=wanted)])
    await writes(database, wakeup)
    assert await rows(database, STANDS) == [(False, True)]


async def test_a_stop_and_the_first_message_at_once_leave_no_gap_between_them(
    database: Database, wakeup: Wakeup, intake: PostgresIntake
) -> None:
    phones = [f"62812345600{number:02}" for number in range(20)]
    await asyncio.gather(
        *(writes(database, wakeup, phone) for phone in phones),
        *(intake.receive([chose(wanted=False, phone=phone)]) for phone in phones),
    )
    assert await rows(database, "SELECT count(*) FROM conversation WHERE campaigns_stopped") == [(20,)]


async def test_nobodys_number_lies_readable_among_the_stops(database: Database, intake: PostgresIntake) -> None:
    await intake.receive([chose(wanted=False)])
    assert PHONE not in await all_text(database)


async def test_who_blocked_the_bot_on_telegram_before_writing_is_not_subscribed_by_a_list(
    database: Database, wakeup: Wakeup, imports: PostgresContactImports
) -> None:
    await writes(database, wakeup, "123456789", ChannelName.TELEGRAM)
    [(who,)] = await rows(database, "SELECT id FROM conversation")
    async with database.begin() as connection:
        await apply(connection, database.vault, [Changes(who, [SetReachable(False)])])
    made = await taken(imports, row("", telegram="123456789"))
    assert await imports.errors(made, 9) == [RowError(2, Column.TELEGRAM, "blocked")]
    assert await rows(database, STANDS) == [(False, False)]
