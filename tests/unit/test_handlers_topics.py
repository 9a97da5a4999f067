"""Topics by text and by button: the answer, its parts, and what happens where nothing is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.clock import JAKARTA
from bot.domain.messages import Command, Media, MediaKind, Tap, Text
from bot.domain.reply import Band, ConversationState, LogQuestion, Menu, RateAnswer, Say
from tests.fakes import FakeService
from tests.fakes_book import (
    HILANG,
    JAM,
    KNOWN,
    PORTS,
    QUESTION,
    actions_of,
    book_of,
    ranked,
    said,
    text_of,
    topic_dict,
    topic_file,
)

SURE = ranked("faq/ktp_hilang", "faq/ktp_rusak")


async def test_a_sure_question_gets_one_answer_with_its_buttons() -> None:
    reply = await said("ktp sy ilang di krl gmn ya", SURE)
    [bubble] = reply.bubbles
    assert isinstance(bubble, Say)
    assert (bubble.title, bubble.text) == ("T ktp_hilang", HILANG.texts.id.answer)
    assert actions_of(reply) == [
        "booking:new:ktp_hilang",
        "part:ktp_hilang:requirements",
        "part:ktp_hilang:steps",
        f"helpful:yes:{QUESTION}",
        f"helpful:no:{QUESTION}",
        "more:ktp_hilang",
    ]


async def test_what_the_first_buttons_have_no_room_for_is_behind_one_of_them() -> None:
    reply = await said(Tap("more:ktp_hilang"))
    assert actions_of(reply) == [
        "part:ktp_hilang:where",
        "part:ktp_hilang:cost_time",
        "part:ktp_hilang:if_problem",
        "part:ktp_hilang:legal",
        "topic:ktp_rusak",
        "task:minta_petugas",
    ]


async def test_without_a_service_nothing_is_offered_to_register_for() -> None:
    ports = replace(PORTS, service=FakeService(connected=False))
    reply = await said("ktp sy ilang", SURE, ports=ports)
    assert actions_of(reply)[:3] == [f"part:ktp_hilang:{part}" for part in ("requirements", "steps", "cost_time")]


@pytest.mark.parametrize("tap", ["part:ktp_hilang:legal", "part:ktp_hilang:requirements", "more:ktp_hilang"])
async def test_no_message_about_a_topic_has_more_than_six_buttons(tap: str) -> None:
    assert len(actions_of(await said(Tap(tap)))) <= 6


async def test_in_the_middle_of_a_dialogue_an_answer_brings_one_button_and_the_open_question() -> None:
    begun = await said("mau mengadu")
    reply = await said("ktp sy ilang gmn?", SURE, begun.state)
    assert "more:ktp_hilang" in actions_of(reply)
    assert "part:ktp_hilang:steps" not in actions_of(reply)
    assert "task:batal" in actions_of(reply)


async def test_the_question_is_kept_with_its_ranking() -> None:
    reply = await said("ktp saya hilang", SURE)
    assert reply.effects == (
        LogQuestion(QUESTION, "ktp saya hilang", "id", Band.ANSWER, "faq/ktp_hilang", SURE, "model-1"),
    )


async def test_the_answer_is_remembered_and_closes_an_open_question() -> None:
    before = replace(KNOWN, offered=("faq/kia",), misses=1)
    state = (await said("ktp saya hilang", SURE, before)).state
    assert (state.topic, state.offered, state.misses) == ("ktp_hilang", (), 0)
    assert (state.pending_text, state.pending_question) == ("ktp saya hilang", QUESTION)


async def test_only_the_first_five_guesses_are_kept() -> None:
    reply = await said("ktp saya hilang", ranked(*["faq/ktp_hilang"] * 9))
    [log] = reply.effects
    assert isinstance(log, LogQuestion)
    assert len(log.ranking) == 5


async def test_answers_come_in_the_resident_s_language() -> None:
    reply = await said("i lost my ktp", SURE, replace(KNOWN, language="en"))
    assert "Come to the counter" in text_of(reply)
    [log] = reply.effects
    assert isinstance(log, LogQuestion)
    assert log.language == "en"


async def test_a_first_question_is_answered_after_two_lines_about_the_bot() -> None:
    reply = await said("ktp saya hilang", SURE, ConversationState())
    introduction, answer = reply.bubbles
    assert isinstance(introduction, Say)
    assert "asisten otomatis" in introduction.text
    assert isinstance(answer, Say)
    assert answer.title == "T ktp_hilang"
    assert reply.state.greeted


async def test_a_masked_number_brings_a_warning_and_still_an_answer() -> None:
    reply = await said(Text("nik [nomor disembunyikan] ktp hilang", masked=True), SURE)
    warning, answer = reply.bubbles
    assert isinstance(warning, Say)
    assert "jangan kirim nomor NIK" in warning.text
    assert isinstance(answer, Say)
    assert answer.title == "T ktp_hilang"


async def test_the_caption_of_a_photo_is_answered_and_the_photo_is_not_opened() -> None:
    photo = Media(MediaKind.PHOTO, "m1", caption="ktp saya hilang")
    reply = await said(photo, SURE)
    assert "tidak kami buka" in text_of(reply)
    assert "surat dari polisi" in text_of(reply)
    [log] = reply.effects
    assert isinstance(log, LogQuestion)
    assert log.text == "ktp saya hilang"


async def test_a_topic_past_its_review_date_is_said_with_care() -> None:
    ports = replace(PORTS, book=book_of(HILANG, now=datetime(2028, 1, 1, 10, 0, tzinfo=JAKARTA)))
    assert "pemeriksaan ulang" in text_of(await said("ktp hilang", SURE, ports=ports))
    assert "pemeriksaan ulang" in text_of(await said(Tap("part:ktp_hilang:steps"), ports=ports))


async def test_a_part_comes_with_the_other_parts_and_is_no_new_question() -> None:
    reply = await said(Tap("part:ktp_hilang:requirements"))
    assert "Syarat:\n• Surat hilang dari polisi" in text_of(reply)
    assert "part:ktp_hilang:requirements" not in actions_of(reply)
    assert actions_of(reply)[-2:] == ["task:minta_petugas", "task:menu"]
    assert reply.effects == ()


async def test_a_part_asked_in_words_is_kept() -> None:
    reply = await said("syaratnya apa?", state=replace(KNOWN, topic="ktp_hilang"))
    [log] = reply.effects
    assert isinstance(log, LogQuestion)
    assert (log.text, log.band, log.answered) == ("syaratnya apa?", Band.TAP, "faq/ktp_hilang")


async def test_a_text_too_long_for_buttons_is_followed_by_them() -> None:
    rules = [{"law": f"Peraturan nomor {number} " + "x" * 200} for number in range(6)]
    ports = replace(PORTS, book=book_of(topic_file("ktp_hilang", legal_basis=rules)))
    text, buttons = (await said(Tap("part:ktp_hilang:legal"), ports=ports)).bubbles
    assert isinstance(text, Say)
    assert isinstance(buttons, Say)
    assert not text.choices
    assert buttons.choices


async def test_a_tapped_topic_is_answered_and_kept_under_its_title() -> None:
    reply = await said(Tap("topic:ktp_hilang", "judul palsu"))
    [log] = reply.effects
    assert isinstance(log, LogQuestion)
    assert (log.text, log.band, log.answered) == ("T ktp_hilang", Band.TAP, "faq/ktp_hilang")


async def test_a_picked_topic_is_kept_under_the_question_it_answers() -> None:
    state = replace(KNOWN, offered=("faq/ktp_rusak", "faq/ktp_hilang"), pending_text="punyaku lenyap", misses=1)
    reply = await said("2", state=state)
    [log] = reply.effects
    assert isinstance(log, LogQuestion)
    assert (log.text, log.answered) == ("punyaku lenyap", "faq/ktp_hilang")
    assert reply.state.misses == 0


async def test_a_deep_link_opens_its_topic_at_the_first_contact() -> None:
    reply = await said(Command("start", "t_ktp_hilang"), state=ConversationState())
    assert len(reply.bubbles) == 2
    assert "surat dari polisi" in text_of(reply)


async def test_a_topic_without_content_is_noted_and_close_ones_are_offered() -> None:
    ranking = ranked("faq/ktp_ubah_nama", "faq/jam_layanan", "faq/kia")
    reply = await said("mau ganti nama", ranking)
    assert '"Ganti nama"' in text_of(reply)
    assert actions_of(reply)[:3] == ["topic:jam_layanan", "topic:ktp_hilang", "topic:ktp_rusak"]
    [log] = reply.effects
    assert isinstance(log, LogQuestion)
    assert (log.for_staff, log.reason, log.text) == (True, "no_content", "mau ganti nama")


async def test_a_topic_without_content_by_button_is_noted_too() -> None:
    ports = replace(PORTS, book=book_of(JAM))
    reply = await said(Tap("topic:kia"), ports=ports)
    assert actions_of(reply) == ["task:minta_petugas", "task:menu"]
    [log] = reply.effects
    assert isinstance(log, LogQuestion)
    assert (log.text, log.reason) == ("Kartu anak (KIA)", "no_content")


async def test_a_related_task_is_offered_like_a_topic() -> None:
    ports = replace(PORTS, book=book_of(topic_file("privasi_bot", related=("task/hapus_data", "ktp_hilang"))))
    reply = await said("data saya disimpan?", ranked("faq/privasi_bot"), ports=ports)
    assert "task:hapus_data" in actions_of(reply)


@pytest.mark.parametrize(
    "forged",
    [
        "topic:nonsense",
        "more",
        "more:nonsense",
        "topic",
        "part:ktp_hilang",
        "part:ktp_hilang:colour",
        "part:kia:steps",
        "part:a:b:c",
        "topic:\x00",
    ],
)
async def test_a_button_that_leads_nowhere_is_answered_with_the_menu(forged: str) -> None:
    reply = await said(Tap(forged))
    [bubble] = reply.bubbles
    assert isinstance(bubble, Menu)
    assert "tidak berlaku" in bubble.text
    assert reply.effects == ()


async def test_a_part_that_is_not_written_leads_to_the_menu() -> None:
    bare = {lang: {"title": lang + lang, "answer": "x" * 30} for lang in topic_dict("kia")["texts"]}
    ports = replace(PORTS, book=book_of(topic_file("kia", texts=bare)))
    [bubble] = (await said(Tap("part:kia:steps"), ports=ports)).bubbles
    assert isinstance(bubble, Menu)


async def test_a_yes_is_thanked_for() -> None:
    reply = await said(Tap(f"helpful:yes:{QUESTION}"))
    assert reply.effects == (RateAnswer(QUESTION, helpful=True),)
    assert "Terima kasih" in text_of(reply)


async def test_a_no_is_kept_and_offers_other_ways() -> None:
    reply = await said(Tap(f"helpful:no:{QUESTION}"), state=replace(KNOWN, topic="ktp_hilang"))
    assert reply.effects == (RateAnswer(QUESTION, helpful=False),)
    why = [f"why:{reason}:{QUESTION}" for reason in ("wrong", "unclear", "other", "no_way", "words")]
    assert actions_of(reply) == [*why, "task:minta_petugas"]


async def test_a_verdict_in_words_is_about_the_last_answer() -> None:
    reply = await said("tidak membantu", state=replace(KNOWN, pending_question="before"))
    log, rating = reply.effects
    assert isinstance(log, LogQuestion)
    assert not log.for_staff
    assert rating == RateAnswer("before", helpful=False)


async def test_a_no_in_words_without_an_answer_is_put_before_staff() -> None:
    [log] = (await said("ga nyambung", ranked("task/jawaban_tidak_membantu"))).effects
    assert isinstance(log, LogQuestion)
    assert (log.for_staff, log.reason) == (True, "not_helpful")


@pytest.mark.parametrize("forged", ["helpful:yes", "helpful:maybe:1", "helpful:no:\x00", "helpful:no:" + "9" * 60])
async def test_a_forged_verdict_rates_nothing(forged: str) -> None:
    assert (await said(Tap(forged))).effects == ()
