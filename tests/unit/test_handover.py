"""Hand-over: one owner at a time, the bot silent while an officer has the word, and always a way back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.handover import ChangeOwner, CloseQuestions, Desk, Happening, Owner, after
from bot.domain.messages import Command, Content, Media, MediaKind, Notice, Tap, Text, TimerRang
from bot.domain.reply import CancelTimer, ConversationState, LogQuestion, Menu, RateAnswer, Reply, SetTimer
from handlers import desk as rules
from tests.fakes import FakeQueue
from tests.fakes_book import KNOWN, NOW, PORTS, QUESTION, actions_of, book_of, ranked, said, text_of, topic_file
from tests.residents import inbound

QUEUED = replace(KNOWN, desk=Desk(Owner.QUEUE))
HELD = replace(KNOWN, desk=Desk(Owner.PERSON, "Sari", waiting=True))
NIGHT = NOW.replace(hour=22)
AT_NIGHT = book_of(topic_file("jam_layanan"), now=NIGHT)


def notice(name: str, officer: str = "Sari", **facts: str) -> Notice:
    return Notice(name, {"officer": officer, **facts})


OFFICERS = [("Sari", "s1"), ("Sari", "s2"), ("Budi", "b1"), ("Budi", ""), ("", "")]
happenings = st.tuples(st.sampled_from(Happening), st.sampled_from(OFFICERS))


@given(st.lists(happenings, max_size=20))
def test_whatever_happens_one_officer_has_the_word_and_the_bot_can_be_called_back(
    moves: list[tuple[Happening, tuple[str, str]]],
) -> None:
    desk = Desk()
    for happening, officer in moves:
        before, desk = desk, after(desk, happening, *officer) or desk
        if before.owner is Owner.PERSON and desk.owner is Owner.PERSON and happening is not Happening.ASSIGNED:
            assert (desk.officer, desk.account) == (before.officer, before.account) or before.held_by(*officer)
        if happening is Happening.CALLED_BOT:
            assert desk.owner is Owner.BOT
        assert bool(desk.officer or desk.account) <= (desk.owner is Owner.PERSON)


@pytest.mark.parametrize("happening", [Happening.CLAIMED, Happening.ANSWERED, Happening.RELEASED])
def test_another_officer_changes_nothing(happening: Happening) -> None:
    assert after(Desk(Owner.PERSON, "Sari"), happening, "Budi") is None


async def test_asking_for_a_person_tells_the_place_in_the_queue() -> None:
    reply = await said(
        "mau bicara dengan petugas", ranked("task/minta_petugas"), ports=replace(PORTS, queue=FakeQueue(2))
    )
    assert "nomor 3" in text_of(reply)
    assert reply.state.desk.owner is Owner.QUEUE
    assert ChangeOwner(Desk(Owner.QUEUE)) in reply.effects


async def test_outside_hours_the_resident_hears_when_the_office_opens() -> None:
    ports = replace(PORTS, book=AT_NIGHT)
    reply = await said("mau bicara dengan petugas", ranked("task/minta_petugas"), ports=ports, now=NIGHT)
    assert "pada jam buka" in text_of(reply)
    assert "Hari ini loket sudah tutup. Buka lagi besok" in text_of(reply)


@pytest.mark.parametrize("language", ["id", "en"])
async def test_before_opening_the_resident_hears_of_today_and_nothing_that_sounds_otherwise(language: str) -> None:
    early = NOW.replace(hour=6)
    ports = replace(PORTS, book=book_of(topic_file("jam_layanan"), now=early))
    state = replace(KNOWN, language=language, language_chosen=True)
    told = text_of(await said("petugas", state=state, ports=ports, now=early))
    assert {"id": "Hari ini buka pukul 07.30", "en": "It opens today 07.30"}[language] in told
    assert not any(word in told for word in ("besok", "tutup", "tomorrow", "closed"))


async def test_sample_data_is_marked_once_in_a_reply() -> None:
    reply = await said("petugas", now=NIGHT)
    assert text_of(reply).count("Data kantor ini masih contoh") == 1
    assert "contoh" in reply.bubbles[-1].text  # type: ignore[union-attr]


WAITING = ["halo", "halo kok lama", "p", "mana nih", "masih lama ga", "ok", "xq zz"]


@pytest.mark.parametrize("words", WAITING)
async def test_who_waits_and_makes_small_talk_hears_the_place_instead_of_a_menu(words: str) -> None:
    ports = replace(PORTS, queue=FakeQueue(2))
    reply = await said(words, ranked("task/sapa" if "halo" in words else "faq/kia", first=0.1), QUEUED, ports=ports)
    assert "nomor 3" in text_of(reply)
    assert reply.state.desk.owner is Owner.QUEUE
    assert not any(isinstance(bubble, Menu) for bubble in reply.bubbles)


async def test_who_waits_at_night_hears_when_the_office_opens() -> None:
    ports = replace(PORTS, book=book_of(topic_file("jam_layanan"), now=NIGHT))
    assert "Buka lagi besok" in text_of(
        await said("halo kok lama", ranked("task/sapa"), QUEUED, ports=ports, now=NIGHT)
    )


async def test_what_is_not_understood_while_waiting_is_kept_for_the_officer() -> None:
    reply = await said("xq zz", ranked("faq/kia", first=0.05), QUEUED)
    [log] = [effect for effect in reply.effects if isinstance(effect, LogQuestion)]
    assert (log.for_staff, log.reason) == (True, rules.FOR_OFFICER)


@pytest.mark.parametrize("words", ["ktp hilang lama ga", "kantornya di mana"])
async def test_a_question_in_the_queue_is_a_question_whatever_its_words(words: str) -> None:
    assert "Datang ke loket" in text_of(await said(words, ranked("faq/ktp_hilang"), QUEUED))


async def test_two_misses_in_a_row_lead_into_the_queue() -> None:
    reply = await said("xq zz", ranked("faq/kia", first=0.05), replace(KNOWN, misses=1))
    assert reply.state.desk.owner is Owner.QUEUE


async def test_in_the_queue_the_bot_still_answers_what_it_knows() -> None:
    reply = await said("ktp hilang", ranked("faq/ktp_hilang"), QUEUED)
    assert "Datang ke loket" in text_of(reply)
    assert reply.state.desk.owner is Owner.QUEUE


async def test_a_claim_is_told_and_silences_the_bot() -> None:
    reply = await said(notice("claimed"), state=QUEUED)
    assert "Sari" in text_of(reply)
    assert reply.state.desk == Desk(Owner.PERSON, "Sari", waiting=True)
    after_it = await said("ktp hilang", ranked("faq/ktp_hilang"), reply.state)
    assert after_it.bubbles == ()


async def test_who_claims_second_changes_nothing() -> None:
    reply = await said(notice("claimed", "Budi"), state=HELD)
    assert (reply.bubbles, reply.effects, reply.state.desk) == ((), (), HELD.desk)


@pytest.mark.parametrize(
    "content",
    ["ktp hilang", "menu", "batal", "1", "🙏", Tap("topic:ktp_hilang"), Command("menu"), Media(MediaKind.PHOTO, "m")],
)
async def test_while_an_officer_has_the_word_the_bot_says_nothing_and_keeps_all_for_them(
    content: Content | str,
) -> None:
    reply = await said(content, ranked("faq/ktp_hilang"), HELD)
    assert reply.bubbles == ()
    [log] = [effect for effect in reply.effects if isinstance(effect, LogQuestion)]
    assert (log.for_staff, log.reason) == (True, rules.FOR_OFFICER)
    assert log.text


async def test_what_is_said_to_an_officer_is_masked_without_a_word() -> None:
    reply = await said(Text("nik saya [nomor disembunyikan]", masked=True), state=HELD)
    assert reply.bubbles == ()


async def test_rating_an_answer_works_while_an_officer_has_the_word() -> None:
    reply = await said(Tap(f"helpful:yes:{QUESTION}"), state=HELD)
    assert RateAnswer(QUESTION, helpful=True) in reply.effects


@pytest.mark.parametrize("way", ["bot", "kembali ke bot", Tap("task:panggil_bot")])
async def test_the_resident_can_call_the_bot_back(way: str | Tap) -> None:
    reply = await said(way, state=HELD)
    assert reply.state.desk == Desk()
    assert reply.bubbles
    assert CloseQuestions() in reply.effects


async def test_erasing_ones_data_is_never_silenced() -> None:
    assert (await said("hapus data", state=HELD)).bubbles


async def test_calling_the_bot_where_it_answers_anyway_shows_the_menu() -> None:
    reply = await said(Tap("task:panggil_bot"))
    assert reply.bubbles
    assert reply.state.desk == Desk()


async def test_an_answer_quotes_the_question_and_can_be_rated() -> None:
    answer = notice("answered", text="Besok sudah bisa diambil.", quote="ktp saya kapan jadi", question=QUESTION)
    reply = await said(answer, state=QUEUED)
    for words in ("Besok sudah bisa diambil.", "ktp saya kapan jadi"):
        assert words in text_of(reply)
    assert actions_of(reply) == [f"helpful:yes:{QUESTION}", f"helpful:no:{QUESTION}"]
    assert reply.state.desk == Desk()
    assert CloseQuestions() in reply.effects


async def test_an_answer_without_a_question_is_just_an_answer() -> None:
    reply = await said(notice("answered", text="Halo Bapak."), state=KNOWN)
    assert text_of(reply) == "Halo Bapak."


async def test_an_answer_by_another_officer_does_not_reach_the_resident() -> None:
    reply = await said(notice("answered", "Budi", text="Halo"), state=HELD)
    assert (reply.bubbles, reply.effects) == ((), ())


async def test_a_long_answer_arrives_whole_with_the_buttons_below() -> None:
    reply = await said(notice("answered", text="x" * 3000, question=QUESTION), state=HELD)
    assert "x" * 3000 in text_of(reply)
    assert actions_of(reply)


async def test_after_the_release_the_bot_answers_again() -> None:
    reply = await said(notice("released"), state=HELD)
    assert "asisten otomatis" in text_of(reply)
    assert reply.state.desk == Desk()
    assert CancelTimer(rules.TIMER) in reply.effects


@pytest.mark.parametrize("name", ["released", "nonsense"])
async def test_news_nobody_needs_is_silent(name: str) -> None:
    assert (await said(notice(name), state=KNOWN)).bubbles == ()


async def test_a_resident_whom_the_officer_lets_wait_goes_back_into_the_queue() -> None:
    reply = await said(TimerRang(rules.TIMER), state=HELD)
    assert "antrean" in text_of(reply)
    assert reply.state.desk == Desk(Owner.QUEUE)


async def test_a_conversation_that_ended_without_release_comes_back_to_the_bot() -> None:
    reply = await said(TimerRang(rules.TIMER), state=replace(KNOWN, desk=Desk(Owner.PERSON, "Sari")))
    assert reply.state.desk == Desk()
    assert reply.bubbles


async def test_a_timer_that_rings_late_changes_nothing() -> None:
    reply = await said(TimerRang(rules.TIMER), state=QUEUED)
    assert (reply.bubbles, reply.effects) == ((), ())


async def test_the_officer_s_time_begins_anew_with_every_word_of_the_resident() -> None:
    reply = await said("halo pak", state=replace(HELD, desk=replace(HELD.desk, waiting=False)))
    assert SetTimer(rules.TIMER, rules.NEGLECTED_AFTER) in reply.effects
    assert reply.state.desk.waiting


MOVES: list[Content | str] = [
    "ktp hilang", "petugas", "bot", "menu", Tap("topic:ktp_hilang"), Tap("task:panggil_bot"), TimerRang(rules.TIMER),
    notice("claimed"), notice("claimed", "Budi"), notice("answered", text="ya"), notice("answered", "Budi", text="ya"),
    notice("released"), notice("released", "Budi"),
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(MOVES), max_size=15))
async def test_the_bot_never_talks_over_an_officer(moves: list[Content | str]) -> None:
    state: ConversationState = KNOWN
    for move in moves:
        before = state.desk
        reply: Reply = await said(inbound(move), ranked("faq/ktp_hilang"), state)
        state = reply.state
        if before.owner is Owner.PERSON and state.desk.owner is Owner.PERSON and not isinstance(move, Notice):
            assert reply.bubbles == ()
        if state.desk != before and state.desk.owner is not before.owner:
            assert ChangeOwner(state.desk) in reply.effects


async def test_batal_in_the_queue_leaves_it_and_says_so() -> None:
    waiting = (await said("petugas")).state
    reply = await said("batal", state=waiting)
    assert reply.state.desk.owner is Owner.BOT
    assert "Antrean ke petugas kami batalkan" in text_of(reply)


@pytest.mark.parametrize("words", ["makasih", "baik", "ok"])
async def test_thanks_to_an_officer_wait_for_no_reply(words: str) -> None:
    claimed = (await said(notice("claimed"))).state
    reply = await said(words, state=replace(claimed, desk=replace(claimed.desk, waiting=False)))
    assert not reply.state.desk.waiting
    assert not any(isinstance(effect, SetTimer) for effect in reply.effects)


async def test_anger_gets_a_kind_word_and_a_person() -> None:
    reply = await said("kerja ga becus semua", ranked("task/kasar"))
    assert reply.state.desk.owner is Owner.QUEUE
    assert "teruskan ke petugas" in text_of(reply)


async def test_a_sensitive_topic_is_answered_and_put_before_a_person() -> None:
    ports = replace(PORTS, book=book_of(topic_file("penipuan"), topic_file("jam_layanan")))
    told = "tadi ada yang ngaku petugas minta kode otp saya"
    reply = await said(told, ranked("faq/penipuan"), ports=ports)
    assert reply.state.desk.owner is Owner.QUEUE
    assert "Datang ke loket" in text_of(reply)
    calm = await said("jam buka", ranked("faq/jam_layanan"), ports=ports)
    assert calm.state.desk.owner is Owner.BOT


@pytest.mark.parametrize("words", ["pungli", "calo nawarin 200rb sehari jadi boleh ga"])
async def test_who_only_asks_about_a_sensitive_topic_is_not_put_into_the_queue(words: str) -> None:
    ports = replace(PORTS, book=book_of(topic_file("pungli_calo")))
    assert (await said(words, ranked("faq/pungli_calo"), ports=ports)).state.desk.owner is Owner.BOT
