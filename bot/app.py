"""Composition root: settings → adapters → a running web or worker process. The only place that builds things."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import structlog
from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector, web

from bot.attachments import ChannelAttachments
from bot.channels.telegram.adapter import TelegramChannel
from bot.channels.whatsapp.adapter import WhatsAppChannel
from bot.channels.whatsapp.errors import late_failure
from bot.channels.whatsapp.template import knock
from bot.clock import WallClock
from bot.clockwork import Clockwork, Job, at_night, every_minute, hourly
from bot.domain.errors import SettingsError
from bot.domain.messages import ChannelName
from bot.domain.ports import Channel, Ports
from bot.domain.service import ServiceApi
from bot.edits import Edits
from bot.inbound.dev_road import dev_routes
from bot.inbound.health import health_routes
from bot.inbound.metrics_page import metrics_page, metrics_routes
from bot.inbound.service_events import service_routes
from bot.inbound.telegram_reception import receive_telegram
from bot.inbound.web import build_application
from bot.inbound.webhooks import webhook_routes
from bot.keys import open_vault
from bot.metrics import Metrics
from bot.outbound.pace import DEFAULT_PACES, AccountPace, ChatPace
from bot.outbound.rules import ChannelRules, Rules
from bot.service_api.client import NoService, ServiceClient
from bot.service_api.poll import poll_watched
from bot.settings import Settings
from bot.store.backlog import read_backlog
from bot.store.case_desk import PostgresCaseDesk
from bot.store.case_files import CaseFiles
from bot.store.cases import PostgresCases
from bot.store.desk import PostgresQueue
from bot.store.embedded import start_embedded
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.leader import only_one
from bot.store.lookups import PostgresAttempts, PostgresWatchers
from bot.store.mailbox import PostgresMailbox
from bot.store.migrate import migrate
from bot.store.outbox import PostgresOutbox
from bot.store.purge import Retention, purge, sweep
from bot.store.road import last_road
from bot.store.schedule import PostgresSchedule
from bot.store.timers import PostgresTimers
from bot.store.topic_versions import TopicVersions
from bot.store.wakeup import Wakeup
from bot.turn import TurnTaker
from bot.worker import Worker
from console.public.routes import ticket_routes
from faq.book import YamlBook, load_book
from faq.editing import read_topic
from nlu.client import RasaClient

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Adapters:
    """Everything that touches the world, built once a process."""

    database: Database
    database_url: str
    wakeup: Wakeup
    metrics: Metrics
    rules: Rules
    http: ClientSession
    telegram: TelegramChannel | None
    whatsapp: WhatsAppChannel | None
    nlu: RasaClient
    book: YamlBook
    service: ServiceApi

    @property
    def channels(self) -> dict[ChannelName, Channel]:
        present: list[Channel | None] = [self.telegram, self.whatsapp]
        return {channel.name: channel for channel in present if channel is not None}


@asynccontextmanager
async def opened_database(settings: Settings) -> AsyncIterator[tuple[Database, str]]:
    """The migrated database and its address; embedded where DATABASE_URL is unset. Raises StoreUnavailable."""
    async with AsyncExitStack() as stack:
        url = settings.DATABASE_URL or _embedded(settings, stack)
        database = Database(url, open_vault(settings))
        stack.push_async_callback(database.close)
        await migrate(database)
        yield database, url


@asynccontextmanager
async def real_adapters(settings: Settings) -> AsyncIterator[Adapters]:
    """Connect to everything the settings name; close it all at the end. Raises SettingsError, StoreUnavailable."""
    nlu_url = _nlu_url(settings)
    async with AsyncExitStack() as stack:
        database, database_url = await stack.enter_async_context(opened_database(settings))
        wakeup = Wakeup(database_url)
        stack.push_async_callback(wakeup.close)
        http = await stack.enter_async_context(
            ClientSession(
                timeout=ClientTimeout(total=15, connect=5),
                cookie_jar=DummyCookieJar(),
                connector=TCPConnector(limit=200, limit_per_host=100),
            )
        )
        yield Adapters(
            database=database,
            database_url=database_url,
            wakeup=wakeup,
            metrics=Metrics(),
            rules=channel_rules(settings),
            http=http,
            telegram=_telegram(settings, http),
            whatsapp=_whatsapp(settings, http),
            nlu=RasaClient(http, nlu_url, timeout=settings.NLU_TIMEOUT_SECONDS),
            book=load_book(settings.OFFICE_FILE, WallClock().now),
            service=_service(settings, http),
        )


async def run_web(settings: Settings, stop: asyncio.Event) -> None:
    """Serve webhooks (and poll Telegram where it cannot reach us) until `stop`."""
    async with real_adapters(settings) as adapters:
        runner = web.AppRunner(web_application(settings, adapters), access_log=None, shutdown_timeout=5)
        await runner.setup()
        try:
            await web.TCPSite(runner, settings.HTTP_HOST, settings.HTTP_PORT).start()
            async with _measured(settings, adapters):
                reception = asyncio.create_task(receive(settings, adapters))
                await stop.wait()
                reception.cancel()
                await asyncio.gather(reception, return_exceptions=True)
        finally:
            await runner.cleanup()


async def run_worker(settings: Settings, stop: asyncio.Event) -> None:
    """Handle and send until `stop`."""
    async with real_adapters(settings) as adapters:
        worker = build_worker(settings, adapters)
        clockwork = build_clockwork(settings, adapters)
        edits = Edits(TopicVersions(adapters.database), read_topic, adapters.book.use)
        listening = asyncio.create_task(adapters.wakeup.listen(worker.ring))
        try:
            async with _measured(settings, adapters):
                await asyncio.gather(worker.run(stop), clockwork.run(stop), edits.run(stop))
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening


def web_application(settings: Settings, adapters: Adapters) -> web.Application:
    intake = PostgresIntake(adapters.database, adapters.wakeup, adapters.rules)
    telegram = adapters.telegram if _by_webhook(settings) else None
    routes = webhook_routes(intake, telegram, adapters.whatsapp, adapters.metrics)
    routes += health_routes(partial(read_backlog, adapters.database), adapters.nlu.healthy)
    routes += ticket_routes(PostgresCases(adapters.database), adapters.book, WallClock())
    if settings.SERVICE_API_SECRET is not None:
        watchers = PostgresWatchers(adapters.database, adapters.wakeup)
        routes += service_routes(watchers, settings.SERVICE_API_SECRET.get_secret_value())
    if settings.DEV_ROAD:
        routes += dev_routes(partial(last_road, adapters.database))
    return build_application(routes)


def build_worker(settings: Settings, adapters: Adapters) -> Worker:
    return Worker(
        PostgresMailbox(adapters.database, adapters.wakeup),
        PostgresOutbox(adapters.database, adapters.rules),
        adapters.channels,
        TurnTaker(adapters.nlu, build_ports(adapters), WallClock(), adapters.metrics),
        adapters.metrics,
    )


def build_ports(adapters: Adapters) -> Ports:
    """What handlers may ask."""
    database = adapters.database
    return Ports(
        book=adapters.book,
        queue=PostgresQueue(database),
        cases=PostgresCases(database),
        attachments=ChannelAttachments(adapters.channels, CaseFiles(database)),
        calendar=adapters.book.calendar,
        service=adapters.service,
        attempts=PostgresAttempts(database),
    )


def build_clockwork(settings: Settings, adapters: Adapters) -> Clockwork:
    keep = retention(settings)
    watchers = PostgresWatchers(adapters.database, adapters.wakeup)
    desk = PostgresCaseDesk(adapters.database, adapters.wakeup, adapters.book.calendar, WallClock())
    jobs = (
        Job("purge", at_night, partial(purge, adapters.database, keep)),
        Job("sweep", hourly, partial(sweep, adapters.database)),
        Job("watched applications", every_minute, partial(poll_watched, adapters.service, watchers)),
        Job("close cases", hourly, desk.close_unanswered),
        Job("orphaned files", at_night, CaseFiles(adapters.database).drop_orphans),
    )
    return Clockwork(PostgresTimers(adapters.database, adapters.wakeup), PostgresSchedule(adapters.database), jobs)


def channel_rules(settings: Settings) -> Rules:
    """Ceilings and templates as configured."""
    telegram, whatsapp = DEFAULT_PACES[ChannelName.TELEGRAM], DEFAULT_PACES[ChannelName.WHATSAPP]
    # As many at once as leave room for one each interval: no minute then holds more than the configured number.
    group = ChatPace(60.0 / (settings.TELEGRAM_GROUP_PER_MINUTE - telegram.group.burst), telegram.group.burst)
    person = replace(telegram.person, interval=1 / settings.TELEGRAM_CHAT_PER_SECOND)
    chat = replace(whatsapp.person, interval=1 / settings.WHATSAPP_CHAT_PER_SECOND)
    template = knock(settings.WHATSAPP_READY_TEMPLATE, settings.WHATSAPP_READY_LANGUAGE)
    return {
        ChannelName.TELEGRAM: ChannelRules(AccountPace(settings.TELEGRAM_PER_SECOND, person, group), reports=False),
        ChannelName.WHATSAPP: ChannelRules(
            AccountPace(settings.WHATSAPP_PER_SECOND, chat, chat), template, failure=late_failure
        ),
    }


def retention(settings: Settings) -> Retention:
    return Retention(
        messages=timedelta(days=settings.RETENTION_MESSAGES_DAYS),
        letters=timedelta(days=settings.RETENTION_LETTERS_DAYS),
        questions=timedelta(days=settings.RETENTION_QUESTIONS_DAYS),
        residents=timedelta(days=settings.RETENTION_RESIDENTS_DAYS),
    )


async def receive(settings: Settings, adapters: Adapters) -> None:
    """Make Telegram deliver to us; WhatsApp's webhook is registered at Meta by hand."""
    if adapters.telegram is not None:
        intake = PostgresIntake(adapters.database, adapters.wakeup, adapters.rules)
        url = f"{settings.PUBLIC_URL}/hooks/telegram" if _by_webhook(settings) else None
        lock = partial(only_one, adapters.database_url, f"telegram polling {adapters.telegram.account}")
        await receive_telegram(adapters.telegram, intake, adapters.book, url, lock)


