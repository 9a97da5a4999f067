"""Looking up an application in the chat: number and date of birth, wrong tries, a service that is away, and news."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import JAKARTA
from bot.domain.entities import Document
from bot.domain.lookups import LogLookup, SeenLookup, UnwatchApplication, WatchApplication
from bot.domain.messages import Notice, Tap, TimerRang
from bot.domain.ports import Ports
from bot.domain.registration import MistypedRegistration, registration_in, written
from bot.domain.reply import ConversationState, LogQuestion, Reply, SetTimer
from bot.domain.service import Application, Passed, Stage
from handlers import status
from handlers.patience import RETRIES
from tests.fakes import FakeAttempts, FakeLookupLog, FakeService
from tests.fakes_book import KNOWN, PORTS, actions_of, ranked, said, text_of

NUMBER = written("261102", 137)
BORN = date(1985, 8, 17)
READY = Application(
    NUMBER,
    Document.KTP,
    Stage.READY,
    4,
    (
        Passed(Stage.RECEIVED, datetime(2026, 11, 2, tzinfo=UTC)),
        Passed(Stage.READY, datetime(2026, 11, 20, tzinfo=UTC)),
    ),
    office="Loket 2",
    collect_from=date(2026, 11, 23),
    bring=("KTP lama", "KK"),
)
ASK = ranked("task/cek_status")


def ports(**changes: object) -> Ports:
    return replace(PORTS, **({"service": FakeService({NUMBER: (BORN, READY)})} | changes))  # type: ignore[arg-type]


async def asked(*answers: str, using: Ports) -> Reply:
    state: ConversationState = KNOWN
    reply = Reply((), state)
    for answer in answers:
        reply = await said(answer, ASK, state, ports=using)
        state = reply.state
    return reply


days = st.dates(date(2020, 1, 1), date(2099, 12, 31)).map(lambda day: day.strftime("%y%m%d"))


@given(days, st.integers(1, 9999))
def test_a_registration_is_found_however_it_is_written(day: str, serial: int) -> None:
    number = written(day, serial)
    for text in (number, number.replace("-", ""), number.replace("-", " "), f"no. {number}. tolong dicek"):
        assert registration_in(text) == number


@given(days, st.integers(1, 9999), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(day: str, serial: int, place: int, by: int) -> None:
    digits = written(day, serial).replace("-", "")
    wrong = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    assert isinstance(registration_in(wrong), MistypedRegistration)


@pytest.mark.parametrize("text", ["", "4827-1930", "081234567890", "3174000000000000", "17-8-1985"])
def test_other_numbers_are_no_registration(text: str) -> None:
    assert registration_in(text) is None


async def test_number_and_date_of_birth_show_stage_place_day_and_papers() -> None:
    reply = await asked("cek status", NUMBER, "17-8-1985", using=ports())
    for words in (NUMBER, "bisa diambil", "Loket 2", "23 November 2026", "KTP lama; KK"):
        assert words in text_of(reply)
    assert LogLookup(NUMBER, "found") in reply.effects
    assert f"watch:on:{NUMBER}" not in actions_of(reply), "it is ready: nothing more to tell"


async def test_a_message_that_says_it_all_is_answered_at_once() -> None:
    assert "bisa diambil" in text_of(await asked(f"cek status {NUMBER} lahir 17 Agustus 1985", using=ports()))


async def test_a_number_alone_asks_for_its_application_whatever_the_nlu_thinks() -> None:
    assert "Tanggal lahir" in text_of(await said(f"{NUMBER} lahir dimana ya", ranked("faq/akta_lahir"), ports=ports()))


async def test_a_telephone_number_is_no_registration() -> None:
    assert not isinstance(registration_in("081234567 89, 0812 3456 789"), str)


async def test_a_mistyped_number_gets_a_hint_and_costs_no_try() -> None:
    attempts = FakeAttempts()
    reply = await asked("cek status", NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10), using=ports(attempts=attempts))
    assert "salah ketik" in text_of(reply)
    assert attempts.left == 1000


@pytest.mark.parametrize("born", ["18-8-1985", "17-8-1986"])
async def test_a_wrong_date_and_an_unknown_number_read_the_same(born: str) -> None:
    wrong = await asked("cek status", NUMBER, born, using=ports())
    unknown = written("261102", 1)
    other = await asked("cek status", unknown, born, using=ports())
    assert text_of(wrong).replace(NUMBER, "") == text_of(other).replace(unknown, "")
    assert LogLookup(NUMBER, "wrong") in wrong.effects


async def test_a_right_try_forgets_the_wrong_ones() -> None:
    attempts = FakeAttempts()
    await asked("cek status", NUMBER, "17-8-1985", using=ports(attempts=attempts))
    assert attempts.forgotten == 1


async def test_after_too_many_tries_nothing_is_asked_and_staff_are_told() -> None:
    reply = await asked("cek status", NUMBER, "17-8-1985", using=ports(attempts=FakeAttempts(left=0)))
    assert "dikunci satu jam" in text_of(reply)
    assert "bisa diambil" not in text_of(reply)
    assert LogLookup(NUMBER, "locked") in reply.effects
    [log] = [effect for effect in reply.effects if isinstance(effect, LogQuestion)]
    assert (log.for_staff, log.reason) == (True, status.LOCKED)
    assert NUMBER not in log.text


async def test_while_the_service_is_away_the_request_is_kept_and_answered_later() -> None:
    away = ports(service=FakeService(away=True))
    reply = await asked("cek status", NUMBER, "17-8-1985", using=away)
    assert "kami simpan" in text_of(reply)
    [timer] = [effect for effect in reply.effects if isinstance(effect, SetTimer)]
    still = await said(TimerRang(timer.name, timer.note), state=reply.state, ports=away)
    assert still.bubbles == ()
    [later] = [effect for effect in still.effects if isinstance(effect, SetTimer)]
    assert later.seconds > timer.seconds
    back = await said(TimerRang(later.name, later.note), state=still.state, ports=ports())
    assert "sudah pulih" in text_of(back)
    assert "bisa diambil" in text_of(back)


async def test_a_service_that_stays_away_for_a_day_is_given_up() -> None:
    note = f"{NUMBER}|1985-08-17|{RETRIES}"
    reply = await said(TimerRang(f"lookup:{NUMBER}", note), ports=ports(service=FakeService(away=True)))
    assert "belum pulih" in text_of(reply)
    assert not any(isinstance(effect, SetTimer) for effect in reply.effects)


async def test_where_no_service_is_set_up_the_resident_is_sent_to_the_counter() -> None:
    reply = await asked("cek status", NUMBER, "17-8-1985", using=ports(service=FakeService(refuses="not_connected")))
    assert "belum tersambung" in text_of(reply)


async def test_kabari_saya_watches_what_was_just_shown() -> None:
    shown = await asked("cek status", NUMBER, "17-8-1985", using=ports())
    reply = await said(Tap(f"watch:on:{NUMBER}"), state=shown.state, ports=ports())
    assert WatchApplication(NUMBER, BORN, 4, Stage.READY) in reply.effects


@pytest.mark.parametrize("tap", [f"watch:on:{NUMBER}", "watch:on", "watch:x:y"])
async def test_nobody_watches_what_was_not_shown_to_them(tap: str) -> None:
    assert (await said(Tap(tap), ports=ports())).effects == ()


async def test_watching_ends_with_one_tap() -> None:
    assert UnwatchApplication(NUMBER) in (await said(Tap(f"watch:off:{NUMBER}"))).effects


async def test_what_is_over_cannot_be_watched() -> None:
    over = replace(READY, stage=Stage.COLLECTED)
    reply = await asked("cek status", NUMBER, "17-8-1985", using=ports(service=FakeService({NUMBER: (BORN, over)})))
    assert not any(each.startswith("watch:") for each in actions_of(reply))


async def test_news_of_an_application_says_its_stage_and_offers_a_look() -> None:
    reply = await said(Notice("status", {"registration": NUMBER, "stage": "ready", "version": "4"}))
    assert NUMBER in text_of(reply)
    assert "bisa diambil" in text_of(reply)
    assert "task:cek_status" in actions_of(reply)


async def test_news_of_a_stage_nobody_knows_is_silent() -> None:
    assert (await said(Notice("status", {"registration": NUMBER, "stage": "x"}))).bubbles == ()


async def test_the_date_of_birth_is_kept_in_no_question() -> None:
    reply = await asked("cek status", NUMBER, "17-8-1985", using=ports())
    assert not any(isinstance(effect, LogQuestion) for effect in reply.effects)


async def test_the_owner_of_an_application_may_see_who_looked_it_up() -> None:
    lines = (
        SeenLookup(datetime(2026, 11, 24, 10, 15, tzinfo=JAKARTA), "found", own=True),
        SeenLookup(datetime(2026, 11, 23, 22, 5, tzinfo=JAKARTA), "wrong", own=False),
    )
    using = ports(lookups=FakeLookupLog(lines))
    shown = await asked("cek status", NUMBER, "17-8-1985", using=using)
    assert f"lookups:{NUMBER}" in actions_of(shown)
    reply = await said(Tap(f"lookups:{NUMBER}", ""), state=shown.state, ports=using)
    assert "24 November 2026 pukul 10.15, dari chat Bapak/Ibu, berhasil" in text_of(reply)
    assert "23 November 2026 pukul 22.05, dari chat lain, tanggal lahir salah" in text_of(reply)


async def test_nobody_sees_the_log_of_an_application_they_have_not_shown_to_know() -> None:
    using = ports(lookups=FakeLookupLog((SeenLookup(datetime(2026, 11, 24, tzinfo=UTC), "found", own=False),)))
    assert "dari chat" not in text_of(await said(Tap(f"lookups:{NUMBER}", ""), ports=using))


async def test_news_tell_place_day_and_papers_as_the_service_has_them_now() -> None:
    news = Notice("status", {"registration": NUMBER, "stage": "ready", "version": "4", "born": BORN.isoformat()})
    reply = await said(news, ports=ports())
    for words in ("Kabar permohonan", "Loket 2", "23 November 2026"):
        assert words in text_of(reply)
    assert f"watch:off:{NUMBER}" in actions_of(reply)
    short = await said(news, ports=ports(service=FakeService(away=True)))
    assert "Sudah jadi" in text_of(short)


async def test_news_of_a_change_the_service_is_past_tell_that_change_and_not_the_next_one() -> None:
    news = {"registration": NUMBER, "stage": "printing", "version": "3", "born": BORN.isoformat()}
    reply = await said(Notice("status", news), ports=ports())
    assert "Sedang dicetak" in text_of(reply)
    assert "Sudah jadi" not in text_of(reply)


async def test_an_application_on_its_way_can_be_watched() -> None:
    printing = replace(READY, stage=Stage.PRINTING)
    using = ports(service=FakeService({NUMBER: (BORN, printing)}))
    assert f"watch:on:{NUMBER}" in actions_of(await asked("cek status", NUMBER, "17-8-1985", using=using))


async def test_a_mistyped_number_in_the_first_message_gets_the_hint_at_once() -> None:
    wrong = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
    assert "salah ketik" in text_of(await said(f"cek status {wrong} lahir 17-8-1985", ranked("faq/kia"), ports=ports()))


async def test_a_digit_in_a_story_is_no_date_of_birth() -> None:
    reply = await asked("cek status", NUMBER, using=ports())
    told = await said("sudah 3 hari saya tunggu kabar", ranked("faq/kia", first=0.2), reply.state, ports=ports())
    assert "tanggal lahirnya belum bisa saya baca" not in text_of(told).lower()


async def test_another_question_in_the_middle_of_a_look_up_is_answered() -> None:
    reply = await asked("cek status", using=ports())
    told = await said("ktp saya hilang gimana caranya", ranked("faq/ktp_hilang"), reply.state, ports=ports())
    assert "surat dari polisi" in text_of(told)
    assert "Nomor pendaftarannya berapa" in text_of(told)
    begun = await said("mau lapor petugas kasar", ranked("task/keluhan"), reply.state, ports=ports())
    assert begun.state.dialogue
    assert begun.state.dialogue.name == "keluhan"


async def test_what_nobody_understands_in_a_look_up_is_told_that_it_waits_and_how_to_leave() -> None:
    reply = await asked("cek status", using=ports())
    told = await said("aduh saya bingung sekali nih", ranked("faq/kia", first=0.05), reply.state, ports=ports())
    assert "masih saya tunggu" in text_of(told)
    assert {"task:batal", "task:minta_petugas"} <= set(actions_of(told))


@pytest.mark.parametrize("label", ["task/jawaban_tidak_membantu", "task/sapa", "task/setuju", "task/cek_status"])
async def test_small_talk_heard_in_a_text_that_is_no_answer_does_not_lead_away(label: str) -> None:
    reply = await asked("cek status", using=ports())
    told = await said("saya bingung sekali ini", ranked(label), reply.state, ports=ports())
    assert "masih saya tunggu" in text_of(told)


async def test_topics_that_may_have_been_meant_are_offered_above_the_open_question() -> None:
    reply = await asked("cek status", using=ports())
    guesses = ranked("task/menu", "faq/ktp_hilang", "faq/ktp_rusak", first=0.3, rest=0.25)
    told = await said("kartu saya entah ke mana", guesses, reply.state, ports=ports())
    assert {"topic:ktp_hilang", "topic:ktp_rusak"} <= set(actions_of(told))
    assert "task:menu" not in actions_of(told)
    assert reply.state.dialogue


async def test_a_mistyped_word_is_asked_again_with_a_person_at_hand() -> None:
    reply = await asked("cek status", using=ports())
    told = await said("hmm", ranked("faq/kia", first=0.05), reply.state, ports=ports())
    assert "belum menangkap" in text_of(told)
    assert "task:minta_petugas" in actions_of(told)
