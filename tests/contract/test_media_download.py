"""Files of residents fetched from both channels' servers, and what each refusal becomes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.channels.telegram.adapter import TelegramChannel
from bot.channels.whatsapp.adapter import WhatsAppChannel
from bot.domain.errors import MediaError, MediaGone, MediaTooLarge, MediaUnavailable
from bot.domain.ports import MAX_MEDIA_BYTES, Channel
from tests.bot_api import TOKEN, Answer, gives, hangs, hangs_up, refuses, says, shows

MEDIA_ID = "AgACAgU123"
FILE = b"\xff\xd8 the picture"


def file(content: bytes = FILE, status: int = 200) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=content, status=status)

    return answer


async def endless(request: web.Request) -> web.StreamResponse:
    """Never says how long it is."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(bytes(1024 * 1024))


async def moved(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("http://127.0.0.1:9/elsewhere")


@dataclass
class Platform:
    """A server that tells where a file lies (`about`) and gives it (`content`)."""

    about: Answer | None = None
    content: Answer = field(default_factory=file)
    seen: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""

    async def tell(self, request: web.Request) -> web.StreamResponse:
        self.seen.append((request.path, request.headers.get("Authorization", "")))
        return await (self.about or self.usual)(request)

    async def usual(self, request: web.Request) -> web.StreamResponse:
        telegram = "getFile" in request.path
        return await (gives({"file_path": "photos/1.jpg"}) if telegram else says({"url": f"{self.url}/files/1"}))(
            request
        )

    async def give(self, request: web.Request) -> web.StreamResponse:
        self.seen.append((request.path, request.headers.get("Authorization", "")))
        return await self.content(request)


Connect = Callable[[Platform, ClientSession, float], Channel]


def telegram(platform: Platform, session: ClientSession, seconds: float) -> Channel:
    return TelegramChannel(TOKEN, "rahasia", platform.url, session, by_webhook=True, read_seconds=seconds)


def whatsapp(platform: Platform, session: ClientSession, seconds: float) -> Channel:
    return WhatsAppChannel(
        "100000000000001",
        "EAAinvented",
        "invented-secret",
        "invented",
        platform.url,
        "v26.0",
        session,
        send_seconds=seconds,
    )


@asynccontextmanager
async def connected(platform: Platform, connect: Connect) -> AsyncIterator[Channel]:
    """A server that hangs is given up soon; any other is waited for, however busy this machine is."""
    seconds = 0.3 if hangs in {platform.about, platform.content} else 60.0
    application = web.Application()
    application.router.add_post(f"/bot{TOKEN}/getFile", platform.tell)
    application.router.add_get(f"/file/bot{TOKEN}/photos/1.jpg", platform.give)
    application.router.add_get(f"/v26.0/{MEDIA_ID}", platform.tell)
    application.router.add_get("/files/1", platform.give)
    server = TestServer(application, handler_cancellation=True, shutdown_timeout=0.1)
    async with server, ClientSession() as session:
        platform.url = f"http://127.0.0.1:{server.port}"
        yield connect(platform, session, seconds)


both = pytest.mark.parametrize("connect", [telegram, whatsapp])


@both
async def test_a_file_is_fetched_as_it_is(connect: Connect) -> None:
    async with connected(Platform(), connect) as channel:
        assert await channel.download(MEDIA_ID) == FILE


async def test_meta_gets_the_token_for_both_requests() -> None:
    platform = Platform()
    async with connected(platform, whatsapp) as channel:
        await channel.download(MEDIA_ID)
    assert platform.seen == [(f"/v26.0/{MEDIA_ID}", "Bearer EAAinvented"), ("/files/1", "Bearer EAAinvented")]


@both
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (file(status=404), MediaGone),
        (file(status=500), MediaUnavailable),
        (file(status=403), MediaUnavailable),
        (file(b""), MediaUnavailable),
        (file(bytes(MAX_MEDIA_BYTES + 1)), MediaTooLarge),
        (endless, MediaTooLarge),
        (moved, MediaUnavailable),
        (hangs, MediaUnavailable),
        (hangs_up, MediaUnavailable),
    ],
)
async def test_a_file_that_does_not_come_is_told_by_its_kind(
    connect: Connect, content: Answer, kind: type[MediaError]
) -> None:
    async with connected(Platform(content=content), connect) as channel:
        with pytest.raises(MediaError) as caught:
            await channel.download(MEDIA_ID)
    assert type(caught.value) is kind
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("about", "kind"),
    [
        (refuses(400, "Bad Request: wrong file_id or the file is temporarily unavailable"), MediaGone),
        (refuses(400, "Bad Request: file is too big"), MediaTooLarge),
        (refuses(429, "Too Many Requests"), MediaUnavailable),
        (refuses(500, "Internal Server Error"), MediaUnavailable),
        (gives({}), MediaUnavailable),
        (gives([]), MediaUnavailable),
        (hangs, MediaUnavailable),
    ],
)
async def test_what_telegram_says_of_a_file_is_understood(about: Answer, kind: type[MediaError]) -> None:
    async with connected(Platform(about=about), telegram) as channel:
        with pytest.raises(MediaError) as caught:
            await channel.download(MEDIA_ID)
    assert type(caught.value) is kind


@pytest.mark.parametrize(
    ("about", "kind"),
    [
        (says({"error": {"code": 100}}, 400), MediaGone),
        (says({"url": "http://x/", "file_size": MAX_MEDIA_BYTES + 1}), MediaTooLarge),
        (says({"url": "https://evil.example/1"}), MediaUnavailable),
        (says({"url": "file:///etc/passwd"}), MediaUnavailable),
        (says({"url": "https://[broken"}), MediaUnavailable),
        (says({"url": ""}), MediaUnavailable),
        (says([]), MediaUnavailable),
        (shows("<h1>Welcome</h1>", 200), MediaUnavailable),
        (says({"error": {"code": 190}}, 401), MediaUnavailable),
    ],
)
async def test_what_meta_says_of_a_file_is_understood(about: Answer, kind: type[MediaError]) -> None:
    platform = Platform(about=about)
    async with connected(platform, whatsapp) as channel:
        with pytest.raises(MediaError) as caught:
            await channel.download(MEDIA_ID)
    assert type(caught.value) is kind
    assert len(platform.seen) == 1


@pytest.mark.parametrize("media_id", ["", "../1000/messages", "1?x=1", "a/b"])
async def test_an_id_that_is_none_of_metas_is_not_asked_for(media_id: str) -> None:
    platform = Platform()
    async with connected(platform, whatsapp) as channel:
        with pytest.raises(MediaGone):
            await channel.download(media_id)
    assert platform.seen == []
