"""What staff do on the page of a conversation: hold it, answer once, unmask for a reason, note, label, send again."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from bot.domain.messages import Notice
from bot.domain.ports import Waiting
from bot.domain.staff import Role
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.console import Hand, OpenConsole, Somebody
from tests.contract.test_desk import ASKED as FOR_STAFF
from tests.contract.test_desk import IN_QUEUE
from tests.contract.test_intake import rows
from tests.contract.test_threads import Chat
from tests.conversation import open_office, path_of
from tests.residents import inbound

HTMX = {"HX-Request": "true"}


@pytest.fixture
def chat(database: Database, wakeup: Wakeup) -> Chat:
    return Chat(database, wakeup)


@pytest.fixture
async def office(database: Database, wakeup: Wakeup) -> AsyncIterator[OpenConsole]:
    async with open_office(database, wakeup, Hand()) as console:
        yield console


async def waiting(chat: Chat) -> UUID:
    await chat.intake.receive([inbound("ktp saya kapan jadi", chat="1", name="Ibu Rahma")])
    return await chat.turn({"text": "Saya teruskan ke petugas."}, effects=(FOR_STAFF, IN_QUEUE))


def seen_by(somebody: Somebody) -> str:
    found = re.search(r'name="seen" value="(\d+)"', somebody.html)
    assert found
    return found[1]


async def events(database: Database, name: str) -> int:
    [(count,)] = await rows(database, f"SELECT count(*) FROM inbox WHERE external_id LIKE 'notice:{name}:%'")
    return int(str(count))


async def test_of_two_who_take_it_one_has_it_and_the_other_hears_who(office: OpenConsole, chat: Chat) -> None:
    conversation = await waiting(chat)
    people = [await office.person(login, Role.OFFICER) for login in ("sari", "budi")]
    await asyncio.gather(*(each.sends(f"{path_of(conversation)}/ambil", {}, **HTMX) for each in people))
    assert sorted(each.status for each in people) == [200, 409]
    [refused] = [each for each in people if each.status == 409]
    assert re.search(r"(Sari|Budi) sedang memegang percakapan ini", refused.text)


@pytest.mark.parametrize(
    ("act", "form", "told"),
    [
        ("selesai", {}, "Bot menjawab lagi"),
        ("antrean", {}, "kembali ke antrean"),
        ("tunda", {"until": "besok"}, "Ditunda"),
    ],
)
async def test_after_each_act_the_page_says_what_came_of_it(
    office: OpenConsole, chat: Chat, act: str, form: dict[str, str], told: str
) -> None:
    conversation = await waiting(chat)
    sari = await office.person("sari", Role.OFFICER)
    await sari.sends(f"{path_of(conversation)}/ambil")
    assert "sekarang Anda pegang" in sari.text
    await sari.sends(f"{path_of(conversation)}/{act}", form)
    assert sari.status == 200
    assert told in sari.text


async def test_it_is_handed_to_a_colleague_and_opened_again_when_finished(office: OpenConsole, chat: Chat) -> None:
    conversation = await waiting(chat)
    sari, budi = await office.person("sari", Role.OFFICER), await office.person("budi", Role.OFFICER)
    await sari.sends(f"{path_of(conversation)}/ambil")
    to = (await office.room.accounts.by_login("budi")).id
    await sari.sends(f"{path_of(conversation)}/alihkan", {"to": str(to)})
    assert "Dipegang Budi" in sari.text
    await budi.sends(f"{path_of(conversation)}/selesai")
    await budi.sends(f"{path_of(conversation)}/buka-lagi")
    assert "Menunggu petugas" in budi.text


async def test_a_supervisor_takes_over_and_an_officer_cannot(office: OpenConsole, chat: Chat) -> None:
    conversation = await waiting(chat)
    sari, budi = await office.person("sari", Role.OFFICER), await office.person("budi", Role.OFFICER)
    bayu = await office.person("bayu", Role.SUPERVISOR)
    await sari.sends(f"{path_of(conversation)}/ambil")
    assert (await budi.sends(f"{path_of(conversation)}/ambil-alih")).status == 409
    await bayu.sends(f"{path_of(conversation)}/ambil-alih")
    assert "sekarang Anda pegang" in bayu.text


async def test_an_answer_reaches_the_bot_with_the_officer_s_name_and_is_shown_at_once(
    office: OpenConsole, chat: Chat
) -> None:
    conversation = await waiting(chat)
    sari = await (await office.person("sari", Role.OFFICER)).opens(path_of(conversation))
    await sari.sends(f"{path_of(conversation)}/balas", {"words": "Besok pagi, Bu.", "seen": seen_by(sari)})
    assert "Balasan dikirim" in sari.text
    assert "Besok pagi, Bu." in sari.text
    assert "Sedang disiapkan" in sari.text
    await chat.turn()
    claim, found = await chat.next()
    assert isinstance(found, Waiting)
    assert claim
    content = found.inbound.content
    assert isinstance(content, Notice)
    assert content.facts["officer"] == "Sari"
    assert content.facts["text"] == "Besok pagi, Bu."
    assert content.facts["quote"] == "ktp saya kapan jadi"


async def test_twice_pressed_back_pressed_and_two_tabs_send_once(
    office: OpenConsole, chat: Chat, database: Database
) -> None:
    conversation = await waiting(chat)
    account = (await office.person("sari", Role.OFFICER), await office.room.accounts.by_login("sari"))[1]
    tabs = [await office.signed_in(account) for _ in range(3)]
    for tab in tabs:
        await tab.opens(path_of(conversation))
    form = {"words": "Besok pagi, Bu.", "seen": seen_by(tabs[0])}
    await asyncio.gather(*(tab.sends(f"{path_of(conversation)}/balas", form) for tab in tabs))
    await tabs[0].sends(f"{path_of(conversation)}/balas", form)
    assert [tab.status for tab in tabs] == [200, 200, 200]
    assert await events(database, "answered") == 1


async def test_the_same_words_later_are_another_answer(office: OpenConsole, chat: Chat, database: Database) -> None:
    conversation = await waiting(chat)
    sari = await (await office.person("sari", Role.OFFICER)).opens(path_of(conversation))
    for _ in range(2):
        await sari.sends(f"{path_of(conversation)}/balas", {"words": "Baik, Bu.", "seen": seen_by(sari)})
    assert await events(database, "answered") == 2


async def test_a_second_answer_is_refused_with_the_first_one_and_the_words_stay(
    office: OpenConsole, chat: Chat, database: Database
) -> None:
    conversation = await waiting(chat)
    sari, budi = await office.person("sari", Role.OFFICER), await office.person("budi", Role.OFFICER)
    for each in (sari, budi):
        await each.opens(path_of(conversation))
    seen = seen_by(budi)
    await sari.sends(f"{path_of(conversation)}/balas", {"words": "Besok pagi.", "seen": seen_by(sari)})
    mine = {"words": "Lusa, ya Bu.", "seen": seen}
    await budi.sends(f"{path_of(conversation)}/balas", mine)
    assert budi.status == 409
    assert re.search(r"Sari menjawab \d+ detik lalu", budi.text)
    assert "Besok pagi." in budi.text
    assert ">Lusa, ya Bu.</textarea>" in budi.html
    assert await events(database, "answered") == 1
    assert seen_by(budi) == seen
    assert "Kirim juga" not in budi.text
    assert budi.text.count("baru bisa dikirim kalau sudah dialihkan") == 1
    await budi.sends(f"{path_of(conversation)}/balas", mine | {"seen": "0", "anyway": "1"})
    assert budi.status == 409
    assert re.search(r"Sari menjawab \d+ detik lalu", budi.text)
    assert await events(database, "answered") == 1
    assert await events(database, "assigned") == 0


async def test_a_second_answer_leaves_on_purpose_once_nobody_holds_the_conversation(
    office: OpenConsole, chat: Chat, database: Database
) -> None:
    conversation = await waiting(chat)
    sari, budi = await office.person("sari", Role.OFFICER), await office.person("budi", Role.OFFICER)
    mine = {"words": "Lusa, ya Bu.", "seen": "0"}
    await sari.sends(f"{path_of(conversation)}/balas", {"words": "Besok pagi.", "seen": "0"})
    await sari.sends(f"{path_of(conversation)}/antrean")
    await budi.sends(f"{path_of(conversation)}/balas", mine)
    assert budi.status == 409
    assert "Kirim juga" in budi.text
    assert "baru bisa dikirim kalau" not in budi.text
    await budi.sends(f"{path_of(conversation)}/balas", mine | {"anyway": "1"})
    assert budi.status == 200
    assert await events(database, "answered") == 2


async def test_a_supervisor_who_insists_is_told_that_it_takes_the_conversation_over(
    office: OpenConsole, chat: Chat, database: Database
) -> None:
    conversation = await waiting(chat)
    sari, bayu = await office.person("sari", Role.OFFICER), await office.person("bayu", Role.SUPERVISOR)
    mine = {"words": "Lusa, ya Bu.", "seen": "0"}
    await sari.sends(f"{path_of(conversation)}/balas", {"words": "Besok pagi.", "seen": "0"})
    await bayu.sends(f"{path_of(conversation)}/balas", mine)
    assert "Kirim juga dan ambil alih dari Sari" in bayu.text
    assert "baru bisa dikirim kalau" not in bayu.text
    await bayu.sends(f"{path_of(conversation)}/balas", mine | {"anyway": "1"})
    assert "Anda memegang percakapan ini" in bayu.text
    assert await events(database, "answered") == 2


async def test_nobody_answers_in_what_a_colleague_holds(office: OpenConsole, chat: Chat, database: Database) -> None:
    conversation = await waiting(chat)
    sari, budi = await office.person("sari", Role.OFFICER), await office.person("budi", Role.OFFICER)
    await sari.sends(f"{path_of(conversation)}/ambil")
    await budi.opens(path_of(conversation))
    await budi.sends(f"{path_of(conversation)}/balas", {"words": "Saya juga.", "seen": seen_by(budi)}, **HTMX)
    assert budi.status == 409
    assert "Sari sedang memegang" in budi.text
    assert "Saya juga." in budi.html
    assert await events(database, "answered") == 0


@pytest.mark.parametrize(
    ("words", "told"), [("", "masih kosong"), ("  \n ", "masih kosong"), ("a" * 4001, "4001 huruf")]
)
async def test_what_cannot_be_sent_says_why(office: OpenConsole, chat: Chat, words: str, told: str) -> None:
    conversation = await waiting(chat)
    sari = await (await office.person("sari", Role.OFFICER)).opens(path_of(conversation))
    await sari.sends(f"{path_of(conversation)}/balas", {"words": words, "seen": "0"}, **HTMX)
    assert sari.status == 409
    assert told in sari.text
    assert words.strip() in sari.html


async def test_a_draft_outlives_the_page_and_colleagues_see_who_writes_it(office: OpenConsole, chat: Chat) -> None:
    conversation = await waiting(chat)
    sari, budi = await office.person("sari", Role.OFFICER), await office.person("budi", Role.OFFICER)
    await sari.sends(f"{path_of(conversation)}/draf", {"words": "Selamat pagi, 3171234567890123"})
    assert sari.status == 204
    await sari.opens(path_of(conversation))
    assert ">Selamat pagi, [nomor disembunyikan]</textarea>" in sari.html
    await budi.opens(f"{path_of(conversation)}/rekan", **HTMX)
    assert "Sari sedang menulis" in budi.text
    await sari.sends(f"{path_of(conversation)}/balas", {"words": "Selamat pagi.", "seen": seen_by(sari)})
    assert "></textarea>" in sari.html


async def test_name_and_number_are_hidden_and_shown_once_for_a_reason_that_is_kept(
    office: OpenConsole, chat: Chat
) -> None:
    conversation = await waiting(chat)
    sari = await (await office.person("sari", Role.OFFICER)).opens(path_of(conversation))
    assert "Ibu Rahma" not in sari.html
    assert (await sari.sends(f"{path_of(conversation)}/buka", {})).status == 400
    assert (await sari.sends(f"{path_of(conversation)}/buka", {"reason": "lain", "words": "x"})).status == 400
    assert not await office.room.audit.search(what="resident.unmask")
    form = {"reason": "lain", "words": "cocokkan berkas 3171234567890123"}
    await sari.sends(f"{path_of(conversation)}/buka", form)
    assert "Ibu Rahma" in sari.text
    [entry] = await office.room.audit.search(what="resident.unmask")
    assert entry.deed.detail == "lain: cocokkan berkas [nomor disembunyikan]"
    await sari.opens(path_of(conversation))
    assert "Ibu Rahma" not in sari.html


async def test_notes_and_labels_are_kept_and_a_note_once(office: OpenConsole, chat: Chat) -> None:
    conversation = await waiting(chat)
    sari = await office.person("sari", Role.OFFICER)
    for _ in range(2):
        await sari.sends(f"{path_of(conversation)}/catatan", {"note": "Sudah ditelepon.", "key": "k1"})
    assert sari.text.count("Sudah ditelepon.") == 1
    await sari.sends(f"{path_of(conversation)}/label", {"add": "KTP Hilang"})
    assert "ktp hilang ×" in sari.text
    await sari.sends(f"{path_of(conversation)}/label", {"add": "x" * 31})
    assert sari.status == 400
    await sari.sends(f"{path_of(conversation)}/label", {"drop": "ktp hilang"})
    assert "ktp hilang ×" not in sari.text


async def test_a_failed_message_is_sent_again_once_and_only_from_its_own_thread(
    office: OpenConsole, chat: Chat, database: Database
) -> None:
    conversation = await waiting(chat)
    other = await chat.talk("halo", "Halo.", chat="2")
    async with database.begin() as connection:
        dead = "UPDATE outbox SET state = 'dead', error = 'Warga tidak dapat dihubungi lagi di kanal ini.'"
        await connection.exec_driver_sql(dead)
    [(message,)] = await rows(database, f"SELECT id FROM outbox WHERE conversation = '{conversation}'")
    sari = await (await office.person("sari", Role.OFFICER)).opens(path_of(conversation))
    assert "Warga tidak dapat dihubungi lagi" in sari.text
    await sari.sends(f"{path_of(other)}/kirim-ulang", {"message": str(message)})
    assert "tidak gagal lagi" in sari.text
    await sari.sends(f"{path_of(conversation)}/kirim-ulang", {"message": str(message)})
    assert "Pesan dikirim ulang" in sari.text
    await sari.sends(f"{path_of(conversation)}/kirim-ulang", {"message": str(message)})
    assert "tidak gagal lagi" in sari.text
    assert len(await office.room.audit.search(what="conversation.resend")) == 1
