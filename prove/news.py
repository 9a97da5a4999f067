"""Status events of the city's service: each sent several times, to all web processes at once, out of order, while
residents write and processes die. Each change is announced once to everybody who watches, never an older one after a
newer one, none is lost that no newer one had overtaken, and the last one never."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from math import inf
from uuid import UUID

from aiohttp import ClientError, ClientSession

from bot.domain.lookups import WatchApplication
from bot.domain.registration import written
from bot.domain.service import Stage
from bot.store.effects import Changes, apply
from faq.book import SAMPLE_OFFICE, load_book
from prove.audit import audit
from prove.city import SERVICE_SECRET, City
from prove.crowd import Crowd, Resident
from prove.deaths import kill_both
from prove.report import Finding, at_least, exactly
from prove.scale import Scale

STAGES = (Stage.RECEIVED, Stage.CHECKING, Stage.PRINTING, Stage.READY)
"""Version 1 and the following ones."""
COPIES = 2
"""How often each event is sent, each time to every web process at once."""
_BORN = date(1985, 8, 17)
_PAUSE = 0.15
_TRIES = 100

_NOTICES = """
    SELECT i.id, i.body, coalesce(sum(o.taken - 1) FILTER (WHERE o.taken > 0), 0)::int AS tries
    FROM inbox i LEFT JOIN outbox o ON o.answers = i.id
    WHERE i.conversation = :conversation AND i.external_id LIKE 'notice:status:%' GROUP BY i.id ORDER BY i.id
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A change put before one resident; `tries`: how often it was sent again."""

    version: int
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Announced:
    """What is wrong with the news of one application on one phone."""

    missing: int
    doubled: int
    backwards: int


def owed(began: Mapping[int, float], done: Mapping[int, float]) -> Set[int]:
    """The versions that must be announced, by when each was first sent and first answered 200: those that were taken
    before any newer one was sent. The last one always."""
    return {
        version
        for version in began
        if not any(newer > version and at < done.get(version, inf) for newer, at in began.items())
    }


def announced(due: Set[int], kept: Sequence[Kept], shown: Sequence[int]) -> Announced:
    """`kept` in the order of the inbox, `shown`: versions as the phone got them. A repeat on the phone is forgiven
    where a second try of just that message explains it."""
    versions = [each.version for each in kept]
    tries = {each.version: each.tries for each in kept}
    first = list(dict.fromkeys(shown))
    return Announced(
        missing=len((due | set(versions)) - set(shown)),
        doubled=len(versions)
        - len(set(versions))
        + sum(max(0, shown.count(version) - 1 - tries.get(version, 0)) for version in first),
        backwards=sum(later < earlier for order in (versions, first) for earlier, later in pairwise(order)),
    )


class Service:
    """The city's service; remembers when each version of each application was first sent and first answered 200."""

    def __init__(self, city: City, numbers: Sequence[str]) -> None:
        self.taken = 0
        self._city = city
        self._webs = len(city.webs)
        self._began: dict[str, dict[int, float]] = {number: {} for number in numbers}
        self._done: dict[str, dict[int, float]] = {number: {} for number in numbers}

    def owed(self, number: str) -> Set[int]:
        return owed(self._began[number], self._done[number])

    async def send_all(self) -> None:
        """Every event COPIES times, all in any order; each until it was answered 200. While a web process is dead,
        those that live get its share."""
        events = [(number, version) for number in self._began for version in range(1, len(STAGES) + 1)] * COPIES
        self._city.rng.shuffle(events)
        async with ClientSession() as http, asyncio.TaskGroup() as sending:
            for number, version in events:
                for place in range(self._webs):
                    sending.create_task(self._send(http, number, version, place))
                await asyncio.sleep(_PAUSE)

    async def _send(self, http: ClientSession, number: str, version: int, place: int) -> None:
        self._began[number].setdefault(version, time.monotonic())
        body = _event(number, version)
        for _ in range(_TRIES):
            webs = list(self._city.webs)
            try:
                url = f"{webs[place % len(webs)]}/hooks/service"
                async with http.post(url, data=body, headers=_signed(body)) as answer:
                    if answer.status == 200:
                        self._done[number].setdefault(version, time.monotonic())
                        self.taken += 1
                        return
            except (ClientError, OSError):
                pass
            await asyncio.sleep(_PAUSE)


