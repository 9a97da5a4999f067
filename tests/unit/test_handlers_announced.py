"""Announcements in the chat: taps on their buttons, and what residents write right after them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from bot.domain.actions import Action, Verb
from bot.domain.bookings import OwnBooking
from bot.domain.campaign_answers import LastAnnouncement, NoteReply, NoteTap
from bot.domain.campaigns import Button
from bot.domain.handover import Desk, Owner
from bot.domain.messages import Content, Tap, Text
from bot.domain.ports import Ports
from bot.domain.privacy import SetAnnouncements
from bot.domain.reply import ConversationState, LogQuestion, OpenDialogue, Reply, Say, Understanding
from handlers import Turn, heard, respond, shortcut
from tests.fakes import FakeAnnouncements, FakeBookings
from tests.fakes_book import KNOWN, LOST, NOW, PORTS, QUESTION, actions_of
from tests.residents import inbound

CAMPAIGN = uuid4()
PORTS_HERE = replace(
    PORTS,
    announcements=FakeAnnouncements(
        {CAMPAIGN: (Button("KTP hilang", "faq/ktp_hilang"), Button("Menu", "task/menu"), Button("?", "faq/tidak_ada"))}
    ),
)
ABOUT_LOST = LastAnnouncement(CAMPAIGN, "faq/ktp_hilang")


async def reply_to(
    content: str | Content,
    *,
    state: ConversationState = KNOWN,
    last: LastAnnouncement | None = ABOUT_LOST,
    ports: Ports = PORTS_HERE,
) -> tuple[Reply, Action | None]:
    """As bot/turn.py puts it together."""
    turn = Turn(inbound(content), state, QUESTION, NOW, announcement=last)
    turn = heard(turn, ports)
    turn = replace(turn, action=shortcut(turn, ports))
    if turn.action is None:
        turn = replace(turn, understanding=Understanding(LOST))
    return await respond(turn, ports), turn.action


def said(reply: Reply) -> str:
    return "\n".join(f"{each.title}\n{each.text}" for each in reply.bubbles if isinstance(each, Say))


def noted(reply: Reply) -> list[object]:
    return [effect for effect in reply.effects if isinstance(effect, NoteTap | NoteReply)]


def campaign_of_question(reply: Reply) -> UUID | None:
    return next((effect.campaign for effect in reply.effects if isinstance(effect, LogQuestion)), None)


def tap(number: object = 0, campaign: object = CAMPAIGN.hex, version: object = 0) -> Tap:
    return Tap(f"campaign:{campaign}:{version}:{number}")


async def test_a_tap_starts_the_topic_and_is_noted() -> None:
    reply, _ = await reply_to(tap())
    assert "Surat" in said(reply) or "loket" in said(reply)
    assert reply.state.topic == "ktp_hilang"
    assert noted(reply) == [NoteTap(CAMPAIGN, 0)]
    assert campaign_of_question(reply) == CAMPAIGN


async def test_a_tap_starts_a_task() -> None:
    reply, _ = await reply_to(tap(1))
    assert noted(reply) == [NoteTap(CAMPAIGN, 1)]
    assert reply.bubbles


@pytest.mark.parametrize(
    "forged",
    [
        tap(7),
        tap(version=3),
        tap(campaign=uuid4().hex),
        tap(campaign="tidak"),
        tap(number="-1"),
        tap(number="٣"),
        tap(number="9" * 30),
        Tap("campaign"),
        Tap("campaign:"),
        Tap("campaign:::::"),
        Tap(f"campaign:{CAMPAIGN.hex}"),
    ],
)
async def test_forged_and_old_ids_get_a_kind_answer(forged: Tap) -> None:
    reply, _ = await reply_to(forged)
    assert reply.bubbles
    assert noted(reply) == []


async def test_a_button_whose_topic_is_gone_gets_a_kind_answer_and_is_noted() -> None:
    reply, _ = await reply_to(tap(2))
    assert reply.bubbles
    assert noted(reply) == [NoteTap(CAMPAIGN, 2)]


async def test_while_an_officer_has_the_word_a_tap_starts_nothing_and_is_noted() -> None:
    held = replace(KNOWN, desk=Desk(owner=Owner.PERSON))
    reply, _ = await reply_to(tap(), state=held)
    assert reply.bubbles == ()
    assert noted(reply) == [NoteTap(CAMPAIGN, 0)]


@pytest.mark.parametrize("words", ["apa ini?", "ini apa ya", "maksudnya apa pak", "what is this"])
async def test_what_is_this_gets_the_announcements_topic(words: str) -> None:
    reply, _ = await reply_to(words)
    assert reply.state.topic == "ktp_hilang"
    assert "loket" in said(reply) or "counter" in said(reply)
    assert noted(reply) == [NoteReply(CAMPAIGN)]
    assert campaign_of_question(reply) == CAMPAIGN


async def test_when_and_where_ask_for_parts_of_it() -> None:
    _, action = await reply_to("bayar ga?")
    assert action is not None
    assert (action.verb, action.first) in {(Verb.PART, "ktp_hilang"), (Verb.TASK, "tentang_pengumuman")}


@pytest.mark.parametrize("words", ["apa ini?", "kapan ya?", "di mana"])
async def test_without_a_topic_it_says_where_to_ask(words: str) -> None:
    state = replace(KNOWN, topic="ktp_rusak")
    reply, _ = await reply_to(words, state=state, last=LastAnnouncement(CAMPAIGN))
    assert "pengumuman" in said(reply)
    assert noted(reply) == [NoteReply(CAMPAIGN)]


@pytest.mark.parametrize("words", ["berhenti", "STOP", "stop dong kak", "berhenti ya"])
async def test_stop_in_answer_to_it_opts_out_in_one_go(words: str) -> None:
    reply, _ = await reply_to(words)
    assert SetAnnouncements(False) in reply.effects
    assert noted(reply) == [], "it is a stop, not an answer"


@pytest.mark.parametrize("words", ["ganggu", "ga usah deh", "berisik ah", "cukup ya", "ojo ngirim", "ulah ngirim"])
async def test_right_after_it_short_words_opt_out_that_mean_nothing_alone(words: str) -> None:
    reply, _ = await reply_to(words)
    assert SetAnnouncements(False) in reply.effects
    later, _ = await reply_to(words, last=None)
    assert SetAnnouncements(False) not in later.effects


@pytest.mark.parametrize(("words", "task"), [("stop ktp", "kurangi_topik"), ("cukup ktp aja", "hanya_topik")])
async def test_right_after_it_a_topic_need_not_be_called_one(words: str, task: str) -> None:
    assert (await reply_to(words))[1] == Action(Verb.TASK, (task,))
    assert (await reply_to(words, last=None))[1] != Action(Verb.TASK, (task,))


async def test_stop_words_inside_another_message_do_not() -> None:
    reply, _ = await reply_to("jangan berhenti kasih info ya")
    assert SetAnnouncements(False) not in reply.effects


async def test_only_the_first_message_after_it_is_an_answer() -> None:
    first, _ = await reply_to("terima kasih")
    assert noted(first) == [NoteReply(CAMPAIGN)]
    second, action = await reply_to("apa ini?", state=first.state)
    assert noted(second) == []
    assert action is None or action.first != "tentang_pengumuman"


async def test_another_button_in_between_ends_it() -> None:
    first, _ = await reply_to(Tap("task:menu"))
    assert noted(first) == []
    second, _ = await reply_to("terima kasih", state=first.state)
    assert noted(second) == []


async def test_the_answer_to_an_open_dialogue_is_none_to_the_announcement() -> None:
    state = replace(KNOWN, topic="ktp_rusak", dialogue=OpenDialogue("langganan", "x", "sure", asked_at=NOW))
    reply, _ = await reply_to("ya", state=state)
    assert noted(reply) == []
    assert reply.state.topic != "ktp_hilang"


async def test_a_question_of_its_own_after_it_is_answered_as_such_and_kept_with_it() -> None:
    turn = heard(Turn(inbound(Text("ktp saya patah")), KNOWN, QUESTION, NOW, announcement=ABOUT_LOST), PORTS_HERE)
    assert shortcut(turn, PORTS_HERE) is None


TOPICS_OPEN = replace(KNOWN, dialogue=OpenDialogue("langganan_topik", "x", "topics", asked_at=NOW))


@pytest.mark.parametrize(
    "words", ["hadir pak", "iya saya mau", "siap", "ga bisa min", "udah pak", "ok", "👍🙏", "yes i will be coming"]
)
async def test_an_answer_without_a_topic_gets_a_kind_word_and_the_buttons_again(words: str) -> None:
    for state in (KNOWN, TOPICS_OPEN):
        reply, _ = await reply_to(words, state=state)
        assert "Balasannya sudah kami terima" in said(reply) or "We have your reply" in said(reply)
        assert f"campaign:{CAMPAIGN.hex}:0:0" in actions_of(reply)
        assert noted(reply) == [NoteReply(CAMPAIGN)]
        assert reply.state.dialogue is None


async def test_without_buttons_it_speaks_of_none() -> None:
    reply, _ = await reply_to("hadir pak", last=LastAnnouncement(uuid4()))
    assert "Balasannya sudah kami terima" in said(reply)
    assert "tombol" not in said(reply)


@pytest.mark.parametrize("words", ["bisa ga", "boleh ga pak", "hadir?", "mau ktp", "ga ada ktp"])
async def test_a_question_after_it_is_no_such_answer(words: str) -> None:
    reply, action = await reply_to(words)
    assert action is None or action.first != "balasan_pengumuman"
    assert "Balasannya" not in said(reply)


@pytest.mark.parametrize("words", ["ga dapet-dapet", "kok saya ga dapet2 ya?", "belum nyampe pak", "never received it"])
async def test_who_never_got_it_is_asked_what(words: str) -> None:
    reply, action = await reply_to(words)
    assert action == Action(Verb.TASK, ("belum_dapat",))
    assert "belum didapat" in said(reply) or "have you not got" in said(reply)
    later, action = await reply_to(words, last=None)
    assert action is None
    assert later.bubbles


async def test_an_open_question_of_topics_is_dropped_for_an_answer_to_the_announcement() -> None:
    reply, _ = await reply_to("apa ini?", state=TOPICS_OPEN)
    assert noted(reply) == [NoteReply(CAMPAIGN)]
    assert reply.state.dialogue is None
    assert "Mau kabar soal apa" not in said(reply)
    stopped, _ = await reply_to("berisik lu", state=TOPICS_OPEN)
    assert SetAnnouncements(False) in stopped.effects


@pytest.mark.parametrize("words", ["ktp sama akta", "jdwl keliling sm libur", "semua", "batal"])
async def test_what_answers_the_question_of_topics_is_no_answer_to_the_announcement(words: str) -> None:
    reply, _ = await reply_to(words, state=TOPICS_OPEN)
    assert noted(reply) == []
    assert SetAnnouncements(False) not in reply.effects


async def test_call_off_is_asked_about_where_there_is_an_appointment() -> None:
    booked = replace(PORTS_HERE, bookings=FakeBookings([OwnBooking("1", date(1990, 1, 1), "ktp_hilang", NOW)]))
    reply, _ = await reply_to("batal", ports=booked)
    assert SetAnnouncements(False) not in reply.effects
    assert "task:janji_saya" in actions_of(reply)
    reply, _ = await reply_to("batal")
    assert SetAnnouncements(False) in reply.effects


@pytest.mark.parametrize("words", ["batal", "cukup", "ga usah", "berisik"])
async def test_in_an_open_dialogue_they_end_no_announcements(words: str) -> None:
    state = replace(KNOWN, dialogue=OpenDialogue("keluhan", "x", "what", asked_at=NOW))
    reply, _ = await reply_to(words, state=state)
    assert SetAnnouncements(False) not in reply.effects


async def test_to_be_taken_off_the_list_is_a_stop_that_tells_how_data_is_erased() -> None:
    reply, _ = await reply_to("tolong hapus nomer gue dr grup ini")
    assert SetAnnouncements(False) in reply.effects
    assert "task:hapus_data" in actions_of(reply)
