"""A complaint by words alone: what starts it, what sends it, and what is no answer of it."""

from __future__ import annotations

import pytest

from bot.domain.cases import Category
from bot.domain.messages import Content, Location, Tap, Text
from tests.chats import Chat
from tests.fakes_book import choices_of, ranked

STORY = "Saya antre dari jam tujuh sampai siang tapi nomor saya dilewati terus oleh petugas di loket dua"


@pytest.mark.parametrize("words", ["kirim", "ya kirim", "sudah benar", "send"])
async def test_the_words_the_summary_asks_for_send_it(words: str) -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    await chat.say("1", STORY, "kemarin", "lewati", "lewati", "lewati", "anonim")
    assert "4827-1930" in await chat.say(words)


@pytest.mark.parametrize("label", ["faq/pungli_calo", "task/di_luar_topik"])
async def test_who_says_lapor_starts_a_complaint_and_does_not_get_something_to_read(label: str) -> None:
    chat = Chat()
    said = await chat.say("mau lapor, tadi di loket saya dimintai uang 50 ribu buat cetak ktp", ranking=ranked(label))
    assert "saya catat sebagai keluhan" in said
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["category"] == Category.EXTORTION


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (Text("lampu jalan depan rumah mati seminggu"), {"what": "lampu jalan depan rumah mati seminggu"}),
        (Location(-6.3, 106.8), {"where": "-6.30000, 106.80000"}),
        (Text("syarat bikin ktp baru apa"), {}),
    ],
)
async def test_at_the_first_step_a_short_story_and_a_place_are_taken_and_a_question_is_not(
    said: Content, told: dict[str, str]
) -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    await chat.say(said)
    assert chat.state.dialogue
    assert chat.state.dialogue.answers == told


async def test_an_old_question_never_becomes_the_answer_of_a_later_step() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    await chat.say("1", STORY)
    await chat.say("ktp hilang gimana ya?", ranking=ranked("faq/ktp_hilang"))
    assert "Itu jawaban saya" in [choice.title for choice in choices_of(*chat.reply.bubbles)]
    await chat.press("Kemarin")
    await chat.say("menu")
    assert "Itu jawaban saya" not in [choice.title for choice in choices_of(*chat.reply.bubbles)]


async def test_a_person_asked_for_in_the_middle_keeps_the_complaint_and_does_not_go_on_with_it() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    await chat.say("1", STORY)
    said = await chat.say("petugas")
    assert "Kapan kejadiannya" not in said
    await chat.say("bu tolong cepat ya saya tunggu", ranking=ranked("task/minta_petugas"))
    assert chat.state.dialogue
    assert "when" not in chat.state.dialogue.answers
    assert "Kapan kejadiannya" in await chat.say(Tap("resume"))


async def test_a_story_told_in_two_messages_is_kept_whole_and_said_to_be_kept() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    told = await chat.say("loketnya tutup padahal baru jam dua siang")
    assert "Ceritanya sudah saya catat" in told
    await chat.say("terus saya disuruh pulang sama satpamnya")
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["what"].splitlines() == [
        "loketnya tutup padahal baru jam dua siang",
        "terus saya disuruh pulang sama satpamnya",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "petugas minta 50 ribu buat cepet",
        "RT saya minta Rp500.000 buat urus kk",
        "saya dipungli sama petugas loket tadi",
        "udah bayar 100rb ke pak rt tapi ga jadi",
        "dimintain seratus ribu di parkiran",
    ],
)
async def test_money_asked_for_is_extortion_also_in_figures(words: str) -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    await chat.say(words)
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["category"] == Category.EXTORTION


@pytest.mark.parametrize("words", ["ga usah disebut", "saya ga mau sebut nama", "anonim aja"])
async def test_who_will_not_be_named_is_not_named_so(words: str) -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    await chat.say("1", STORY, "kemarin", "lewati", "lewati")
    await chat.say(words)
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["name"] == "-"


async def test_a_question_is_nobody_s_name_and_nama_saya_is_no_part_of_one() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    await chat.say("1", STORY, "kemarin", "lewati", "lewati")
    await chat.say("kapan dijawabnya", ranking=ranked("faq/ktp_hilang", first=0.1))
    assert chat.state.dialogue
    assert "name" not in chat.state.dialogue.answers
    await chat.say("nama saya Siti Aminah")
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["name"] == "Siti Aminah"


@pytest.mark.parametrize("words", ["siapa yang harus lapor", "gimana cara lapor pungli di kelurahan"])
async def test_a_question_about_reporting_starts_no_complaint(words: str) -> None:
    chat = Chat()
    await chat.say(words, ranking=ranked("task/di_luar_topik"))
    assert chat.state.dialogue is None


async def test_at_the_summary_a_word_of_change_changes_and_sends_nothing_away() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    await chat.say("1", STORY, "kemarin", "lewati", "lewati", "lewati", "anonim")
    assert "Bagian mana" in await chat.say("salah, mau ganti jam")
    assert chat.state.dialogue
