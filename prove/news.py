"""Status events of the city's service: sent several times, out of order and at once, while processes die. Each change
is announced once to everybody who watches, never an older one after a newer one, and the last one always."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from uuid import UUID

from aiohttp import ClientError, ClientSession

from bot.domain.lookups import WatchApplication
from bot.domain.registration import written
from bot.domain.service import Stage
from bot.store.effects import apply
from faq.book import SAMPLE_OFFICE, load_book
from prove.city import SERVICE_SECRET, City
from prove.crowd import Crowd, Resident
from prove.deaths import kill_one
from prove.report import Finding, exactly
from prove.scale import Scale

STAGES = (Stage.RECEIVED, Stage.CHECKING, Stage.PRINTING, Stage.READY)
"""Version 1 and the following ones."""
COPIES = 3
_BORN = date(1985, 8, 17)
_PAUSE = 0.15


@dataclass(frozen=True, slots=True)
class Announced:
    """What is wrong with the news of one application on one phone."""

    missing: int
    doubled: int
    backwards: int


def announced(shown: Sequence[int], last: int, second_tries: int) -> Announced:
    """`shown`: versions in the order the phone got them. A repeat that a second try of a send explains is forgiven."""
    repeats = len(shown) - len(set(shown))
    first = list(dict.fromkeys(shown))
    return Announced(
        missing=int(last not in shown),
        doubled=max(0, repeats - second_tries),
        backwards=sum(later < earlier for earlier, later in pairwise(first)),
    )


async def news(city: City, scale: Scale) -> list[Finding]:
    """Everybody of a crowd watches two applications."""
    crowd = Crowd(city, "news", max(4, scale.residents // 5))
    for resident in crowd.residents:
        await crowd.say(resident)
    await crowd.settle()
    numbers = [written("261124", 800 + number) for number in range(4)]
    watched = await _watch(city, crowd, numbers)
    sending = asyncio.create_task(_send_all(city, numbers))
    for _ in range(3):
        await asyncio.sleep(_PAUSE * 4)
        await kill_one(city)
    sent = await sending
    await crowd.settle()
    verdicts = await _audit(city, crowd, watched)
    return [
        exactly("news: status events sent, repeats and all", sent, len(numbers) * len(STAGES) * COPIES),
        exactly("news: last changes not announced", sum(each.missing for each in verdicts)),
        exactly("news: changes announced twice", sum(each.doubled for each in verdicts)),
        exactly("news: older changes announced after newer ones", sum(each.backwards for each in verdicts)),
    ]


async def _watch(city: City, crowd: Crowd, numbers: Sequence[str]) -> Mapping[str, list[str]]:
    """The numbers each chat watches."""
    watched: dict[str, list[str]] = {}
    database = city.cluster.database
    for place, resident in enumerate(crowd.residents):
        mine = [numbers[place % len(numbers)], numbers[(place + 1) % len(numbers)]]
        conversation = await city.conversation(resident.channel, resident.person.chat)
        effects = [WatchApplication(number, _BORN, 0) for number in mine]
        async with database.begin() as connection:
            await apply(connection, database.vault, [(conversation, effects)])
        watched[resident.person.chat] = mine
    return watched


async def _send_all(city: City, numbers: Sequence[str]) -> int:
    """Every event COPIES times, all in any order; each until it is answered 200."""
    events = [(number, version) for number in numbers for version in range(1, len(STAGES) + 1)] * COPIES
    city.rng.shuffle(events)
    async with ClientSession() as http:
        sending = []
        for number, version in events:
            sending.append(asyncio.create_task(_send(http, city, number, version)))
            await asyncio.sleep(_PAUSE / COPIES)
        return sum(await asyncio.gather(*sending))


async def _send(http: ClientSession, city: City, number: str, version: int) -> bool:
    told = {
        "id": f"{number}:{version}",
        "registration": number,
        "stage": STAGES[version - 1],
        "version": version,
        "at": datetime.now(UTC).isoformat(),
    }
    body = json.dumps(told).encode()
    for _ in range(50):
        stamp = str(int(time.time()))
        mac = hmac.new(SERVICE_SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        headers = {"X-Service-Timestamp": stamp, "X-Service-Signature": f"sha256={mac}"}
        url = city.rng.choice(list(city.webs))
        try:
            async with http.post(f"{url}/hooks/service", data=body, headers=headers) as answer:
                if answer.status == 200:
                    return True
        except (ClientError, OSError):
            pass
        await asyncio.sleep(_PAUSE)
    return False


async def _audit(city: City, crowd: Crowd, watched: Mapping[str, list[str]]) -> list[Announced]:
    phrases = load_book(SAMPLE_OFFICE, lambda: datetime.now(UTC))
    versions = {phrases.phrase(f"stage_{stage}", "id"): version for version, stage in enumerate(STAGES, 1)}
    verdicts: list[Announced] = []
    for resident in crowd.residents:
        conversation = await city.conversation(resident.channel, resident.person.chat)
        tries = await _second_tries(city, conversation)
        shown = (_shown(resident, number, versions) for number in watched[resident.person.chat])
        verdicts += [announced(each, len(STAGES), tries) for each in shown]
    return verdicts


async def _second_tries(city: City, conversation: UUID) -> int:
    query = "SELECT coalesce(sum(taken - 1), 0) FROM outbox WHERE conversation = :conversation"
    return int(await city.value(query, conversation=conversation))


def _shown(resident: Resident, number: str, versions: Mapping[str, int]) -> list[int]:
    """The versions this phone was told of, as they came."""
    texts = [each.text for each in resident.person.messages if each.by == "bot" and number in each.text]
    return [version for text in texts for phrase, version in versions.items() if phrase in text]
