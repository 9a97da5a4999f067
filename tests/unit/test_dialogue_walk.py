"""Any dialogue: asks step by step, reads words and buttons, survives digressions, confirms, and ends exactly once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.messages import Content, Location
from handlers.dialogue import question, walk
from handlers.dialogue.plan import SKIPPED
from handlers.turn import Outcome
from tests.fakes_book import NOW
from tests.toy_dialogue import PORTS, TOY, Resident


@pytest.fixture
async def resident() -> Resident:
    return await Resident().begins()


async def test_it_asks_for_the_first_thing_it_does_not_know() -> None:
    resident = await Resident().begins()
    assert resident.open.step == "story"
    assert "ask story" in resident.heard
    assert resident.choices == ["task:batal"]


async def test_what_the_first_message_tells_is_not_asked_again() -> None:
    resident = await Resident().begins("petugasnya main telepon terus, kami menunggu lama")
    assert resident.open.step == "kind"
    assert resident.open.answers["story"].startswith("petugasnya")


async def test_starting_what_is_open_already_only_asks_again(resident: Resident) -> None:
    before = resident.open
    assert (await resident.begins()).open.id == before.id


async def test_words_and_buttons_lead_through_all_steps_to_a_summary_and_one_end(resident: Resident) -> None:
    await resident.says("antre lama sekali")
    assert resident.choices[:2] == ["step:toy:kind:slow", "step:toy:kind:rude"]
    await resident.taps("kind", "slow")
    await resident.says("22 nov")
    await resident.says("rt 5 rw 3")
    assert resident.open.step == question.CONFIRM
    for shown in ("antre lama sekali", "2026-11-22", "RT 05/RW 03"):
        assert shown in resident.heard
    await resident.taps(question.CONFIRM, question.SEND)
    assert (resident.ended, resident.state.dialogue) == (1, None)


async def test_a_step_that_does_not_apply_is_not_asked(resident: Resident) -> None:
    await resident.says("petugas kasar")
    await resident.says("kasar")
    assert resident.open.step == "place"


async def test_what_has_to_be_checked_waits_until_its_turn(resident: Resident) -> None:
    turn = resident.turn("x")
    early = replace(TOY, given=lambda said, talk: {"kind": "slow", "day": "2026-11-22"})
    resident.state = replace(resident.state, dialogue=None)
    resident.took(await walk.begin(early, replace(turn, state=resident.state), PORTS))
    assert (resident.open.step, "day" in resident.open.answers) == ("story", False)
    await resident.says("antre lama sekali")
    assert (resident.open.step, resident.open.answers["day"]) == ("place", "2026-11-22")


async def test_what_was_told_too_early_and_will_not_do_is_told_why_at_its_turn(resident: Resident) -> None:
    early = replace(TOY, given=lambda said, talk: {"kind": "slow", "day": "2026-11-23"})  # a Monday
    resident.state = replace(resident.state, dialogue=None)
    resident.took(await walk.begin(early, resident.turn("x"), PORTS))
    await resident.says("antre lama sekali")
    assert resident.open.step == "day"
    assert "belum lewat" in resident.heard


async def test_a_step_may_be_skipped_and_is_then_not_shown(resident: Resident) -> None:
    await resident.says("petugas kasar")
    await resident.says("kasar")
    await resident.says("lewati")
    assert resident.open.answers["place"] == SKIPPED
    assert "name place" not in resident.heard


async def test_an_answer_that_will_not_do_is_told_why_and_asked_again(resident: Resident) -> None:
    await resident.says("lama")
    assert "terlalu singkat" in resident.heard
    assert resident.open.step == "story"
    await resident.says("lama sekali antrenya")
    await resident.taps("kind", "slow")
    await resident.says("23 November 2026")  # a Monday
    assert resident.open.step == "day"
    assert "ask day" in resident.heard


async def test_what_is_no_answer_is_left_to_the_nlu(resident: Resident) -> None:
    await resident.says("petugas kasar")
    assert not walk.reads(TOY, resident.turn("berapa lama bikin ktp"), PORTS)


async def test_a_short_question_in_a_free_step_may_be_one_for_the_faq(resident: Resident) -> None:
    assert not walk.reads(TOY, resident.turn("bikin ktp bayar berapa?"), PORTS)
    assert walk.reads(TOY, resident.turn("bikin ktp kok bayar"), PORTS)


async def test_after_an_answer_in_between_the_question_comes_again_and_the_words_may_still_be_the_answer(
    resident: Resident,
) -> None:
    turn = resident.turn("kenapa petugasnya marah?")
    between = Outcome((), replace(resident.state, pending_text="kenapa petugasnya marah?"))
    resident.took(await walk.after(TOY, turn, PORTS, between))
    assert resident.open.step == "story"
    assert resident.choices[0] == f"step:toy:story:{question.THAT_IS_IT}"
    await resident.taps("story", question.THAT_IS_IT)
    assert resident.open.answers["story"] == "kenapa petugasnya marah?"


async def test_who_misses_is_offered_a_person_and_hears_the_second_time_how_to_leave(resident: Resident) -> None:
    await resident.says("petugas kasar")
    resident.took(await walk.missed(TOY, resident.turn("entahlah"), PORTS))
    assert "belum menangkap" in resident.heard
    assert "task:minta_petugas" in resident.choices
    resident.took(await walk.missed(TOY, resident.turn("entahlah"), PORTS))
    assert "masih saya tunggu" in resident.heard
    assert {"task:minta_petugas", "task:batal"} <= set(resident.choices)
    await resident.says("kasar")
    assert resident.open.misses == 0


async def test_a_free_step_that_waited_for_days_does_not_swallow_the_next_words(resident: Resident) -> None:
    resident.now = NOW + timedelta(days=3)
    assert not walk.reads(TOY, resident.turn("selamat pagi bapak ibu"), PORTS)


async def test_a_question_nobody_knows_is_taken_for_the_answer_of_a_free_step(resident: Resident) -> None:
    turn = resident.turn("kok petugasnya begitu ya?")
    assert not walk.reads(TOY, turn, PORTS)
    resident.took(await walk.missed(TOY, turn, PORTS))
    assert resident.open.answers["story"] == "kok petugasnya begitu ya?"


async def test_words_after_days_are_the_answer_only_if_the_resident_says_so(resident: Resident) -> None:
    resident.now = NOW + timedelta(days=3)
    resident.took(await walk.missed(TOY, resident.turn("petugas kasar sekali"), PORTS))
    assert "story" not in resident.open.answers
    await resident.taps("story", question.THAT_IS_IT)
    assert resident.open.answers["story"] == "petugas kasar sekali"


async def test_starting_another_dialogue_says_that_the_first_was_not_sent(resident: Resident) -> None:
    other = replace(TOY, name="toy", label="task/saran")
    state = replace(resident.state, dialogue=replace(resident.open, name="another"))
    turn = replace(resident.turn("mau lapor"), state=state)
    resident.took(await walk.begin(other, turn, PORTS))
    assert "belum dikirim" in resident.heard


async def test_an_earlier_button_changes_that_answer_and_leads_on(resident: Resident) -> None:
    await resident.says("petugas kasar")
    await resident.taps("kind", "rude")
    await resident.taps("kind", "slow")
    assert (resident.open.answers["kind"], resident.open.step) == ("slow", "day")


async def test_the_summary_lets_change_one_answer(resident: Resident) -> None:
    await resident.says("petugas kasar")
    await resident.says("kasar")
    await resident.says("rt 1")
    await resident.taps(question.CONFIRM, question.CHANGE)
    assert resident.choices == ["step:toy:change:story", "step:toy:change:kind", "step:toy:change:place", "task:batal"]
    await resident.says("3")
    assert resident.open.step == "place"
    await resident.says("rt 2 rw 4")
    assert resident.open.step == question.CONFIRM
    assert "RT 02/RW 04" in resident.heard


@pytest.mark.parametrize(("said", "step"), [("ya", None), ("ubah", question.CHANGE), ("tidak", question.CHANGE)])
async def test_the_summary_understands_words(resident: Resident, said: str, step: str | None) -> None:
    for words_said in ("petugas kasar", "kasar", "lewati"):
        await resident.says(words_said)
    await resident.says(said)
    assert (resident.state.dialogue.step if resident.state.dialogue else None) == step


async def test_a_button_of_a_step_nobody_has_reached_is_old(resident: Resident) -> None:
    await resident.taps("place", "x")
    assert resident.open.step == "story"
    assert "ask" not in resident.heard


async def test_a_forged_choice_is_asked_again(resident: Resident) -> None:
    await resident.says("petugas kasar")
    await resident.taps("kind", "forged")
    assert "kind" not in resident.open.answers
    assert "ask kind" in resident.heard


async def test_nothing_can_be_sent_before_all_is_answered(resident: Resident) -> None:
    await resident.taps(question.CONFIRM, question.SEND)
    assert (resident.ended, resident.open.step) == (0, "story")


CONTENTS: list[Content | str | tuple[str, str]] = [
    "petugas kasar sekali",
    "lama", "lambat", "kasar", "kemarin", "besok", "rt 5", "lewati", "ya", "tidak", "ubah", "1", "?",
    "apa?", Location(0, 0), ("kind", "slow"), ("kind", "x"), ("confirm", "send"), ("confirm", "change"),
    ("change", "day"), ("story", question.THAT_IS_IT), ("nonsense", "x"),
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(CONTENTS), max_size=14), st.integers(0, 3))
async def test_no_path_leaves_anybody_stuck(moves: list[Content | str | tuple[str, str]], days: int) -> None:
    resident = await Resident().begins()
    resident.now = NOW + timedelta(days=days)
    for move in moves:
        if resident.state.dialogue is None:
            break
        if isinstance(move, tuple):
            await resident.taps(*move)
        elif walk.reads(TOY, resident.turn(move), PORTS):
            await resident.says(move)
        else:
            resident.took(await walk.missed(TOY, resident.turn(move), PORTS))
        assert resident.bubbles
    if resident.state.dialogue is not None:
        await finish(resident)
    assert resident.ended == 1


async def finish(resident: Resident) -> None:
    """Whatever came before, a resident who answers properly gets to the end."""
    answers = {"story": "antre lama sekali", "kind": "slow", "day": "10 November 2026", "place": "rt 1", "change": "1"}
    for _ in range(10):
        if resident.state.dialogue is None:
            return
        if resident.open.step == question.CONFIRM:
            await resident.taps(question.CONFIRM, question.SEND)
        elif resident.open.step == "kind":
            await resident.taps("kind", "slow")
        else:
            turn = resident.turn(answers[resident.open.step])
            resident.took(await walk.take(TOY, turn, PORTS))
