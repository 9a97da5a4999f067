"""Plays the Bot API over HTTP on this machine: answers as told and records every call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.channels.telegram.adapter import TelegramChannel

TOKEN = "7000000001:AAinvented-token-for-tests_0"
ME = {"id": 7000000001, "is_bot": True, "first_name": "Sambung Rasa", "username": "sambung_rasa_bot"}

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Call = tuple[str, dict[str, Any]]


def says(body: Any, status: int = 200) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status)

    return answer


def gives(result: Any) -> Answer:
    return says({"ok": True, "result": result})


def shows(words: str, status: int) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(text=words, status=status, content_type="text/html")

    return answer


def refuses(status: int, words: str, **parameters: Any) -> Answer:
    more = {"parameters": parameters} if parameters else {}
    return says({"ok": False, "error_code": status, "description": words, **more}, status)


async def hangs(_request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(30)
    return web.Response()


async def hangs_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


@dataclass
class BotApi:
    """Answers in the order of `answers`, then the last one again; `by_method` goes first."""

    answers: list[Answer] = field(default_factory=lambda: [gives({"message_id": 85})])
    by_method: dict[str, Answer] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        assert request.match_info["token"] == TOKEN
        method = request.match_info["method"]
        self.calls.append((method, await request.json()))
        if method in self.by_method:
            return await self.by_method[method](request)
        return await (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])(request)

    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]


@asynccontextmanager
async def connected(api: BotApi) -> AsyncIterator[TelegramChannel]:
    """A channel whose Telegram is `api`."""
    application = web.Application()
    application.router.add_post("/bot{token}/{method}", api.handle)
    server = TestServer(application, handler_cancellation=True, shutdown_timeout=0.1)
    async with server, ClientSession() as session:
        url = f"http://127.0.0.1:{server.port}"
        yield TelegramChannel(TOKEN, "rahasia", url, session, by_webhook=True, read_seconds=0.3)
