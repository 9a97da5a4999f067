"""One message for everybody: who gets it, once, and behind all answers."""

from __future__ import annotations

from bot.domain.messages import ChannelName
from bot.store.announcements import queue_announcement
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.wakeup import Wakeup
from tests.contract.test_intake import rows
from tests.residents import ACCOUNT, inbound

TELEGRAM = ChannelName.TELEGRAM


async def test_everybody_gets_it_once_except_those_who_stopped_or_left(database: Database, wakeup: Wakeup) -> None:
    await PostgresIntake(database, wakeup).receive([inbound(chat=str(number)) for number in range(6)])
    await PostgresIntake(database, wakeup).receive([inbound(chat="62800", channel=ChannelName.WHATSAPP)])
    await rows(database, "UPDATE conversation SET announcements = true WHERE chat <> '' RETURNING 1")
    left, stopped = (database.vault.mark_chat(chat) for chat in "12")
    await rows(database, f"UPDATE conversation SET reachable = false WHERE chat = '{left}' RETURNING 1")
    await rows(database, f"UPDATE conversation SET campaigns_stopped = true WHERE chat = '{stopped}' RETURNING 1")
    assert await queue_announcement(database, TELEGRAM, ACCOUNT, {"text": "Libur"}, "libur-1") == 4
    assert await queue_announcement(database, TELEGRAM, ACCOUNT, {"text": "Libur"}, "libur-1") == 0
    assert await rows(database, "SELECT DISTINCT priority, channel FROM outbox") == [(5, "telegram")]
