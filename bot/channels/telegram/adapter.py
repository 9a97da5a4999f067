"""The Telegram channel: verify, parse, render, send; python-telegram-bot is its client."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from aiohttp import ClientSession
from telegram import Bot, BotCommand, InlineKeyboardMarkup, Message, ReplyKeyboardMarkup
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.content import Addressee
from bot.channels.telegram.errors import typed
from bot.channels.telegram.parse import parse
from bot.channels.telegram.polling import poll
from bot.channels.telegram.render import render
from bot.channels.telegram.request import AiohttpRequest
from bot.domain.errors import BadSignature, SettingsError
from bot.domain.messages import ChannelName, Event, Inbound, Membership, Reaction, Tap
from bot.domain.reply import Bubble, Payload

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
_MAX_CONNECTIONS = 40
_COURTESY_SECONDS = 3.0


class TelegramChannel:
    """One bot. Raises SettingsError when deliveries come by webhook and no secret protects it."""

    name = ChannelName.TELEGRAM

    def __init__(self, token: str, secret: str, api_base: str, session: ClientSession, *, by_webhook: bool) -> None:
        if by_webhook and not secret:
            raise SettingsError(["TELEGRAM_WEBHOOK_SECRET is missing: anybody could forge messages"])
        self.account = token.partition(":")[0]
        self._secret = secret
        self._by_webhook = by_webhook
        self._request = AiohttpRequest(session)
        self._bot = Bot(
            token,
            base_url=f"{api_base}/bot",
            base_file_url=f"{api_base}/file/bot",
            request=self._request,
            get_updates_request=AiohttpRequest(session),
        )
        self._self = Addressee(int(self.account))

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        given = headers.get(_SECRET_HEADER, "")
        if not self._secret or not hmac.compare_digest(given.encode(), self._secret.encode()):
            raise BadSignature

    def parse(self, body: bytes) -> Sequence[Event]:
        return parse(body, self.account, self._self)

    def render(self, bubble: Bubble) -> Sequence[Payload]:
        return render(bubble)

    async def send(self, chat: str, payload: Payload, reference: str) -> str:
        try:
            message = await self._call(chat, payload)
        except BadRequest as error:
            if "parse entities" not in str(error).lower():
                raise typed(error) from error
            # Better a plain answer than none: Telegram could not read our markup.
            plain = {key: value for key, value in payload.items() if key != "parse_mode"}
            message = await self._sent(chat, plain)
        except TelegramError as error:
            raise typed(error) from error
        # Message ids repeat from chat to chat.
        return f"{chat}:{message.message_id}"

    async def acknowledge(self, inbound: Inbound) -> None:
        if isinstance(inbound.content, Membership | Reaction):
            return
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(_COURTESY_SECONDS):
                if isinstance(inbound.content, Tap):
                    await self._bot.answer_callback_query(inbound.reference)
                await self._bot.send_chat_action(int(inbound.chat), ChatAction.TYPING)

    async def prepare(self, webhook_url: str | None, commands: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """Learn the bot's name, register webhook (None: remove it) and commands. Raises a SendError."""
        try:
            me = await self._bot.get_me()
            self._self = Addressee(me.id, me.username or "")
            for language, listed in commands.items():
                shown = [BotCommand(name, description) for name, description in listed]
                await self._bot.set_my_commands(shown, language_code=language)
                if language == "id":
                    # The fallback for apps in any other language.
                    await self._bot.set_my_commands(shown)
            if webhook_url is None:
                await self._bot.delete_webhook()
            else:
                await self._bot.set_webhook(
                    webhook_url,
                    secret_token=self._secret,
                    allowed_updates=ALLOWED_UPDATES,
                    max_connections=_MAX_CONNECTIONS,
                )
        except TelegramError as error:
            raise typed(error) from error

    async def poll(self, on_update: Callable[[bytes], Awaitable[None]], stop: asyncio.Event) -> None:
        await poll(self._bot, self._request, ALLOWED_UPDATES, on_update, stop)

    async def _sent(self, chat: str, payload: Payload) -> Message:
        try:
            return await self._call(chat, payload)
        except TelegramError as error:
            raise typed(error) from error

    async def _call(self, chat: str, payload: Payload) -> Message:
        """The client's method named in the payload, its dictionaries turned back into the client's types."""
        method: Callable[..., Awaitable[Message]] = getattr(self._bot, payload["method"])
        arguments: dict[str, Any] = {key: value for key, value in payload.items() if key != "method"}
        if (markup := arguments.get("reply_markup")) is not None:
            inline = "inline_keyboard" in markup
            arguments["reply_markup"] = (
                InlineKeyboardMarkup.de_json(markup, self._bot) if inline else ReplyKeyboardMarkup.de_json(markup, None)
            )
        return await method(chat_id=int(chat), **arguments)
