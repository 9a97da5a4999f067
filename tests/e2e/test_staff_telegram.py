"""An officer links their own Telegram by the simulator's server and hears of their work there; nobody else does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.adapters import Adapters
from bot.clock import WallClock
from bot.domain.staff import Account, NewAccount, Role
from bot.domain.staff_notices import News, NoticeKind
from bot.duty.post import Post
from bot.dutyroom import attendance, duty_jobs, staff_phones
from bot.store.engine import Database
from bot.store.staff import PostgresStaff
from bot.store.staff_notices import PostgresStaffNotices
from bot.supervisor.ports import free_port
from console.staff.duty.wording import telegram_wording
from console.staff.words import read_words
from tests.e2e.conftest import City
from tests.e2e.test_conversation import said


@pytest.fixture
async def quiet_city(database_url: str) -> AsyncIterator[City]:
    """Without a Rasa: commands need none."""
    made = City(database_url, f"http://127.0.0.1:{free_port()}")
    async with made.platforms():
        yield made


async def officer(adapters: Adapters, login: str) -> Account:
    new = NewAccount(login, login.title(), frozenset({Role.OFFICER}), "x")
    return await PostgresStaff(adapters.database).add(new)


def post(city: City, adapters: Adapters) -> Post:
    """As the worker has it, in an office that is open now."""
    roster = attendance(city.settings, adapters, WallClock()).roster
    wording = telegram_wording(read_words(), city.bot_url)
    return Post(staff_phones(adapters), roster, lambda _: True, WallClock(), wording)


async def tell(adapters: Adapters, who: Account, key: str = "1") -> None:
    notices = PostgresStaffNotices(adapters.database, adapters.wakeup)
    news = News(NoticeKind.WAITING, f"waiting:{key}", "/console/inbox", {"count": "1", "minutes": "25"})
    await notices.tell(news, [who.id])


async def test_a_linked_officer_gets_the_message_and_others_do_not(quiet_city: City) -> None:
    async with quiet_city.bot() as adapters:
        sari, budi = await officer(adapters, "sari"), await officer(adapters, "budi")
        phone, resident = quiet_city.telegram.person("Sari"), quiet_city.telegram.person("Rahma")
        code = await staff_phones(adapters).offer(sari.id)
        await resident.say("/petugas ABCD-0000")
        await resident.screen.wait_for(lambda chat: "Kode itu salah" in said(chat.replies()))
        await phone.say(f"/petugas {code.lower()}")
        await phone.screen.wait_for(lambda chat: "Terhubung dengan akun petugas Sari" in said(chat.replies()))
        await resident.say(f"/petugas {code}")
        await resident.screen.wait_for(lambda chat: said(chat.bubbles).count("Kode itu salah") == 2)
        for who in (sari, budi):
            await tell(adapters, who)
        assert await post(quiet_city, adapters).deliver() == 1
        await phone.screen.wait_for(lambda chat: "menunggu lebih dari 25 menit" in said(chat.replies()))
        assert f"{quiet_city.bot_url}/console/inbox" in said(phone.messages)
        assert "menunggu" not in said(resident.messages)


async def test_a_code_in_a_group_is_burnt(quiet_city: City) -> None:
    async with quiet_city.bot() as adapters:
        sari = await officer(adapters, "sari")
        phone = quiet_city.telegram.person("Sari")
        code = await staff_phones(adapters).offer(sari.id)
        room, name = quiet_city.telegram.group("Kantor"), quiet_city.telegram.world.bot["username"]
        await phone.say(f"/petugas@{name} {code}", room)
        await room.screen.wait_for(lambda chat: "hanya untuk chat pribadi" in said(chat.replies()))
        await phone.say(f"/petugas {code}")
        await phone.screen.wait_for(lambda chat: "Kode itu salah" in said(chat.replies()))


async def test_who_unlinked_or_was_switched_off_hears_no_more(quiet_city: City, database: Database) -> None:
    async with quiet_city.bot() as adapters:
        phones, accounts = staff_phones(adapters), PostgresStaff(database)
        for number, login in enumerate(("sari", "budi")):
            who = await officer(adapters, login)
            phone = quiet_city.telegram.person(login.title())
            await phone.say(f"/petugas {await phones.offer(who.id)}")
            await phone.screen.wait_for(lambda chat: "Terhubung" in said(chat.replies()))
            await tell(adapters, who)
            await (phones.unlink(who.id) if number else accounts.set_active(who.id, False))
        assert await post(quiet_city, adapters).deliver() == 0


async def test_the_worker_runs_all_jobs_of_the_staff(quiet_city: City) -> None:
    async with quiet_city.bot(worker=False) as adapters:
        await officer(adapters, "sari")
        for job in duty_jobs(quiet_city.settings, adapters):
            await job.run()
            now = WallClock().now()
            assert timedelta() < job.next_after(now) - now <= timedelta(days=1)
