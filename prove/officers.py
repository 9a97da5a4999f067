"""Hand-over: residents go on writing while officers take their conversations, answer and give them back, and processes
die. The bot never talks in between, and every officer's word arrives once and in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from bot.domain.errors import StoreUnavailable
from bot.store.desk import PostgresDesk
from bot.store.wakeup import Wakeup
from prove.city import City
from prove.crowd import Crowd, Resident
from prove.deaths import kill_one
from prove.report import Finding, at_least, exactly
from prove.scale import Scale

OFFICER = "Sari"
ANSWERS = 3
_PAUSE = 0.25

Kind = Literal["claimed", "answered", "released", "resident"]


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a conversation, by its inbox id; `spoke`: the bot sent something in answer to it."""

    id: int
    kind: Kind
    spoke: bool


def held(events: Iterable[Event]) -> list[Event]:
    """What residents wrote while an officer had the word."""
    found, person = [], False
    for event in sorted(events, key=lambda each: each.id):
        if event.kind in {"claimed", "released"}:
            person = event.kind == "claimed"
        elif event.kind == "resident" and person:
            found.append(event)
    return found


def talked_over(events: Iterable[Event]) -> int:
    """How often the bot answered a resident while an officer had the word."""
    return sum(event.spoke for event in held(events))


def words_lost(said: Sequence[str], heard: Sequence[str]) -> int:
    """Officers' words that never came, came too often, or in another order."""
    missing = sum(words not in heard for words in said)
    came = [words for words in heard if words in said]
    repeated = len(came) - len(set(came))
    first = list(dict.fromkeys(came))
    wrong_order = int(first != [words for words in said if words in first])
    return missing + repeated + wrong_order


async def officers(city: City, scale: Scale) -> list[Finding]:
    """Every resident of a crowd gets an officer for a while."""
    crowd = Crowd(city, "desk", max(4, scale.residents // 6))
    for resident in crowd.residents:
        await crowd.say(resident)
    await crowd.settle()
    desk = PostgresDesk(city.cluster.database, Wakeup(city.cluster.database_url))
    writing = asyncio.create_task(crowd.write(scale.few, scale.few / 20))
    serving = [asyncio.create_task(_serve(city, desk, resident)) for resident in crowd.residents]
    for _ in range(3):
        await asyncio.sleep(_PAUSE * 3)
        await kill_one(city)
    said = await asyncio.gather(*serving)
    await writing
    await crowd.settle()
    told = [await _events(city, resident) for resident in crowd.residents]
    lost = sum(words_lost(words, _heard(resident)) for resident, words in zip(crowd.residents, said, strict=True))
    return [
        at_least("hand-over: messages written while an officer had the word", sum(len(held(each)) for each in told), 5),
        exactly("hand-over: bot answers while an officer had the word", sum(talked_over(each) for each in told)),
        exactly("hand-over: officers' words lost, doubled or out of order", lost),
    ]


async def _serve(city: City, desk: PostgresDesk, resident: Resident) -> list[str]:
    """Claim, answer, give back; returns what was said."""
    conversation = str(await city.conversation(resident.channel, resident.person.chat))
    await asyncio.sleep(city.rng.random() * _PAUSE * 4)
    await _insist(lambda: desk.claim(conversation, OFFICER))
    said = []
    for number in range(ANSWERS):
        await asyncio.sleep(_PAUSE)
        said.append(f"Jawaban {number} untuk {conversation[:8]}")
        await _insist(lambda words=said[-1]: desk.answer(conversation, OFFICER, words))  # type: ignore[misc]
    await asyncio.sleep(_PAUSE)
    await _insist(lambda: desk.release(conversation, OFFICER))
    return said


async def _insist(act: Callable[[], Awaitable[str | None]]) -> None:
    """Once; again only where the database was away before anything was kept."""
    while True:
        try:
            await act()
        except StoreUnavailable:
            await asyncio.sleep(_PAUSE)
        else:
            return


async def _events(city: City, resident: Resident) -> list[Event]:
    conversation: UUID = await city.conversation(resident.channel, resident.person.chat)
    found = await city.rows(
        """SELECT i.id, i.body, EXISTS (SELECT 1 FROM outbox o WHERE o.answers = i.id) AS spoke
           FROM inbox i WHERE i.conversation = :conversation ORDER BY i.id""",
        conversation=conversation,
    )
    return [Event(row.id, _kind(city.vault.open_json(row.body)), row.spoke) for row in found]


def _kind(body: dict[str, dict[str, str]]) -> Kind:
    name = body["content"].get("name", "")
    match name:
        case "claimed" | "answered" | "released":
            return name
        case _:
            return "resident"


def _heard(resident: Resident) -> list[str]:
    """The officers' words on this phone, as they came."""
    texts = [each.text for each in resident.person.messages if each.by == "bot"]
    return [line for text in texts for line in text.splitlines() if line.startswith("Jawaban ")]
