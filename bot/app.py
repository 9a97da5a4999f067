"""Composition root: settings → adapters → a running web or worker process. The only place that builds things."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from datetime import timedelta
from functools import partial

import structlog
from aiohttp import web

from bot.adapters import Adapters, by_webhook, campaign_rules, real_adapters
from bot.campaign_room import campaign_jobs
from bot.campaign_run import CampaignRun
from bot.clock import WallClock
from bot.clockwork import Clockwork, Job, at_night, at_once, every_minute, hourly
from bot.domain.timing import Clock
from bot.duty.heart import Sights, beat
from bot.dutyroom import duty_jobs
from bot.edits import Edits
from bot.inbound.dev_road import dev_routes
from bot.inbound.health import health_routes
from bot.inbound.metrics_page import metrics_page, metrics_routes
from bot.inbound.service_events import service_routes
from bot.inbound.telegram_reception import receive_telegram
from bot.inbound.web import build_application
from bot.inbound.webhooks import webhook_routes
from bot.ports import build_ports
from bot.sample_account import close_sample_accounts
from bot.service_api.poll import poll_watched
from bot.settings import Settings
from bot.staffroom import build_console
from bot.store.answer_candidates import PostgresCandidates
from bot.store.answer_files import PostgresAnswerFiles
from bot.store.audit import PostgresAudit
from bot.store.backlog import read_backlog
from bot.store.campaign_feed import CampaignFeed, Way
from bot.store.campaign_pictures import PostgresCampaignPictures
from bot.store.campaign_start import CampaignStart
from bot.store.case_desk import PostgresCaseDesk
from bot.store.case_files import CaseFiles
from bot.store.cases import PostgresCases
from bot.store.intake import PostgresIntake
from bot.store.leader import only_one
from bot.store.lookups import PostgresWatchers
from bot.store.mailbox import PostgresMailbox
from bot.store.outbox import PostgresOutbox
from bot.store.purge import Retention, purge, sweep
from bot.store.reseal import reseal
from bot.store.review_groups import ReviewGroups
from bot.store.road import last_road
from bot.store.schedule import PostgresSchedule
from bot.store.search_index import mark_messages
from bot.store.timers import PostgresTimers
from bot.store.topic_versions import TopicVersions
from bot.template_room import campaign_wording, template_desk, template_shelf
from bot.turn import TurnTaker
from bot.worker import Worker
from console.public.routes import ticket_routes
from faq.editing import read_topic

_log = structlog.get_logger(__name__)


async def run_web(settings: Settings, stop: asyncio.Event) -> None:
    """Serve webhooks (and poll Telegram where it cannot reach us) until `stop`."""
    async with real_adapters(settings) as adapters:
        if not settings.DEV_ROAD:
            await close_sample_accounts(adapters.database)
        console, sights = build_console(settings, adapters), Sights(settings.VAR_DIR)
        application = web_application(settings, adapters, console.routes)
        edits = Edits(TopicVersions(adapters.database), read_topic, adapters.book.use)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=5)
        await runner.setup()
        _built()
        try:
            await web.TCPSite(runner, settings.HTTP_HOST, settings.HTTP_PORT).start()
            async with _measured(settings, adapters):
                tasks = [
                    asyncio.create_task(receive(settings, adapters, sights.hear)),
                    asyncio.create_task(beat(adapters.database, "web", sights.look, stop)),
                    asyncio.create_task(adapters.wakeup.listen(console.pulse.ring)),
                    asyncio.create_task(edits.run(stop)),
                ]
                await stop.wait()
                console.pulse.close()
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            await runner.cleanup()


async def run_worker(settings: Settings, stop: asyncio.Event) -> None:
    """Handle and send until `stop`."""
    async with real_adapters(settings) as adapters:
        worker = build_worker(settings, adapters)
        clockwork = build_clockwork(settings, adapters)
        edits = Edits(TopicVersions(adapters.database), read_topic, adapters.book.use)
        sights = Sights(settings.VAR_DIR, adapters.nlu, adapters.service)
        listening = asyncio.create_task(adapters.wakeup.listen(worker.ring))
        _built()
        try:
            async with _measured(settings, adapters):
                living = beat(adapters.database, "worker", sights.look, stop)
                campaigns = build_campaigns(settings, adapters, WallClock()).run(stop)
                await asyncio.gather(worker.run(stop), clockwork.run(stop), campaigns, edits.run(stop), living)
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening


def _built() -> None:
    """What there is by now stays: Python looks through it for garbage no more, which took 0.2 s in which nothing else
    ran."""
    gc.collect()
    gc.freeze()


def web_application(
    settings: Settings, adapters: Adapters, console: Sequence[web.RouteDef] | None = None
) -> web.Application:
    """`console` where the caller keeps the console's pulse itself."""
    intake = PostgresIntake(adapters.database, adapters.wakeup, adapters.rules)
    telegram = adapters.telegram if by_webhook(settings) else None
    routes = webhook_routes(intake, telegram, adapters.whatsapp, adapters.metrics)
    routes += health_routes(partial(read_backlog, adapters.database), adapters.nlu.healthy)
    routes += ticket_routes(PostgresCases(adapters.database), adapters.book, WallClock())
    if settings.SERVICE_API_SECRET is not None:
        watchers = PostgresWatchers(adapters.database, adapters.wakeup)
        routes += service_routes(watchers, settings.SERVICE_API_SECRET.get_secret_value())
    if settings.DEV_ROAD:
        routes += dev_routes(partial(last_road, adapters.database), adapters.book.title)
    routes += build_console(settings, adapters).routes if console is None else console
    return build_application(routes)


