"""The Telegram channel: verify, parse, render, send; python-telegram-bot is its client."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from html import unescape
from typing import Any

from aiohttp import ClientSession
from telegram import Bot, InputFile
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot.channels.download import read_limited
from bot.channels.files import KnownPictures, upload_key, without_private, without_upload
from bot.channels.telegram.content import Addressee
from bot.channels.telegram.errors import no_file, typed, unknown_file, unreadable_markup
from bot.channels.telegram.parse import parse
from bot.channels.telegram.polling import poll
from bot.channels.telegram.render import render
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.setup import ALLOWED_UPDATES, Commands, Registration, register
from bot.domain.errors import BadSignature, MediaUnavailable, OutcomeUnknown, Rejected, SettingsError
from bot.domain.messages import ChannelName, Event, Inbound, Membership, Notice, Reaction, Tap, TimerRang
from bot.domain.reply import Bubble, Payload

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
_COURTESY_SECONDS = 3.0
_FILE_IN = {"sendDocument": "document", "sendPhoto": "photo"}
_SENDS = frozenset({"sendMessage", *_FILE_IN})
_WORDS = ("text", "caption")
_TAGS = re.compile(r"</?b>")


class TelegramChannel:
    """One bot. Raises SettingsError when deliveries come by webhook and no secret protects it."""

    name = ChannelName.TELEGRAM

    def __init__(
        self,
        token: str,
        secret: str,
        api_base: str,
        session: ClientSession,
        *,
        by_webhook: bool,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        read_seconds: float = 10.0,
    ) -> None:
        if by_webhook and not secret:
            raise SettingsError(["TELEGRAM_WEBHOOK_SECRET is missing: anybody could forge messages"])
        self.account = token.partition(":")[0]
        self._secret = secret
        self._now = now
        self._session = session
        self._read_seconds = read_seconds
        self._request = AiohttpRequest(session, read_seconds=read_seconds)
        self._bot = Bot(
            token,
            base_url=f"{api_base}/bot",
            base_file_url=f"{api_base}/file/bot",
            request=self._request,
            get_updates_request=AiohttpRequest(session),
        )
        self._self = Addressee(int(self.account))
        self._pictures = KnownPictures()

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        # A header that is not UTF-8 reaches us with lone surrogates in it.
        given = headers.get(_SECRET_HEADER, "").encode("utf-8", "surrogatepass")
        if not self._secret or not hmac.compare_digest(given, self._secret.encode()):
            raise BadSignature

    def parse(self, body: bytes) -> Sequence[Event]:
        return parse(body, self.account, self._self, self._now)

    def render(self, bubble: Bubble) -> Sequence[Payload]:
        return render(bubble)

    async def send(self, chat: str, payload: Payload, reference: str) -> str:
        """The id is `<chat>:<message>`: message ids repeat from chat to chat."""
        fitting = _without_private_buttons(payload) if _is_group(chat) else payload
        async with _our_errors():
            try:
                return await self._send(chat, fitting)
            except TelegramError as error:
                if not unreadable_markup(error):
                    raise
            # Better a plain answer than none: Telegram could not read our markup.
            return await self._send(chat, _plain(fitting))

    def needs_window(self, payload: Payload) -> bool:
        return False

    async def acknowledge(self, inbound: Inbound) -> None:
        if isinstance(inbound.content, Tap):
            await _best_effort(self._bot.answer_callback_query(inbound.reference))

    async def show_typing(self, inbound: Inbound) -> None:
        if not isinstance(inbound.content, Membership | Reaction | TimerRang | Notice):
            await _best_effort(self._bot.send_chat_action(int(inbound.chat), ChatAction.TYPING))

    async def download(self, media_id: str) -> bytes:
        try:
            file = await self._request.call(f"{self._bot.base_url}/getFile", {"file_id": media_id})
        except TelegramError as error:
            raise no_file(error) from error
        path = file.get("file_path") if isinstance(file, dict) else None
        if not isinstance(path, str):
            raise MediaUnavailable("getFile told no path")
        return await read_limited(self._session, f"{self._bot.base_file_url}/{path}", {}, self._read_seconds)

    async def prepare(self, webhook_url: str | None, commands: Commands) -> None:
        """Learn the bot's name, register webhook (None: remove it) and commands. Raises a SendError."""
        async with _our_errors():
            self._self = await register(self._bot, Registration(webhook_url, self._secret, commands))

    async def poll(self, on_update: Callable[[bytes], Awaitable[None]], stop: asyncio.Event) -> None:
        await poll(self._request, self._bot.base_url, ALLOWED_UPDATES, on_update, stop)

    async def _send(self, chat: str, payload: Payload) -> str:
        """A picture that goes to many is uploaded once; later it is only named."""
        key = upload_key(payload)
        known = self._pictures.find(key)
        if not known:
            return await self._call(chat, payload)
        method = str(payload.get("method"))
        try:
            return await self._call(chat, without_private(payload) | {_FILE_IN.get(method, "document"): known})
        except BadRequest as error:
            if not unknown_file(error):
                raise
            self._pictures.forget(key)
            return await self._call(chat, payload)

    async def _call(self, chat: str, payload: Payload) -> str:
        key = upload_key(payload)
        payload, file = without_upload(payload)
        parameters = {name: value for name, value in payload.items() if name != "method"}
        method = str(payload.get("method"))
        if method not in _SENDS:
            raise Rejected(f"{method} sends nothing")
        if file:
            parameters[_FILE_IN.get(method, "document")] = InputFile(file.content, filename=file.filename)
        result = await self._request.call(f"{self._bot.base_url}/{method}", {"chat_id": int(chat), **parameters})
        if not isinstance(result, dict) or type(result.get("message_id")) is not int:
            raise OutcomeUnknown("no message in the answer")
        self._pictures.keep(key, _photo_in(result))
        return f"{chat}:{result['message_id']}"


@asynccontextmanager
async def _our_errors() -> AsyncIterator[None]:
    try:
        yield
    except TelegramError as error:
        raise typed(error) from error


async def _best_effort(call: Awaitable[object]) -> None:
    """Whatever goes wrong with a courtesy, the message itself is safe and its answer on the way."""
    with suppress(Exception):
        async with asyncio.timeout(_COURTESY_SECONDS):
            await call


def _photo_in(message: Mapping[str, Any]) -> str:
    """What Telegram calls the picture it was just given, in its largest size; empty where there is none."""
    match message.get("photo"):
        case [*_, {"file_id": str(file_id)}]:
            return file_id
        case _:
            return ""


def _is_group(chat: str) -> bool:
    return chat.startswith("-")


def _without_private_buttons(payload: Payload) -> Payload:
    """Telegram refuses a button that asks for the place in a group; the words above it still make sense."""
    if "keyboard" not in payload.get("reply_markup", {}):
        return payload
    return {name: value for name, value in payload.items() if name != "reply_markup"}


def _plain(payload: Payload) -> Payload:
    """The same words without markup."""
    words = {name: unescape(_TAGS.sub("", payload[name])) for name in _WORDS if name in payload}
    return {name: value for name, value in payload.items() if name != "parse_mode"} | words
