"""What is done to our own processes and to the database, one torment a function; each returns what was found."""

from __future__ import annotations

import asyncio
import time

from prove.audit import audit
from prove.city import City
from prove.crowd import Crowd
from prove.report import Finding, at_least, at_most, exactly
from prove.scale import Scale

LEASE_SECONDS = 8.0


async def kills(city: City, scale: Scale) -> list[Finding]:
    """SIGKILL to random web and worker processes while residents write."""
    crowd = Crowd(city, "kills", scale.residents)
    # Turns take so long that every worker has some in hand when it dies.
    city.brain.seconds = 0.6
    writing = asyncio.create_task(crowd.write(scale.events, scale.seconds))
    before = city.kills
    await kill_all_workers_in_mid_turn(city)
    for _ in range(scale.kills):
        await asyncio.sleep(scale.seconds / (scale.kills + 2))
        await kill_one(city)
    await writing
    await crowd.settle()
    city.brain.seconds = 0.0
    found = await audit(city, crowd)
    return [
        at_least("kills: processes killed with SIGKILL", city.kills - before, scale.kills),
        at_least("kills: events written meanwhile", crowd.written, scale.events),
        *found.findings("kills"),
        exactly("kills: dead letters", found.dead),
        at_least("kills: turns and sends begun a second time", found.again, 1),
        # Who is hit by three kills, the one of all workers among them, waits for three leases, longer each time.
        at_most("kills: longest wait for a turn", found.longest_seconds, 6 * LEASE_SECONDS, " s"),
    ]


async def kill_one(city: City) -> None:
    """Of either kind."""
    await (kill_a_web(city) if city.rng.random() < 1 / 3 else kill_a_worker(city))


async def kill_a_web(city: City) -> None:
    """A new process takes the place of the dead one, as a supervisor would see to it."""
    await city.kill_web(city.rng.choice(list(city.webs)))
    await city.add_web()


async def kill_a_worker(city: City) -> None:
    """Likewise."""
    await city.kill_worker(city.rng.choice(city.workers))
    await city.add_worker()


async def kill_all_workers_in_mid_turn(city: City) -> None:
    """While one of them waits for the brain, whichever it is: so that a proof never rests on idle workers' deaths."""
    asked = city.brain.asked
    async with asyncio.timeout(20):
        while city.brain.asked == asked:
            await asyncio.sleep(0.01)
    workers = list(city.workers)
    await asyncio.gather(*(city.kill_worker(worker) for worker in workers))
    await asyncio.gather(*(city.add_worker() for _ in workers))


async def kill_both(city: City, times: int, pause: float) -> None:
    """A worker and a web process, so many times, with a pause before each."""
    for _ in range(times):
        for kill in (kill_a_worker, kill_a_web):
            await asyncio.sleep(pause)
            await kill(city)


async def takeover(city: City, scale: Scale) -> list[Finding]:
    """A worker dies with conversations in its hands; nobody starts another one."""
    crowd = Crowd(city, "takeover", 10)
    city.brain.seconds = 2.0
    asked = city.brain.asked
    for resident in crowd.residents:
        await crowd.say(resident)
    async with asyncio.timeout(20):
        while city.brain.asked < asked + len(crowd.residents) // 2:
            await asyncio.sleep(0.05)
    for worker in list(city.workers[1:]):
        await city.kill_worker(worker)
    died = time.monotonic()
    city.brain.seconds = 0.0
    await crowd.settle()
    took = time.monotonic() - died
    found = await audit(city, crowd)
    while len(city.workers) < 4:
        await city.add_worker()
    return [
        at_most("takeover: all conversations of dead workers answered after", took, LEASE_SECONDS + 8.0, " s"),
        *found.findings("takeover")[:3],
    ]


async def database_restart(city: City, scale: Scale) -> list[Finding]:
    """PostgreSQL dies in mid-work and comes back."""
    crowd = Crowd(city, "restart", scale.residents)
    seconds, refused = scale.few / 40, city.front.refused
    writing = asyncio.create_task(crowd.write(scale.few, seconds))
    await asyncio.sleep(seconds / 2)
    await city.cluster.restart_database()
    await writing
    await crowd.settle()
    found = await audit(city, crowd)
    alive = sum(process.alive for process in [*city.webs.values(), *city.workers])
    return [
        *found.findings("restart"),
        exactly("restart: processes still alive", alive, len(city.webs) + len(city.workers)),
        at_least("restart: deliveries refused so that they come again", city.front.refused - refused, 1),
    ]


async def clean_stop(city: City, scale: Scale) -> list[Finding]:
    """SIGTERM to a worker with conversations in hand."""
    await city.replace_dead()
    for worker in list(city.workers[1:]):
        await worker.stop()
        city.workers.remove(worker)
    crowd = Crowd(city, "stop", 10)
    city.brain.seconds = 0.5
    for resident in crowd.residents:
        await crowd.say(resident)
        await crowd.say(resident)
    await asyncio.sleep(0.6)
    began = time.monotonic()
    [worker] = city.workers
    code = await worker.stop()
    took = time.monotonic() - began
    leased = await city.value("SELECT count(*) FROM mailbox WHERE lease_until > clock_timestamp()")
    city.workers.clear()
    city.brain.seconds = 0.0
    await city.add_worker()
    await crowd.settle()
    return [
        exactly("stop: exit code after SIGTERM", code),
        at_most("stop: took", took, 5.0, " s"),
        exactly("stop: conversations still leased afterwards", leased),
        *(await audit(city, crowd)).findings("stop")[:4],
    ]
