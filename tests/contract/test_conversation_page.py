"""The page of a conversation: the thread as it was said, live changes, and who may read it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from bot.domain.handover import FOR_INSPECTORS
from bot.domain.messages import ChannelName, Media, MediaKind
from bot.domain.privacy import LinkTo
from bot.domain.reply import RateAnswer
from bot.domain.staff import Role
from bot.store.case_files import CaseFiles
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.console import Hand, OpenConsole
from tests.contract.test_desk import ASKED as FOR_STAFF
from tests.contract.test_desk import IN_QUEUE
from tests.contract.test_intake import rows
from tests.contract.test_threads import ASKED, Chat
from tests.conversation import open_office, path_of
from tests.residents import inbound

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def chat(database: Database, wakeup: Wakeup) -> Chat:
    return Chat(database, wakeup)


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
async def office(database: Database, wakeup: Wakeup, clock: Hand) -> AsyncIterator[OpenConsole]:
    async with open_office(database, wakeup, clock) as console:
        yield console


async def asked(chat: Chat) -> UUID:
    await chat.intake.receive([inbound("ktp ilang", chat="1")])
    return await chat.turn({"text": "Minta surat kehilangan."}, effects=(ASKED, RateAnswer("q1", helpful=False)))


async def test_the_thread_shows_who_said_what_and_what_was_understood(office: OpenConsole, chat: Chat) -> None:
    conversation = await asked(chat)
    sari = await (await office.person("sari", Role.OFFICER)).opens(path_of(conversation))
    assert sari.status == 200
    for words in ("ktp ilang", "Minta surat kehilangan.", "93 %", "Tidak membantu", "Menunggu dikirim", "Hari ini"):
        assert words in sari.text


@pytest.mark.parametrize("head", ["*Petugas Sari Dewi*", "Petugas Sari Dewi", "Officer Sari Dewi"])
async def test_an_officer_s_answer_stands_below_their_name_once(office: OpenConsole, chat: Chat, head: str) -> None:
    conversation = await chat.talk("mau tanya orang", "Saya teruskan.")
    assert await chat.desk.answer(str(conversation), "Sari Dewi", "Bawa KK.\nPetugas Sari Dewi menunggu.")
    await chat.turn({"text": f"{head}\nBawa KK.\nPetugas Sari Dewi menunggu."})
    budi = await (await office.person("budi", Role.OFFICER)).opens(path_of(conversation))
    assert '<p class="words" dir="auto">Bawa KK.\nPetugas Sari Dewi menunggu.</p>' in budi.html


async def test_reading_a_conversation_is_noted_without_its_words(office: OpenConsole, chat: Chat) -> None:
    conversation = await asked(chat)
    await (await office.person("sari", Role.OFFICER)).opens(path_of(conversation))
    [entry] = await office.room.audit.search(what="conversation.read")
    assert (entry.deed.about, entry.deed.detail) == (f"conversation:{conversation}", "")


@pytest.mark.parametrize("role", [Role.EDITOR, Role.MANAGER, Role.PARTNER, Role.ADMIN])
async def test_other_roles_do_not_read_what_residents_write(office: OpenConsole, chat: Chat, role: Role) -> None:
    conversation = await asked(chat)
    somebody = await (await office.person("dewi", role)).opens(path_of(conversation))
    assert somebody.status == 403
    assert "ktp ilang" not in somebody.html


@pytest.mark.parametrize("name", [str(UUID(int=0)), "f" * 36, "-" * 36, "1" * 36])
async def test_a_forged_id_is_told_in_words(office: OpenConsole, chat: Chat, name: str) -> None:
    await asked(chat)
    sari = await office.person("sari", Role.OFFICER)
    for path in ("", "/baru", "/rekan", "/suara/1"):
        assert (await sari.opens(f"/console/inbox/{name}{path}")).status == 404
    assert (await sari.sends(f"/console/inbox/{name}/balas", {"words": "x"})).status == 404
    assert "tidak ada" in sari.text


@pytest.mark.parametrize("text", [SCRIPT, "<img src=x onerror=alert(1)>", "javascript:alert(1)", "{{ 7 * 7 }}"])
async def test_markup_of_a_resident_stays_letters(office: OpenConsole, chat: Chat, text: str) -> None:
    await chat.intake.receive([inbound(text, chat="1", name=SCRIPT)])
    conversation = await chat.turn({"text": "Halo."}, effects=(replace(FOR_STAFF, text=text), IN_QUEUE))
    sari = await (await office.person("sari", Role.OFFICER)).opens(path_of(conversation))
    await sari.sends(f"{path_of(conversation)}/buka", {"reason": "call"})
    assert text in sari.text.replace("  ", " ")
    assert "<script>alert" not in sari.html
    assert "<img src=x" not in sari.html
    assert 'href="javascript' not in sari.html


async def test_a_giant_text_is_shown_whole(office: OpenConsole, chat: Chat) -> None:
    await chat.intake.receive([inbound("a" * 4096, chat="1")])
    conversation = await chat.turn()
    sari = await (await office.person("sari", Role.OFFICER)).opens(path_of(conversation))
    assert "a" * 4096 in sari.html


async def test_a_secret_conversation_is_for_inspectors_only(office: OpenConsole, chat: Chat) -> None:
    await chat.intake.receive([inbound("petugas minta uang", chat="1")])
    secret = replace(FOR_STAFF, text="petugas minta uang", reason=FOR_INSPECTORS)
    conversation = await chat.turn({"text": "Kami catat."}, effects=(secret, IN_QUEUE))
    for login, role in (("sari", Role.OFFICER), ("bayu", Role.SUPERVISOR)):
        somebody = await office.person(login, role)
        for path in ("", "/baru", "/rekan"):
            await somebody.opens(path_of(conversation) + path)
            assert somebody.status == 403
            assert "minta uang" not in somebody.html
        assert (await somebody.sends(f"{path_of(conversation)}/buka", {"reason": "call"})).status == 403
        assert (await somebody.sends(f"{path_of(conversation)}/ambil")).status == 403
    inspector = await (await office.person("ina", Role.INSPECTOR)).opens(path_of(conversation))
    assert "minta uang" in inspector.text


async def test_once_the_secret_was_dealt_with_only_what_came_after_is_read_by_all(
    office: OpenConsole, chat: Chat, database: Database
) -> None:
    await chat.intake.receive([inbound("petugas minta uang", chat="1")])
    conversation = await chat.turn(effects=(replace(FOR_STAFF, reason=FOR_INSPECTORS),))
    await chat.desk.claim(str(conversation), "Ina")
    async with database.begin() as connection:
        await connection.exec_driver_sql("UPDATE question SET closed_at = clock_timestamp()")
    await chat.turn()
    await chat.talk("jam buka?", "Senin sampai Jumat.")
    sari = await (await office.person("sari", Role.OFFICER)).opens(path_of(conversation))
    assert "minta uang" not in sari.html
    assert "jam buka?" in sari.text
    assert "hanya dibaca pengawas" in sari.text
    assert "minta uang" in (await (await office.person("ina", Role.INSPECTOR)).opens(path_of(conversation))).text


async def test_older_entries_come_page_by_page(office: OpenConsole, chat: Chat) -> None:
    for number in range(30):
        conversation = await chat.talk(f"tanya {number}.", f"jawab {number}.")
    sari = await (await office.person("sari", Role.OFFICER)).opens(path_of(conversation))
    assert "tanya 29." in sari.text
    assert "tanya 3." not in sari.text
    found = re.search(r'hx-get="([^"]+lama=[^"]+)"', sari.html)
    assert found
    await sari.opens(found[1], **{"HX-Request": "true"})
    assert "tanya 3." in sari.text
    assert "<html" not in sari.html
    assert (await sari.opens(found[1])).status == 200
    assert "Ke yang terbaru" in sari.text


async def test_only_what_is_new_is_sent_while_the_page_is_open(office: OpenConsole, chat: Chat) -> None:
    conversation = await chat.talk("satu", "jawab satu")
    sari = await (await office.person("sari", Role.OFFICER)).opens(path_of(conversation))
    since = re.search(r'id="cursor" name="dari" value="([\d.]+)"', sari.html)
    assert since
    await chat.talk("dua", "jawab dua")
    await chat.send_all()
    await sari.opens(f"{path_of(conversation)}/baru?dari={since[1]}", **{"HX-Request": "true"})
    assert "dua" in sari.text
    assert "1 pesan baru dari warga" in sari.text
    assert "jawab satu" not in sari.text
    assert "Terkirim" in sari.text
    assert 'id="tick-o1"' in sari.html


async def test_the_stamp_changes_with_what_is_said_and_what_becomes_of_it(office: OpenConsole, chat: Chat) -> None:
    conversation = await chat.talk("satu", "jawab satu")
    sari = await office.person("sari", Role.OFFICER)
    stamps = [await live(sari, conversation)]
    await chat.send_all()
    stamps.append(await live(sari, conversation))
    await chat.talk("dua", "jawab dua")
    stamps.append(await live(sari, conversation))
    assert len(set(stamps)) == 3
    assert stamps[-1] == await live(sari, conversation)


async def live(somebody: object, conversation: UUID) -> str:
    """The first value of the stream's `thread`."""
    response = await somebody.client.get(f"/console/live?watch={conversation}")  # type: ignore[attr-defined]
    try:
        read = b""
        while b"event: drafts" not in read:
            read += await response.content.readany()
    finally:
        response.close()
    found = re.search(rb"event: thread\ndata: (\S+)", read)
    assert found
    return found[1].decode()


