"""Grievances and bribe stories that got an answer: kept for a complaint, and kept from those they are about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.cases import Category
from bot.domain.handover import FOR_INSPECTORS, Desk, Owner
from bot.domain.messages import Tap
from bot.domain.reply import ConversationState, LogQuestion
from handlers import grievance
from handlers.desk import FOR_OFFICER
from tests.chats import Chat
from tests.fakes_book import KNOWN, NOW, PORTS, actions_of, book_of, ranked, said, text_of, topic_file

PUNGLI = topic_file("pungli_calo", related=("task/keluhan",))
TOPICS = ("ktp_lama_proses", "pengantar_rt_rw", "ktp_rusak", "ktp_hilang", "kk_hilang_rusak", "keamanan_data")
BOOK = book_of(PUNGLI, *map(topic_file, TOPICS))
HERE = replace(PORTS, book=BOOK)
UNSURE = ranked("faq/ktp_hilang", "faq/keamanan_data", "faq/kk_hilang_rusak", first=0.3, rest=0.2)
GRIEVANCE = "udah 3 bulan ktp gw ga jadi2!!!"


@pytest.mark.parametrize("label", ["faq/ktp_lama_proses", "task/cek_status"])
async def test_a_grievance_that_gets_an_answer_is_the_story_of_the_complaint_that_follows(label: str) -> None:
    chat = Chat(HERE)
    assert "Mau mengadu soal ini?" in await chat.say(GRIEVANCE, ranking=ranked(label))
    told = await chat.press("Buat pengaduan")
    assert GRIEVANCE in told
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["what"] == GRIEVANCE


async def test_a_grievance_that_is_asked_back_is_kept_too() -> None:
    chat = Chat(HERE)
    await chat.say(GRIEVANCE, ranking=UNSURE)
    await chat.say("mau ngadu")
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["what"] == GRIEVANCE


async def test_what_the_complaint_itself_tells_wins_over_what_was_said_before() -> None:
    chat = Chat(HERE)
    story = "mau lapor, toilet di ruang tunggu kotor sekali dan kerannya mati dari minggu lalu"
    await chat.say(GRIEVANCE, ranking=ranked("faq/ktp_lama_proses"))
    await chat.say(story, ranking=ranked("task/keluhan"))
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["what"] == story


@pytest.mark.parametrize("end", ["sent", "cancelled", "hours later"])
async def test_a_grievance_is_used_once_and_soon(end: str) -> None:
    chat = Chat(HERE)
    await chat.say(GRIEVANCE, ranking=ranked("faq/ktp_lama_proses"))
    if end == "sent":
        await chat.say(Tap("task:keluhan"), "cukup", "1", "lewati", "lewati", "lewati", "Rahma", "terbuka", "kirim")
        assert chat.effects
    if end == "cancelled":
        await chat.say(Tap("task:keluhan"), "batal")
    later = NOW + timedelta(hours=7 if end == "hours later" else 0)
    reply = await said(Tap("task:keluhan"), state=chat.state, ports=HERE, now=later)
    assert reply.state.dialogue
    assert reply.state.dialogue.answers == {}


@pytest.mark.parametrize("words", ["ktp saya hilang di krl!!!", "berapa lama ktp jadi", "terima kasih banyak ya bu"])
async def test_nobody_else_is_asked_whether_to_complain(words: str) -> None:
    reply = await said(words, ranked("faq/ktp_lama_proses"), ports=HERE)
    assert reply.state.grievance is None
    assert "mengadu" not in text_of(reply)


async def test_in_the_middle_of_a_dialogue_nothing_is_offered_beside() -> None:
    chat = Chat(HERE)
    await chat.say("mau kasih saran")
    await chat.say("kesel banget saya sama loketnya", ranking=ranked("faq/ktp_lama_proses"))
    assert chat.state.grievance is None


SUMS = ["pak rt minta 100rb buat surat pengantar", "pak rw nagih 200 ribu biar cepet"]
BRIBES = [*SUMS, "petugas loket minta uang rokok tadi pagi"]
KNOWN_BY_THE_MODEL = [(words, "faq/pungli_calo") for words in BRIBES]
KNOWN_BY_THE_SUM = [(words, label) for words in SUMS for label in ("faq/pengantar_rt_rw", "faq/ktp_lama_proses")]


@pytest.mark.parametrize(("words", "label"), [*KNOWN_BY_THE_MODEL, *KNOWN_BY_THE_SUM])
async def test_money_demanded_is_answered_so_and_becomes_a_secret_complaint(words: str, label: str) -> None:
    chat = Chat(HERE)
    told = await chat.say(words, ranking=ranked(label))
    assert chat.state.topic == "pungli_calo"
    assert "jaga rahasia" in told
    await chat.press("Buat pengaduan")
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["category"] == Category.EXTORTION
    assert chat.state.dialogue.answers["what"] == words


@pytest.mark.parametrize("words", BRIBES)
async def test_a_bribe_story_never_stands_among_the_questions_of_staff(words: str) -> None:
    reply = await said(words, ranked("faq/pungli_calo"), ports=HERE)
    [log] = [effect for effect in reply.effects if isinstance(effect, LogQuestion)]
    assert log.text == "T pungli_calo"
    assert (log.for_staff, log.reason) == (True, FOR_INSPECTORS), "the chat itself holds the words"
    assert reply.state.desk.owner is Owner.BOT
    asked = await said(Tap("task:minta_petugas"), state=reply.state, ports=HERE)
    [log] = [effect for effect in asked.effects if isinstance(effect, LogQuestion)]
    assert (log.for_staff, words in log.text) == (True, False)


@pytest.mark.parametrize(
    ("words", "label", "state"),
    [
        ("petugas minta 50rb, mau bicara sama orang", "task/minta_petugas", KNOWN),
        ("kerja ga becus, minta duit mulu", "task/kasar", KNOWN),
        ("xq pungli zz", "faq/kia", replace(KNOWN, misses=1)),
    ],
)
async def test_what_is_put_before_staff_and_tells_of_bribes_is_for_inspectors(
    words: str, label: str, state: ConversationState
) -> None:
    first = 0.05 if "xq" in words else 0.9
    reply = await said(words, ranked(label, first=first), state, ports=HERE)
    logs = [effect for effect in reply.effects if isinstance(effect, LogQuestion) and effect.for_staff]
    assert all(log.reason == FOR_INSPECTORS or words not in log.text for log in logs)


async def test_told_in_the_middle_of_a_complaint_it_can_still_be_its_answer() -> None:
    chat = Chat(HERE)
    await chat.say(Tap("task:keluhan"), "3")
    words = "pak rt minta 100rb?"
    await chat.say(words, ranking=ranked("faq/pungli_calo"))
    await chat.press("Itu jawaban saya")
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["what"] == words


async def test_what_is_said_to_an_officer_in_person_is_for_that_officer() -> None:
    held = replace(KNOWN, desk=Desk(Owner.PERSON, "Sari"))
    reply = await said("pak rt minta 100rb bu", state=held, ports=HERE)
    [log] = [effect for effect in reply.effects if isinstance(effect, LogQuestion)]
    assert log.reason == FOR_OFFICER


@pytest.mark.parametrize("words", ["kantor di sini korup semua", "bayar dulu baru dilayani di sini"])
async def test_bribes_the_model_takes_for_somebody_elses_business_are_ours(words: str) -> None:
    reply = await said(words, ranked("task/di_luar_topik"), ports=HERE)
    assert reply.state.topic == "pungli_calo"


async def test_a_question_about_brokers_is_just_answered() -> None:
    reply = await said("calo nawarin 200rb sehari jadi boleh ga", ranked("faq/pungli_calo"), ports=HERE)
    assert "Buat pengaduan" not in text_of(reply)
    assert len(reply.bubbles) == 1


@pytest.mark.parametrize(
    ("words", "topics"),
    [
        ("rumah kebanjiran ktp rusak semua", ["ktp_rusak"]),
        ("ktp kena banjir", ["ktp_rusak"]),
        ("ktp hanyut kebawa banjir", ["ktp_hilang"]),
        ("kk basah kerendam banjir", ["kk_hilang_rusak"]),
        ("ktp sama kk rusak kena banjir", ["ktp_rusak", "kk_hilang_rusak"]),
    ],
)
async def test_what_happened_to_which_card_needs_no_asking_back(words: str, topics: list[str]) -> None:
    reply = await said(words, UNSURE, ports=HERE)
    assert [bubble.title for bubble in reply.bubbles] == [f"T {topic}" for topic in topics]  # type: ignore[union-attr]


@pytest.mark.parametrize("words", ["ktp saya ditahan sama bos", "KTP disita koperasi buat jaminan"])
async def test_a_card_that_somebody_keeps_leads_to_a_person_or_a_complaint(words: str) -> None:
    chat = Chat(HERE)
    told = await chat.say(words, ranking=ranked("faq/ktp_hilang"))
    assert "belum punya jawaban yang pasti" in told
    assert {"task:minta_petugas", "topic:keamanan_data"} <= set(actions_of(chat.reply))
    await chat.press("Buat pengaduan")
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["what"] == words


def test_a_word_alone_is_no_grievance_to_keep() -> None:
    assert grievance.is_grievance("kecewa", BOOK)
    assert not grievance.is_grievance("ktp hilang", BOOK)
