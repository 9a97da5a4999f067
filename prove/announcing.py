"""Campaigns: announcements go out while workers and the database die, while managers pause, go on and cancel, and while
residents write. Nobody gets one twice but by a sender's death, and the books tell what the phones show."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from bot.domain.audience import About, Audience, Condition
from bot.domain.campaigns import OVER, CampaignRefusal, Draft, Fate, Message, Rules, Wording
from bot.domain.errors import OutcomeUnknown, StoreUnavailable
from bot.store.campaigns import PostgresCampaigns
from prove.audit import audit
from prove.city import City
from prove.crowd import Crowd, Resident
from prove.deaths import kill_a_worker
from prove.report import Finding, at_least, exactly
from prove.scale import SETTLE_SECONDS, Scale

_Told = TypeVar("_Told")
LIST = "prove"
_RULES = Rules(second_above=1_000_000)
_GRACE = 1.0
"""Within so many seconds of a pause hand-over has stopped."""
_PAUSE = 0.25

_CONSENT = """
    WITH told AS (UPDATE conversation SET announcements = true WHERE id = ANY(:ids) RETURNING person)
    INSERT INTO trait (person, about, value) SELECT DISTINCT person, 'list', :name FROM told
    ON CONFLICT DO NOTHING RETURNING person
"""
_LISTS = "SELECT conversation, fate, reason FROM campaign_recipient WHERE campaign = :campaign"
_TRIES = "SELECT conversation, taken FROM outbox WHERE campaign = :campaign"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One on the list of a campaign, and how often it stands on their phone; `tries`: how often it was given out again
    to be sent."""

    fate: str
    reason: str
    shown: int
    tries: int = 0


def written_twice(recipients: Sequence[Recipient]) -> int:
    """Those who got it more often than second tries explain."""
    return sum(each.shown > 1 + each.tries for each in recipients)


def told_wrong(recipients: Sequence[Recipient]) -> int:
    """Those of whom the books tell something else than their phone; what may have arrived is told as such."""
    unknown = [each for each in recipients if each.reason == OutcomeUnknown.staff_text]
    known = [each for each in recipients if each.reason != OutcomeUnknown.staff_text]
    return sum((each.fate == Fate.SENT) != (each.shown > 0) for each in known) + sum(
        each.fate != Fate.FAILED for each in unknown
    )


