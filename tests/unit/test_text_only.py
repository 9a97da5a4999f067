"""Numbers in place of buttons: switched on by words, offered where taps never come, and off again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.messages import Tap
from bot.domain.reply import Reply
from handlers.text_only import OFFERED_AFTER
from tests.fakes_book import KNOWN, actions_of, ranked, said, text_of

TEXT_ONLY = replace(KNOWN, text_only=True)
LOST = ranked("faq/ktp_hilang")


@pytest.mark.parametrize("words", ["teks saja", "text only", "mode teks"])
async def test_words_switch_it_on_and_nothing_shows_buttons_any_more(words: str) -> None:
    reply = await said(words)
    assert reply.state.text_only
    assert actions_of(reply) == []
    assert "1. " in text_of(reply)


async def test_an_answer_lists_its_choices_by_number_and_a_number_picks_one() -> None:
    reply = await said("ktp hilang", LOST, TEXT_ONLY)
    assert actions_of(reply) == []
    assert "2. Syarat" in text_of(reply)
    assert "Balas dengan nomornya" in text_of(reply)
    picked = await said("2", state=reply.state)
    assert "Surat hilang dari polisi" in text_of(picked)


async def test_the_menu_is_numbered_through_all_its_sections() -> None:
    reply = await said("menu", state=TEXT_ONLY)
    assert len(reply.state.numbered) == 4
    assert "4. " in text_of(reply)
    assert text_of(await said("1", state=reply.state))


@pytest.mark.parametrize("number", ["0", "99", "٣", "999999999999"])
async def test_a_number_that_was_not_shown_picks_nothing(number: str) -> None:
    reply = await said("menu", state=TEXT_ONLY)
    assert (await said(number, state=reply.state)).bubbles


async def test_a_dialogue_goes_by_numbers_too() -> None:
    reply = await said("hapus data", state=TEXT_ONLY)
    kept = await said("2", state=reply.state)
    assert "tidak ada yang dihapus" in text_of(kept)


async def test_buttons_come_back_by_words() -> None:
    reply = await said("pakai tombol", state=TEXT_ONLY)
    assert not reply.state.text_only
    assert actions_of(reply) == ["task:menu"]


async def chat(*turns: str | Tap) -> list[Reply]:
    state, replies = KNOWN, []
    for turn in turns:
        reply = await said(turn, LOST, state)
        state = reply.state
        replies.append(reply)
    return replies


async def test_who_never_taps_is_offered_it_once() -> None:
    replies = await chat(*["ktp saya hilang bu"] * (OFFERED_AFTER + 3))
    offered = ["task:teks_saja" in actions_of(reply) for reply in replies]
    assert offered.index(True) == OFFERED_AFTER - 1
    assert sum(offered) == 1


async def test_who_types_through_a_dialogue_is_not_offered_it() -> None:
    replies = await chat("mau mengadu", *["petugas loket satu marah-marah terus"] * (OFFERED_AFTER + 3))
    assert not any("task:teks_saja" in actions_of(reply) for reply in replies)


async def test_who_switched_it_off_is_not_offered_it_again() -> None:
    replies = await chat("teks saja", "pakai tombol", *["ktp saya hilang bu"] * (OFFERED_AFTER + 3))
    assert not any("task:teks_saja" in actions_of(reply) for reply in replies)


async def test_who_taps_is_never_offered_it() -> None:
    replies = await chat(Tap("topic:ktp_hilang"), *["ktp saya hilang bu"] * (OFFERED_AFTER + 3))
    assert not any("task:teks_saja" in actions_of(reply) for reply in replies)


async def test_a_free_question_has_no_number_that_would_cancel_it() -> None:
    reply = await said(Tap("task:keluhan"), state=TEXT_ONLY)
    asked = await said("1", state=reply.state)
    assert "1. Batal" not in text_of(asked)
    assert 'Ketik "batal"' in text_of(asked)


async def test_a_wrong_number_in_a_dialogue_puts_the_question_again() -> None:
    reply = await said(Tap("task:keluhan"), state=TEXT_ONLY)
    again = await said("77", state=reply.state)
    assert text_of(again) == text_of(reply)
