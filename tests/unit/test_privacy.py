"""Consent at the first contact, the data file, announcements, linking two channels, voice notes for officers."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

import pytest

from bot.clock import JAKARTA
from bot.domain.handover import Owner
from bot.domain.messages import Command, Media, MediaKind, Notice
from bot.domain.privacy import KeptData, KeptLine, LinkTo, NoteConsent, OfferLink, SetAnnouncements, Unlink
from bot.domain.reply import ConversationState, LogQuestion, SendDocument
from handlers.linking import code_in
from tests.fakes import FakeArchive, FakeAttempts, FakeLinks
from tests.fakes_book import KNOWN, PORTS, ranked, said, text_of
from tests.fakes_cases import FakeAttachments

WHEN = datetime(2026, 11, 24, 9, 30, tzinfo=JAKARTA)
VOICE = Media(MediaKind.VOICE, "voice-1", "audio/ogg")


@pytest.mark.parametrize("words", ["halo", "ktp hilang"])
async def test_what_is_told_at_the_first_contact_is_in_the_ledger(words: str) -> None:
    reply = await said(words, ranked("faq/ktp_hilang"), ConversationState())
    [consent] = [effect for effect in reply.effects if isinstance(effect, NoteConsent)]
    assert (consent.about, consent.decision) == ("notice", "shown")
    assert "kami simpan" in consent.words
    again = await said(words, ranked("faq/ktp_hilang"), reply.state)
    assert not any(isinstance(effect, NoteConsent) for effect in again.effects)


@pytest.mark.parametrize("asked", ["data saya", "my data", Command("data", "")])
async def test_all_that_is_kept_comes_as_a_file_in_the_same_chat(asked: str | Command) -> None:
    kept = KeptData(
        conversations=(KeptLine(WHEN, "telegram", "Siti"),),
        consents=(),
        messages=(KeptLine(WHEN, "telegram resident", "ktp saya hilang\ngimana"),),
        lookups=(),
        bookings=(),
        cases=(),
        more=True,
    )
    reply = await said(asked, ports=replace(PORTS, archive=FakeArchive(kept)))
    [file] = [bubble for bubble in reply.bubbles if isinstance(bubble, SendDocument)]
    content = base64.b64decode(file.content).decode()
    for words in ("24-11-2026 09.30 [telegram] Siti", "ktp saya hilang\n    gimana", "terbaru", "(tidak ada)"):
        assert words in content
    assert "hapus data" in text_of(reply)


@pytest.mark.parametrize("words", ["langganan", "mulai langganan"])
async def test_announcements_need_a_yes_to_words_that_are_kept(words: str) -> None:
    asked = await said(words)
    assert not any(isinstance(effect, SetAnnouncements) for effect in asked.effects)
    reply = await said("ya", state=asked.state)
    assert SetAnnouncements(True) in reply.effects
    [consent] = [effect for effect in reply.effects if isinstance(effect, NoteConsent)]
    assert consent.decision == "yes"
    assert consent.words in text_of(asked)


@pytest.mark.parametrize("words", ["berhenti", "STOP", "unsubscribe", "mandheg", "eureun", "brenti"])
async def test_one_word_stops_announcements_whatever_is_open(words: str) -> None:
    for state in (KNOWN, (await said("hapus data")).state):
        reply = await said(words, state=state)
        assert SetAnnouncements(False) in reply.effects
        assert reply.state.dialogue is None


async def test_a_code_of_six_digits_is_shown_with_a_warning() -> None:
    reply = await said("hubungkan")
    [offer] = [effect for effect in reply.effects if isinstance(effect, OfferLink)]
    assert f"{offer.code[:3]} {offer.code[3:]}" in text_of(reply)
    assert "Jangan beri kode ini" in text_of(reply)
    assert code_in(f"Hubungkan {offer.code[:3]} {offer.code[3:]}") == offer.code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("hubungkan 482193", "482193"),
        ("tolong hubungkan kode 482-193 ya", "482193"),
        ("link 482 193", "482193"),
        ("482 193", "482193"),
        ("482193", ""),
        ("hubungkan 48219", ""),
        ("kode pos 12530", ""),
        ("hubungkan saya 08123456789", ""),
    ],
)
def test_a_code_is_read_in_the_words_that_ask_for_it_only(words: str, code: str) -> None:
    assert code_in(words) == code


async def test_the_right_code_links_and_is_in_the_ledger() -> None:
    other = uuid4()
    reply = await said("hubungkan 482193", ports=replace(PORTS, links=FakeLinks({"482193": other})))
    assert LinkTo(other) in reply.effects
    assert any(isinstance(effect, NoteConsent) and effect.about == "linking" for effect in reply.effects)


async def test_a_wrong_code_links_nothing_and_five_of_them_lock() -> None:
    wrong = await said("hubungkan 000000")
    assert "salah" in text_of(wrong)
    locked = await said(
        "hubungkan 482193", ports=replace(PORTS, links=FakeLinks({"482193": uuid4()}), attempts=FakeAttempts(left=0))
    )
    assert "satu jam" in text_of(locked)
    assert not any(isinstance(effect, LinkTo) for effect in (*wrong.effects, *locked.effects))


async def test_linked_chats_can_be_parted_and_hear_of_the_link() -> None:
    reply = await said("putuskan", ports=replace(PORTS, links=FakeLinks(chats=2)))
    assert Unlink() in reply.effects
    assert Unlink() not in (await said("putuskan")).effects
    assert "putuskan" in text_of(await said(Notice("linked", {})))


async def test_a_voice_note_is_kept_for_an_officer_and_the_resident_is_in_the_queue() -> None:
    attachments = FakeAttachments()
    reply = await said(VOICE, ports=replace(PORTS, attachments=attachments))
    [question] = [effect for effect in reply.effects if isinstance(effect, LogQuestion)]
    assert (question.for_staff, question.reason) == (True, "voice_note")
    assert reply.state.desk.owner is Owner.QUEUE
    assert "teruskan ke petugas" in text_of(reply)


@pytest.mark.parametrize("kind", [MediaKind.PHOTO, MediaKind.DOCUMENT, MediaKind.VIDEO])
async def test_no_other_file_is_fetched_unasked(kind: MediaKind) -> None:
    attachments = FakeAttachments()
    reply = await said(Media(kind, "m", "image/jpeg"), ports=replace(PORTS, attachments=attachments))
    assert not attachments.kept
    assert "tidak kami simpan" in text_of(reply)
