"""Registering ahead: kind, papers, time, name; a service that is away; moving, cancelling, the reminder."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import JAKARTA
from bot.domain.bookings import DropBooking, KeepBooking, OwnBooking, Slot
from bot.domain.messages import Tap, TimerRang
from bot.domain.ports import Ports
from bot.domain.registration import written
from bot.domain.reply import CancelTimer, ConversationState, Reply, SetTimer
from handlers.applying import REMINDER, WISH, reminder
from tests.fakes import FakeBookings, FakeService
from tests.fakes_book import HILANG, JAM, KNOWN, NOW, PORTS, actions_of, book_of, ranked, said, text_of, topic_file

ASK = ranked("task/ajukan_permohonan")
BORN = date(1985, 8, 17)
NUMBER = written("261124", 700)
THURSDAY = datetime(2026, 11, 26, 9, 0, tzinfo=JAKARTA)


def slot(day: int, hour: int, minute: int = 0) -> Slot:
    start = datetime(2026, 11, day, hour, minute, tzinfo=JAKARTA)
    return Slot(f"s{start:%d-%H%M}", start, start + timedelta(minutes=30))


FREE = (slot(25, 9), slot(26, 9), slot(26, 9, 30), slot(26, 13))


def ports(**changes: Any) -> Ports:
    book = book_of(HILANG, JAM, topic_file("ktp_baru"), topic_file("kia"))
    given: dict[str, Any] = {"book": book, "service": FakeService(free=list(FREE))} | changes
    return replace(PORTS, **given)


async def talked(*messages: str, using: Ports, state: ConversationState = KNOWN) -> Reply:
    reply = Reply((), state)
    for message in messages:
        content = Tap(message[1:], "") if message.startswith("!") else message
        reply = await said(content, ASK, reply.state, ports=using)
    return reply


REGISTERED = ("mau bikin ktp baru", "ya", "lusa", "jam 9", "Siti Rahma", "17-8-1985", "ya")


def own(start: datetime = THURSDAY) -> FakeBookings:
    return FakeBookings([OwnBooking(NUMBER, BORN, "ktp_baru", start)])


async def test_a_resident_is_registered_with_number_day_papers_and_a_reminder() -> None:
    reply = await talked(*REGISTERED, using=ports())
    for words in (NUMBER, "Kamis, 26 November, pukul 09.00", "Loket 1", "Kartu Keluarga"):
        assert words in text_of(reply)
    assert KeepBooking(NUMBER, BORN, "ktp_baru", THURSDAY) in reply.effects
    [timer] = [effect for effect in reply.effects if isinstance(effect, SetTimer)]
    assert timer.name == f"{REMINDER}:{NUMBER}"
    assert NOW + timedelta(seconds=timer.seconds) == datetime(2026, 11, 25, 16, 0, tzinfo=JAKARTA)
    assert reply.state.dialogue is None


async def test_the_papers_of_the_topic_are_shown_before_a_time_is_chosen() -> None:
    reply = await talked("ajukan permohonan", "kia", using=ports())
    assert "Surat hilang dari polisi" in text_of(reply)


@pytest.mark.parametrize(
    ("words", "kind"),
    [("ktp ilang mau daftar", "ktp_hilang"), ("daftar bikin akta lahir", "akta_lahir"), ("mau urus kia anak", "kia")],
)
async def test_what_the_first_message_tells_is_not_asked(words: str, kind: str) -> None:
    reply = await talked(words, using=ports())
    assert reply.state.dialogue
    assert reply.state.dialogue.answers == {"kind": kind}


async def test_a_document_of_several_kinds_is_asked_for() -> None:
    reply = await talked("mau daftar urus ktp", using=ports())
    kinds = [f"step:ajukan_permohonan:kind:{kind}" for kind in ("ktp_baru", "ktp_hilang", "ktp_rusak")]
    assert actions_of(reply) == [*kinds, "task:batal"]


async def test_the_document_is_asked_before_its_kind_so_that_no_question_has_more_than_six_buttons() -> None:
    reply = await talked("ajukan permohonan", using=ports())
    assert len(actions_of(reply)) == 6
    assert actions_of(await talked("!step:ajukan_permohonan:document:kk", using=ports(), state=reply.state)) == [
        "step:ajukan_permohonan:kind:kk_baru",
        "step:ajukan_permohonan:kind:kk_ubah_data",
        "task:batal",
    ]


async def test_a_document_of_one_kind_needs_no_second_question() -> None:
    begun = await talked("ajukan permohonan", using=ports())
    reply = await talked("!step:ajukan_permohonan:document:kia", using=ports(), state=begun.state)
    assert reply.state.dialogue
    assert (reply.state.dialogue.answers["kind"], reply.state.dialogue.step) == ("kia", "ready")


async def test_only_free_days_and_one_time_of_each_hour_are_offered() -> None:
    days = await talked("bikin ktp baru", "ya", using=ports())
    assert [each for each in actions_of(days) if ":day:" in each] == [
        "step:ajukan_permohonan:day:2026-11-25",
        "step:ajukan_permohonan:day:2026-11-26",
    ]
    times = await talked("bikin ktp baru", "ya", "26 nov", using=ports())
    assert [each.rpartition(":")[2] for each in actions_of(times) if ":time:" in each] == [
        "0900.s26-0900",
        "1300.s26-1300",
    ]


async def test_a_day_without_a_free_time_is_asked_again() -> None:
    service = FakeService(free=[slot(25, 9), slot(27, 9)])
    reply = await talked("bikin ktp baru", "ya", "kamis", using=ports(service=service))
    assert "Kamis, 26 November 2026: tidak ada waktu kosong lagi" in text_of(reply)
    assert "step:ajukan_permohonan:day:2026-11-25" in actions_of(reply)


@pytest.mark.parametrize(
    ("words", "value"), [("jam 9.30", "0930.s26-0930"), ("10", ""), ("jam 1 siang", "1300.s26-1300")]
)
async def test_an_hour_in_words_finds_its_slot(words: str, value: str) -> None:
    reply = await talked("bikin ktp baru", "ya", "26 nov", words, using=ports())
    assert reply.state.dialogue
    assert reply.state.dialogue.answers.get("time", "") == value


async def test_an_hour_that_is_half_taken_gives_what_is_left_of_it() -> None:
    service = FakeService(free=[slot(26, 9, 30)])
    reply = await talked("bikin ktp baru", "ya", "26 nov", "jam 9", using=ports(service=service))
    assert reply.state.dialogue
    assert reply.state.dialogue.answers["time"] == "0930.s26-0930"


async def test_a_time_taken_meanwhile_is_chosen_anew_and_the_rest_is_kept() -> None:
    service = FakeService(free=list(FREE))
    using = ports(service=service)
    before = await talked(*REGISTERED[:-1], using=using)
    service.free[:] = [slot(26, 13)]
    reply = await talked("ya", using=using, state=before.state)
    assert "sudah terisi" in text_of(reply)
    assert reply.state.dialogue
    assert {"kind", "ready", "name", "born"} == set(reply.state.dialogue.answers)
    done = await talked("26 nov", "jam 13", "ya", using=using, state=reply.state)
    assert "pukul 13.00" in text_of(done)


async def test_a_service_that_is_away_keeps_the_wish_and_registers_it_later_once() -> None:
    service = FakeService(free=list(FREE))
    using = ports(service=service)
    before = await talked(*REGISTERED[:-1], using=using)
    service.away = True
    reply = await talked("ya", using=using, state=before.state)
    assert "kami simpan" in text_of(reply)
    [timer] = [effect for effect in reply.effects if isinstance(effect, SetTimer)]
    assert timer.name.startswith(f"{WISH}:")
    silent = await said(TimerRang(timer.name, timer.note), state=reply.state, ports=using)
    assert not silent.bubbles
    [later] = [effect for effect in silent.effects if isinstance(effect, SetTimer)]
    assert later.seconds == 2 * timer.seconds
    service.away = False
    for _ in range(2):
        done = await said(TimerRang(later.name, later.note), state=reply.state, ports=using)
        assert NUMBER in text_of(done)
    assert len(service.booked) == 1


async def test_a_wish_whose_time_was_taken_meanwhile_says_so() -> None:
    note = json.dumps({"key": "k", "kind": "kia", "slot": "gone", "name": "A", "born": "1985-08-17", "tries": 3})
    reply = await said(TimerRang(f"{WISH}:k", note), ports=ports())
    assert "sudah terisi" in text_of(reply)
    assert "booking:new:" in actions_of(reply)


async def test_no_free_time_at_all_is_said_before_anything_is_chosen() -> None:
    reply = await talked("bikin ktp baru", "ya", using=ports(service=FakeService()))
    assert "sudah penuh" in text_of(reply)


@pytest.mark.parametrize("service", [FakeService(away=True), FakeService(refuses="bad_request")])
async def test_a_service_that_cannot_say_its_times_does_not_lose_the_dialogue(service: FakeService) -> None:
    reply = await talked("bikin ktp baru", "ya", using=ports(service=service))
    assert reply.state.dialogue
    assert reply.state.dialogue.step == "ready"


async def test_without_a_service_the_counter_is_named() -> None:
    reply = await talked("ajukan permohonan", using=ports(service=FakeService(connected=False)))
    assert "datang ke loket" in text_of(reply).lower()
    assert reply.state.dialogue is None


async def test_who_has_an_appointment_sees_it_first() -> None:
    reply = await talked("ajukan permohonan", using=ports(bookings=own()))
    assert "Kamis, 26 November, pukul 09.00" in text_of(reply)
    assert {f"booking:show:{NUMBER}", "booking:new:"} <= set(actions_of(reply))
    fresh = await talked("!booking:new:", using=ports(bookings=own()))
    assert fresh.state.dialogue


async def test_words_about_one_s_appointment_show_it_or_say_that_there_is_none() -> None:
    assert "pukul 09.00" in text_of(await said("pindah jadwal", ports=ports(bookings=own())))
    assert "belum punya janji" in text_of(await said("jadwal saya", ports=ports()))


async def test_the_papers_of_a_topic_lead_straight_to_registering_for_it() -> None:
    answer = await said("ktp baru", ranked("faq/ktp_baru"), ports=ports())
    papers = await said(Tap("part:ktp_baru:requirements", ""), state=answer.state, ports=ports())
    assert "booking:new:ktp_baru" in actions_of(papers)
    begun = await said(Tap("booking:new:ktp_baru", ""), state=papers.state, ports=ports())
    assert begun.state.dialogue
    assert begun.state.dialogue.answers == {"kind": "ktp_baru"}


async def test_an_appointment_is_moved_and_its_reminder_with_it() -> None:
    reply = await talked(f"!booking:move:{NUMBER}", "25 nov", "jam 9", using=ports(bookings=own()))
    moved = datetime(2026, 11, 25, 9, 0, tzinfo=JAKARTA)
    assert "Rabu, 25 November" in text_of(reply)
    assert KeepBooking(NUMBER, BORN, "ktp_baru", moved) in reply.effects
    kinds = [type(effect) for effect in reply.effects]
    assert kinds.index(CancelTimer) < kinds.index(SetTimer)


async def test_an_appointment_is_cancelled_after_asking_once() -> None:
    asked = await talked(f"!booking:cancel:{NUMBER}", using=ports(bookings=own()))
    assert not asked.effects or DropBooking(NUMBER) not in asked.effects
    reply = await talked("ya", using=ports(bookings=own()), state=asked.state)
    assert DropBooking(NUMBER) in reply.effects
    assert CancelTimer(f"{REMINDER}:{NUMBER}") in reply.effects
    kept = await talked("tidak", using=ports(bookings=own()), state=asked.state)
    assert DropBooking(NUMBER) not in kept.effects
    assert "tetap" in text_of(kept)


@pytest.mark.parametrize("act", ["move", "cancel", "show", "nonsense"])
async def test_somebody_else_s_appointment_is_no_button_s_business(act: str) -> None:
    reply = await talked(f"!booking:{act}:{NUMBER}", using=ports(bookings=FakeBookings()))
    assert reply.state.dialogue is None
    assert NUMBER not in text_of(reply)


async def test_a_service_that_is_away_leaves_the_appointment_as_it_was() -> None:
    using = ports(bookings=own(), service=FakeService(away=True))
    assert "tidak bisa dihubungi" in text_of(await talked(f"!booking:move:{NUMBER}", using=using))
    reply = await talked(f"!booking:cancel:{NUMBER}", "ya", using=using)
    assert "belum bisa dibatalkan" in text_of(reply)
    assert DropBooking(NUMBER) not in reply.effects


async def test_the_reminder_tells_time_place_and_papers_unless_it_was_cancelled() -> None:
    reply = await said(TimerRang(f"{REMINDER}:{NUMBER}", ""), ports=ports(bookings=own()))
    assert "Kamis, 26 November, pukul 09.00" in text_of(reply)
    assert f"booking:cancel:{NUMBER}" in actions_of(reply)
    assert not (await said(TimerRang(f"{REMINDER}:{NUMBER}", ""), ports=ports())).bubbles


@given(st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 31)), st.integers(0, 30 * 24 * 60))
def test_a_reminder_comes_before_the_appointment_or_not_at_all(moment: datetime, minutes: int) -> None:
    now = moment.replace(tzinfo=JAKARTA)
    start = now + timedelta(minutes=minutes)
    for timer in reminder(OwnBooking(NUMBER, BORN, "kia", start), now):
        assert 0 < timer.seconds < (start - now).total_seconds()
    if minutes > 48 * 60:
        assert reminder(OwnBooking(NUMBER, BORN, "kia", start), now)
