"""Cases in the chat: told step by step, numbered, followed, added to, solved and opened again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cases import (
    REOPEN_WITHIN,
    AddToCase,
    Case,
    CaseState,
    Kind,
    Mistyped,
    MoveCase,
    OpenCase,
    Visibility,
    may_become,
    number_for,
    number_in,
)
from bot.domain.messages import Content, Location, Notice, Tap
from bot.domain.ports import NOBODY, Ports
from bot.domain.reply import ConversationState, Reply
from tests.fakes import FakeCases
from tests.fakes_book import KNOWN, NOW, PORTS, actions_of, ranked, said, text_of

COMPLAIN = ranked("task/keluhan")
MINE = Case(
    "4827-1930", NOBODY, Kind.COMPLAINT, "slow", CaseState.ANSWERED, NOW, NOW, date(2026, 12, 1), "Sudah kami tegur."
)
OTHERS = replace(MINE, number="1111-1114", person=uuid4())


@given(st.uuids())
def test_a_number_is_found_again_however_it_is_written(key: UUID) -> None:
    number = number_for(key)
    for written in (number, number.replace("-", " "), number.replace("-", ""), f"tiket {number}, tolong dicek"):
        assert number_in(written) == number


@given(st.uuids(), st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(key: UUID, place: int, by: int) -> None:
    digits = number_for(key).replace("-", "")
    wrong = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    assert isinstance(number_in(wrong), Mistyped)


@given(st.uuids(), st.integers(0, 6))
def test_two_swapped_digits_are_noticed(key: UUID, place: int) -> None:
    digits = number_for(key).replace("-", "")
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert swapped == digits or isinstance(number_in(swapped), Mistyped)


@pytest.mark.parametrize("text", ["", "halo", "12345678901", "081234567890", "2026-11-24", "123-4567"])
def test_other_numbers_are_none_of_ours(text: str) -> None:
    assert number_in(text) is None


@given(st.lists(st.sampled_from(CaseState), max_size=12))
def test_no_case_gets_stuck_but_for_those_that_are_old(moves: list[CaseState]) -> None:
    state = CaseState.RECEIVED
    for wanted in moves:
        if may_become(state, wanted, NOW, NOW):
            state = wanted
    assert any(may_become(state, other, NOW, NOW) for other in CaseState)


def test_a_case_is_opened_again_within_two_weeks_only() -> None:
    later = NOW + REOPEN_WITHIN
    assert may_become(CaseState.ANSWERED, CaseState.REOPENED, NOW, later)
    assert not may_become(CaseState.ANSWERED, CaseState.REOPENED, NOW, later + timedelta(seconds=1))


class Resident:
    """Somebody who tells a case, answer by answer."""

    def __init__(self, ports: Ports = PORTS) -> None:
        self.state: ConversationState = KNOWN
        self.ports = ports

    async def tells(self, *answers: Content | str) -> Reply:
        reply = Reply((), self.state)
        for answer in answers:
            reply = await said(answer, COMPLAIN, self.state, ports=self.ports)
            self.state = reply.state
        return reply


STORY = "petugas di loket tiga membentak ibu saya"


async def test_a_complaint_is_told_confirmed_and_numbered() -> None:
    resident = Resident()
    await resident.tells("mau ngadu", Tap("step:keluhan:category:behaviour"), STORY, "kemarin", "loket 3")
    summary = await resident.tells(Tap("step:keluhan:visibility:open"), "Ibu Ani")
    for words in ("Sikap petugas", STORY, "23-11-2026", "loket 3", "Terbuka", "Ibu Ani"):
        assert words in text_of(summary)
    sent = await resident.tells("ya")
    [case] = [effect for effect in sent.effects if isinstance(effect, OpenCase)]
    assert (case.kind, case.category, case.visibility) == (Kind.COMPLAINT, "behaviour", Visibility.OPEN)
    assert (case.story, case.happened_on, case.place, case.name) == (STORY, date(2026, 11, 23), "loket 3", "Ibu Ani")
    assert case.next_on == date(2026, 11, 27)
    assert case.number in text_of(sent)
    assert "27 November 2026" in text_of(sent)


async def test_a_second_tap_on_send_sends_nothing() -> None:
    resident = Resident()
    await resident.tells("mau ngadu", Tap("step:keluhan:category:other"), STORY, "lewati", "lewati", "tanpa nama")
    send = Tap("step:keluhan:confirm:send")
    assert any(isinstance(effect, OpenCase) for effect in (await resident.tells(send)).effects)
    assert not any(isinstance(effect, OpenCase) for effect in (await resident.tells(send)).effects)


async def test_extortion_is_secret_without_asking_and_nobody_is_asked_for_a_name() -> None:
    resident = Resident()
    summary = await resident.tells("mau ngadu", Tap("step:keluhan:category:extortion"), STORY, "lewati", "lewati")
    assert "Sudah benar" in text_of(summary)
    sent = await resident.tells("ya")
    [case] = [effect for effect in sent.effects if isinstance(effect, OpenCase)]
    assert (case.visibility, case.name) == (Visibility.SECRET, "")
    assert "dirahasiakan" in text_of(sent)


async def test_a_first_message_that_tells_the_story_is_the_story() -> None:
    resident = Resident()
    await resident.tells("sudah tiga kali saya datang dan selalu disuruh pulang tanpa alasan")
    asked = await resident.tells(Tap("step:keluhan:category:slow"))
    assert "Kapan kejadiannya" in text_of(asked)


async def test_a_shared_place_is_where_it_happened() -> None:
    resident = Resident()
    await resident.tells("mau ngadu", Tap("step:keluhan:category:facilities"), STORY, "lewati")
    asked = await resident.tells(Location(-6.3126, 106.8386))
    assert "Siapa yang boleh tahu" in text_of(asked)


async def test_a_request_for_information_is_a_kind_of_its_own() -> None:
    resident = Resident()
    await resident.tells("mau ngadu", Tap("step:keluhan:category:information"), STORY)
    [case] = [effect for effect in (await resident.tells("ya")).effects if isinstance(effect, OpenCase)]
    assert case.kind is Kind.INFORMATION


async def test_a_suggestion_takes_one_answer() -> None:
    state = (await said("saya punya saran", ranked("task/saran"))).state
    state = (await said("tolong kursi tunggu ditambah untuk lansia", state=state)).state
    reply = await said("kirim" if "kirim" in PORTS.book.words("setuju") else "ya", state=state)
    [case] = [effect for effect in reply.effects if isinstance(effect, OpenCase)]
    assert case.kind is Kind.SUGGESTION


@pytest.mark.parametrize("way_out", ["batal", "menu", "petugas"])
async def test_every_step_has_ways_out(way_out: str) -> None:
    resident = Resident()
    for answer in ("mau ngadu", Tap("step:keluhan:category:other"), STORY, "kemarin", "loket 1", "terbuka", "Ani"):
        await resident.tells(answer)
        reply = await said(way_out, state=resident.state)
        assert reply.bubbles
        assert (reply.state.dialogue is None) == (way_out == "batal")


async def test_a_faq_question_in_between_is_answered_and_the_dialogue_goes_on() -> None:
    resident = Resident()
    await resident.tells("mau ngadu", Tap("step:keluhan:category:other"))
    reply = await said("ktp hilang bayar berapa?", ranked("faq/ktp_hilang"), resident.state)
    assert "Datang ke loket" in text_of(reply)
    assert "ceritakan apa yang terjadi" in text_of(reply)


OWN = replace(PORTS, cases=FakeCases((MINE, OTHERS)))


async def test_a_number_in_the_message_shows_the_case_at_once() -> None:
    reply = await said("tiket 48271930 gimana", ranked("task/cek_tiket"), ports=OWN)
    for words in ("4827-1930", "Sudah dijawab", "Sudah kami tegur.", "1 Desember 2026"):
        assert words in text_of(reply)
    assert actions_of(reply) == [f"ticket:{what}:4827-1930" for what in ("add", "solved", "reopen")] + ["task:menu"]


async def test_without_a_number_one_s_own_cases_are_offered() -> None:
    reply = await said("cek laporan saya", ranked("task/cek_tiket"), ports=OWN)
    assert actions_of(reply) == ["step:cek_tiket:number:4827-1930", "task:batal"]


async def test_somebody_else_s_case_shows_its_state_and_no_words() -> None:
    reply = await said("tiket 1111-1114", ranked("task/cek_tiket"), ports=OWN)
    assert "Sudah dijawab" in text_of(reply)
    assert "tegur" not in text_of(reply)
    assert actions_of(reply) == ["task:menu"]


async def test_a_mistyped_number_and_an_unknown_one_are_told_apart() -> None:
    state = (await said("cek tiket", ranked("task/cek_tiket"), ports=OWN)).state
    assert "salah ketik" in text_of(await said("4827-1931", state=state, ports=OWN))
    unknown = number_for(UUID(int=7))
    assert "tidak kami temukan" in text_of(await said(unknown, state=state, ports=OWN))


@pytest.mark.parametrize(("what", "state"), [("solved", CaseState.SOLVED), ("reopen", CaseState.REOPENED)])
async def test_one_tap_solves_or_reopens_one_s_own_case(what: str, state: CaseState) -> None:
    reply = await said(Tap(f"ticket:{what}:4827-1930"), ports=OWN)
    [move] = reply.effects
    assert isinstance(move, MoveCase)
    assert (move.number, move.state) == ("4827-1930", state)


@pytest.mark.parametrize("what", ["solved", "reopen", "add"])
async def test_nobody_touches_somebody_else_s_case(what: str) -> None:
    reply = await said(Tap(f"ticket:{what}:1111-1114"), ports=OWN)
    assert reply.effects == ()


async def test_a_case_may_be_added_to() -> None:
    state = (await said(Tap("ticket:add:4827-1930"), ports=OWN)).state
    reply = await said("petugasnya datang lagi tadi pagi", state=state, ports=OWN)
    assert AddToCase("4827-1930", "petugasnya datang lagi tadi pagi") in reply.effects


async def test_news_of_a_case_is_told_in_plain_words() -> None:
    reply = await said(Notice("case", {"number": "4827-1930"}), ports=OWN)
    assert "Kabar laporan 4827-1930" in text_of(reply)
    assert "Sudah kami tegur." in text_of(reply)


@pytest.mark.parametrize("number", ["1111-1114", "0000-0000", ""])
async def test_news_that_is_not_this_resident_s_is_silent(number: str) -> None:
    assert (await said(Notice("case", {"number": number}), ports=OWN)).bubbles == ()