async def test_both_channels_of_a_person_are_one_thread(office: OpenConsole, chat: Chat) -> None:
    first = await chat.talk("dari telegram", "jawab satu", chat="1")
    await chat.intake.receive([inbound("dari whatsapp", channel=ChannelName.WHATSAPP, chat="62800")])
    second = await chat.turn({"text": {"body": "jawab dua"}}, effects=(LinkTo(first),))
    sari = await (await office.person("sari", Role.OFFICER)).opens(path_of(second))
    assert "dari telegram" in sari.text
    assert "dari whatsapp" in sari.text
    assert f'href="{path_of(first)}"' in sari.html
    assert "Balas lewat Telegram" in sari.text


async def test_a_voice_note_can_be_heard_by_those_who_read_the_thread_and_that_is_noted(
    office: OpenConsole, chat: Chat, database: Database
) -> None:
    voice = Media(MediaKind.VOICE, "voice-1", "audio/ogg; codecs=opus")
    await chat.intake.receive([inbound(voice, chat="1")])
    conversation = await chat.turn(effects=(replace(FOR_STAFF, text="[voice]"), IN_QUEUE))
    await CaseFiles(database).keep("q1", voice, voice.mime_type, b"OggS sound")
    [(event,)] = await rows(database, "SELECT id FROM inbox WHERE external_id LIKE 'event-%'")
    other = await chat.talk("orang lain", "halo", chat="2")
    sari = await (await office.person("sari", Role.OFFICER)).opens(path_of(conversation))
    assert f'src="{path_of(conversation)}/suara/{event}"' in sari.html
    response = await sari.client.get(f"{path_of(conversation)}/suara/{event}")
    assert (response.content_type, await response.read()) == ("audio/ogg", b"OggS sound")
    assert len(await office.room.audit.search(what="conversation.voice")) == 1
    assert (await sari.client.get(f"{path_of(other)}/suara/{event}")).status == 404


async def test_the_countdown_and_what_follows_its_end_are_told(
    office: OpenConsole, chat: Chat, clock: Hand, database: Database
) -> None:
    await chat.intake.receive([inbound("halo", channel=ChannelName.WHATSAPP, chat="62800")])
    conversation = await chat.turn({"text": {"body": "Halo."}})
    clock.at += timedelta(minutes=30)
    sari = await (await office.person("sari", Role.OFFICER)).opens(path_of(conversation))
    assert "Jendela WhatsApp tutup dalam 23 jam" in sari.text
    async with database.begin() as connection:
        silent = "UPDATE conversation SET last_inbound_at = last_inbound_at - interval '25 hours'"
        await connection.exec_driver_sql(silent)
    await sari.opens(path_of(conversation))
    assert "sudah tutup" in sari.text
    assert "Tahan & kabari" in sari.text
