"""What lies in the database: nothing a thief of its files could read, and still readable after a change of keys."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text

from bot.domain.effect import Effect
from bot.domain.errors import WrongKey
from bot.domain.messages import ChannelName, DeliveryStatus, Receipt
from bot.domain.ports import TurnResult
from bot.domain.reply import Band, ConversationState, ExplainRating, LogQuestion, SetTimer
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.mailbox import PostgresMailbox
from bot.store.migrate import migrate
from bot.store.outbox import PostgresOutbox
from bot.store.reseal import reseal
from bot.store.vault import Vault
from bot.store.wakeup import Wakeup
from tests.conftest import SECRET_KEY
from tests.contract.test_intake import rows
from tests.contract.test_mailbox import leases, waiting
from tests.residents import ACCOUNT, inbound

WHATSAPP = ChannelName.WHATSAPP
PHONE, NAME, SAID, ANSWER, WHY, NOTE = "6281200000001", "Siti Rahma", "akta anak saya", "Silakan", "kurang", "nota"
TABLES = """
    SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
"""
NEWER = "a-newer-invented-key"


async def all_text(database: Database) -> str:
    """Every row of every table, as it lies there."""
    found: list[str] = []
    async with database.begin() as connection:
        for table in (await connection.execute(text(TABLES))).scalars().all():
            found += (await connection.execute(text(f"SELECT t::text FROM {table} t"))).scalars().all()
    return "\n".join(found)


@pytest.fixture
async def lived_in(database: Database, wakeup: Wakeup) -> UUID:
    """A resident wrote, was answered, told why it did not help, and has a timer."""
    intake, mailbox = PostgresIntake(database, wakeup), PostgresMailbox(database, wakeup)
    message = inbound(SAID, channel=WHATSAPP, chat=PHONE, external_id=f"wamid.{PHONE}", name=NAME)
    await intake.receive([message])
    [lease] = await leases(mailbox, 1)
    found = await waiting(mailbox, lease)
    asked = LogQuestion("q1", SAID, "id", Band.HAND_OVER, "", (), "m1", for_staff=True)
    effects: tuple[Effect, ...] = (asked, ExplainRating("q1", "other", WHY), SetTimer("later", 600, NOTE))
    result = TurnResult(ConversationState(topic="rahasia_topik"), effects, ({"text": {"body": ANSWER}},))
    await mailbox.commit(lease, found, result)
    [row] = await PostgresOutbox(database).take(WHATSAPP, ACCOUNT, 5)
    assert (row.chat, row.payload) == (PHONE, {"text": {"body": ANSWER}})
    await PostgresOutbox(database).sent(row, f"wamid.answer.{PHONE}")
    read = Receipt(
        WHATSAPP, ACCOUNT, f"wamid.answer.{PHONE}", DeliveryStatus.READ, datetime.now(UTC), str(row.outbox_id), None
    )
    await intake.receive([read])
    return lease.conversation


async def test_nothing_of_a_resident_can_be_read_in_the_tables(lived_in: UUID, database: Database) -> None:
    kept = await all_text(database)
    assert str(lived_in) in kept
    for secret in (PHONE, NAME, SAID, ANSWER, WHY, NOTE, "rahasia_topik", "wamid"):
        assert secret not in kept


async def test_with_a_newer_key_all_is_sealed_anew_and_reads_the_same(
    lived_in: UUID, database: Database, database_url: str, wakeup: Wakeup
) -> None:
    before = await all_text(database)
    old_key = Vault([SECRET_KEY]).current
    assert old_key in before
    both = Database(database_url, Vault([NEWER, SECRET_KEY]))
    try:
        counts = await reseal(both, bite=1)
        assert counts == {"conversation": 1, "inbox": 1, "outbox": 1, "timer": 1, "question": 1}
        assert old_key not in await all_text(database)
        assert await reseal(both) == {}
        await PostgresIntake(both, wakeup).receive([inbound("lagi", channel=WHATSAPP, chat=PHONE)])
        mailbox = PostgresMailbox(both, wakeup)
        [lease] = await leases(mailbox, 1)
        assert lease.conversation == lived_in, "the resident is known by the same mark"
        assert (await waiting(mailbox, lease)).state.topic == "rahasia_topik"
    finally:
        await both.close()


async def test_what_was_kept_before_sealing_began_is_sealed_and_found(database_url: str, wakeup: Wakeup) -> None:
    database = Database(database_url, Vault([SECRET_KEY]))
    try:
        async with database.begin() as connection:
            await connection.execute(
                text("""INSERT INTO conversation (id, person, channel, account, chat, address, sender_name)
                        VALUES (gen_random_uuid(), gen_random_uuid(), 'whatsapp', :account, :chat, :chat, 'Siti')"""),
                {"account": ACCOUNT, "chat": PHONE},
            )
            await connection.execute(text("INSERT INTO alias SELECT channel, account, chat, id FROM conversation"))
            await connection.execute(text("DELETE FROM keyring"))
        await migrate(database)
        await reseal(database)
        assert PHONE not in await all_text(database)
        await PostgresIntake(database, wakeup).receive([inbound("halo", channel=WHATSAPP, chat=PHONE)])
        assert await rows(database, "SELECT count(*) FROM conversation") == [(1,)]
    finally:
        await database.close()


async def test_a_key_the_database_was_not_begun_with_is_refused_at_start(database_url: str) -> None:
    stranger = Database(database_url, Vault([NEWER]))
    try:
        with pytest.raises(WrongKey):
            await migrate(stranger)
    finally:
        await stranger.close()


async def test_a_message_that_cannot_be_opened_is_set_aside_and_the_next_one_leaves(
    lived_in: UUID, database: Database, wakeup: Wakeup
) -> None:
    async with database.begin() as connection:
        for body in ('"s1.deadbeef.AAAA"', '{"text": "ya"}'):
            await connection.execute(
                text("""INSERT INTO outbox (conversation, channel, account, chat, address, body, state, dedupe)
                        SELECT id, channel, account, 'chat ' || CAST(:body AS text), address, CAST(:body AS jsonb),
                            'queued', :body
                        FROM conversation"""),
                {"body": body},
            )
    taken = await PostgresOutbox(database).take(WHATSAPP, ACCOUNT, 5)
    assert [row.payload for row in taken] == [{"text": "ya"}]
    [(error,)] = await rows(database, "SELECT error FROM outbox WHERE state = 'dead'")
    assert "deadbeef" in error
