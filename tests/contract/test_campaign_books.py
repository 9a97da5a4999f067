"""Whatever happens, and in whatever order: the books balance, nobody is written to twice, and nobody after a stop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from random import Random
from uuid import UUID

import pytest

from bot.domain.campaigns import CampaignRefusal, State
from bot.domain.errors import CampaignRefused, OptedOut, RecipientGone, SendError, Temporary, Throttled, WindowClosed
from bot.domain.messages import ChannelName, DeliveryStatus, Receipt
from bot.domain.ports import Outgoing
from bot.domain.privacy import SetAnnouncements
from bot.domain.send_failures import decide, staff_reason
from bot.store.campaign_feed import CampaignFeed
from bot.store.campaign_start import CampaignStart
from bot.store.campaigns import PostgresCampaigns
from bot.store.effects import Changes, apply
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.outbox import PostgresOutbox
from bot.store.wakeup import Wakeup
from tests.contract.campaign_town import NOON, RULES, Hand, approved, resident, way
from tests.contract.test_campaign_start import wholly_listed
from tests.contract.test_intake import rows

WHATSAPP = ChannelName.WHATSAPP
PEOPLE = 14
STEPS = 45
ERRORS: tuple[SendError, ...] = (
    Throttled("429", retry_after=0.0, pair_only=True, code=131056),
    Temporary("500"),
    CampaignRefused("refused", code=131049),
    OptedOut("stopped", code=131050),
    WindowClosed("window", code=131047),
    RecipientGone("gone", code=131026),
)
_QUICK = (
    "UPDATE outbox SET due_at = clock_timestamp() WHERE state = 'queued' AND due_at > clock_timestamp() RETURNING 1"
)
_FREE = (
    "UPDATE pace SET next_free_at = clock_timestamp(), held_until = clock_timestamp(), failures = 0, trouble = ''"
    " RETURNING 1"
)


class Life:
    """A campaign to people on WhatsApp, and everything that can befall it, one thing after another."""

    def __init__(self, database: Database, wakeup: Wakeup, seed: int) -> None:
        self.database = database
        self.rng = Random(seed)
        self.clock = Hand()
        self.campaigns = PostgresCampaigns(database, RULES)
        self.feed = CampaignFeed(database, RULES, self.clock)
        self.outbox = PostgresOutbox(database)
        self.intake = PostgresIntake(database, wakeup)
        self.hands: list[Outgoing] = []
        self.got: Counter[UUID] = Counter()  # on each phone
        self.sent: list[tuple[str, int, UUID]] = []
        self.stopped: set[UUID] = set()
        self.campaign: UUID

    async def begin(self) -> None:
        self.people = [await resident(self.database, "whatsapp") for _ in range(PEOPLE)]
        self.campaign = await approved(self.campaigns)
        await CampaignStart(self.database, RULES).begin(self.campaign)
        await wholly_listed(CampaignStart(self.database, RULES), self.campaign)

    async def write(self) -> None:
        await CampaignStart(self.database, RULES).write_list(self.campaign)

    async def fed(self) -> None:
        await self.feed.feed(way(WHATSAPP, per_second=self.rng.choice((1, 2, 5))))

    async def settle(self) -> None:
        await self.feed.settle()

    async def take(self) -> None:
        await rows(self.database, _QUICK)
        await rows(self.database, _FREE)
        self.hands += await self.outbox.take(WHATSAPP, "1", 2)

    async def send(self) -> None:
        """Whoever stopped before the row was given out must not be among those."""
        if not self.hands:
            return
        row = self.hands.pop(0)
        [(found,)] = await rows(self.database, "SELECT conversation FROM outbox WHERE id = :id", id=row.outbox_id)
        who, external = UUID(str(found)), f"wamid.{row.outbox_id}.{row.taken}"
        self.got[who] += 1
        self.sent.append((external, row.outbox_id, who))
        await self.outbox.sent(row, external)

    async def refused(self) -> None:
        if not self.hands:
            return
        row, error = self.hands.pop(0), self.rng.choice(ERRORS)
        await self.outbox.failed(row, decide(error, row.attempts, campaign=True), staff_reason(error))

    async def crash(self) -> None:
        """A sender dies before it has sent anything; its leases end."""
        for row in self.hands:
            await rows(
                self.database,
                "UPDATE outbox SET due_at = clock_timestamp() - interval '5 minutes',"
                " lease_until = clock_timestamp() - interval '2 minutes' WHERE id = :id RETURNING 1",
                id=row.outbox_id,
            )
        self.hands.clear()

    async def status(self) -> None:
        if self.sent:
            external, outbox, who = self.rng.choice(self.sent)
            status = self.rng.choice((DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ))
            if status is not DeliveryStatus.SENT:
                self.sent.remove((external, outbox, who))  # what arrived does not fail afterwards
            await self.intake.receive([Receipt(WHATSAPP, "1", external, status, NOON, str(outbox))])

    async def failed_late(self) -> None:
        """It never came to the phone, and may be sent again."""
        if self.sent:
            external, outbox, who = self.sent.pop(self.rng.randrange(len(self.sent)))
            self.got[who] -= 1
            code = self.rng.choice((131026, 131049, 131050))
            await self.intake.receive(
                [Receipt(WHATSAPP, "1", external, DeliveryStatus.FAILED, NOON, str(outbox), code)]
            )

    async def pause(self) -> None:
        await self.campaigns.pause(self.campaign, "sari")

    async def resume(self) -> None:
        await self.campaigns.resume(self.campaign, "sari")

    async def cancel(self) -> None:
        if self.rng.random() < 0.15:
            await self.campaigns.cancel(self.campaign, "sari")

    async def stop(self) -> None:
        who = self.rng.choice(self.people)
        if any(row for row in self.hands):
            return  # what a sender has in its hands may go
        async with self.database.begin() as connection:
            await apply(connection, self.database.vault, [Changes(who, [SetAnnouncements(False)])])
        self.stopped.add(who)

    async def night(self) -> None:
        self.clock.at = NOON.replace(hour=self.rng.choice((12, 12, 23)))

    async def balanced(self) -> None:
        books = await self.campaigns.books(self.campaign)
        assert books.balanced
        assert books.total == PEOPLE
        await self.nobody_who_stopped_waits()

    async def nobody_who_stopped_waits(self) -> None:
        leased = {row.outbox_id for row in self.hands}
        waiting = await rows(
            self.database,
            "SELECT o.id FROM outbox o JOIN conversation c ON c.id = o.conversation"
            " WHERE o.state = 'queued' AND c.campaigns_stopped AND c.id = ANY(:who)",
            who=list(self.stopped),
        )
        assert {number for (number,) in waiting} <= leased


@pytest.mark.parametrize("seed", range(12))
async def test_the_books_balance_whatever_happens_in_whatever_order(
    database: Database, wakeup: Wakeup, seed: int
) -> None:
    life = Life(database, wakeup, seed)
    await life.begin()
    acts: list[Callable[[], Awaitable[None]]] = [
        *[life.fed, life.take, life.send, life.settle] * 4,
        *[life.status, life.refused, life.pause, life.resume] * 2,
        *[life.failed_late, life.crash, life.stop, life.night, life.cancel],
    ]
    for _ in range(STEPS):
        act = life.rng.choice(acts)
        try:
            await act()
        except CampaignRefusal:
            assert act in (life.pause, life.resume, life.cancel)
        await life.balanced()
    await _to_its_end(life)
    books = await life.campaigns.books(life.campaign)
    assert (books.balanced, books.open, books.total) == (True, 0, PEOPLE)
    assert (await life.campaigns.read(life.campaign))[0].state in {State.DONE, State.CANCELLED}
    assert max(life.got.values(), default=0) <= 1, "nobody is written to twice"
    reached = {
        UUID(str(who))
        for (who,) in await rows(database, "SELECT conversation FROM campaign_recipient WHERE fate = 'sent'")
    }
    assert reached == {who for who, times in life.got.items() if times}, "the books tell what the phones show"


async def _to_its_end(life: Life) -> None:
    life.clock.at = NOON
    if (await life.campaigns.read(life.campaign))[0].state is State.PAUSED:
        await life.resume()
    for _ in range(60):
        while life.hands:
            await life.send()
        await life.settle()
        over = (await life.campaigns.read(life.campaign))[0].state in {State.DONE, State.CANCELLED}
        if over and not (await life.campaigns.books(life.campaign)).open:
            return
        await life.feed.feed(way(WHATSAPP, per_second=5))
        await life.take()