async def campaigns(city: City, scale: Scale) -> list[Finding]:
    """Some run to their end, one is paused again and again, one is cancelled in the middle."""
    crowd = Crowd(city, "campaign", scale.residents)
    for resident in crowd.residents:
        await crowd.say(resident)
    await crowd.settle()
    people = {await city.conversation(each.channel, each.person.chat): each for each in crowd.residents}
    await city.rows(_CONSENT, ids=list(people), name=LIST)
    store = PostgresCampaigns(city.cluster.database, _RULES)
    made = [await _ready(store, f"Siaran {number:02d}") for number in range(4)]
    talk, before = Crowd(city, "campaign talk", max(4, scale.residents // 6)), city.kills
    late, *_ = await asyncio.gather(
        _pause_and_go_on(store, made[2], people, "Siaran 02"),
        _cancel(store, made[3], people, "Siaran 03"),
        talk.write(scale.few, scale.few / 20),
        _deaths(city, max(3, scale.kills // 3)),
    )
    await _over(store, made)
    await talk.settle()
    lists = [await _list(city, each, people, f"Siaran {number:02d}") for number, each in enumerate(made)]
    books = [await _insist(lambda each=each: store.books(each)) for each in made]  # type: ignore[misc]
    kept = await audit(city, talk)
    everybody = [each for listed in lists for each in listed]
    off = sum(not book.balanced or book.open > 0 for book in books)
    # The list of the one that was cancelled may not have been whole.
    off += sum(book.total != len(people) for book in books[:3])
    return [
        at_least("campaigns: processes killed with SIGKILL meanwhile", city.kills - before, 3),
        at_least("campaigns: announcements on phones", sum(each.shown for each in everybody), 2 * len(people)),
        exactly("campaigns: residents written to twice, unexplained", written_twice(everybody)),
        exactly("campaigns: recipients of whom the books tell something else than the phone", told_wrong(everybody)),
        exactly("campaigns: books that do not balance, or stay open", off),
        exactly("campaigns: announcements that came more than 1 s after a pause", late),
        exactly(
            "campaigns: messages meanwhile lost, unanswered or doubled", kept.lost + kept.unanswered + kept.doubled
        ),
    ]


async def _ready(store: PostgresCampaigns, words: str) -> UUID:
    message = Message(({"id": Wording(f"{words}. Besok loket tutup.")},))
    made = await store.add(Draft(words, message, Audience((Condition(About.LISTED, (LIST,)),))), "prove")
    await store.submit(made, 1, "prove")
    return made


async def _deaths(city: City, times: int) -> None:
    """Workers one by one, and the database in the middle."""
    for number in range(times):
        await asyncio.sleep(_PAUSE * 3)
        await kill_a_worker(city)
        if number == times // 2:
            await city.cluster.restart_database()
        await city.replace_dead()


async def _pause_and_go_on(
    store: PostgresCampaigns, campaign: UUID, people: Mapping[UUID, Resident], words: str
) -> int:
    """How many came later than they may after a pause."""
    await _first(people, words)
    late = 0
    for _ in range(3):
        await asyncio.sleep(_PAUSE * 2)
        if not await _steer(lambda: store.pause(campaign, "prove")):
            continue
        await asyncio.sleep(_GRACE)
        shown = sum(_shown(each, words) for each in people.values())
        await asyncio.sleep(_GRACE)
        late += sum(_shown(each, words) for each in people.values()) - shown
        await _steer(lambda: store.resume(campaign, "prove"))
    return late


async def _cancel(store: PostgresCampaigns, campaign: UUID, people: Mapping[UUID, Resident], words: str) -> None:
    await _first(people, words)
    await asyncio.sleep(_PAUSE * 2)
    await _steer(lambda: store.cancel(campaign, "prove"))


async def _first(people: Mapping[UUID, Resident], words: str) -> None:
    """Until somebody has got it, or time is up: the findings will tell."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SETTLE_SECONDS):
            while not any(_shown(each, words) for each in people.values()):
                await asyncio.sleep(_PAUSE / 5)


async def _steer(act: Callable[[], Awaitable[object]]) -> bool:
    """False where the state does not allow it (any more): it has not started, or is over."""
    try:
        await _insist(act)
    except CampaignRefusal:
        return False
    return True


async def _insist(act: Callable[[], Awaitable[_Told]]) -> _Told:
    """Again while the database is away."""
    while True:
        try:
            return await act()
        except StoreUnavailable:
            await asyncio.sleep(_PAUSE)


async def _over(store: PostgresCampaigns, made: Sequence[UUID]) -> None:
    """Until all are, or time is up: the findings will tell."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SETTLE_SECONDS):
            for each in made:
                while not await _is_over(store, each):
                    await asyncio.sleep(_PAUSE)


async def _is_over(store: PostgresCampaigns, campaign: UUID) -> bool:
    found, _ = await _insist(lambda: store.read(campaign))
    books = await _insist(lambda: store.books(campaign))
    return found.state in OVER and not books.open


async def _list(city: City, campaign: UUID, people: Mapping[UUID, Resident], words: str) -> list[Recipient]:
    rows: Sequence[Any] = await city.rows(_LISTS, campaign=campaign)
    tries: Counter[UUID] = Counter()
    for row in await city.rows(_TRIES, campaign=campaign):
        tries[row.conversation] += max(0, row.taken - 1)
    return [
        Recipient(row.fate, row.reason, _shown(people[row.conversation], words), tries[row.conversation])
        for row in rows
    ]


def _shown(resident: Resident, words: str) -> int:
    return sum(each.by == "bot" and f"{words}." in each.text for each in resident.person.messages)
