"""Hand-over: residents go on writing while officers take their conversations, answer and give them back, and processes
die. The bot never talks in between, and every officer's word arrives once and in order."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from bot.domain.errors import StoreUnavailable
from bot.store.desk import PostgresDesk
from bot.store.wakeup import Wakeup
from prove.audit import audit
from prove.city import City
from prove.crowd import Crowd, Resident
from prove.deaths import kill_both
from prove.report import Finding, at_least, exactly
from prove.scale import Scale

OFFICER = "Sari"
ANSWERS = 3
_PAUSE = 0.25

_EVENTS = "SELECT id, body FROM inbox WHERE conversation = :conversation ORDER BY id"
_REPLIES = "SELECT id, answers, taken FROM outbox WHERE conversation = :conversation ORDER BY id"

Kind = Literal["claimed", "answered", "released", "resident"]


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a conversation, by its inbox id; `words` are an officer's."""

    id: int
    kind: Kind
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the resident, by its outbox id; `to`: the event it answers. `tries`: how often it was sent
    again."""

    id: int
    to: int | None
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """All that happened in a conversation."""

    events: Sequence[Event]
    replies: Sequence[Reply]


def held(events: Iterable[Event]) -> list[Event]:
    """What residents wrote while an officer had the word."""
    found, person = [], False
    for event in sorted(events, key=lambda each: each.id):
        if event.kind in {"claimed", "released"}:
            person = event.kind == "claimed"
        elif event.kind == "resident" and person:
            found.append(event)
    return found


def talked_over(story: Story) -> int:
    """How often the bot spoke for itself while an officer had the word: to what was written then, or by the place of
    its message between those that told of claim and release."""
    kinds = {event.id: event.kind for event in story.events}
    silence = {event.id for event in held(story.events)}
    wrong, person = 0, False
    for reply in sorted(story.replies, key=lambda each: each.id):
        match kinds.get(reply.to) if reply.to is not None else None:
            case "claimed":
                person = True
            case "released":
                person = False
            case "answered":
                pass
            case _:
                wrong += person or reply.to in silence
    return wrong


def words_lost(said: Sequence[str], heard: Sequence[str], tries: Mapping[str, int]) -> int:
    """Officers' words that never came, came too often, or in another order. A repeat is forgiven where a second try
    of just those words explains it."""
    missing = sum(words not in heard for words in said)
    repeated = sum(max(0, heard.count(words) - 1 - tries.get(words, 0)) for words in said)
    first = [words for words in dict.fromkeys(heard) if words in said]
    wrong_order = int(first != [words for words in said if words in first])
    return missing + repeated + wrong_order


async def officers(city: City, scale: Scale) -> list[Finding]:
    """Every resident of a crowd gets an officer for a while, in the long version again and again."""
    crowd = Crowd(city, "desk", max(4, scale.residents // 6))
    for resident in crowd.residents:
        await crowd.say(resident)
    await crowd.settle()
    desk = PostgresDesk(city.cluster.database, Wakeup(city.cluster.database_url))
    shifts, before = max(1, scale.kills // 8), city.kills
    said, *_ = await asyncio.gather(
        asyncio.gather(*(_serve(city, desk, resident, shifts) for resident in crowd.residents)),
        crowd.write(scale.few, scale.few / 20),
        kill_both(city, shifts, _PAUSE * 2),
    )
    await crowd.settle()
    stories = [await _story(city, resident) for resident in crowd.residents]
    lost = sum(
        words_lost(words, _heard(resident), _tries(story))
        for resident, words, story in zip(crowd.residents, said, stories, strict=True)
    )
    kept = await audit(city, crowd)
    return [
        at_least("hand-over: processes killed with SIGKILL", city.kills - before, 2 * shifts),
        at_least("hand-over: messages written while an officer had the word", sum(map(_silent, stories)), 5),
        exactly("hand-over: bot answers while an officer had the word", sum(map(talked_over, stories))),
        exactly("hand-over: officers' words lost, doubled or out of order", lost),
        exactly("hand-over: residents' messages lost or kept twice", kept.lost + kept.doubled),
    ]


def _silent(story: Story) -> int:
    return len(held(story.events))


async def _serve(city: City, desk: PostgresDesk, resident: Resident, shifts: int) -> list[str]:
    """Claim, answer, give back, so many times; returns what was said."""
    conversation = str(await city.conversation(resident.channel, resident.person.chat))
    said: list[str] = []
    for _ in range(shifts):
        await asyncio.sleep(city.rng.random() * _PAUSE * 4)
        await _insist(lambda: desk.claim(conversation, OFFICER))
        for _ in range(ANSWERS):
            await asyncio.sleep(_PAUSE)
            said.append(f"Jawaban {len(said)} untuk {conversation[:8]}")
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


async def _story(city: City, resident: Resident) -> Story:
    conversation: UUID = await city.conversation(resident.channel, resident.person.chat)
    events = await city.rows(_EVENTS, conversation=conversation)
    replies = await city.rows(_REPLIES, conversation=conversation)
    return Story(
        [_event(row.id, city.vault.open_json(row.body)["content"]) for row in events],
        [Reply(row.id, row.answers, max(0, row.taken - 1)) for row in replies],
    )


def _event(number: int, content: Mapping[str, Any]) -> Event:
    match content.get("name", ""):
        case ("claimed" | "answered" | "released") as kind:
            return Event(number, kind, content["facts"].get("text", ""))
        case _:
            return Event(number, "resident")


def _tries(story: Story) -> Mapping[str, int]:
    """How often each of the officers' words was sent again."""
    again: Counter[int | None] = Counter()
    for reply in story.replies:
        again[reply.to] += reply.tries
    return {event.words: again[event.id] for event in story.events if event.kind == "answered"}


def _heard(resident: Resident) -> list[str]:
    """The officers' words on this phone, as they came."""
    texts = [each.text for each in resident.person.messages if each.by == "bot"]
    return [line for text in texts for line in text.splitlines() if line.startswith("Jawaban ")]
