"""Asking back, handing over, and working without the NLU."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.messages import Media, MediaKind, Tap
from bot.domain.reply import Band, ConversationState, LogQuestion, Menu, Reply
from tests.fakes_book import KNOWN, LOST, PORTS, QUESTION, UNSURE, actions_of, ranked, said, text_of

OPEN = replace(
    KNOWN,
    offered=("faq/ktp_hilang", "faq/ktp_rusak", "faq/kia"),
    pending_text="punyaku lenyap",
    pending_question="before",
    misses=1,
)


def log_of(reply: Reply) -> LogQuestion:
    [log] = [effect for effect in reply.effects if isinstance(effect, LogQuestion)]
    return log


async def test_unsure_asks_back_with_three_topics_and_none_of_these() -> None:
    reply = await said("punyaku lenyap", UNSURE)
    assert actions_of(reply) == ["topic:ktp_hilang", "topic:ktp_rusak", "topic:kia", "neither"]
    assert replace(reply.state, busy_until=None, untapped=0) == replace(
        KNOWN,
        offered=("faq/ktp_hilang", "faq/ktp_rusak", "faq/kia"),
        pending_text="punyaku lenyap",
        pending_question=QUESTION,
        misses=1,
    )
    log = log_of(reply)
    assert (log.band, log.answered, log.for_staff) == (Band.CLARIFY, "", False)


async def test_asking_back_can_offer_a_task() -> None:
    reply = await said("kok lama", ranked("task/cek_status", "faq/kia", first=0.2))
    assert actions_of(reply) == ["task:cek_status", "topic:kia", "neither"]


async def test_a_lost_bot_first_asks_to_say_it_again() -> None:
    reply = await said("asdf qwer", LOST)
    [bubble] = reply.bubbles
    assert isinstance(bubble, Menu)
    assert "belum mengerti" in bubble.text
    assert (reply.state.misses, log_of(reply).for_staff) == (1, False)


@pytest.mark.parametrize("ranking", [UNSURE, LOST])
async def test_the_second_miss_in_a_row_is_handed_over(ranking: tuple[()]) -> None:
    reply = await said("masih tidak jelas", ranking, OPEN)
    assert "teruskan ke petugas" in text_of(reply)
    assert "nomor 1" in text_of(reply)
    assert (reply.state.misses, reply.state.offered) == (0, ())
    log = log_of(reply)
    assert (log.band, log.for_staff, log.reason) == (Band.HAND_OVER, True, "not_understood")
    assert log.text == "masih tidak jelas"


@pytest.mark.parametrize("way", ["bukan ini", "4", Tap("neither")])
async def test_none_of_these_hands_the_question_over(way: str | Tap) -> None:
    reply = await said(way, state=OPEN)
    log = log_of(reply)
    assert (log.text, log.for_staff, log.reason) == ("punyaku lenyap", True, "neither")
    assert actions_of(reply) == ["topic:jam_layanan", "task:panggil_bot", "task:menu"]
    assert reply.state.misses == 0


async def test_none_of_these_on_an_old_question_leads_to_the_menu() -> None:
    reply = await said(Tap("neither"))
    assert isinstance(reply.bubbles[0], Menu)
    assert reply.effects == ()


async def test_a_yes_to_three_topics_asks_which_one() -> None:
    reply = await said("iya", state=OPEN)
    assert actions_of(reply) == ["topic:ktp_hilang", "topic:ktp_rusak", "topic:kia", "neither"]
    assert reply.state.offered == OPEN.offered


async def test_an_answer_in_between_forgets_the_miss() -> None:
    state = (await said("ktp hilang", ranked("faq/ktp_hilang"), OPEN)).state
    assert actions_of(await said("punyaku", UNSURE, state))[-1] == "neither"


async def test_labels_this_version_does_not_know_are_passed_over() -> None:
    ranking = ranked("faq/from_the_future", "task/from_the_future", "nonsense", "faq/ktp_hilang", first=0.9, rest=0.85)
    reply = await said("ktp saya hilang", ranking)
    assert log_of(reply).answered == "faq/ktp_hilang"


async def test_an_empty_ranking_is_not_understood() -> None:
    reply = await said("apa ini", ranked("faq/from_the_future"))
    assert "belum mengerti" in text_of(reply)


async def test_without_the_nlu_the_resident_is_told_and_the_question_is_kept() -> None:
    reply = await said("ktp saya hilang", nlu_down=True)
    [bubble] = reply.bubbles
    assert isinstance(bubble, Menu)
    assert "dicatat untuk petugas" in bubble.text
    log = log_of(reply)
    assert (log.text, log.band, log.for_staff, log.reason) == ("ktp saya hilang", Band.NLU_DOWN, True, "nlu_down")


async def test_a_text_that_nobody_read_counts_as_no_nlu() -> None:
    assert log_of(await said("ktp saya hilang")).band is Band.NLU_DOWN


async def test_buttons_work_without_the_nlu() -> None:
    reply = await said(Tap("topic:ktp_hilang"), nlu_down=True)
    assert log_of(reply).band is Band.TAP


async def test_a_caption_nobody_read_gets_the_word_about_files() -> None:
    reply = await said(Media(MediaKind.PHOTO, "m1", caption="ktp hilang"))
    assert "tidak kami buka" in text_of(reply)


async def test_asking_for_a_person_by_button_is_about_the_last_question() -> None:
    reply = await said(Tap("task:minta_petugas"), state=replace(KNOWN, pending_text="ktp saya hilang"))
    log = log_of(reply)
    assert (log.text, log.for_staff, log.reason) == ("ktp saya hilang", True, "asked_person")
    assert "nomor 1" in text_of(reply)


async def test_asking_for_a_person_in_words_keeps_the_words() -> None:
    log = log_of(await said("mau bicara sama petugas soal warisan", ranked("task/minta_petugas")))
    assert (log.text, log.reason) == ("mau bicara sama petugas soal warisan", "asked_person")


async def test_asking_for_a_person_out_of_nowhere_is_kept_under_its_title() -> None:
    assert log_of(await said(Tap("task:minta_petugas"))).text == "Tanya petugas"


async def test_a_long_number_in_a_kept_question_is_masked_even_if_the_channel_missed_it() -> None:
    state = ConversationState(greeted=True, pending_text="nik 1234567890123456 hilang")
    log = log_of(await said(Tap("task:minta_petugas"), state=state, ports=PORTS))
    assert "1234567890123456" not in log.text
