"""Dead letters page by page: counted, tried again, put aside."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import pytest

from bot.domain.letters import LetterRef, Side, Which
from bot.domain.verdict import Why
from bot.store.dead_letters import try_again
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.console import Hand, hired, staffroom
from tests.duty import Crew
from tests.residents import ACCOUNT

REJECTED, GONE = (
    "Isi pesan ditolak kanal. Ini kesalahan program. (132001)",
    "Warga tidak dapat dihubungi lagi di kanal ini.",
)


@pytest.fixture
def crew(database: Database, wakeup: Wakeup) -> Crew:
    return Crew(database, wakeup, Hand())


async def outbound(crew: Crew, error: str, conversation: UUID | None, channel: str = "telegram") -> LetterRef:
    [(number,)] = await crew.run(
        "INSERT INTO outbox (conversation, channel, account, chat, address, body, state, dedupe, error) "
        "VALUES (:conversation, :channel, :account, 'x', '', '{}', 'dead', :dedupe, :error) RETURNING id",
        conversation=conversation,
        channel=channel,
        account=ACCOUNT,
        dedupe=uuid4().hex,
        error=error,
    )
    return LetterRef(Side.OUTBOUND, int(str(number)))


async def inbound(crew: Crew, state: str, error: str, conversation: UUID | None) -> LetterRef:
    [(number,)] = await crew.run(
        "INSERT INTO inbox (channel, account, external_id, conversation, body, state, error) "
        "VALUES ('whatsapp', :account, :external, :conversation, '{}', :state, :error) RETURNING id",
        account=ACCOUNT,
        external=uuid4().hex,
        conversation=conversation,
        state=state,
        error=error,
    )
    return LetterRef(Side.INBOUND if state == "dead" else Side.UNREADABLE, int(str(number)))


async def states(crew: Crew) -> list[str]:
    found = await crew.run("SELECT state FROM outbox UNION ALL SELECT state FROM inbox")
    return sorted(str(state) for (state,) in found)


async def test_letters_are_counted_by_reason_and_found_by_it(crew: Crew) -> None:
    chat = await crew.chat()
    await outbound(crew, REJECTED, chat)
    await outbound(crew, REJECTED.replace("132001", "100"), chat, "whatsapp")
    await inbound(crew, "dead", "program: KeyError", chat)
    await inbound(crew, "unreadable", "TypeError in message", None)
    counted = {(each.side, each.channel, each.why, each.count) for each in await crew.letters.counted()}
    assert counted == {
        (Side.OUTBOUND, "telegram", Why.REJECTED, 1),
        (Side.OUTBOUND, "whatsapp", Why.REJECTED, 1),
        (Side.INBOUND, "whatsapp", Why.PROGRAM, 1),
        (Side.UNREADABLE, "whatsapp", Why.SHAPE, 1),
    }
    found, after = await crew.letters.page(Which(why=Why.REJECTED))
    assert ([letter.reason.code for letter in found], after) == ([100, 132001], "")
    assert len((await crew.letters.page(Which(Side.OUTBOUND, channel="whatsapp")))[0]) == 1
    assert await crew.health.letters() == 4


async def test_pages_show_each_letter_once(crew: Crew) -> None:
    chat = await crew.chat()
    made = {str(await outbound(crew, REJECTED, chat)) for _ in range(7)}
    seen, after = [], ""
    for _ in range(4):
        letters, after = await crew.letters.page(Which(), after, limit=2)
        seen += [str(letter.ref) for letter in letters]
    assert (len(seen), set(seen), after) == (7, made, "")


async def test_a_letter_is_tried_again_once_and_what_cannot_arrive_is_skipped_and_told(crew: Crew) -> None:
    chat, blocked = await crew.chat(), await crew.chat(chat="43")
    await crew.run("UPDATE conversation SET reachable = false WHERE id = :id", id=blocked)
    refs = [
        await outbound(crew, REJECTED, chat),
        await outbound(crew, GONE, blocked),
        await inbound(crew, "dead", "program: X", chat),
        await inbound(crew, "dead", "program: X", None),
        await inbound(crew, "unreadable", "KeyError in message", None),
    ]
    done = await crew.letters.resend(refs)
    assert (done.done, done.left) == (2, {"unreadable": 1, "unreachable": 1, "nobody": 1})
    again = await crew.letters.resend(refs)
    assert (again.done, again.left["gone"]) == (0, 2)
    assert await states(crew) == ["dead", "dead", "queued", "unreadable", "waiting"]


async def test_many_who_press_at_once_send_it_once(crew: Crew) -> None:
    chat = await crew.chat()
    refs = [await outbound(crew, REJECTED, chat) for _ in range(3)] + [await inbound(crew, "dead", "program: X", chat)]
    done = await asyncio.gather(*(crew.letters.resend(refs) for _ in range(5)))
    assert sum(each.done for each in done) == 4
    assert sum(each.left.get("gone", 0) for each in done) == 16


async def test_a_letter_that_was_put_aside_is_kept_but_leaves_lists_counts_and_queues(crew: Crew) -> None:
    sari, chat = await hired(staffroom(crew.database, crew.clock), "sari"), await crew.chat()
    refs = [await outbound(crew, REJECTED, chat), await inbound(crew, "unreadable", "KeyError in message", None)]
    assert (await crew.letters.discard(refs, sari.id)).done == 2
    again = await crew.letters.discard(refs, sari.id)
    assert (again.done, again.left) == (0, {"gone": 2})
    assert ((await crew.letters.page(Which()))[0], await crew.health.letters()) == ([], 0)
    assert (await crew.letters.resend(refs[:1])).left == {"gone": 1}
    assert await try_again(crew.database, "out", None) == 0
    assert await states(crew) == ["dead", "unreadable"]
