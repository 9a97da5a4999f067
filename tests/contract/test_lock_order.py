"""Turns, deliveries, news, staff and timers at once, again and again: nobody waits for somebody who waits for them.

PostgreSQL ends a deadlock by breaking one of its transactions, which comes out as StoreUnavailable: any of these fails
the test.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import date
from uuid import UUID

import pytest

from bot.domain.case_desk import Change
from bot.domain.cases import Category, Kind, MoveCase, OpenCase, Role, State, Visibility
from bot.domain.effect import Effect
from bot.domain.lookups import WatchApplication
from bot.domain.ports import Claim, TurnResult, Waiting
from bot.domain.privacy import EraseResident, LinkTo, OfferLink, SetAnnouncements
from bot.domain.registration import written
from bot.domain.reply import SetTimer
from bot.domain.service import Stage, StageChanged
from bot.domain.tracking import new_number
from bot.store.case_desk import PostgresCaseDesk
from bot.store.engine import Database
from bot.store.lookups import PostgresWatchers
from bot.store.timers import PostgresTimers
from bot.store.wakeup import Wakeup
from tests.contract.test_desk import Town
from tests.contract.test_intake import rows
from tests.fakes import FixedClock
from tests.fakes_book import NOW, PORTS
from tests.residents import inbound

ROUNDS = 25
PEOPLE = [str(number) for number in range(6)]
NUMBER, BORN = written("261102", 137), date(1985, 8, 17)


class Rush:
    """A town in which everything happens at once."""

    def __init__(self, town: Town, database: Database, wakeup: Wakeup) -> None:
        self.town = town
        self.watchers = PostgresWatchers(database, wakeup)
        self.desk = PostgresCaseDesk(database, wakeup, PORTS.calendar, FixedClock())
        self.timers = PostgresTimers(database, wakeup)

    async def everybody_writes(self, people: Sequence[str] = PEOPLE) -> None:
        await self.town.intake.receive([inbound("halo", chat=person) for person in people])

    async def everybody_is_answered(self, *effects: Effect) -> None:
        """Every waiting message is handled with these effects, all of them in one go, until nothing waits."""
        while claims := await self.town.mailbox.claim(50):
            await asyncio.gather(*(self._commit(claim, effects) for claim in claims))

    async def _commit(self, claim: Claim, effects: Sequence[Effect]) -> None:
        if not isinstance(claim.found, Waiting):
            await self.town.mailbox.release(claim.lease, claim.found)
        elif not await self.town.mailbox.commit(
            claim.lease, claim.found, TurnResult(claim.found.state, tuple(effects), ())
        ):
            await self.town.mailbox.hand_back(claim.lease)

    async def tell(self, version: int) -> None:
        await self.watchers.tell(StageChanged(f"e{version}", NUMBER, Stage.READY, version, NOW))


@pytest.fixture
def rush(town: Town, database: Database, wakeup: Wakeup) -> Rush:
    return Rush(town, database, wakeup)


async def at_once(*acts: Awaitable[object]) -> None:
    async with asyncio.timeout(60):
        await asyncio.gather(*acts)


async def linked_crosswise(rush: Rush) -> None:
    """Who is told and where it is heard then come in different orders: each first chat hears in the other one's."""
    for first, second in zip(PEOPLE[:3], reversed(PEOPLE[3:]), strict=True):
        person = await rush.town.writes(first, OfferLink(f"48219{first}"))
        await rush.town.writes(second, LinkTo(person))
        await rush.everybody_is_answered()
        await rush.everybody_writes([second])
        await rush.everybody_is_answered(WatchApplication(NUMBER, BORN, 0))


async def test_news_of_an_application_and_deliveries_for_the_same_people(rush: Rush) -> None:
    await linked_crosswise(rush)
    for version in range(1, ROUNDS):
        await at_once(rush.tell(version), rush.everybody_writes(), rush.everybody_writes(PEOPLE[::-1]))
        await rush.everybody_is_answered()


async def test_news_of_an_application_and_turns_that_go_on_watching_it(rush: Rush) -> None:
    await linked_crosswise(rush)
    for version in range(1, ROUNDS):
        await rush.everybody_writes()
        await at_once(rush.everybody_is_answered(WatchApplication(NUMBER, BORN, 0)), rush.tell(version))


async def test_staff_change_cases_while_their_residents_do(rush: Rush, database: Database) -> None:
    person = await rush.town.writes("1")
    numbers = [new_number() for _ in range(3)]
    await rush.town.writes("1", *(opened(number, person) for number in numbers))
    for _ in range(ROUNDS):
        await rush.everybody_writes(["1"])
        done = [MoveCase(number, person, State.REOPENED) for number in numbers]
        answers = [rush.desk.change(number, Change(words="Sabar ya."), Role.OFFICER, "sari") for number in numbers]
        await at_once(rush.everybody_is_answered(*done), *answers)
        await rows(database, "UPDATE resident_case SET state = 'done' RETURNING number")
    told = await rows(database, "SELECT count(*) FROM inbox WHERE external_id LIKE 'notice:case:%'")
    assert told == [(ROUNDS * len(numbers),)]


async def test_timers_ring_while_turns_set_them_anew(rush: Rush) -> None:
    await rush.everybody_writes()
    await rush.everybody_is_answered(SetTimer("nudge", 0))
    for _ in range(ROUNDS):
        await rush.everybody_writes()
        soon = rush.everybody_is_answered(SetTimer("nudge", 0))
        await at_once(rush.timers.ring_due(), soon, rush.timers.ring_due())


@pytest.mark.parametrize("effect", [EraseResident(), SetAnnouncements(False)])
async def test_linked_chats_are_forgotten_or_stopped_while_both_write(rush: Rush, effect: Effect) -> None:
    await linked_crosswise(rush)
    for _ in range(ROUNDS):
        await rush.everybody_writes()
        await at_once(rush.everybody_is_answered(effect), rush.everybody_writes(), rush.everybody_writes())
        await rush.everybody_is_answered()


def opened(number: str, person: UUID) -> OpenCase:
    return OpenCase(
        number=number,
        key=number,
        person=person,
        kind=Kind.COMPLAINT,
        category=Category.SLOW,
        visibility=Visibility.OPEN,
        story="Antre dari pagi",
        next_on=PORTS.calendar.after(NOW.date(), 3),
    )
