"""What tests of health, notices and presence share: the ports on a real database, an office that is open when told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from bot.domain.messages import ChannelName
from bot.domain.reply import Say
from bot.domain.staff_notices import News, NoticeKind
from bot.duty.give_back import GiveBack, PresentStaff
from bot.duty.post import Post
from bot.duty.watch import Rules, Watch
from bot.store.assignments import PostgresAssignments
from bot.store.audit import PostgresAudit
from bot.store.duty import PostgresDutyRoster
from bot.store.engine import Database
from bot.store.letters import PostgresDeadLetters
from bot.store.sight import PostgresSight
from bot.store.staff_notices import PostgresStaffNotices
from bot.store.staff_phones import PostgresStaffPhones
from bot.store.system_health import PostgresSystemHealth
from bot.store.wakeup import Wakeup
from console.staff.app import Staffroom
from console.staff.duty import DutyPorts, duty_area
from console.staff.duty.wording import telegram_wording
from console.staff.system import system_area
from console.staff.visit import Area
from console.staff.words import read_words
from tests.console import Hand
from tests.fakes_book import PORTS
from tests.residents import ACCOUNT

ORIGIN = "https://bot.example.go.id"


@dataclass
class FakeHands:
    """Work in people's hands, without a database."""

    having: dict[UUID, int] = field(default_factory=dict)

    async def held(self) -> dict[UUID, int]:
        return dict(self.having)

    async def give_back(self, account: UUID) -> int:
        return self.having.pop(account, 0)


class FakeTelegram:
    """Renders one plain request a text."""

    name = ChannelName.TELEGRAM
    account = ACCOUNT

    def render(self, bubble: Say) -> Sequence[dict[str, object]]:
        return [{"method": "sendMessage", "text": bubble.text}]


class Crew:
    """Everything of the duty room on one database. `open`: whether the office is."""

    def __init__(self, database: Database, wakeup: Wakeup, clock: Hand) -> None:
        self.database, self.clock, self.open = database, clock, True
        self.conversations, self.cases = FakeHands(), FakeHands()
        self.assignments = PostgresAssignments([self.conversations], [self.cases])
        self.notices = PostgresStaffNotices(database, wakeup)
        self.phones = PostgresStaffPhones(database, wakeup, FakeTelegram())  # type: ignore[arg-type]
        self.roster = PostgresDutyRoster(database, wakeup, self.assignments)
        self.audit = PostgresAudit(database)
        self.present = PresentStaff(self.roster, self.open_at, clock, timedelta(hours=4))
        self.letters = PostgresDeadLetters(database, wakeup)
        self.health = PostgresSystemHealth(database, {"telegram": ACCOUNT, "whatsapp": "100000000000001"})

    def open_at(self, _: datetime) -> bool:
        return self.open

    def watch(self) -> Watch:
        rules = Rules(timedelta(minutes=25), self.present.absent_after)
        sight = PostgresSight(self.database)
        return Watch(sight, self.roster, self.notices, PORTS.calendar, self.open_at, self.clock, rules)

    def give_back(self) -> GiveBack:
        return GiveBack(self.present, self.assignments, self.notices, self.audit)

    def post(self) -> Post:
        wording = telegram_wording(read_words(), ORIGIN)
        return Post(self.phones, self.roster, self.open_at, self.clock, wording)

    def areas(self) -> Callable[[Staffroom], Sequence[Area]]:
        ports = DutyPorts(self.roster, self.present, self.notices, self.phones, self.audit)
        return lambda _: [system_area(self.health, self.letters, self.audit), duty_area(ports)]

    async def chat(self, channel: str = "telegram", chat: str = "42") -> UUID:
        """A conversation, as if somebody had written."""
        vault, found = self.database.vault, uuid4()
        row = {"id": found, "channel": channel, "account": ACCOUNT, "chat": vault.mark(chat)}
        await self.run(
            "INSERT INTO conversation (id, person, channel, account, chat, address, sender_name, last_inbound_at) "
            "VALUES (:id, :id, :channel, :account, :chat, :address, '', clock_timestamp())",
            **row,
            address=vault.seal(chat),
        )
        return found

    async def linked(self, account: UUID, chat: str = "42") -> UUID:
        conversation = await self.chat(chat=chat)
        assert await self.phones.link(await self.phones.offer(account), conversation)
        return conversation

    async def run(self, statement: str, **values: object) -> list[tuple[object, ...]]:
        async with self.database.begin() as connection:
            found = await connection.execute(text(statement), values)
            return [tuple(row) for row in found] if found.returns_rows else []

    async def sent(self) -> list[str]:
        """Texts in the outbox, in order."""
        bodies = await self.run("SELECT body FROM outbox ORDER BY id")
        return [str(self.database.vault.open_json(body)["text"]) for (body,) in bodies]


def news(kind: NoticeKind = NoticeKind.ASSIGNED, key: str = "1", **facts: str) -> News:
    return News(kind, f"{kind}:{key}", "/console/inbox", facts)