def _measured(settings: Settings, adapters: Adapters) -> AbstractAsyncContextManager[None]:
    routes = metrics_routes(adapters.metrics, partial(read_backlog, adapters.database))
    return metrics_page(settings.METRICS_HOST, settings.METRICS_PORT, routes)


def _nlu_url(settings: Settings) -> str:
    if settings.NLU_URL is None:
        raise SettingsError(["NLU_URL is missing — where Rasa listens; only `run` starts a Rasa of its own"])
    return settings.NLU_URL


def _by_webhook(settings: Settings) -> bool:
    return settings.PUBLIC_URL is not None


def _service(settings: Settings, http: ClientSession) -> ServiceApi:
    if settings.SERVICE_API_URL is None:
        return NoService()
    token = settings.SERVICE_API_TOKEN
    return ServiceClient(http, settings.SERVICE_API_URL, token.get_secret_value() if token else "")


def _embedded(settings: Settings, stack: AsyncExitStack) -> str:
    server = start_embedded(settings.VAR_DIR / "postgres")
    stack.callback(server.cleanup)
    return server.get_uri()


def _telegram(settings: Settings, http: ClientSession) -> TelegramChannel | None:
    if settings.TELEGRAM_BOT_TOKEN is None:
        return None
    secret = settings.TELEGRAM_WEBHOOK_SECRET
    return TelegramChannel(
        token=settings.TELEGRAM_BOT_TOKEN.get_secret_value(),
        secret=secret.get_secret_value() if secret else "",
        api_base=settings.TELEGRAM_API_BASE,
        session=http,
        by_webhook=_by_webhook(settings),
    )


def _whatsapp(settings: Settings, http: ClientSession) -> WhatsAppChannel | None:
    given = (settings.WHATSAPP_ACCESS_TOKEN, settings.WHATSAPP_APP_SECRET, settings.WHATSAPP_VERIFY_TOKEN)
    if settings.WHATSAPP_PHONE_NUMBER_ID is None:
        return None
    access_token, app_secret, verify_token = (value.get_secret_value() if value else "" for value in given)
    return WhatsAppChannel(
        phone_number_id=settings.WHATSAPP_PHONE_NUMBER_ID,
        access_token=access_token,
        app_secret=app_secret,
        verify_token=verify_token,
        api_base=settings.WHATSAPP_API_BASE,
        api_version=settings.WHATSAPP_API_VERSION,
        session=http,
    )
