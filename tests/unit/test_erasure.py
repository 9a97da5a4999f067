"""Asking to be forgotten: once more asked, then done, and the conversation begins anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.messages import Command, Tap
from bot.domain.privacy import EraseResident
from bot.domain.reply import ConversationState
from tests.fakes_book import KNOWN, ranked, said, text_of

ERASE = ranked("task/hapus_data")


@pytest.mark.parametrize("way", ["hapus data", Command("hapus"), "tolong hapus semua data saya"])
async def test_every_way_asks_once_more_and_says_what_goes(way: str | Command) -> None:
    reply = await said(way, ERASE)
    assert reply.effects == () or not any(isinstance(effect, EraseResident) for effect in reply.effects)
    for words in ("semua pesan", "isi laporan", "tidak bisa dibatalkan"):
        assert words in text_of(reply)


@pytest.mark.parametrize("yes", ["ya", Tap("step:hapus_data:sure:yes")])
async def test_a_yes_erases_and_begins_anew_in_the_same_language(yes: str | Tap) -> None:
    known = replace(KNOWN, language="en", language_chosen=True, topic="ktp_hilang", pending_text="my card is lost")
    asked = await said("hapus data", ERASE, known)
    reply = await said(yes, state=asked.state)
    assert EraseResident() in reply.effects
    assert replace(reply.state, untapped=0) == ConversationState(language="en", language_chosen=True)
    assert "erased" in text_of(reply)


@pytest.mark.parametrize("no", ["tidak", "batal", Tap("step:hapus_data:sure:no")])
async def test_anything_else_erases_nothing(no: str | Tap) -> None:
    asked = await said("hapus data", ERASE)
    reply = await said(no, state=asked.state)
    assert EraseResident() not in reply.effects
    assert reply.state.dialogue is None


async def test_who_was_forgotten_is_greeted_like_a_stranger() -> None:
    asked = await said("hapus data")
    erased = await said("ya", state=asked.state)
    assert "Pesan kami simpan" in text_of(await said("terima kasih", state=erased.state))
