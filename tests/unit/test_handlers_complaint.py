"""Complaints and suggestions, turn by turn without database and channel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.cases import Category, Kind, OpenCase, Visibility
from bot.domain.errors import MediaError, MediaGone, MediaTooLarge, MediaUnavailable, MediaUnreadable
from bot.domain.messages import Location, Media, MediaKind, Tap, Text
from bot.domain.ports import Ports
from bot.domain.reply import ConversationState, LogQuestion, OpenDialogue
from tests.chats import Chat
from tests.fakes_book import KNOWN, PORTS, ranked, said, text_of
from tests.fakes_cases import FakeAttachments

STORY = "Saya antre dari jam tujuh sampai siang tapi nomor saya dilewati terus oleh petugas di loket dua"
PHOTO = Media(MediaKind.PHOTO, "photo-1", "image/jpeg")
VOICE = Media(MediaKind.VOICE, "voice-1", "audio/ogg")


async def complaint_up_to_files(ports: Ports) -> Chat:
    chat = Chat(ports)
    await chat.say(Tap("task:keluhan"), "1", STORY, "kemarin", "RT 5 RW 3")
    assert chat.step == "files"
    return chat


async def test_a_complaint_goes_from_category_to_number() -> None:
    attachments = FakeAttachments()
    chat = Chat(replace(PORTS, attachments=attachments))
    await chat.say("mau mengadu")
    await chat.press("Lambat atau antre lama")
    await chat.say(STORY, "kemarin")
    assert "RT/RW" in text_of(chat.reply)
    await chat.say("RT 5 RW 3")
    assert "jangan kirim foto KTP" in text_of(chat.reply)
    await chat.say(PHOTO, VOICE)
    await chat.press("Lanjut")
    await chat.say("Ibu Rahma")
    summary = await chat.press("Petugas boleh tahu")
    for line in (
        "Lambat atau antre lama",
        STORY,
        "23 November 2026",
        "RT 5 RW 3",
        "1 foto, 1 pesan suara",
        "Ibu Rahma",
    ):
        assert line in summary
    sent = await chat.press("Kirim")
    assert "4827-1930" in sent
    assert "27 November 2026" in sent
    [opened] = chat.effects
    assert isinstance(opened, OpenCase)
    assert (opened.kind, opened.category, opened.visibility) == (Kind.COMPLAINT, Category.SLOW, Visibility.OPEN)
    assert (opened.story, opened.happened, opened.place, opened.name) == (
        STORY, "2026-11-23", "RT 5 RW 3", "Ibu Rahma",
    )  # fmt: skip
    assert attachments.kept == [(opened.key, "photo-1"), (opened.key, "voice-1")]
    assert chat.state.dialogue is None


async def test_everything_optional_can_be_left_out() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"), "7", STORY)
    for _ in range(3):
        await chat.press("Lanjut")
    await chat.press("Tanpa nama")
    await chat.say("rahasia", "ya")
    [opened] = chat.effects
    assert isinstance(opened, OpenCase)
    assert (opened.happened, opened.place, opened.name, opened.visibility) == ("", "", "", Visibility.SECRET)


async def test_the_message_that_starts_it_is_the_story_where_it_tells_one() -> None:
    chat = Chat()
    told = "saya dimintai uang 50 ribu sama petugas loket waktu ambil KTP"
    await chat.say(told, ranking=ranked("task/keluhan"))
    assert chat.step == "when"
    assert chat.state.dialogue
    assert dict(chat.state.dialogue.answers) == {"category": "extortion", "what": told}


async def test_a_story_is_not_kept_among_the_questions() -> None:
    told = "saya dimintai uang 50 ribu sama petugas loket waktu ambil KTP"
    reply = await said(told, ranked("task/keluhan"))
    [log] = reply.effects
    assert isinstance(log, LogQuestion)
    assert log.text == "Sampaikan keluhan"


async def test_the_words_of_a_button_mean_the_button() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"), "1", STORY, "lanjut", "lanjut", "lanjut", "tanpa nama", "terbuka", "ya")
    [opened] = chat.effects
    assert isinstance(opened, OpenCase)
    assert (opened.happened, opened.place, opened.name) == ("", "", "")


@pytest.mark.parametrize("start", ["mau ngadu", "saya mau lapor soal pelayanan", "bagaimana cara melaporkan pungli?"])
async def test_a_start_that_tells_no_story_is_asked_for_it(start: str) -> None:
    chat = Chat()
    await chat.say(start, ranking=ranked("task/keluhan"))
    assert chat.step in {"category", "what"}


async def test_a_story_told_instead_of_choosing_is_not_lost() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"), STORY)
    assert chat.step == "category"
    await chat.say("sikap petugas")
    assert chat.step == "when"
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["what"] == STORY


async def test_extortion_is_secret_unless_the_resident_says_otherwise() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"), "ada calo di loket minta uang ke saya", "lewati", "lewati", "lewati", "Rahma")
    assert "rahasia" in text_of(chat.reply)
    await chat.say("ya")
    await chat.press("Kirim")
    [opened] = chat.effects
    assert isinstance(opened, OpenCase)
    assert (opened.category, opened.visibility) == (Category.EXTORTION, Visibility.SECRET)


async def test_an_anonymous_complaint_keeps_no_name() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"), "2", STORY, "lewati", "lewati", "lewati", "Rahma", "anonim", "ya")
    [opened] = chat.effects
    assert isinstance(opened, OpenCase)
    assert (opened.visibility, opened.name) == (Visibility.ANONYMOUS, "")


async def test_a_shared_place_is_an_answer() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"), "5", STORY, "lewati", Location(-6.3126, 106.8386, "Kelurahan"))
    assert chat.step == "files"
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["where"] == "-6.31260, 106.83860 Kelurahan"


async def test_words_for_a_time_that_is_no_day_are_kept_as_they_are() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"), "1", STORY, "tiap pagi sejak bulan lalu")
    assert chat.step == "where"
    await chat.say(Tap("step:keluhan:when:-"))
    assert chat.step == "where"


async def test_a_question_in_between_is_answered_and_the_dialogue_goes_on() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"), "1")
    answer = await chat.say("ktp hilang gimana ya?", ranking=ranked("faq/ktp_hilang"))
    assert "Datang ke loket" in answer
    assert "Tolong ceritakan" in answer
    assert chat.step == "what"


async def test_a_second_tap_on_send_sends_nothing() -> None:
    chat = await complaint_up_to_files(PORTS)
    await chat.say("lewati", "lewati", "terbuka")
    send = Tap("step:keluhan:confirm:send", "Kirim")
    await chat.say(send, send)
    assert len([effect for effect in chat.effects if isinstance(effect, OpenCase)]) == 1


async def test_an_album_adds_up_and_is_acknowledged_briefly() -> None:
    attachments = FakeAttachments()
    chat = await complaint_up_to_files(replace(PORTS, attachments=attachments))
    for number in range(6):
        reply = await chat.say(Media(MediaKind.PHOTO, f"p{number}"))
    assert "Paling banyak 5" in reply
    assert [media for _, media in attachments.kept] == ["p0", "p1", "p2", "p3", "p4"]
    assert "jangan kirim foto KTP" not in reply
    await chat.say("sudah")
    assert chat.step == "name"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MediaUnavailable(), "belum berhasil"),
        (MediaGone(), "kirim sekali lagi"),
        (MediaTooLarge(), "terlalu besar"),
        (MediaUnreadable(), "tidak bisa kami buka"),
    ],
)
async def test_a_file_that_cannot_be_had_is_told_kindly_and_can_be_sent_again(error: MediaError, words: str) -> None:
    attachments = FakeAttachments(fails=error)
    chat = await complaint_up_to_files(replace(PORTS, attachments=attachments))
    assert words in await chat.say(PHOTO)
    attachments.fails = None
    await chat.say(PHOTO)
    assert len(attachments.kept) == 1
    await chat.press("Lanjut")
    assert chat.step == "name"


@pytest.mark.parametrize("kind", [MediaKind.VIDEO, MediaKind.STICKER, MediaKind.DOCUMENT])
async def test_other_files_are_refused_kindly_and_not_fetched(kind: MediaKind) -> None:
    attachments = FakeAttachments()
    chat = await complaint_up_to_files(replace(PORTS, attachments=attachments))
    assert "foto atau pesan suara" in await chat.say(Media(kind, "x", "application/pdf"))
    assert attachments.kept == []


async def test_a_picture_sent_as_a_file_is_a_photo() -> None:
    attachments = FakeAttachments()
    chat = await complaint_up_to_files(replace(PORTS, attachments=attachments))
    await chat.say(Media(MediaKind.DOCUMENT, "x", "image/png"))
    assert len(attachments.kept) == 1


async def test_a_photo_nobody_asked_for_is_not_fetched() -> None:
    attachments = FakeAttachments()
    chat = Chat(replace(PORTS, attachments=attachments))
    await chat.say(PHOTO)
    await chat.say(Tap("task:keluhan"), "1", PHOTO)
    assert attachments.kept == []


async def test_answers_of_a_version_we_do_not_know_are_sent_all_the_same() -> None:
    answers = {"category": "weather", "what": STORY, "when": "?", "where": "-", "files": "-", "name": "-"}
    dialogue = OpenDialogue("keluhan", "d1", "confirm", answers | {"visibility": "glass"})
    reply = await said(Tap("step:keluhan:confirm:send"), state=ConversationState(greeted=True, dialogue=dialogue))
    [opened] = reply.effects
    assert isinstance(opened, OpenCase)
    assert (opened.category, opened.visibility, opened.key) == (Category.OTHER, Visibility.SECRET, "d1")


async def test_a_suggestion_is_shorter() -> None:
    chat = Chat()
    await chat.say("saran")
    await chat.press("Saran")
    await chat.say("Tolong tambah kursi tunggu di loket", "Rahma")
    await chat.press("Kirim")
    [opened] = chat.effects
    assert isinstance(opened, OpenCase)
    assert (opened.kind, opened.category, opened.name) == (Kind.SUGGESTION, Category.GENERAL, "Rahma")


async def test_a_request_for_information_is_known_by_its_words() -> None:
    chat = Chat()
    words = "saya minta informasi jumlah blangko KTP yang datang tiap bulan di kelurahan ini"
    await chat.say(words, ranking=ranked("task/saran"))
    assert chat.step == "name"
    await chat.press("Tanpa nama")
    await chat.press("Kirim")
    [opened] = chat.effects
    assert isinstance(opened, OpenCase)
    assert (opened.kind, opened.story) == (Kind.INFORMATION, words)


@pytest.mark.parametrize("way_out", ["batal", "menu", "petugas"])
@pytest.mark.parametrize("answers", range(9))
async def test_every_step_can_be_left(way_out: str, answers: int) -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    for words in ["1", STORY, "kemarin", "RT 5", "lewati", "Rahma", "terbuka", "ubah"][:answers]:
        await chat.say(Text(words))
    await chat.say(way_out)
    assert chat.reply.bubbles
    assert (chat.state.dialogue is None) is (way_out == "batal")


async def test_it_is_all_there_in_english_too() -> None:
    chat = Chat()
    chat.state = replace(KNOWN, language="en", language_chosen=True)
    await chat.say("make a complaint")
    await chat.press("Officer's behaviour")
    await chat.say("They shouted at my mother because she had the wrong form")
    await chat.press("Yesterday")
    for _ in range(2):
        await chat.press("Go on")
    await chat.press("No name")
    summary = await chat.press("Anonymous")
    assert "23 November 2026" in summary
    assert "Its number is 4827-1930" in await chat.press("Send")
