"""Settings → everything that touches the world, opened once a process and closed at its end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

from bot.channels.telegram.adapter import TelegramChannel
from bot.channels.whatsapp.adapter import WhatsAppChannel
from bot.channels.whatsapp.errors import late_failure
from bot.channels.whatsapp.management import TemplateApi
from bot.channels.whatsapp.template import knock
from bot.clock import WallClock
from bot.domain.campaigns import Rules as CampaignRules
from bot.domain.errors import SettingsError
from bot.domain.messages import ChannelName
from bot.domain.ports import Channel
from bot.domain.service import ServiceApi
from bot.keys import open_vault
from bot.metrics import Metrics
from bot.outbound.pace import DEFAULT_PACES, AccountPace, ChatPace
from bot.outbound.rules import ChannelRules, Rules
from bot.service_api.client import NoService, ServiceClient
from bot.settings import Settings
from bot.store.embedded import start_embedded
from bot.store.engine import Database
from bot.store.migrate import migrate
from bot.store.wakeup import Wakeup
from faq.book import YamlBook, load_book
from nlu.client import RasaClient


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


def campaign_rules(settings: Settings) -> CampaignRules:
    """The office's own limits on announcements."""
    return CampaignRules(
        second_above=settings.CAMPAIGN_SECOND_ABOVE,
        per_week=settings.CAMPAIGN_PER_WEEK,
        quiet_from=settings.CAMPAIGN_QUIET_FROM,
        quiet_until=settings.CAMPAIGN_QUIET_UNTIL,
        tier=settings.WHATSAPP_TIER,
        tier_share=settings.WHATSAPP_TIER_SHARE,
    )


def by_webhook(settings: Settings) -> bool:
    return settings.PUBLIC_URL is not None


def _nlu_url(settings: Settings) -> str:
    if settings.NLU_URL is None:
        raise SettingsError(["NLU_URL is missing — where Rasa listens; only `run` starts a Rasa of its own"])
    return settings.NLU_URL


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
        by_webhook=by_webhook(settings),
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
        business_account=settings.WHATSAPP_BUSINESS_ACCOUNT_ID or "",
    )


def template_api(settings: Settings, http: ClientSession) -> TemplateApi | None:
    """Meta's management of templates; None where no business account is set up."""
    token = settings.WHATSAPP_ACCESS_TOKEN
    if settings.WHATSAPP_BUSINESS_ACCOUNT_ID is None or token is None:
        return None
    graph = f"{settings.WHATSAPP_API_BASE}/{settings.WHATSAPP_API_VERSION}"
    return TemplateApi(settings.WHATSAPP_BUSINESS_ACCOUNT_ID, token.get_secret_value(), graph, http)
