"""Writing to a resident: ready-made replies, answers put in, previews, and files on their way."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from io import BytesIO
from uuid import UUID

import pytest
from aiohttp import FormData

from bot.channels.telegram.render import render as for_telegram
from bot.channels.whatsapp.render import render as for_whatsapp
from bot.domain.answer_files import LARGEST_FILE, FileRefused, kind_of, name_for
from bot.domain.composing import CannedText, UnknownCanned, filled
from bot.domain.errors import Unreadable
from bot.domain.messages import ChannelName
from bot.domain.ports import TurnResult, Waiting
from bot.domain.reply import Bubble, Payload, SendDocument
from bot.domain.staff import Role
from bot.store.answer_files import PostgresAnswerFiles, with_file
from bot.store.canned_replies import PostgresCannedReplies
from bot.store.engine import Database
from bot.store.topic_versions import TopicVersions
from bot.store.wakeup import Wakeup
from faq.book import FOLDER, SAMPLE_OFFICE
from faq.files import read_content
from handlers import Turn, respond, shortcut
from tests.console import Hand, OpenConsole, Somebody, hired
from tests.contract.test_conversation_acts import HTMX, seen_by, waiting
from tests.contract.test_intake import rows
from tests.contract.test_threads import Chat
from tests.conversation import open_office, path_of
from tests.fakes_book import PORTS
from tests.residents import ACCOUNT, inbound

PDF = b"%PDF-1.4 surat"
PNG = b"\x89PNG\r\n\x1a\n picture"
CANNED = "/console/balasan-siap"


@pytest.fixture
def chat(database: Database, wakeup: Wakeup) -> Chat:
    return Chat(database, wakeup)


@pytest.fixture
async def office(database: Database, wakeup: Wakeup) -> AsyncIterator[OpenConsole]:
    async with open_office(database, wakeup, Hand()) as console:
        yield console


async def write_canned(somebody: Somebody, title: str, words: str, **more: str) -> str:
    await somebody.opens(CANNED)
    found = re.search(r'name="id" value="([^"]+)">\s*<input type="hidden" name="new"', somebody.html)
    assert found
    await somebody.sends(CANNED, {"id": found[1], "new": "1", "title": title, "words": words, **more})
    return found[1]


async def test_a_ready_reply_is_offered_with_the_officer_s_and_the_office_s_name(
    office: OpenConsole, chat: Chat
) -> None:
    conversation = await waiting(chat)
    sari = await office.person("sari", Role.OFFICER)
    await write_canned(sari, "Salam", "Saya {nama_petugas} dari {kantor}. {lain}")
    assert "Balasan tersimpan" in sari.text
    await sari.opens(path_of(conversation))
    assert "Saya Sari dari Kelurahan" in sari.text
    assert "{lain}" in sari.text


async def test_personal_replies_are_one_s_own_and_shared_ones_are_everybody_s(office: OpenConsole) -> None:
    sari, budi = await office.person("sari", Role.OFFICER), await office.person("budi", Role.OFFICER)
    own = await write_canned(sari, "Punya Sari", "a")
    shared = await write_canned(sari, "Bersama", "b", shared="1")
    await budi.opens(CANNED)
    assert "Punya Sari" not in budi.text
    assert "Bersama" in budi.text
    assert (await budi.opens(f"{CANNED}?ubah={own}")).status == 409
    assert (await budi.sends(CANNED, {"id": own, "title": "x", "words": "x"})).status == 409
    await budi.sends(f"{CANNED}/hapus", {"id": own})
    assert "Punya Sari" in (await sari.opens(CANNED)).text
    await budi.sends(CANNED, {"id": shared, "title": "Bersama kita", "words": "b", "shared": "1"})
    assert "Bersama kita" in (await sari.opens(CANNED)).text
    for _ in range(2):
        await sari.sends(f"{CANNED}/hapus", {"id": shared})
    assert "Bersama kita" not in sari.text


async def test_a_reply_is_marked_once_the_answer_it_is_about_has_changed(
    office: OpenConsole, database: Database
) -> None:
    sari = await office.person("sari", Role.OFFICER)
    await write_canned(sari, "KTP hilang", "Minta surat dulu.", topic="ktp_hilang")
    assert "sudah berubah" not in sari.text
    versions = TopicVersions(database)
    await versions.save("ktp_hilang", _edited("ktp_hilang"), "dewi")
    await versions.publish("ktp_hilang", 1, "dewi")
    assert "sudah berubah" in (await sari.opens(CANNED)).text
    await versions.withdraw("ktp_hilang")
    assert "sudah berubah" not in (await sari.opens(CANNED)).text


def _edited(topic: str) -> dict[str, object]:
    content = read_content(FOLDER, SAMPLE_OFFICE).topics[topic].model_dump(mode="json")
    content["texts"]["id"]["answer"] += " Ada perubahan."
    return content


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"words": "x"}, "kosong"),
        ({"title": "t" * 61, "words": "x"}, "61"),
        ({"title": "t", "words": "w" * 2001}, "2001"),
    ],
)
async def test_what_is_wrong_with_a_reply_is_told_and_nothing_is_lost(
    office: OpenConsole, form: dict[str, str], told: str
) -> None:
    sari = await office.person("sari", Role.OFFICER)
    await sari.sends(CANNED, {"id": str(UUID(int=7)), "new": "1"} | form)
    assert sari.status == 422
    assert told in sari.text
    assert form["words"] in sari.html


async def test_a_reply_somebody_else_s_form_names_twice_is_kept_once(database: Database, office: OpenConsole) -> None:
    account = await hired(office.room, "sari", Role.OFFICER)
    canned = PostgresCannedReplies(database)
    for words in ("satu", "dua"):
        await canned.add(UUID(int=5), CannedText("t", words, shared=False), account.id, "Sari")
    assert [each.words for each in await canned.of(account.id)] == ["satu"]
    with pytest.raises(UnknownCanned):
        await canned.find(UUID(int=6), account.id)


async def test_answers_are_found_by_words_and_put_in_below_what_was_written(office: OpenConsole, chat: Chat) -> None:
    conversation = await waiting(chat)
    sari = await office.person("sari", Role.OFFICER)
    await sari.opens(f"{path_of(conversation)}/jawaban?cari=hilang ktp", **HTMX)
    found = re.search(r'value="(faq:ktp_hilang)" data-insert="([^"]+)"', sari.html)
    assert found
    await sari.sends(f"{path_of(conversation)}/sisipkan", {"words": "Selamat pagi.", "insert": found[1]})
    written = re.search(r"<textarea id=\"words\"[^>]*>([^<]*)</textarea>", sari.html)
    assert written
    assert written[1].startswith("Selamat pagi.\n\n")
    assert written[1].endswith(found[2][-20:])
    await sari.opens(f"{path_of(conversation)}/jawaban?cari=zzzz", **HTMX)
    assert "Tidak ada yang cocok" in sari.text


async def test_the_preview_is_what_is_sent(office: OpenConsole, chat: Chat) -> None:
    conversation = await waiting(chat)
    sari = await office.person("sari", Role.OFFICER)
    await sari.sends(f"{path_of(conversation)}/pratinjau", {"words": "Besok <b>pagi</b>, Bu."}, **HTMX)
    for words in ("Petugas Sari", "Menjawab: “ktp saya kapan jadi”", "Besok <b>pagi</b>, Bu.", "Di Telegram: 1 pesan"):
        assert words in sari.text.replace("Besok <b>pagi</b>", "Besok <b>pagi</b>")
    assert "Membantu" in sari.text


@pytest.mark.parametrize(
    ("content", "name", "kind", "kept"),
    [
        (PDF, "surat.pdf", "application/pdf", "surat.pdf"),
        (PNG, "foto.exe", "image/png", "foto.png"),
        (b"\xff\xd8\xff\xe0", "../../etc/p\x00asswd", "image/jpeg", "p_asswd.jpg"),
        (PDF, "", "application/pdf", "berkas.pdf"),
        (PNG, "a" * 300 + ".png", "image/png", "a" * 76 + ".png"),
    ],
)
def test_a_file_is_what_it_holds(content: bytes, name: str, kind: str, kept: str) -> None:
    assert kind_of(content) == kind
    assert name_for(name, kind) == kept


@pytest.mark.parametrize("content", [b"", b"MZ\x90", b"<script>", b"GIF89a", b"\x89PNG" + b"0" * (LARGEST_FILE + 1)])
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        kind_of(content)


def with_attachment(words: str, seen: str, content: bytes, name: str = "surat.pdf") -> FormData:
    form = FormData({"words": words, "seen": seen})
    form.add_field("file", BytesIO(content), filename=name, content_type="application/octet-stream")
    return form


async def test_a_file_travels_sealed_and_reaches_the_channel_whole(
    office: OpenConsole, chat: Chat, database: Database
) -> None:
    conversation = await waiting(chat)
    sari = await (await office.person("sari", Role.OFFICER)).opens(path_of(conversation))
    await sari.sends(f"{path_of(conversation)}/balas", with_attachment("", seen_by(sari), PDF))
    assert sari.status == 200
    assert "surat.pdf" in sari.text
    sealed = "SELECT starts_with(name, 's1.') AND starts_with(content, 's1.') FROM answer_file"
    assert await rows(database, sealed) == [(True,)]
    await _answer_all(chat)
    sent = await chat.outbox.take(ChannelName.TELEGRAM, ACCOUNT, 5)
    while sent and "upload" not in sent[0].payload:
        for row in sent:
            await chat.outbox.sent(row, f"1:{row.outbox_id}")
        sent = await chat.outbox.take(ChannelName.TELEGRAM, ACCOUNT, 5)
    [row] = sent
    assert row.payload["method"] == "sendDocument"
    assert row.payload["upload"]["filename"] == "surat.pdf"
    assert row.payload["upload"]["content"] == "JVBERi0xLjQgc3VyYXQ="
    await chat.outbox.sent(row, "1:99")
    assert "surat.pdf" in (await sari.opens(path_of(conversation))).text
    files = PostgresAnswerFiles(database)
    assert await files.forget_sent() == 0
    async with database.begin() as connection:
        await connection.exec_driver_sql("UPDATE answer_file SET sent_at = sent_at - interval '8 days'")
    assert await files.forget_sent() == 1
    async with database.begin() as connection:
        with pytest.raises(Unreadable):
            await with_file(connection, database.vault, conversation, row.payload)


async def _answer_all(chat: Chat) -> None:
    """What a worker does with the acts of the staff, by the real rules."""
    while claims := await chat.mailbox.claim(1):
        [claim] = claims
        found = claim.found
        if not isinstance(found, Waiting):
            await chat.mailbox.release(claim.lease, found)
            continue
        turn = Turn(found.inbound, found.state, "q9", Hand().now(), conversation=found.conversation)
        turn = Turn(found.inbound, found.state, "q9", turn.now, shortcut(turn, PORTS), conversation=found.conversation)
        reply = await respond(turn, PORTS)
        payloads = tuple(_payload(bubble) for bubble in reply.bubbles)
        if not await chat.mailbox.commit(claim.lease, found, TurnResult(reply.state, reply.effects, payloads)):
            await chat.mailbox.hand_back(claim.lease)


def _payload(bubble: Bubble) -> Payload:
    return for_telegram(bubble)[0]


async def test_a_refused_file_keeps_the_words(office: OpenConsole, chat: Chat, database: Database) -> None:
    conversation = await waiting(chat)
    sari = await (await office.person("sari", Role.OFFICER)).opens(path_of(conversation))
    await sari.sends(f"{path_of(conversation)}/balas", with_attachment("Ini suratnya.", seen_by(sari), b"MZ", "x.pdf"))
    assert sari.status == 409
    assert "JPEG atau PNG" in sari.text
    assert "Ini suratnya." in sari.html
    big = with_attachment("Ini suratnya.", "0", PDF + b"0" * LARGEST_FILE)
    await sari.sends(f"{path_of(conversation)}/balas", big)
    assert "lebih dari 4 MB" in sari.text
    assert await rows(database, "SELECT 1 FROM answer_file") == []


async def test_a_file_stays_attached_when_the_answer_was_refused(office: OpenConsole, chat: Chat) -> None:
    conversation = await waiting(chat)
    sari, budi = await office.person("sari", Role.OFFICER), await office.person("budi", Role.OFFICER)
    await budi.opens(path_of(conversation))
    seen = seen_by(budi)
    await sari.sends(f"{path_of(conversation)}/balas", {"words": "Besok.", "seen": seen})
    await budi.sends(f"{path_of(conversation)}/balas", with_attachment("Ini.", seen, PDF))
    kept = re.search(r'name="kept" value="([^"]+)"', budi.html)
    assert kept
    await sari.sends(f"{path_of(conversation)}/antrean")
    again = {"words": "Ini.", "seen": seen, "kept": kept[1], "anyway": "1"}
    assert (await budi.sends(f"{path_of(conversation)}/balas", again)).status == 200
    assert "surat.pdf" in budi.text


async def test_nobody_sends_a_colleague_s_file(office: OpenConsole, chat: Chat, database: Database) -> None:
    conversation = await waiting(chat)
    files = PostgresAnswerFiles(database)
    sari, budi = await hired(office.room, "sari", Role.OFFICER), await hired(office.room, "budi", Role.OFFICER)
    kept = await files.keep(conversation, sari.id, "surat.pdf", PDF)
    assert await files.keep(conversation, sari.id, "surat.pdf", PDF) == kept
    assert await files.find(kept.id, conversation, budi.id) is None
    assert await files.find(kept.id, UUID(int=1), sari.id) is None
    assert await files.find(kept.id, conversation, sari.id) == kept


async def test_an_answer_after_whatsapp_s_window_is_held_and_the_thread_says_so(
    office: OpenConsole, chat: Chat, database: Database
) -> None:
    await chat.intake.receive([inbound("halo", channel=ChannelName.WHATSAPP, chat="62800")])
    conversation = await chat.turn({"text": {"body": "Jawaban."}})
    async with database.begin() as connection:
        await connection.exec_driver_sql("UPDATE outbox SET state = 'held'")
    sari = await (await office.person("sari", Role.OFFICER)).opens(path_of(conversation))
    assert "Ditahan sampai warga menulis" in sari.text


def test_places_nobody_knows_stay() -> None:
    assert filled("{nama_petugas} {x} {kantor}", {"nama_petugas": "Sari"}) == "Sari {x} {kantor}"


def test_a_kept_file_is_only_named_in_its_payload() -> None:
    [payload] = for_whatsapp(SendDocument("f.png", "", "image/png", kept="k"))
    upload = {"filename": "f.png", "mime_type": "image/png", "kept": "k"}
    assert payload == {"type": "image", "image": {}, "upload": upload}