def _event(number: str, version: int) -> bytes:
    told = {
        "id": f"{number}:{version}",
        "registration": number,
        "stage": STAGES[version - 1],
        "version": version,
        "at": datetime.now(UTC).isoformat(),
    }
    return json.dumps(told).encode()


def _signed(body: bytes) -> Mapping[str, str]:
    stamp = str(int(time.time()))
    mac = hmac.new(SERVICE_SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"X-Service-Timestamp": stamp, "X-Service-Signature": f"sha256={mac}"}


async def news(city: City, scale: Scale) -> list[Finding]:
    """Everybody of a crowd watches two applications."""
    crowd = Crowd(city, "news", max(4, scale.residents // 5))
    for resident in crowd.residents:
        await crowd.say(resident)
    await crowd.settle()
    rounds = max(1, scale.kills // 4)
    numbers = [written("261124", 800 + number) for number in range(4 * rounds)]
    watched = await _watch(city, crowd, numbers)
    service, webs, before = Service(city, numbers), len(city.webs), city.kills
    await asyncio.gather(
        service.send_all(), crowd.write(scale.few, scale.few / 15), kill_both(city, rounds, _PAUSE * 4)
    )
    await crowd.settle()
    verdicts = await _audit(city, crowd, watched, service)
    told = await audit(city, crowd)
    return [
        at_least("news: processes killed with SIGKILL", city.kills - before, 2 * rounds),
        exactly(
            "news: status events taken, repeats and all", service.taken, len(numbers) * len(STAGES) * COPIES * webs
        ),
        exactly("news: changes not announced", sum(each.missing for each in verdicts)),
        exactly("news: changes announced twice", sum(each.doubled for each in verdicts)),
        exactly("news: older changes announced after newer ones", sum(each.backwards for each in verdicts)),
        exactly("news: messages meanwhile lost, unanswered or doubled", told.lost + told.unanswered + told.doubled),
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
            await apply(connection, database.vault, [Changes(conversation, effects)])
        watched[resident.person.chat] = mine
    return watched


async def _audit(city: City, crowd: Crowd, watched: Mapping[str, list[str]], service: Service) -> list[Announced]:
    phrases = load_book(SAMPLE_OFFICE, lambda: datetime.now(UTC))
    versions = {phrases.phrase(f"stage_{stage}", "id"): version for version, stage in enumerate(STAGES, 1)}
    verdicts: list[Announced] = []
    for resident in crowd.residents:
        kept = await _kept(city, await city.conversation(resident.channel, resident.person.chat))
        verdicts += [
            announced(service.owed(number), kept.get(number, []), _shown(resident, number, versions))
            for number in watched[resident.person.chat]
        ]
    return verdicts


async def _kept(city: City, conversation: UUID) -> Mapping[str, list[Kept]]:
    """What the inbox holds for a resident, by application."""
    found: dict[str, list[Kept]] = {}
    for row in await city.rows(_NOTICES, conversation=conversation):
        facts = city.vault.open_json(row.body)["content"]["facts"]
        found.setdefault(facts["registration"], []).append(Kept(int(facts["version"]), row.tries))
    return found


def _shown(resident: Resident, number: str, versions: Mapping[str, int]) -> list[int]:
    """The versions this phone was told of, as they came."""
    texts = [each.text for each in resident.person.messages if each.by == "bot" and number in each.text]
    return [version for text in texts for phrase, version in versions.items() if phrase in text]
