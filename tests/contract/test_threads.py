"""What residents, bot and officers said, read back in order over all pages and channels."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from bot.domain.messages import ChannelName, DeliveryStatus, Receipt, Tap
from bot.domain.ports import TurnResult, Waiting
from bot.domain.privacy import LinkTo
from bot.domain.reply import Band, Guess, LogQuestion, Payload
from bot.domain.thread import Asked, Delivery, Entry, Side
from bot.store.engine import Database
from bot.store.outbox import PostgresOutbox
from bot.store.threads import PostgresThreads
from bot.store.wakeup import Wakeup
from tests.contract.test_desk import Town
from tests.residents import ACCOUNT, inbound

RANKING = (Guess("faq/ktp_hilang", 0.93), Guess("faq/ktp_rusak", 0.02))
ASKED = LogQuestion("q1", "ktp ilang", "id", Band.ANSWER, "faq/ktp_hilang", RANKING)


class Chat(Town):
    """A town whose bot also answers."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        super().__init__(database, wakeup)
        self.outbox = PostgresOutbox(database)
        self.threads = PostgresThreads(database)

    async def turn(self, *payloads: Payload, effects: tuple[object, ...] = ()) -> UUID:
        claim, found = await self.next()
        assert isinstance(found, Waiting)
        result = TurnResult(found.state, effects, payloads)  # type: ignore[arg-type]
        if not await self.mailbox.commit(claim.lease, found, result):
            await self.mailbox.hand_back(claim.lease)
        return claim.lease.conversation

    async def talk(self, words: str, answer: str, chat: str = "1") -> UUID:
        await self.intake.receive([inbound(words, chat=chat)])
        return await self.turn({"text": answer})

    async def send_all(self) -> None:
        while found := await self.outbox.take(ChannelName.TELEGRAM, ACCOUNT, 5):
            for row in found:
                await self.outbox.sent(row, f"1:{row.outbox_id}")

    async def all_of(self, person: UUID, limit: int = 50) -> list[Entry]:
        """Page by page, the oldest first."""
        entries: list[Entry] = []
        page = await self.threads.page(person, limit=limit)
        entries[:0] = page.entries
        while page.older:
            page = await self.threads.page(person, page.older, limit)
            entries[:0] = page.entries
        return entries


@pytest.fixture
def chat(database: Database, wakeup: Wakeup) -> Chat:
    return Chat(database, wakeup)


def words(entries: list[Entry]) -> list[str]:
    return [entry.words for entry in entries]


async def test_both_sides_stand_in_order_with_what_was_understood(chat: Chat) -> None:
    await chat.intake.receive([inbound("ktp ilang", chat="1")])
    person = await chat.turn({"text": "<b>KTP hilang</b>\nMinta surat &amp; datang."}, effects=(ASKED,))
    question, answer = await chat.all_of(person)
    assert (question.side, question.words) == (Side.RESIDENT, "ktp ilang")
    assert question.asked == Asked("faq/ktp_hilang", 0.93, "answer")
    assert (answer.side, answer.words) == (Side.BOT, "KTP hilang\nMinta surat & datang.")
    assert answer.delivery is Delivery.QUEUED


async def test_a_tap_shows_the_button_s_title(chat: Chat) -> None:
    await chat.intake.receive([inbound(Tap("part:kia:steps", "Langkah"), chat="1")])
    person = await chat.turn()
    [tap] = await chat.all_of(person)
    assert (tap.kind, tap.words) == ("tap", "Langkah")


async def test_a_message_shows_how_far_it_got(chat: Chat) -> None:
    person = await chat.talk("halo", "Halo Bapak/Ibu.")
    await chat.send_all()
    assert (await chat.all_of(person))[-1].delivery is Delivery.SENT
    read = Receipt(ChannelName.TELEGRAM, ACCOUNT, "1:1", DeliveryStatus.READ, datetime.now(UTC))
    await chat.intake.receive([read])
    assert (await chat.all_of(person))[-1].delivery is Delivery.READ


async def test_officers_are_named_where_they_acted_and_answered(chat: Chat) -> None:
    person = await chat.talk("mau tanya orang", "Saya teruskan.")
    assert await chat.desk.claim(str(person), "Sari")
    await chat.turn({"text": "Sari dari kelurahan membantu."})
    assert await chat.desk.answer(str(person), "Sari", "Bawa KK, ya Pak.")
    await chat.turn({"text": "Sari:\nBawa KK, ya Pak."})
    told = [(entry.side, entry.officer, entry.words) for entry in await chat.all_of(person)]
    assert told == [
        (Side.RESIDENT, "", "mau tanya orang"),
        (Side.BOT, "", "Saya teruskan."),
        (Side.OFFICER, "Sari", "claimed"),
        (Side.BOT, "", "Sari dari kelurahan membantu."),
        (Side.OFFICER, "Sari", "Sari:\nBawa KK, ya Pak."),
    ]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
async def test_pages_of_any_length_show_everything_once(chat: Chat, limit: int) -> None:
    for number in range(8):
        person = await chat.talk(f"tanya {number}", f"jawab {number}")
        await chat.intake.receive([inbound(f"lagi {number}", chat="1")])
        await chat.turn()
    told = words(await chat.all_of(person, limit))
    assert told == [said for n in range(8) for said in (f"tanya {n}", f"jawab {n}", f"lagi {n}")]


async def test_linked_channels_are_one_thread_and_other_residents_are_not_in_it(chat: Chat) -> None:
    first = await chat.talk("dari telegram", "jawab satu", chat="1")
    await chat.talk("orang lain", "jawab lain", chat="2")
    await chat.intake.receive([inbound("dari whatsapp", channel=ChannelName.WHATSAPP, chat="62800")])
    await chat.turn({"text": {"body": "jawab dua"}}, effects=(LinkTo(first),))
    entries = await chat.all_of(first)
    assert words(entries) == ["dari telegram", "jawab satu", "dari whatsapp", "jawab dua"]
    assert {entry.channel for entry in entries} == {ChannelName.TELEGRAM, ChannelName.WHATSAPP}


async def test_typing_dots_are_no_message(chat: Chat) -> None:
    await chat.intake.receive([inbound("halo", chat="1")])
    person = await chat.turn({"method": "sendChatAction", "action": "typing"}, {"text": "Halo."})
    assert words(await chat.all_of(person)) == ["halo", "Halo."]


async def test_of_somebody_unknown_there_is_nothing(chat: Chat) -> None:
    page = await chat.threads.page(uuid4())
    assert (list(page.entries), page.older) == ([], None)
