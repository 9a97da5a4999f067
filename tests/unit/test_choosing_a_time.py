"""Day, part of the day and hour as residents wish them: what is offered, why one will not do, what is said back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.clock import JAKARTA
from bot.domain.bookings import OwnBooking, Slot
from bot.domain.messages import Tap
from bot.domain.ports import Ports
from bot.domain.registration import written
from bot.domain.reply import Reply
from tests.fakes import FakeBookings, FakeService
from tests.fakes_book import HILANG, JAM, KNOWN, NOW, PORTS, actions_of, book_of, ranked, said, text_of, topic_file

ASK = ranked("task/ajukan_permohonan")
NUMBER = written("261124", 700)
BRING = ("Akta lahir", "Kalau anak 5 tahun ke atas: dua foto")


def slot(day: int, hour: int, minute: int = 0, month: int = 11) -> Slot:
    start = datetime(2026, month, day, hour, minute, tzinfo=JAKARTA)
    return Slot(f"s{start:%m%d-%H%M}", start, start + timedelta(minutes=30))


FREE = (
    slot(25, 13),
    slot(25, 14),
    *(slot(26, hour, minute) for hour in (8, 9, 10, 11, 13, 14, 15) for minute in (0, 30)),
    slot(30, 9),
    slot(28, 9, month=12),
)


def ports(**changes: Any) -> Ports:
    texts = topic_file("kia").texts
    kia = topic_file("kia").model_copy(
        update={"texts": texts.model_copy(update={"id": texts.id.model_copy(update={"bring": BRING})})}
    )
    book = book_of(HILANG, JAM, topic_file("ktp_baru"), kia)
    given: dict[str, Any] = {"book": book, "service": FakeService(free=list(FREE))} | changes
    return replace(PORTS, **given)


async def talked(*messages: str, using: Ports | None = None, reply: Reply | None = None) -> Reply:
    reply = reply or Reply((), KNOWN)
    for message in messages:
        content = Tap(message[1:], "") if message.startswith("!") else message
        reply = await said(content, ASK, reply.state, ports=using or ports())
    return reply


def times(reply: Reply) -> list[str]:
    return [each.rpartition(":")[2][:4] for each in actions_of(reply) if ":time:" in each]


def answers(reply: Reply) -> dict[str, str]:
    assert reply.state.dialogue
    return dict(reply.state.dialogue.answers)


@pytest.mark.parametrize(
    ("wish", "offered"),
    [
        ("kamis pagi", ["0800", "0830", "0900", "0930", "1030"]),
        ("lusa siang ya", ["1100", "1130", "1300", "1330", "1430"]),
        ("26 nov sore", ["1500", "1530"]),
        ("thursday afternoon", ["1300", "1330", "1400", "1430", "1530"]),
    ],
)
async def test_only_the_part_of_the_day_that_was_asked_for_is_offered(wish: str, offered: list[str]) -> None:
    reply = await talked("daftar kia", "ya", wish)
    assert times(reply) == offered
    assert "Kamis, 26 November 2026" in text_of(reply)


async def test_a_part_of_the_day_without_a_free_time_says_so_and_offers_the_nearest() -> None:
    reply = await talked("daftar kia", "ya", "besok pagi")
    assert "waktu pagi sudah penuh" in text_of(reply)
    assert times(reply) == ["1300", "1400"]


async def test_a_greeting_is_no_part_of_the_day() -> None:
    reply = await talked("daftar kia", "ya", "selamat pagi, kamis bisa")
    assert times(reply) == ["0800", "0900", "1100", "1300", "1500"]


async def test_another_part_of_the_day_may_be_asked_for_afterwards() -> None:
    reply = await talked("daftar kia", "ya", "kamis pagi", "yang sore aja")
    assert times(reply) == ["1500", "1530"]


async def test_another_day_may_be_said_where_the_hour_is_asked() -> None:
    reply = await talked("daftar kia", "ya", "kamis pagi", "besok jam 1 aja")
    assert answers(reply)["time"] == "1300.s1125-1300"


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ("sabtu", "Sabtu, 28 November 2026: loket tutup, akhir pekan"),
        ("hari minggu", "Minggu, 29 November 2026: loket tutup, akhir pekan"),
        ("25 desember", "Jumat, 25 Desember 2026: loket tutup, libur nasional (Hari Raya Natal)"),
        ("kemarin", "Senin, 23 November 2026 sudah lewat"),
        ("4 januari 2027", "belum bisa dipilih. Sekarang yang bisa dipilih sampai Senin, 28 Desember 2026"),
        ("jumat", "Jumat, 27 November 2026: tidak ada waktu kosong lagi"),
    ],
)
async def test_a_day_that_will_not_do_is_told_why_and_the_free_ones_are_offered(wish: str, why: str) -> None:
    reply = await talked("daftar kia", "ya", wish)
    assert why in text_of(reply)
    assert "step:ajukan_permohonan:day:2026-11-26" in actions_of(reply)
    assert "day" not in answers(reply)


@pytest.mark.parametrize(
    ("hour", "why"),
    [
        ("jam 12", "Pukul 12.00 loket tutup.\nKamis, 26 November: loket buka pukul 07.30–12.00 dan 13.00–16.00."),
        ("jam 6 sore", "Pukul 18.00 loket tutup."),
        ("jam 7", "Pukul 07.00 loket tutup."),
        ("jam 7.30", "Pukul 07.30 tidak ada waktu kosong."),
    ],
)
async def test_an_hour_that_will_not_do_is_told_why(hour: str, why: str) -> None:
    reply = await talked("daftar kia", "ya", "kamis", hour)
    assert why in text_of(reply)
    assert times(reply)


async def test_an_hour_of_today_that_is_over_says_so() -> None:
    using = ports(service=FakeService(free=[slot(24, 14)]))
    assert NOW.hour == 10
    assert "Pukul 09.00 sudah lewat" in text_of(await talked("daftar kia", "ya", "hari ini", "jam 9", using=using))


async def test_day_and_hour_are_said_back_before_anything_else_is_asked_and_at_the_end() -> None:
    reply = await talked("daftar kia", "ya", "senin jam 9")
    assert "Baik, Senin, 30 November 2026, pukul 09.00." in text_of(reply)
    summary = await talked("Dimas", "17-8-2015", reply=reply)
    assert "Hari: Senin, 30 November 2026\n• Pukul: 09.00" in text_of(summary)


async def test_a_day_and_hour_of_the_first_message_wait_until_their_turn() -> None:
    reply = await talked("mau daftar kia kamis jam 9 pagi")
    assert "Siapkan dulu" in text_of(reply)
    reply = await talked("ya", reply=reply)
    assert "Baik, Kamis, 26 November 2026, pukul 09.00." in text_of(reply)


async def test_a_closed_day_of_the_first_message_is_told_at_its_turn_and_its_hour_is_kept() -> None:
    reply = await talked("mau daftar kia sabtu jam 9", "ya")
    assert "akhir pekan" in text_of(reply)
    reply = await talked("kamis", reply=reply)
    assert "Kamis, 26 November 2026, pukul 09.00" in text_of(reply)


async def test_a_birthday_in_the_first_message_is_no_wish() -> None:
    reply = await talked("mau daftar kia anak saya lahir 5 mei 2020")
    assert set(answers(reply)) == {"kind"}


@pytest.mark.parametrize("words", ["hari apa aja?", "kapan yang kosong"])
async def test_whoever_asks_which_days_hears_that_these_are_free(words: str) -> None:
    assert "yang masih kosong" in text_of(await talked("daftar kia", "ya", words))


async def test_no_question_has_more_than_six_buttons() -> None:
    days = [slot(day, hour) for day in (25, 26, 27, 30) for hour in range(8, 16)]
    days += [slot(day, 9, month=12) for day in range(1, 5)]
    using = ports(service=FakeService(free=days))
    for messages in (["daftar kia", "ya"], ["daftar kia", "ya", "kamis"]):
        assert len(actions_of(await talked(*messages, using=using))) == 6


SUMMARY = ("daftar kia", "ya", "kamis", "jam 13", "Dimas", "17-8-2015")


async def test_the_papers_are_none_of_the_things_to_change() -> None:
    reply = await talked(*SUMMARY, "ubah")
    assert [each.rpartition(":")[2] for each in actions_of(reply)] == ["kind", "day", "time", "name", "born", "batal"]


async def test_a_changed_day_keeps_the_hour_only_where_it_is_free_then() -> None:
    kept = await talked(*SUMMARY, "ubah", "2", "besok")
    assert answers(kept)["time"] == "1300.s1125-1300"
    gone = await talked(*SUMMARY, "ubah", "2", "senin")
    assert "Pukul 13.00 tidak ada waktu kosong" in text_of(gone)
    assert times(gone) == ["0900"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("salah, besok aja", "Rabu, 25 November 2026\n• Pukul: 13.00"),
        ("jam 10 deh", "Kamis, 26 November 2026\n• Pukul: 10.00"),
        ("ganti senin jam 9", "Senin, 30 November 2026\n• Pukul: 09.00"),
    ],
)
async def test_another_day_or_hour_said_at_the_summary_is_taken(words: str, told: str) -> None:
    assert told in text_of(await talked(*SUMMARY, words))


async def test_a_part_of_the_day_said_at_the_summary_takes_back_an_hour_outside_it() -> None:
    reply = await talked(*SUMMARY, "salah, pagi aja")
    assert times(reply) == ["0800", "0830", "0900", "0930", "1030"]
    kept = await talked(*SUMMARY, "salah, besok siang")
    assert "Rabu, 25 November 2026\n• Pukul: 13.00" in text_of(kept)


async def test_a_closed_day_said_at_the_summary_changes_nothing() -> None:
    reply = await talked(*SUMMARY, "sabtu aja")
    assert "akhir pekan" in text_of(reply)
    assert "Kamis, 26 November 2026\n• Pukul: 13.00" in text_of(reply)


async def test_a_changed_kind_shows_its_papers_first() -> None:
    reply = await talked(*SUMMARY, "ubah", "1", "ktp baru")
    assert "Siapkan dulu" in text_of(reply)
    summary = await talked("ya", reply=reply)
    assert "T ktp_baru" in text_of(summary)
    assert "Pukul: 13.00" in text_of(summary)


async def test_only_what_to_bring_is_listed_where_the_topic_says_it() -> None:
    reply = await talked(*SUMMARY, "ya")
    assert "Bawa:\n• Akta lahir\n• Kalau anak 5 tahun ke atas: dua foto" in text_of(reply)
    assert "Kartu Keluarga" not in text_of(reply)


async def test_one_way_out_stands_below_the_question_whether_to_cancel() -> None:
    own = OwnBooking(NUMBER, NOW.date(), "kia", NOW + timedelta(days=2))
    reply = await talked(f"!booking:cancel:{NUMBER}", using=ports(bookings=FakeBookings([own])))
    assert [each.rpartition(":")[2] for each in actions_of(reply)] == ["yes", "no"]


@pytest.mark.parametrize(
    ("words", "part"),
    [("bayar ga?", "Gratis."), ("bayar ga", "Gratis."), ("syaratnya apa?", "Surat hilang dari polisi")],
)
@pytest.mark.parametrize("step", [2, 3, 5])
async def test_a_question_in_between_is_answered_for_the_document_in_hand(words: str, part: str, step: int) -> None:
    reply = await talked(*SUMMARY[: step - 1], words)
    assert part in text_of(reply)
    assert "Kita lanjutkan" in text_of(reply)
    assert reply.state.dialogue


async def test_after_registering_a_follow_up_is_about_that_document() -> None:
    reply = await talked(*SUMMARY, "ya", "bayar ga?")
    assert "Gratis." in text_of(reply)
