"""Fixtures of the contract suites."""

from __future__ import annotations

from uuid import UUID

import pytest

from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.wakeup import Wakeup
from tests.contract.campaign_town import campaigns, clock, feed, start
from tests.contract.office import Office
from tests.contract.test_desk import Town
from tests.contract.test_intake import rows
from tests.residents import inbound

__all__ = ["campaigns", "clock", "feed", "start"]


@pytest.fixture
async def office(database: Database, wakeup: Wakeup) -> Office:
    await PostgresIntake(database, wakeup).receive([inbound("halo")])
    [(person,)] = await rows(database, "SELECT person FROM conversation")
    return Office(database, wakeup, UUID(str(person)))


@pytest.fixture
def town(database: Database, wakeup: Wakeup) -> Town:
    return Town(database, wakeup)
