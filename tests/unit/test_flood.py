"""Many messages at once: twenty are answered, then one polite word, then patience; nothing is lost."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.handover import Desk, Owner
from bot.domain.messages import Notice
from bot.domain.reply import ConversationState, LogQuestion, Reply
from handlers.flood import COST, FLOOD
from tests.fakes_book import KNOWN, NOW, ranked, said, text_of

LOST = ranked("faq/ktp_hilang")


async def many(count: int, state: ConversationState = KNOWN, apart: timedelta = timedelta()) -> list[Reply]:
    replies = []
    for number in range(count):
        reply = await said("ktp saya hilang", LOST, state, now=NOW + number * apart)
        state = reply.state
        replies.append(reply)
    return replies


async def test_twenty_messages_at_once_are_answered() -> None:
    assert all("Datang ke loket" in text_of(reply) for reply in await many(20))


async def test_the_next_ones_get_one_polite_word_and_are_kept_for_staff() -> None:
    replies = (await many(24))[20:]
    assert [bool(reply.bubbles) for reply in replies] == [True, False, False, False]
    assert "Pelan-pelan" in text_of(replies[0])
    for reply in replies:
        [log] = reply.effects
        assert isinstance(log, LogQuestion)
        assert (log.text, log.for_staff, log.reason) == ("ktp saya hilang", True, FLOOD)


async def test_who_goes_on_slowly_is_answered_again() -> None:
    flooded = (await many(24))[-1].state
    reply = await said("ktp saya hilang", LOST, flooded, now=NOW + COST)
    assert "Datang ke loket" in text_of(reply)


async def test_after_a_rest_a_new_flood_is_told_again() -> None:
    state = (await many(24))[-1].state
    later = NOW + timedelta(hours=1)
    for _ in range(20):
        state = (await said("ktp saya hilang", LOST, state, now=later)).state
    assert "Pelan-pelan" in text_of(await said("ktp saya hilang", LOST, state, now=later))


async def test_an_even_pace_is_never_a_flood() -> None:
    assert all("Datang ke loket" in text_of(reply) for reply in await many(60, apart=COST))


async def test_our_own_news_reaches_a_flooding_resident() -> None:
    flooded = (await many(24))[-1].state
    news = Notice("answered", {"officer": "Sari", "text": "Sudah jadi."})
    assert text_of(await said(news, state=flooded)) == "Sudah jadi."


async def test_a_flood_to_an_officer_is_silent_and_kept() -> None:
    held = ConversationState(greeted=True, desk=Desk(Owner.PERSON, "Sari"))
    assert all(not reply.bubbles for reply in (await many(20, held)))
