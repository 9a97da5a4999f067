"""Staff's own Telegram: the code that links it, and what is sent to it when."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from bot.domain.staff import NewAccount, Role
from bot.domain.staff_notices import NoticeKind, Wishes
from bot.store.engine import Database
from bot.store.staff import PostgresStaff
from bot.store.wakeup import Wakeup
from tests.console import Hand
from tests.duty import Crew, news


@pytest.fixture
def crew(database: Database, wakeup: Wakeup) -> Crew:
    return Crew(database, wakeup, Hand())


async def hired(crew: Crew, login: str = "sari", *roles: Role) -> UUID:
    made = await PostgresStaff(crew.database).add(NewAccount(login, login.title(), frozenset(roles), "x"))
    return made.id


async def test_a_code_links_one_chat_and_is_told_by_name(crew: Crew) -> None:
    sari = await hired(crew)
    code, chat = await crew.phones.offer(sari), await crew.chat()
    assert await crew.phones.link(code.lower().replace("-", " "), chat) == "Sari"
    assert (await crew.phones.phone(sari)).linked
    assert [each.kind for each in await crew.notices.of(sari)] == [NoticeKind.PHONE]
    assert [entry.deed.actor for entry in await crew.audit.search(what="duty.telegram_linked")] == ["sari"]


async def test_the_same_turn_handled_again_gets_the_same_answer_and_another_chat_none(crew: Crew) -> None:
    code = await crew.phones.offer(await hired(crew))
    chat, other = await crew.chat(), await crew.chat(chat="43")
    assert [await crew.phones.link(code, chat), await crew.phones.link(code, chat)] == ["Sari", "Sari"]
    assert await crew.phones.link(code, other) is None


async def test_two_chats_at_once_cannot_both_use_a_code(crew: Crew) -> None:
    code = await crew.phones.offer(await hired(crew))
    chats = [await crew.chat(chat=str(number)) for number in range(4)]
    found = await asyncio.gather(*(crew.phones.link(code, chat) for chat in chats))
    assert sorted(filter(None, found)) == ["Sari"]


@pytest.mark.parametrize("forged", ["ABCD-0000", "", "x" * 5000, "' OR 1=1"])
async def test_a_forged_code_links_nobody(crew: Crew, forged: str) -> None:
    await crew.phones.offer(await hired(crew))
    assert await crew.phones.link(forged, await crew.chat()) is None


async def test_a_code_is_over_after_ten_minutes_and_when_a_newer_one_was_made(crew: Crew) -> None:
    sari, chat = await hired(crew), await crew.chat()
    first = await crew.phones.offer(sari)
    second = await crew.phones.offer(sari)
    assert await crew.phones.link(first, chat) is None
    await crew.run("UPDATE staff_phone SET code_until = clock_timestamp() - interval '1 second'")
    assert await crew.phones.link(second, chat) is None


async def test_a_code_does_not_work_on_whatsapp_nor_for_an_account_that_is_switched_off(crew: Crew) -> None:
    sari = await hired(crew)
    code = await crew.phones.offer(sari)
    assert await crew.phones.link(code, await crew.chat("whatsapp")) is None
    await PostgresStaff(crew.database).set_active(sari, False)
    assert await crew.phones.link(code, await crew.chat()) is None


async def test_a_burnt_code_and_one_from_before_the_unlinking_are_worth_nothing(crew: Crew) -> None:
    sari, chat = await hired(crew), await crew.chat()
    code = await crew.phones.offer(sari)
    await crew.phones.burn(code)
    assert await crew.phones.link(code, chat) is None
    code = await crew.phones.offer(sari)
    assert await crew.phones.link(code, chat)
    assert [await crew.phones.unlink(sari), await crew.phones.unlink(sari)] == [True, False]
    assert await crew.phones.link(code, chat) is None
    assert not (await crew.phones.phone(sari)).linked


async def test_one_chat_belongs_to_the_account_that_linked_it_last(crew: Crew) -> None:
    sari, budi, chat = await hired(crew), await hired(crew, "budi"), await crew.chat()
    for account in (sari, budi):
        assert await crew.phones.link(await crew.phones.offer(account), chat)
    assert not (await crew.phones.phone(sari)).linked
    assert (await crew.phones.phone(budi)).linked


async def test_codes_are_kept_as_marks_only(crew: Crew) -> None:
    code = await crew.phones.offer(await hired(crew))
    [(kept,)] = await crew.run("SELECT code FROM staff_phone")
    assert code not in str(kept)
    assert code.replace("-", "") not in str(kept)


async def test_a_linked_officer_gets_one_message_a_kind_with_a_link_and_no_names(crew: Crew) -> None:
    sari = await hired(crew)
    await crew.linked(sari)
    await crew.notices.tell(news(NoticeKind.WAITING, count="2", minutes="25"), [sari])
    await crew.notices.tell(news(key="1"), [sari])
    await crew.notices.tell(news(key="2"), [sari])
    assert await crew.post().deliver() == 2
    assert await crew.sent() == [
        "Ada warga menunggu lebih dari 25 menit: 2 orang.\nhttps://bot.example.go.id/console/inbox",
        "2 tugas baru untuk Anda.\nhttps://bot.example.go.id/console/notices",
    ]


async def test_two_workers_at_once_send_it_once(crew: Crew) -> None:
    sari = await hired(crew)
    await crew.linked(sari)
    await crew.notices.tell(news(), [sari])
    sent = await asyncio.gather(*(crew.post().deliver() for _ in range(5)))
    assert (sum(sent), len(await crew.sent())) == (1, 1)


async def test_the_next_of_a_kind_waits_ten_minutes(crew: Crew) -> None:
    sari = await hired(crew)
    await crew.linked(sari)
    for key in ("1", "2"):
        await crew.notices.tell(news(key=key), [sari])
        await crew.post().deliver()
    assert len(await crew.sent()) == 1
    await crew.run("UPDATE staff_notice SET sent_at = sent_at - interval '11 minutes' WHERE sent_at IS NOT NULL")
    assert await crew.post().deliver() == 1


async def test_nothing_is_sent_when_the_office_is_closed_or_they_are_away_unless_wanted(crew: Crew) -> None:
    sari = await hired(crew)
    await crew.linked(sari)
    await crew.notices.tell(news(), [sari])
    crew.open = False
    assert await crew.post().deliver() == 0
    crew.open = True
    await crew.roster.set_away(sari, crew.clock.now() + timedelta(days=1), "", "sari")
    assert await crew.post().deliver() == 0
    await crew.roster.set_wishes(sari, Wishes(any_hour=True))
    assert await crew.post().deliver() == 1


async def test_what_was_seen_muted_or_is_for_a_switched_off_account_is_not_sent(crew: Crew) -> None:
    sari, budi = await hired(crew), await hired(crew, "budi")
    await crew.linked(sari)
    await crew.linked(budi, "43")
    await crew.notices.tell(news(), [sari, budi])
    await crew.notices.tell(news(NoticeKind.JOB, job="purge"), [sari])
    await crew.roster.set_wishes(sari, Wishes(muted=frozenset({NoticeKind.ASSIGNED})))
    await PostgresStaff(crew.database).set_active(budi, False)
    await crew.notices.see(sari, 10**9)
    assert await crew.post().deliver() == 0
    assert not await crew.phones.say(budi, "halo", "test:1")


async def test_who_blocked_the_bot_or_had_everything_erased_gets_nothing(crew: Crew) -> None:
    sari, budi = await hired(crew), await hired(crew, "budi")
    first, second = await crew.linked(sari), await crew.linked(budi, "43")
    await crew.run("UPDATE conversation SET reachable = false WHERE id = :id", id=first)
    await crew.run("UPDATE conversation SET erased_at = clock_timestamp() WHERE id = :id", id=second)
    assert [await crew.phones.say(who, "halo", "1") for who in (sari, budi)] == [False, False]
    assert not (await crew.phones.phone(sari)).reachable


async def test_a_test_message_pressed_twice_comes_once(crew: Crew) -> None:
    sari = await hired(crew)
    await crew.linked(sari)
    assert [await crew.phones.say(sari, "uji", "test:a"), await crew.phones.say(sari, "uji", "test:a")] == [True, False]
