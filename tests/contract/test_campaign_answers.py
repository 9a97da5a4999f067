"""What residents do with an announcement: statuses in any order, taps, answers, and who is asked about it."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest

from bot.domain.audience import Audience
from bot.domain.campaign_answers import LastAnnouncement, NoteReply, NoteTap
from bot.domain.campaigns import Books, Button, Draft, Fate
from bot.domain.letters import LetterRef, Side
from bot.domain.messages import ChannelName, DeliveryStatus, Receipt
from bot.domain.ports import Waiting
from bot.domain.reply import Payload
from bot.outbound.rules import DEFAULT_RULES
from bot.store.campaign_answers import PostgresAnnouncements
from bot.store.campaign_feed import CampaignFeed, Way
from bot.store.campaign_trials import PostgresPilots
from bot.store.campaigns import PostgresCampaigns
from bot.store.effects import Changes, apply
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.letters import PostgresDeadLetters
from bot.store.mailbox import PostgresMailbox
from bot.store.outbox import PostgresOutbox
from bot.store.threads import PostgresThreads
from bot.store.wakeup import Wakeup
from tests.contract.campaign_town import TOLD, goes_out, resident, running, sent_by_channel, way
from tests.contract.test_intake import rows
from tests.residents import inbound

WHATSAPP = ChannelName.WHATSAPP
AT = datetime(2026, 11, 28, 5, 0, tzinfo=UTC)


def receipt(
    external_id: str, status: DeliveryStatus, seconds: float, reference: str = "", code: int | None = None
) -> Receipt:
    return Receipt(WHATSAPP, "1", external_id, status, AT + timedelta(seconds=seconds), reference, code)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::4])
@pytest.mark.parametrize("echoes", [True, False])
async def test_the_first_moment_of_each_status_is_kept_whichever_comes_first_and_before_our_own_commit(
    database: Database,
    wakeup: Wakeup,
    campaigns: PostgresCampaigns,
    feed: CampaignFeed,
    order: tuple[int, ...],
    echoes: bool,
) -> None:
    await resident(database, "whatsapp")
    made = await running(campaigns)
    await feed.feed(way(WHATSAPP))
    outbox, intake = PostgresOutbox(database), PostgresIntake(database, wakeup)
    [row] = await outbox.take(WHATSAPP, "1", 1)
    reference = str(row.outbox_id) if echoes else ""

    async def told(number: int) -> None:
        if number == 3:
            await outbox.sent(row, "wamid.A")
            return
        status = (DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ)[number]
        await intake.receive([receipt("wamid.A", status, number, reference)])

    for number in order:
        await told(number)
    await intake.receive([receipt("wamid.A", DeliveryStatus.READ, 9, reference)])
    await feed.settle()
    assert await rows(database, "SELECT fate, delivered_at, read_at FROM campaign_recipient") == [
        ("sent", AT + timedelta(seconds=1), AT + timedelta(seconds=2))
    ]
    assert await campaigns.books(made) == Books(1, {Fate.SENT: 1})


async def test_a_status_of_a_batch_reaches_each_of_its_messages(
    database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    for _ in range(6):
        await resident(database, "whatsapp")
    await running(campaigns)
    await feed.feed(way(WHATSAPP))
    found = await rows(database, "SELECT id FROM outbox")
    receipts = [receipt(f"wamid.{number}", DeliveryStatus.DELIVERED, 1, str(number)) for (number,) in found]
    receipts += [receipt(f"wamid.{number}", DeliveryStatus.READ, 5, str(number)) for (number,) in found[:2]]
    Random(1).shuffle(receipts)
    await PostgresIntake(database, wakeup).receive(receipts)
    assert await rows(database, "SELECT count(delivered_at), count(read_at) FROM campaign_recipient") == [(6, 2)]


async def test_a_failure_told_late_makes_a_recipient_failed_and_sending_again_opens_it(
    database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    await resident(database, "whatsapp")
    made = await running(campaigns)
    await feed.feed(way(WHATSAPP))
    outbox, intake = PostgresOutbox(database, DEFAULT_RULES), PostgresIntake(database, wakeup)
    [row] = await outbox.take(WHATSAPP, "1", 1)
    await outbox.sent(row, "wamid.A")
    await feed.settle()
    for _ in range(8):  # until no more tries are left
        await intake.receive([receipt("wamid.A", DeliveryStatus.FAILED, 1, str(row.outbox_id))])
        await rows(database, "UPDATE outbox SET attempts = 8, state = 'sent', external_id = :id RETURNING 1",
                   id=database.vault.mark_id("whatsapp", "wamid.A"))  # fmt: skip
        await rows(database, "DELETE FROM receipt RETURNING 1")
    await intake.receive([receipt("wamid.A", DeliveryStatus.FAILED, 1, str(row.outbox_id))])
    assert await campaigns.books(made) == Books(1, {Fate.FAILED: 1})
    await PostgresDeadLetters(database, wakeup).resend([LetterRef(Side.OUTBOUND, row.outbox_id)])
    assert await campaigns.books(made) == Books(1, {Fate.QUEUED: 1})
    await sent_by_channel(database)
    await feed.settle()
    assert await campaigns.books(made) == Books(1, {Fate.SENT: 1})


async def test_the_first_tap_counts_and_only_of_whoever_got_it(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    who, stranger = await resident(database), await resident(database, wants=False)
    made = await running(campaigns)
    await goes_out(database, feed)
    async with database.begin() as connection:
        turns = [Changes(each, [NoteTap(made, 0), NoteTap(made, 1), NoteReply(made)]) for each in (who, stranger)]
        await apply(connection, database.vault, turns)
        await apply(connection, database.vault, [Changes(who, [NoteTap(uuid4(), 0)])])
    assert await rows(database, "SELECT conversation, button FROM campaign_recipient WHERE tapped_at IS NOT NULL") == [
        (who, 0)
    ]


@pytest.mark.parametrize(("version", "number", "found"), [(0, 0, True), (0, 1, False), (1, 0, False), (-1, 0, False)])
async def test_a_button_is_found_only_under_an_announcement_that_went_out(
    database: Database, campaigns: PostgresCampaigns, version: int, number: int, found: bool
) -> None:
    who = await resident(database)
    made = await running(campaigns)
    buttons = PostgresAnnouncements(database)
    assert (await buttons.button(made, version, number, "en", who) is not None) is found
    assert await buttons.button(uuid4(), 0, 0, "id", who) is None


async def test_a_button_of_a_trial_does_what_it_will_do_for_testers_alone_and_counts_nowhere(
    database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    tester, other = await resident(database, wants=False), await resident(database)
    made = await campaigns.add(Draft("Libur", TOLD, Audience()), "sari")
    buttons = PostgresAnnouncements(database)
    await PostgresPilots(database, wakeup).add(tester, "Bu Ani", "sari")
    assert await buttons.button(made, 0, 0, "id", tester) == Button("Jam buka", "faq/jam_layanan")
    assert await buttons.button(made, 0, 0, "id", other) is None
    await campaigns.submit(made, 1, "sari")
    await campaigns.start(made)
    await goes_out(database, feed)
    async with database.begin() as connection:
        await apply(connection, database.vault, [Changes(tester, [NoteTap(made, 0)])])
    assert await rows(database, "SELECT count(tapped_at) FROM campaign_recipient") == [(0,)]


async def test_the_announcement_that_came_last_goes_with_the_message_after_it(
    database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    intake = PostgresIntake(database, wakeup)
    mailbox = PostgresMailbox(database, wakeup)
    await intake.receive([inbound("halo", external_id="1")])
    await rows(database, "UPDATE conversation SET announcements = true, account = '1' RETURNING 1")
    assert await announced(mailbox) is None
    made = await running(campaigns)
    await feed.feed(way())
    await rows(database, "DELETE FROM mailbox RETURNING 1")
    await rows(database, "UPDATE inbox SET state = 'handled' RETURNING 1")
    await intake.receive([inbound("apa ini", external_id="2")])
    assert await announced(mailbox) is None, "it is queued, not sent"
    await sent_by_channel(database)
    assert await announced(mailbox) == LastAnnouncement(made)
    await feed.settle()
    assert await announced(mailbox) == LastAnnouncement(made)
    await rows(database, "UPDATE campaign_recipient SET at = at - interval '73 hours' RETURNING 1")
    assert await announced(mailbox) is None


async def announced(mailbox: PostgresMailbox) -> LastAnnouncement | None:
    [claim] = await mailbox.claim(1)
    await mailbox.hand_back(claim.lease)
    assert isinstance(claim.found, Waiting)
    return claim.found.announcement


async def test_an_answer_is_kept_with_the_announcement_it_answers(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed
) -> None:
    who: UUID = await resident(database)
    made = await running(campaigns)
    await feed.feed(way())
    async with database.begin() as connection:
        await apply(connection, database.vault, [Changes(who, [NoteReply(made), NoteReply(made)])])
    assert await rows(database, "SELECT replied_at IS NOT NULL FROM campaign_recipient") == [(True,)]


@pytest.mark.parametrize("payload", [{"text": "Besok libur."}, {"type": "template", "template": {"name": "libur"}}])
async def test_staff_see_it_in_the_thread_as_an_announcement_by_name(
    database: Database, campaigns: PostgresCampaigns, feed: CampaignFeed, payload: Payload
) -> None:
    who = await resident(database)
    await running(campaigns)
    await feed.feed(Way(ChannelName.TELEGRAM, "1", 30.0, lambda *_: payload))
    [entry] = (await PostgresThreads(database).page(who)).entries
    assert (entry.kind, entry.campaign, entry.words) == ("announcement", "Libur", "Besok libur.")
