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
