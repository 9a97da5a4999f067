"""What the platforms and strangers do to us, one torment a function; each returns what was found."""

from __future__ import annotations

import asyncio
from io import BytesIO

from aiohttp import ClientSession

from prove.audit import audit
from prove.city import City
from prove.crowd import Crowd
from prove.report import Finding, at_most, exactly, told
from prove.scale import Scale
from rig.cluster import TELEGRAM_SECRET
from rig.deliveries import whatsapp_value
from simulator.faults import Fault


async def repeats(city: City, scale: Scale) -> list[Finding]:
    """Every delivery comes up to five times at once, spread over the web processes."""
    city.front.copies = 5
    crowd = Crowd(city, "repeats", scale.residents)
    await crowd.write(scale.few, scale.few / 60)
    await crowd.settle()
    city.front.copies = 1
    return (await audit(city, crowd)).findings("repeats")


async def shuffled(city: City, scale: Scale) -> list[Finding]:
    """WhatsApp's deliveries come in a wrong order, as Meta allows itself."""
    city.simulator.whatsapp.faults.set(Fault.SHUFFLED)
    crowd = Crowd(city, "shuffled", scale.residents)
    await crowd.write(scale.few, scale.few / 60)
    await asyncio.sleep(1)
    city.simulator.whatsapp.faults.clear()
    await crowd.settle()
    return (await audit(city, crowd)).findings("shuffled")


async def poison(city: City, scale: Scale) -> list[Finding]:
    """Garbage of every kind between good messages."""
    crowd = Crowd(city, "poison", 5)
    for resident in crowd.residents:
        await crowd.say(resident)
    await crowd.settle()
    broken = await city.rows(
        """WITH p AS (
               INSERT INTO inbox (channel, account, external_id, conversation, body, state)
               SELECT channel, account, 'poison-' || id, id, '{"no": "sense"}', 'waiting' FROM conversation
               WHERE id IN (SELECT conversation FROM inbox WHERE id = ANY(:ids))
               RETURNING conversation)
           INSERT INTO mailbox (conversation) SELECT conversation FROM p ORDER BY 1
           ON CONFLICT (conversation) DO UPDATE SET generation = mailbox.generation + 1 RETURNING conversation""",
        ids=list(await city.kept.events("poison ")),
    )
    refused = await _hostile_deliveries(city)
    for resident in crowd.residents:
        await crowd.say(resident)
    await crowd.settle()
    dead = await city.value("SELECT count(*) FROM inbox WHERE external_id LIKE 'poison-%' AND state = 'dead'")
    unreadable = await city.value("SELECT count(*) FROM inbox WHERE state = 'unreadable'")
    return [
        exactly("poison: events no version of ours can read, set aside", dead, len(broken)),
        exactly("poison: unreadable elements of good deliveries, kept", unreadable, 1),
        Finding("poison: forged, malformed, oversized", refused, "401 400 413", refused == "401 400 413"),
        *(await audit(city, crowd)).findings("poison")[:4],
    ]


async def _hostile_deliveries(city: City) -> str:
    """How each was answered."""
    url = next(iter(city.webs))
    good = whatsapp_value({"messages": [{"id": "wamid.NOBODY", "type": "text", "text": {"body": "x"}}]})
    forged = {**good.headers, "X-Hub-Signature-256": "sha256=" + "0" * 64}
    statuses = []
    async with ClientSession() as http:
        async with http.post(url + good.path, data=good.body, headers=good.headers) as answer:
            if answer.status != 200:
                return f"a good delivery with a bad element: {answer.status}"
        for path, body, headers in (
            (good.path, good.body, forged),
            (
                "/hooks/telegram",
                b"{",
                {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET},
            ),
            (good.path, b"x" * 5_000_000, forged),
        ):
            async with http.post(url + path, data=BytesIO(body), headers=headers) as answer:
                statuses.append(str(answer.status))
    return " ".join(statuses)


async def storm(city: City, scale: Scale) -> list[Finding]:
    """Both channels say "too fast" again and again."""
    crowd = Crowd(city, "storm", scale.residents)
    writing = asyncio.create_task(crowd.write(scale.few, scale.few / 60))
    for _ in range(4):
        for server in (city.simulator.telegram, city.simulator.whatsapp):
            server.faults.set(Fault.THROTTLED, times=6, seconds=1)
        await asyncio.sleep(scale.few / 60 / 4)
    await writing
    await crowd.settle()
    found = await audit(city, crowd)
    return [
        *found.findings("storm"),
        exactly("storm: dead letters", found.dead),
        at_most("storm: attempts counted for any message", found.most_attempts, 1),
    ]


async def lost_answers(city: City, scale: Scale) -> list[Finding]:
    """A channel takes a message and its answer never reaches us."""
    crowd = Crowd(city, "lost", 5)
    lost = 3
    for server in (city.simulator.telegram, city.simulator.whatsapp):
        server.faults.set(Fault.LOST_ANSWER, times=lost)
    await crowd.write(40, 2)
    await crowd.settle()
    found = await audit(city, crowd)
    return [
        *found.findings("lost answers"),
        # Meta's status tells that the message arrived; Telegram has no such thing.
        exactly("lost answers: sent twice (Telegram only)", found.duplicate_sends, lost),
    ]


async def outage(city: City, scale: Scale) -> list[Finding]:
    """Both channels answer nothing but errors for a while."""
    crowd = Crowd(city, "outage", scale.residents)
    for server in (city.simulator.telegram, city.simulator.whatsapp):
        server.faults.set(Fault.SERVER_ERROR)
    await crowd.write(scale.few, scale.outage)
    tries = sum(call.status >= 500 for call in city.simulator.telegram.calls)
    tries += sum(call.status >= 500 for call in city.simulator.whatsapp.calls)
    for server in (city.simulator.telegram, city.simulator.whatsapp):
        server.faults.clear()
    await crowd.settle()
    found = await audit(city, crowd)
    # Until it is known to be down each worker may have its hands full of messages; then one at a time is tried.
    return [
        *found.findings("outage"),
        exactly("outage: dead letters", found.dead),
        at_most("outage: sends tried while both channels were down", tries, 2 * 50 + 2 * scale.outage),
    ]


def pace(city: City, *, judged: bool) -> list[Finding]:
    """Over everything above: the most messages that arrived in any second. What reached this process while it stood
    still itself, starting others on a busy machine, is not held against the bot. Senders that stood still cannot be
    told apart from senders that were too fast, so a short proof, run by the tests on any machine, only tells."""
    telegram, whatsapp = city.simulator.telegram.calls, city.simulator.whatsapp.calls
    findings = []
    for name, rate, times in (
        ("Telegram", 30, [call.at for call in telegram if call.status == 200 and _is_message(call.method)]),
        ("WhatsApp", 80, [call.at for call in whatsapp if call.status == 200 and "status" not in call.body]),
    ):
        # The way to the platform takes a little more or less each time: two may come closer than they left.
        most = city.stillness.densest(times, rate)
        row = f"pace: most {name} sends in any second (arrival, ± 2)"
        findings.append(at_most(row, most, rate + 2) if judged else told(row, most))
    return findings


def _is_message(method: str) -> bool:
    """Typing dots are none."""
    return method.startswith("send") and method != "sendChatAction"
