"""Greetings, languages, the menu, tasks that are not built yet, and messages without words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.messages import (
    Command,
    Contact,
    Content,
    Location,
    Media,
    MediaKind,
    Membership,
    Reaction,
    Tap,
    Text,
    Unsupported,
)
from bot.domain.reply import Band, ConversationState, LogQuestion, Menu, Say, SetReachable
from handlers.not_yet import GAPS
from tests.fakes_book import KNOWN, PORTS, actions_of, book_of, ranked, said, text_of
from tests.residents import inbound


async def test_the_first_greeting_says_who_answers_what_is_kept_and_how_to_stop() -> None:
    hello, menu = (await said("halo", state=ConversationState())).bubbles
    assert isinstance(hello, Say)
    assert len(hello.text.splitlines()) == 3
    for word in ("asisten otomatis", "simpan", "berhenti", "hapus data"):
        assert word in hello.text
    assert isinstance(menu, Menu)
    assert "Contoh" in menu.text


async def test_a_later_greeting_is_short() -> None:
    [bubble] = (await said("halo")).bubbles
    assert isinstance(bubble, Menu)
    assert "Halo lagi" in bubble.text


async def test_a_greeting_the_nlu_found_is_a_greeting() -> None:
    reply = await said("halloooo minnn", ranked("task/sapa"), ConversationState())
    assert len(reply.bubbles) == 2
    [log] = [effect for effect in reply.effects if isinstance(effect, LogQuestion)]
    assert (log.band, log.answered) == (Band.ANSWER, "task/sapa")


async def test_start_without_a_topic_greets() -> None:
    assert "asisten otomatis" in text_of(await said(Command("start"), state=ConversationState()))


async def test_an_english_telegram_starts_in_english() -> None:
    reply = await said(inbound("halo", language="en-US"), state=ConversationState())
    assert reply.state.language == "en"
    assert "automatic assistant" in text_of(reply)


async def test_the_language_chosen_here_wins_over_the_app_s() -> None:
    assert (await said(inbound("halo", language="en"), state=KNOWN)).state.language == "id"


@pytest.mark.parametrize("way", ["english", Tap("language:en"), Command("bahasa", "en")])
async def test_the_language_is_switched_by_word_button_and_command(way: str | Tap | Command) -> None:
    reply = await said(way, state=replace(KNOWN, topic="ktp_hilang"))
    assert reply.state.language == "en"
    assert "in English" in text_of(reply)
    assert actions_of(reply) == ["topic:ktp_hilang", "task:menu"]


@pytest.mark.parametrize(
    ("text", "language"),
    [("can we speak English please", "en"), ("pake bahasa indonesia aja", "id")],
)
async def test_a_request_in_words_may_name_the_language(text: str, language: str) -> None:
    before = replace(KNOWN, language="en" if language == "id" else "id")
    assert (await said(text, ranked("task/ganti_bahasa"), before)).state.language == language


async def test_a_request_that_names_no_language_is_offered_both() -> None:
    reply = await said("ganti bahasanya dong", ranked("task/ganti_bahasa"))
    assert actions_of(reply) == ["language:id", "language:en"]
    assert reply.state.language == "id"


async def test_an_unknown_language_on_a_button_leads_to_the_menu() -> None:
    assert isinstance((await said(Tap("language:fr"))).bubbles[0], Menu)


async def test_the_menu_lists_groups_a_person_and_the_other_language() -> None:
    reply = await said("menu")
    assert actions_of(reply) == ["group:ktp_ganti", "group:kantor", "task:minta_petugas", "language:en"]


async def test_a_group_lists_its_written_topics() -> None:
    [menu] = (await said(Tap("group:ktp_ganti"))).bubbles
    assert isinstance(menu, Menu)
    assert [row.action for row in menu.sections[0].rows] == ["topic:ktp_hilang", "topic:ktp_rusak"]


@pytest.mark.parametrize("forged", ["group:nonsense", "group", "task:nonsense", "task", "task:bukan_kata", "nonsense"])
async def test_an_old_button_is_answered_with_the_menu(forged: str) -> None:
    [bubble] = (await said(Tap(forged))).bubbles
    assert isinstance(bubble, Menu)
    assert "tidak berlaku" in bubble.text


async def test_without_any_topic_the_menu_still_works() -> None:
    reply = await said("menu", ports=replace(PORTS, book=book_of()))
    assert actions_of(reply) == ["task:minta_petugas", "language:en"]


@pytest.mark.parametrize(
    ("label", "word"),
    [
        ("task/pamit", "Sampai jumpa"),
        ("task/terima_kasih", "Sama-sama"),
        ("task/tanya_bot", "bukan manusia"),
        ("task/di_luar_topik", "hanya tahu soal KTP"),
        ("task/setuju", "Ada yang mau ditanyakan"),
        ("task/tolak", "kata lain"),
        ("task/batal", "dibatalkan"),
        ("task/menu", "Mau tanya soal apa"),
        ("task/jawaban_membantu", "Terima kasih"),
    ],
)
async def test_small_talk_gets_its_own_words(label: str, word: str) -> None:
    reply = await said("begitulah kira-kira", ranked(label))
    assert word in text_of(reply)
    [log] = reply.effects
    assert isinstance(log, LogQuestion)
    assert (log.answered, log.for_staff) == (label, False)


async def test_cancel_forgets_what_was_going_on() -> None:
    before = replace(KNOWN, topic="kia", offered=("faq/kia",), pending_text="x", pending_question="y", misses=1)
    after = (await said("batal", state=before)).state
    assert replace(after, busy_until=None, untapped=0) == KNOWN


@pytest.mark.parametrize("task", GAPS)
async def test_what_is_not_built_is_said_plainly_and_noted_where_that_helps(task: str) -> None:
    reply = await said("tolong dong", ranked(f"task/{task}"))
    assert text_of(reply).startswith(PORTS.book.phrase(task, "id"))
    [log] = reply.effects
    assert isinstance(log, LogQuestion)
    assert log.for_staff is GAPS[task].noted
    assert log.reason == ("not_built" if GAPS[task].noted else "")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (Media(MediaKind.PHOTO, "m"), "tidak kami simpan"),
        (Media(MediaKind.DOCUMENT, "m"), "tidak kami simpan"),
        (Media(MediaKind.VIDEO, "m"), "tidak kami simpan"),
        (Media(MediaKind.STICKER, "m"), "Stikernya"),
        (Location(-6.3, 106.8), "Alamat kantor"),
        (Contact(own=True), "tidak kami simpan"),
        (Unsupported("poll"), "belum bisa saya baca"),
        (Text("👍"), "kata-kata"),
        (Text(""), "kata-kata"),
    ],
)
async def test_messages_without_words_get_a_kind_word_and_are_no_questions(content: Content, word: str) -> None:
    reply = await said(content)
    assert word in text_of(reply)
    assert reply.effects == ()


async def test_a_photo_with_a_masked_caption_brings_the_warning() -> None:
    photo = Media(MediaKind.PHOTO, "m", caption="[nomor disembunyikan]", masked=True)
    assert "jangan kirim nomor NIK" in text_of(await said(photo))


async def test_a_reaction_gets_no_reply() -> None:
    reply = await said(Reaction("👍", "m1"))
    assert (reply.bubbles, reply.effects, reply.state) == ((), (), KNOWN)


@pytest.mark.parametrize("active", [True, False])
async def test_blocking_and_unblocking_is_kept_without_a_word(active: bool) -> None:
    reply = await said(Membership(active), state=ConversationState())
    assert reply.bubbles == ()
    assert reply.effects == (SetReachable(active),)
    assert not reply.state.greeted
