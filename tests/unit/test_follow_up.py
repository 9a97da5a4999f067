"""After an answer: short follow-ups are about that topic, and a message with two questions gets both answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.actions import Action, Verb
from bot.domain.messages import Text
from bot.domain.reply import ConversationState, Guess, Say, Understanding
from bot.domain.topics import Part
from handlers import Turn, halves, respond, shortcut
from handlers.bands import Thresholds
from handlers.two_questions import both_topics
from tests.fakes_book import LOST, NOW, PORTS, QUESTION, actions_of, book_of, ranked, said, text_of, topic_file
from tests.residents import inbound

AFTER_LOST = ConversationState(greeted=True, topic="ktp_hilang")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("bayar ga?", (Part.COST_TIME,)),
        ("brp lama ya bu", (Part.COST_TIME,)),
        ("syaratnya apa aja sih", (Part.REQUIREMENTS,)),
        ("Bawa apa aja ya kak", (Part.REQUIREMENTS,)),
        ("dmn ambilnya", (Part.WHERE,)),
        ("ngurusnya di mana pak?", (Part.WHERE,)),
        ("caranya gimana dong", (Part.STEPS,)),
        ("kalau ditolak gimana", (Part.IF_PROBLEM,)),
        ("dasar hukumnya apa", (Part.LEGAL,)),
        ("how long does it take", (Part.COST_TIME,)),
        ("syarat sama biayanya", (Part.REQUIREMENTS, Part.COST_TIME)),
    ],
)
def test_a_follow_up_asks_for_parts_of_the_last_topic(text: str, parts: tuple[Part, ...]) -> None:
    assert shortcut(Turn(inbound(Text(text)), AFTER_LOST, QUESTION, NOW), PORTS) == Action(
        Verb.PART, ("ktp_hilang", *parts)
    )


@pytest.mark.parametrize(
    "text",
    ["bayar pajak motor dimana", "syarat bikin kk apa", "kalau diwakilkan?", "berapa nomor kantornya", "apa aja"],
)
def test_a_question_of_its_own_goes_to_the_nlu(text: str) -> None:
    assert shortcut(Turn(inbound(Text(text)), AFTER_LOST, QUESTION, NOW), PORTS) is None


def test_without_a_topic_there_is_nothing_to_follow_up() -> None:
    assert (
        shortcut(Turn(inbound(Text("syaratnya apa?")), ConversationState(greeted=True), QUESTION, NOW), PORTS) is None
    )


async def test_two_parts_are_shown_one_below_the_other() -> None:
    asked = inbound(Text("syarat sama biayanya"))
    action = shortcut(Turn(asked, AFTER_LOST, QUESTION, NOW), PORTS)
    reply = await respond(Turn(asked, AFTER_LOST, QUESTION, NOW, action=action), PORTS)
    bubble = reply.bubbles[0]
    assert isinstance(bubble, Say)
    assert "Kartu Keluarga" in bubble.text
    assert "Gratis." in bubble.text


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("ktp hilang gimana? terus buka jam berapa", ("ktp hilang gimana", "terus buka jam berapa")),
        ("ktp saya hilang terus kantornya buka jam berapa", ("ktp saya hilang", "kantornya buka jam berapa")),
        ("syarat ktp baru\njam buka kantor", ("syarat ktp baru", "jam buka kantor")),
        ("ktp hilang gimana?", None),
        ("halo? ktp hilang gimana?", None),
        ("satu dua? tiga empat? lima enam?", None),
    ],
)
def test_a_message_is_halved_where_residents_halve_it(text: str, questions: tuple[str, str] | None) -> None:
    assert halves(text) == questions


def understood(label: str, confidence: float = 0.9) -> Understanding:
    return Understanding((Guess(label, confidence),))


async def titles(*each: Understanding) -> list[str]:
    asked = inbound(Text("ktp hilang gimana? buka jam berapa?"))
    turn = Turn(
        asked, ConversationState(greeted=True), QUESTION, NOW, understanding=understood("faq/ktp_hilang"), halves=each
    )
    reply = await respond(turn, PORTS)
    return [bubble.title for bubble in reply.bubbles if isinstance(bubble, Say)]


async def test_a_message_with_two_questions_gets_both_answers() -> None:
    assert await titles(understood("faq/ktp_hilang"), understood("faq/jam_layanan")) == [
        "T ktp_hilang",
        "T jam_layanan",
    ]


@pytest.mark.parametrize(
    "second",
    [understood("faq/jam_layanan", 0.5), understood("faq/ktp_hilang"), understood("task/sapa"), understood("faq/kia")],
)
async def test_a_second_answer_is_given_only_when_it_is_sure_another_and_written(second: Understanding) -> None:
    assert await titles(understood("faq/ktp_hilang"), second) == ["T ktp_hilang"]


AFTER_KK = ConversationState(greeted=True, topic="kk_baru")
KK = replace(PORTS, book=book_of(topic_file("kk_baru"), topic_file("ktp_biaya"), topic_file("ktp_hilang")))


@pytest.mark.parametrize(
    ("text", "label", "told"),
    [
        ("piro regane mbak?", "faq/ktp_biaya", "Gratis."),
        ("kalo telat kena sanksi berapa", "faq/ktp_sanksi", "Gratis."),
        ("jadinya berapa minggu", "faq/ktp_lama_proses", "Tanyakan ke loket."),
        ("kantornya sebelah mana", "faq/lokasi_kantor", "Di loket."),
    ],
)
async def test_cost_time_and_place_without_a_document_are_those_of_the_last_topic(
    text: str, label: str, told: str
) -> None:
    reply = await said(text, ranked(label), AFTER_KK, ports=KK)
    assert told in text_of(reply)
    assert reply.state.topic == "kk_baru"


async def test_a_question_that_names_its_document_is_not_about_the_last_topic() -> None:
    reply = await said("ktp bayar berapa", ranked("faq/ktp_biaya"), AFTER_KK, ports=KK)
    assert reply.state.topic == "ktp_biaya"


async def test_about_a_ktp_the_topic_on_its_time_is_the_better_answer() -> None:
    ports = replace(PORTS, book=book_of(topic_file("ktp_hilang"), topic_file("ktp_lama_proses")))
    reply = await said("jadinya berapa minggu", ranked("faq/ktp_lama_proses"), AFTER_LOST, ports=ports)
    assert reply.state.topic == "ktp_lama_proses"


async def test_where_the_model_is_lost_a_cue_among_few_other_words_tells() -> None:
    reply = await said("loketnya sebelah mana bos", LOST, AFTER_KK, ports=KK)
    assert "Di loket." in text_of(reply)


async def test_must_i_and_who_get_the_answer_once_more() -> None:
    reply = await said("wajib ga sih", LOST, AFTER_KK, ports=KK)
    assert "Bawa surat dari polisi" in text_of(reply)


@pytest.mark.parametrize(
    "text", ["dimana beli hp murah", "harga emas sekarang berapa gram", "bayar pajak motor dimana"]
)
async def test_what_is_none_of_our_business_stays_so_after_an_answer(text: str) -> None:
    reply = await said(text, ranked("task/di_luar_topik"), AFTER_KK, ports=KK)
    assert "task/di_luar_topik" in str(reply.effects)


@pytest.mark.parametrize(
    ("text", "offered"),
    [("KK", "topic:kk_baru"), ("ktp", "topic:ktp_hilang"), ("soal ktp", "topic:ktp_hilang")],
)
async def test_a_document_and_nothing_else_shows_what_there_is_about_it(text: str, offered: str) -> None:
    reply = await said(text, ports=KK)
    assert offered in actions_of(reply)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ktp rusak sama ganti alamat", ("ktp rusak", "ganti alamat")),
        ("syarat kk baru sama kia", ("syarat kk baru", "kia")),
        ("cerai ganti status sm pisah kk", ("cerai ganti status", "pisah kk")),
        ("ktp hilang & kk rusak", ("ktp hilang", "kk rusak")),
    ],
)
def test_two_questions_joined_by_and_are_two(text: str, found: tuple[str, str]) -> None:
    assert halves(text) == found


@pytest.mark.parametrize("text", ["nik saya sama dengan orang lain", "foto saya sama orang kayak beda"])
def test_the_same_as_is_no_and(text: str) -> None:
    assert halves(text) is None


def test_one_question_about_two_documents_is_one_where_the_whole_is_understood() -> None:
    each = tuple(Understanding((Guess(label, 0.9),), "m") for label in ("faq/ktp_biaya", "faq/kk_hilang_rusak"))
    whole = Understanding((Guess("faq/ktp_hilang", 0.95),), "m")
    assert both_topics(whole, each, Thresholds()) == ()
    assert both_topics(Understanding((Guess("faq/ktp_biaya", 0.95),), "m"), each, Thresholds()) != ()
    assert both_topics(None, each, Thresholds()) == ("faq/ktp_biaya", "faq/kk_hilang_rusak")


async def test_the_button_for_more_may_be_typed() -> None:
    reply = await said("info lain", state=AFTER_LOST)
    assert "part:ktp_hilang:legal" in actions_of(reply)


async def test_without_an_answer_before_it_there_is_no_more_to_show() -> None:
    assert "part:ktp_hilang:legal" not in actions_of(await said("lainnya", LOST))
