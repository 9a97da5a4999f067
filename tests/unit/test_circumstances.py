"""What differs for some residents is told first, to those whose words name it and to nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.clock import JAKARTA
from bot.domain.reply import ConversationState, Say
from faq.book import FOLDER, SAMPLE_OFFICE, YamlBook, load_book
from handlers.circumstances import told_first
from handlers.exact import normalised
from tests.fakes_book import LOST, PORTS, UNSURE, book_of, ranked, said, text_of, topic_file

BOOK = load_book(SAMPLE_OFFICE, lambda: datetime(2026, 11, 24, 10, 0, tzinfo=JAKARTA), FOLDER)
AFTER = ConversationState(greeted=True, topic="kk_baru")
SIRI = {"when": ["siri", "buku nikah @not"], "id": "Belum ada buku nikah? Tanya loket.", "en": "No marriage book? Ask."}


def small_book(*names: str) -> YamlBook:
    return book_of(
        topic_file("kk_baru", circumstances=[SIRI]), topic_file("ktp_hilang"), *(topic_file(name) for name in names)
    )


@pytest.mark.parametrize(
    ("topic", "message", "told"),
    [
        ("akta_lahir", "nikah siri, anaknya bisa punya akte ga", "buku nikah"),
        ("akta_lahir", "Buku nikahnya belum ada, akta anak gimana? buku nikah ga ada", "F-2.04"),
        ("akta_lahir", "anak umur 7 taun belum punya akta", "Terlambat?"),
        ("akta_lahir", "akte hilang kena banjir", "hilang atau rusak"),
        ("akta_kematian", "siapa yang harus lapor?", "Ketua RT"),
        ("akta_kematian", "meninggal 2015 belum dilaporin", "lama meninggal"),
        ("kia", "kia anak ilang di sekolah", "surat kehilangan"),
        ("kk_baru", "tinggal sendiri ngekos boleh punya kk?", "sendiri juga boleh"),
        ("kk_pisah", "udah cerai mau pisah kk", "akta cerai"),
        ("ktp_hilang", "ktp sama kk ilang dua2nya", "KK ikut hilang"),
        ("ktp_baru", "umur 23 belum pernah bikin", "Tetap bisa"),
        ("ktp_baru", "belum 17 tapi udah nikah", "buku nikah"),
        ("ktp_ubah_data_lain", "boleh tulis gelar ga di ktp", "ijazah"),
        ("ktp_ubah_data_lain", "kolom agama isi kepercayaan", "Tuhan YME"),
        ("bantuan_sosial", "minta SKTM buat sekolah", "bukan dari loket KTP"),
        ("pindah_datang", "ktp depok saya ditarik?", "NIK tetap sama"),
        ("ikd_info", "wajib ga sih", "Tidak wajib"),
        ("perekaman", "boleh rekam lagi di kelurahan sebelah biar cepet?", "Jangan rekam lagi"),
        ("ktp_lama_proses", "belum jadi juga, saya rekam ulang aja ya", "Jangan rekam lagi"),
        ("ktp_ubah_status_kawin", "ktp depok mau ganti status di sini", "daerah asal"),
        ("ktp_ubah_status_kawin", "nikah siri status ktp jadi apa", "F-1.05"),
        ("ktp_hilang", "ktp yg ilang ketemu lagi padahal udah cetak baru", "Bawa yang lama"),
        ("akta_kematian", "bapak hilang di laut jasadnya ga ketemu", "penetapan pengadilan"),
        ("pindah_datang", "skpwni saya udah lewat 2 bulan", "Tetap bawa"),
        ("pindah_datang", "cuma kontrak 6 bulan, ktp jawa", "nonpermanen"),
        ("ktp_ubah_alamat", "pindah dari jaksel ke jaktim", "Kemungkinan perlu"),
    ],
)
def test_a_circumstance_a_resident_names_is_told(topic: str, message: str, told: str) -> None:
    view = BOOK.topic(topic, "id")
    assert view
    assert any(told in text for text in told_first(normalised(message), view, BOOK))


@pytest.mark.parametrize(
    ("topic", "message"),
    [
        ("akta_lahir", "syarat akta lahir apa"),
        ("akta_lahir", "istri baru melahirkan kemarin"),
        ("akta_kematian", "cara lapor kematian"),
        ("ktp_hilang", "ktp hilang di krl gmn"),
        ("ktp_baru", "syarat bikin ktp baru"),
        ("kk_baru", "baru nikah mau bikin kk"),
        ("kia", "syarat kia"),
        ("kk_hilang_rusak", "kk sobek bawa ktp aja?"),
    ],
)
def test_who_names_no_circumstance_gets_the_answer_alone(topic: str, message: str) -> None:
    view = BOOK.topic(topic, "id")
    assert view
    assert told_first(normalised(message), view, BOOK) == ()


async def test_the_circumstance_stands_above_the_answer() -> None:
    reply = await said("nikah siri bisa bikin kk?", ranked("faq/kk_baru"), ports=replace(PORTS, book=small_book()))
    bubble = reply.bubbles[0]
    assert isinstance(bubble, Say)
    assert bubble.text.startswith("Belum ada buku nikah? Tanya loket.\n\nDatang ke loket.")


async def test_an_english_message_is_told_it_in_english() -> None:
    english = ConversationState(greeted=True, language="en", language_chosen=True)
    ports = replace(PORTS, book=small_book())
    reply = await said("we are nikah siri, a family card?", ranked("faq/kk_baru"), english, ports=ports)
    assert "No marriage book? Ask." in text_of(reply)


async def test_a_follow_up_that_the_model_is_lost_with_is_about_the_last_topic() -> None:
    reply = await said("kalau nikah siri gmn", LOST, AFTER, ports=replace(PORTS, book=small_book()))
    assert text_of(reply) == "Belum ada buku nikah? Tanya loket."
    assert reply.state.topic == "kk_baru"


async def test_a_sure_question_of_its_own_wins_over_the_last_topic() -> None:
    reply = await said("nikah siri ktp ilang", ranked("faq/ktp_hilang"), AFTER, ports=replace(PORTS, book=small_book()))
    assert reply.state.topic == "ktp_hilang"


async def test_of_several_likely_topics_the_one_that_knows_the_circumstance_is_answered() -> None:
    likely = ranked("faq/ktp_hilang", "faq/kk_baru", first=0.4, rest=0.3)
    reply = await said("nikah siri gimana", likely, ports=replace(PORTS, book=small_book()))
    assert reply.state.topic == "kk_baru"


async def test_where_none_of_them_knows_it_the_bot_asks_back() -> None:
    reply = await said("nikah siri gimana", UNSURE, ports=replace(PORTS, book=book_of(topic_file("ktp_hilang"))))
    assert "Maksud Bapak/Ibu" in text_of(reply)