def build_worker(settings: Settings, adapters: Adapters) -> Worker:
    ports = build_ports(adapters, campaign_rules(settings).per_week)
    return Worker(
        PostgresMailbox(adapters.database, adapters.wakeup),
        PostgresOutbox(adapters.database, adapters.rules, pictures=PostgresCampaignPictures(adapters.database)),
        adapters.channels,
        TurnTaker(adapters.nlu, ports, WallClock(), adapters.metrics, burst=settings.RESIDENT_BURST),
        adapters.metrics,
    )


def build_campaigns(settings: Settings, adapters: Adapters, clock: Clock) -> CampaignRun:
    rules = campaign_rules(settings)
    feed = CampaignFeed(adapters.database, rules, clock, partial(adapters.wakeup.ring, "desk"))
    start = CampaignStart(adapters.database, rules)
    wording = campaign_wording(adapters, template_shelf(adapters))
    ways = [
        Way(name, channel.account, adapters.rules[name].pace.per_second, wording.on(name))
        for name, channel in adapters.channels.items()
    ]
    return CampaignRun(feed, start, ways, adapters.wakeup, wording.refresh)


def build_clockwork(settings: Settings, adapters: Adapters) -> Clockwork:
    keep = retention(settings)
    watchers = PostgresWatchers(adapters.database, adapters.wakeup)
    desk = PostgresCaseDesk(adapters.database, adapters.wakeup, adapters.book.calendar, WallClock())
    jobs = (
        Job("purge", at_night, partial(purge, adapters.database, keep)),
        Job("sweep", hourly, partial(sweep, adapters.database)),
        Job("watched applications", every_minute, partial(poll_watched, adapters.service, watchers)),
        Job("close cases", hourly, desk.close_unanswered),
        Job("seal with the newest key", at_night, partial(reseal, adapters.database)),
        Job("repeated refusals", hourly, PostgresAudit(adapters.database).settle),
        Job("orphaned files", at_night, CaseFiles(adapters.database).drop_orphans),
        Job("files of the staff", at_night, PostgresAnswerFiles(adapters.database).forget_sent),
        *duty_jobs(settings, adapters),
        Job("whatsapp templates", every_minute, template_desk(settings, adapters).sync_by_clock),
        *campaign_jobs(adapters),
        Job("search", at_once, partial(mark_messages, adapters.database)),
        Job("review groups", every_minute, ReviewGroups(adapters.database, adapters.wakeup).run),
        Job("answer candidates", every_minute, PostgresCandidates(adapters.database, adapters.wakeup).collect),
    )
    return Clockwork(PostgresTimers(adapters.database, adapters.wakeup), PostgresSchedule(adapters.database), jobs)


def retention(settings: Settings) -> Retention:
    return Retention(
        messages=timedelta(days=settings.RETENTION_MESSAGES_DAYS),
        letters=timedelta(days=settings.RETENTION_LETTERS_DAYS),
        questions=timedelta(days=settings.RETENTION_QUESTIONS_DAYS),
        residents=timedelta(days=settings.RETENTION_RESIDENTS_DAYS),
    )


async def receive(settings: Settings, adapters: Adapters, tell: Callable[[str], None] = lambda _: None) -> None:
    """Make Telegram deliver to us; WhatsApp's webhook is registered at Meta by hand. `tell` hears how it goes."""
    if adapters.telegram is not None:
        intake = PostgresIntake(adapters.database, adapters.wakeup, adapters.rules)
        url = f"{settings.PUBLIC_URL}/hooks/telegram" if by_webhook(settings) else None
        lock = partial(only_one, adapters.database_url, f"telegram polling {adapters.telegram.account}")
        await receive_telegram(adapters.telegram, intake, adapters.book, url, lock, tell)


def _measured(settings: Settings, adapters: Adapters) -> AbstractAsyncContextManager[None]:
    routes = metrics_routes(adapters.metrics, partial(read_backlog, adapters.database))
    return metrics_page(settings.METRICS_HOST, settings.METRICS_PORT, routes)
