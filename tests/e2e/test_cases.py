"""Complaints on both simulated platforms: told, sent, followed, answered, with the real bot, restarts and failures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.clock import WallClock
from bot.domain.case_desk import Change
from bot.domain.cases import Role, State
from bot.domain.tracking import find_number, spoken
from bot.store.case_desk import PostgresCaseDesk
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from simulator.faults import Fault
from tests.contract.test_intake import rows
from tests.e2e.conftest import City
from tests.e2e.test_conversation import said
from tests.fakes_book import PORTS
from tests.pictures import photo

STORY = "Saya antre dari jam tujuh sampai siang, nomor saya dilewati terus di loket dua"
both = pytest.mark.parametrize("channel", ["telegram", "whatsapp"])


class Resident:
    """A person on either phone who waits for each answer before going on."""

    def __init__(self, city: City, channel: str) -> None:
        platform: Any = city.telegram if channel == "telegram" else city.whatsapp
        self.person = platform.person("Rahma")
        picture = photo(120, 90)
        samples = platform.world.samples
        samples["photo"] = replace(samples["photo"], content=picture)

    async def say(self, text: str, answer: str) -> str:
        await self.person.say(text)
        return await self.hears(answer)

    async def tap(self, title: str, answer: str) -> str:
        await self.person.tap(title)
        return await self.hears(answer)

    async def send(self, kind: str, answer: str) -> str:
        await self.person.send_media(kind)
        return await self.hears(answer)

    async def hears(self, words: str) -> str:
        await self.person.screen.wait_for(lambda chat: words in said(chat.replies()), 10)
        return said(self.person.screen.replies())

    async def files_a_complaint(
        self, *, category: str = "Lambat atau antre lama", visible: str = "Petugas boleh tahu"
    ) -> str:
        """Without anything optional; the tracking number."""
        await self.say("mau mengadu", "soal apa")
        await self.tap(category, "ceritakan")
        await self.say(STORY, "Kapan")
        await self.say("kemarin", "Di mana")
        await self.tap("Lanjut", "bukti")
        await self.tap("Lanjut", "nama Bapak/Ibu")
        await self.tap("Tanpa nama", visible)
        await self.tap(visible, "Sudah benar")
        number = find_number(await self.tap("Kirim", "Nomornya"))
        assert number is not None
        return number


@asynccontextmanager
async def desk(database: Database, url: str) -> AsyncIterator[PostgresCaseDesk]:
    wakeup = Wakeup(url)
    yield PostgresCaseDesk(database, wakeup, PORTS.calendar, WallClock())
    await wakeup.close()


async def count(database: Database, table: str) -> int:
    [(number,)] = await rows(database, f"SELECT count(*) FROM {table}")
    return int(str(number))


@both
async def test_a_complaint_survives_a_restart_and_a_question_in_its_middle(
    city: City, database: Database, channel: str
) -> None:
    resident = Resident(city, channel)
    async with city.bot():
        await resident.say("mau mengadu", "soal apa")
        await resident.tap("Lambat atau antre lama", "ceritakan")
        await resident.say(STORY, "Kapan")
        await resident.say("ktp hilang gimana ya?", "polisi")
        await resident.hears("Kapan")
        await resident.tap("Kemarin", "Di mana")
    async with city.bot():
        await resident.person.send_location()
        await resident.hears("jangan kirim foto KTP")
        await resident.send("photo", "Sudah kami terima")
        await resident.send("voice", "Sudah kami terima")
        await resident.tap("Lanjut", "nama Bapak/Ibu")
        await resident.say("Rahma", "Petugas boleh tahu")
        await resident.tap("Anonim", "1 foto, 1 pesan suara")
        sent = await resident.tap("Kirim", "Nomornya")
    number = find_number(sent)
    assert number is not None
    async with desk(database, str(city.settings.DATABASE_URL)) as office:
        read = await office.read(number, Role.OFFICER)
        picture = await office.file(number, read.files[0].id, Role.OFFICER)
    assert (read.story, read.name) == (STORY, "")
    assert read.place.startswith("-6.31")
    assert [file.media for file in read.files] == ["photo", "voice"]
    assert b"Rahma" not in picture
    assert picture.startswith(b"\xff\xd8")


@both
async def test_a_change_is_told_once_and_the_resident_opens_it_again(
    town: City, database: Database, channel: str
) -> None:
    resident = Resident(town, channel)
    number = await resident.files_a_complaint()
    async with desk(database, str(town.settings.DATABASE_URL)) as office:
        await office.change(number, Change(State.VERIFIED, "Kami cek loketnya."), Role.OFFICER, "sari")
        await resident.hears("Kami cek loketnya.")
        await office.change(number, Change(State.ANSWERED, "Loket ditambah."), Role.OFFICER, "sari")
        await resident.hears("Loket ditambah.")
        await asyncio.sleep(0.3)
        shown = said(resident.person.messages)
        assert (shown.count("Kami cek loketnya."), shown.count("Loket ditambah.")) == (1, 1)
        await resident.tap("Buka lagi", "dibuka lagi")
        await resident.tap("Tambah keterangan", "tambahannya")
        await resident.say("masih antre lama", "foto atau pesan suara")
        await resident.tap("Lanjut", "sudah masuk")
        read = await office.read(number, Role.OFFICER)
    assert read.row.state is State.REOPENED
    assert read.events[-1].words == "masih antre lama"


@both
async def test_a_case_is_asked_for_by_number_and_by_button(town: City, channel: str) -> None:
    resident, stranger = Resident(town, channel), Resident(town, channel)
    number = await resident.files_a_complaint()
    await resident.say(f"tiket {number}", "Petugas memeriksanya paling lambat")
    await resident.say("cek tiket", spoken(number))
    second = await resident.files_a_complaint()
    await resident.say("cek tiket", "delapan angka")
    await resident.tap(f"{spoken(second)} Keluhan", spoken(second))
    shown = await stranger.say(spoken(number), "Isinya hanya bisa dilihat")
    assert "antre" not in shown
    # One digit off: counting up could carry into a number that exists, or lose a leading nought.
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    await stranger.say(wrong, "salah ketik")


@both
async def test_extortion_is_secret(town: City, database: Database, channel: str) -> None:
    resident = Resident(town, channel)
    number = await resident.files_a_complaint(category="Dimintai uang (pungli)", visible="Rahasia")
    assert await rows(database, "SELECT number, visibility FROM resident_case") == [(number, "secret")]


@both
async def test_taps_and_deliveries_that_come_twice_make_one_case(town: City, database: Database, channel: str) -> None:
    resident = Resident(town, channel)
    (town.telegram if channel == "telegram" else town.whatsapp).faults.set(Fault.DUPLICATE)
    await resident.say("mau mengadu", "soal apa")
    await resident.tap("Hal lain", "ceritakan")
    await resident.say(STORY, "Kapan")
    for answer in ("Di mana", "bukti"):
        await resident.tap("Lanjut", answer)
    for _ in range(3):
        await resident.person.send_media("photo")
    async with asyncio.timeout(10):
        while await count(database, "case_file") < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await resident.hears("Ada lagi")
    await resident.tap("Lanjut", "nama Bapak/Ibu")
    await resident.tap("Tanpa nama", "Petugas boleh tahu")
    await resident.tap("Petugas boleh tahu", "3 foto")
    for _ in range(2):
        await resident.person.tap("Kirim")
    await resident.hears("tidak berlaku")
    assert (await count(database, "resident_case"), await count(database, "case_file")) == (1, 3)


@both
async def test_a_photo_the_channel_does_not_give_can_be_sent_again(
    town: City, database: Database, channel: str
) -> None:
    resident = Resident(town, channel)
    await resident.say("mau mengadu", "soal apa")
    await resident.tap("Hal lain", "ceritakan")
    await resident.say(STORY, "Kapan")
    for answer in ("Di mana", "bukti"):
        await resident.tap("Lanjut", answer)
    samples = (town.telegram if channel == "telegram" else town.whatsapp).world.samples
    whole = samples["photo"]
    samples["photo"] = replace(whole, content=b"no picture")
    await resident.send("photo", "tidak bisa kami buka")
    samples["photo"] = whole
    await resident.send("photo", "Sudah kami terima")
    assert await count(database, "case_file") == 1


async def test_the_public_page_is_served_beside_the_webhooks(town: City) -> None:
    number = await Resident(town, "telegram").files_a_complaint()
    async with ClientSession() as http, http.get(f"{town.bot_url}/tiket", params={"nomor": spoken(number)}) as answer:
        page = await answer.text()
    assert answer.status == 200
    assert "Sudah kami terima" in page
    assert "antre" not in page
