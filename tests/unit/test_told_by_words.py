"""What words and places tell more surely than the model: moves, days, appointments, danger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.clock import JAKARTA
from bot.domain.bookings import OwnBooking
from bot.domain.handover import Owner
from bot.domain.when import days_named
from handlers.exact import normalised
from handlers.moving import INTO, OUT, WITHIN, direction
from tests.fakes import FakeBookings
from tests.fakes_book import KNOWN, PORTS, actions_of, book_of, ranked, said, text_of, topic_file

BOOK = book_of(*(topic_file(name) for name in (OUT, INTO, WITHIN, "jam_layanan")))
OWN = OwnBooking("261124-0700-9", date(1985, 8, 17), "jam_layanan", datetime(2026, 11, 26, 9, 0, tzinfo=JAKARTA))


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("saya mau pindah dari jakarta ke semarang", OUT),
        ("pindah dari tanjung barat ke bandung gmn", OUT),
        ("pindahan dari jaksel ke solo ikut suami", OUT),
        ("pindah ke bekasi ikut suami", OUT),
        ("mau pindah ke depok dari tanjung barat", OUT),
        ("pindah ke tangerang selatan urus apa", OUT),
        ("how to move from Jakarta to Bali", OUT),
        ("kulo badhe pindah saking Jakarta dateng Solo", OUT),
        ("saya pindah dari bandung ke tanjung barat", INTO),
        ("pindahan dari depok ke sini syaratnya apa", INTO),
        ("mau pindah ke jakarta", INTO),
        ("moving from Bekasi to Jakarta", INTO),
        ("pindah dari lenteng agung ke tanjung barat", WITHIN),
        ("pindah dari pasar minggu ke jagakarsa, sama2 jaksel", WITHIN),
        ("pindah ke alamat mertua", ""),
        ("pindah kk ke rumah baru", ""),
        ("pindah domisili syaratnya apa", ""),
    ],
)
def test_places_tell_where_a_move_goes(words: str, topic: str) -> None:
    assert direction(normalised(words), BOOK) == topic


async def test_a_move_away_is_never_answered_as_a_move_here() -> None:
    ports = replace(PORTS, book=BOOK)
    reply = await said("pindah dari tanjung barat ke bandung", ranked(f"faq/{INTO}"), ports=ports)
    assert reply.state.topic == OUT


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("sabtu minggu buka?", [date(2026, 11, 28), date(2026, 11, 29)]),
        ("tgl 25 desember buka ga", [date(2026, 12, 25)]),
        ("besok buka ga", [date(2026, 11, 25)]),
        ("jam buka", []),
    ],
)
def test_the_days_a_question_names_are_read(words: str, days: list[date]) -> None:
    assert days_named(words, date(2026, 11, 24)) == days


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("sabtu buka ga", "Sabtu, 28 November: loket tutup, akhir pekan."),
        ("tgl 25 desember buka?", "Jumat, 25 Desember: loket tutup, libur nasional"),
        ("jumat buka jam berapa", "Jumat, 27 November: loket buka pukul"),
    ],
)
async def test_hours_are_told_for_the_day_asked(words: str, told: str) -> None:
    assert told in text_of(await said(words, ranked("faq/jam_layanan")))


@pytest.mark.parametrize("label", ["task/batal", "task/di_luar_topik", "faq/jam_layanan"])
async def test_who_has_an_appointment_and_speaks_of_it_sees_it(label: str) -> None:
    ports = replace(PORTS, book=BOOK, bookings=FakeBookings([OWN]))
    reply = await said("batalin janji saya dong", ranked(label), ports=ports)
    assert "Kamis, 26 November, pukul 09.00" in text_of(reply)


async def test_nothing_is_said_to_be_cancelled_that_was_not() -> None:
    reply = await said("batalin janji gw", ranked("task/batal"))
    assert "tidak ada yang dibatalkan" in text_of(reply)


@pytest.mark.parametrize(
    "words", ["pengen bunuh diri capek ngurus ktp", "my husband beats me", "tolong rumah saya kebakaran"]
)
async def test_danger_gets_the_emergency_number_and_a_person_before_anything_else(words: str) -> None:
    for state in (KNOWN, (await said("cek status")).state):
        reply = await said(words, ranked("faq/ktp_hilang"), state)
        assert "112" in text_of(reply)
        assert reply.state.desk.owner is Owner.QUEUE


@pytest.mark.parametrize(
    "words",
    ["ktp saya mati", "lampu mati di loket", "ayah saya sudah mati", "rumah kebakaran ktp kk hangus semua gimana"],
)
async def test_what_only_sounds_like_danger_is_answered_as_ever(words: str) -> None:
    assert "112" not in text_of(await said(words, ranked("faq/ktp_hilang")))


@pytest.mark.parametrize("words", ["bpjs saya nonaktif cara ngaktifin gmn", "akta tanah", "hasil usg"])
async def test_other_offices_business_is_not_answered_with_a_topic_of_ours(words: str) -> None:
    reply = await said(words, ranked("faq/ktp_hilang"))
    assert reply.state.topic == ""


@pytest.mark.parametrize(
    ("words", "office"),
    [
        ("bpjs saya nonaktif", "BPJS"),
        ("perpanjang SIM dimana", "polisi"),
        ("STNK saya mati", "Samsat"),
        ("akta tanah", "pertanahan"),
        ("bikin paspor dimana", "imigrasi"),
        ("surat n1 buat nikah", "KUA"),
        ("surat keterangan usaha buat pinjaman", "PTSP"),
        ("lampu jalan mati depan rumah", "JAKI"),
        ("kjp anak belum cair", "sekolah"),
        ("I need a passport", "immigration office"),
    ],
)
async def test_a_refusal_says_which_office_to_go_to(words: str, office: str) -> None:
    assert office in text_of(await said(words, ranked("task/di_luar_topik")))


async def test_a_letter_that_the_model_does_not_know_is_told_by_its_words() -> None:
    unsure = ranked("faq/suket", "faq/kk_baru", first=0.3, rest=0.2)
    assert "PTSP" in text_of(await said("surat keterangan belum menikah", unsure))
    assert "PTSP" not in text_of(await said("surat belum menikah di kk", unsure))


async def test_what_is_nobody_s_business_is_refused_without_naming_an_office() -> None:
    assert "hanya tahu soal KTP" in text_of(await said("gimana cuaca besok", ranked("task/di_luar_topik")))


async def test_a_card_of_ours_for_another_office_is_ours() -> None:
    reply = await said("bikin sim ktp saya hilang", ranked("faq/ktp_hilang"))
    assert reply.state.topic == "ktp_hilang"


async def test_insults_where_nothing_else_was_understood_are_anger() -> None:
    lost = ranked("faq/ktp_hilang", "faq/kia", first=0.3)
    reply = await said("kalian semua maling, ktp gw 2 tahun ga jadi2 anjing", lost)
    assert "teruskan ke petugas" in text_of(reply)
    assert reply.state.desk.owner is Owner.QUEUE


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("mau daftar kia buat anak", {"kind": "kia"}),
        ("daftarin bikin kk baru", {"kind": "kk_baru"}),
        ("mau daftar ktp ilang", {"kind": "ktp_hilang"}),
        ("daftar ktp ilang mau bikin baru", {"kind": "ktp_hilang"}),
        ("mau booking antrian besok", {"~day": "2026-11-25"}),
        ("booking loket akta lahir besok pagi", {"kind": "akta_lahir", "~day": "2026-11-25 morning"}),
        ("ambil nomor antrian dong", {}),
        ("mau daftar akta", {"document": "akta"}),
        ("i want to register for a new ktp", {"kind": "ktp_baru"}),
    ],
)
async def test_whoever_wants_to_register_gets_on_with_it_whatever_the_model_hears(
    words: str, told: dict[str, str]
) -> None:
    reply = await said(words, ranked("faq/ktp_rusak"), ports=replace(PORTS, book=BOOK))
    assert reply.state.dialogue
    assert reply.state.dialogue.name == "ajukan_permohonan"
    assert reply.state.dialogue.answers == told


@pytest.mark.parametrize(
    "words",
    [
        "cara daftar kia gimana",
        "daftar kia bayar berapa",
        "mau daftar kia, bisa?",
        "udah daftar kk kemarin",
        "daftar ktp online",
        "daftar sekolah pakai kia",
        "daftar bpjs pakai kk",
        "antrian panjang banget",
        "mau daftar lomba",
    ],
)
async def test_a_question_a_story_or_another_list_does_not_start_it(words: str) -> None:
    reply = await said(words, ranked("faq/ktp_rusak"))
    assert reply.state.dialogue is None


async def test_registering_is_heard_in_the_middle_of_a_look_up_too() -> None:
    looking_up = (await said("cek status", ranked("task/cek_status"))).state
    reply = await said("mau daftar kia aja deh", ranked("faq/kia"), looking_up)
    assert reply.state.dialogue
    assert reply.state.dialogue.name == "ajukan_permohonan"
    assert "belum dikirim" in text_of(reply)


async def test_whoever_has_an_appointment_and_registers_anew_goes_on_with_the_document_told() -> None:
    ports = replace(PORTS, book=BOOK, bookings=FakeBookings([OWN]))
    reply = await said("mau daftar kia", ranked("faq/kia"), ports=ports)
    assert "booking:new:kia" in actions_of(reply)


async def test_the_day_asked_for_is_not_told_twice_where_it_is_today() -> None:
    reply = await said("selasa buka ga", ranked("faq/jam_layanan"))
    assert "Selasa, 24 November" not in text_of(reply)


@pytest.mark.parametrize(("before", "topic"), [("", "kia"), ("ktp_biaya", "kia"), ("kk_baru", "kia")])
async def test_a_question_inside_a_complaint_is_about_the_document_of_its_story(before: str, topic: str) -> None:
    ports = replace(PORTS, book=book_of(*(topic_file(name) for name in ("kia", "ktp_biaya", "kk_baru"))))
    reply = await said("mau mengadu", state=replace(KNOWN, topic=before), ports=ports)
    reply = await said("kartu kia anak saya lama sekali jadinya", state=reply.state, ports=ports)
    asked = await said("berapa lama?", ranked("task/di_luar_topik"), reply.state, ports=ports)
    assert f"T {topic}" in [getattr(bubble, "title", "") for bubble in asked.bubbles]
    assert asked.state.dialogue == reply.state.dialogue


@pytest.mark.parametrize("words", ["bayar ga?", "gratis kah", "ongkosnya berapa"])
async def test_cost_out_of_nowhere_and_in_a_complaint_is_answered(words: str) -> None:
    ports = replace(PORTS, book=book_of(topic_file("ktp_biaya")))
    complaint = (await said("mau mengadu", ports=ports)).state
    for state in (KNOWN, complaint):
        reply = await said(words, ranked("task/di_luar_topik"), state, ports=ports)
        assert reply.state.topic == "ktp_biaya"
        assert reply.state.dialogue == state.dialogue


@pytest.mark.parametrize(
    "words", ["mau minta informasi anggaran kelurahan 2026", "mau minta data jumlah penduduk RW 03"]
)
async def test_a_request_for_information_begins_one(words: str) -> None:
    reply = await said(words, ranked("faq/surat_domisili"))
    assert reply.state.dialogue
    assert reply.state.dialogue.answers.get("kind") == "permintaan_informasi"


async def test_information_on_one_s_own_card_is_a_question() -> None:
    assert (await said("minta info ktp saya", ranked("faq/ktp_hilang"))).state.dialogue is None
