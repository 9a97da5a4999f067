"""Registers the bot with Telegram at start: its webhook or none, and the commands of the menu button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog
from telegram import Bot, BotCommand
from telegram.error import BadRequest

from bot.channels.telegram.content import Addressee
from bot.domain.errors import Temporary

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
DEFAULT_LANGUAGE = "id"
"""Whose commands also show in apps of any other language."""

_MAX_CONNECTIONS = 40
_log = structlog.get_logger(__name__)

Commands = Mapping[str, Sequence[tuple[str, str]]]
"""Name and description of each command, by two-letter language code."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What Telegram is told. Without `webhook_url` updates wait to be fetched."""

    webhook_url: str | None
    secret: str
    commands: Commands


async def register(bot: Bot, wanted: Registration) -> Addressee:
    """Who the bot is. Raises TelegramError; Temporary for an answer that is no Bot API's."""
    try:
        me = await bot.get_me()
        await _set_delivery(bot, wanted)
        await _set_commands(bot, wanted.commands)
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise Temporary(type(error).__name__) from error
    return Addressee(me.id, me.username or "")


async def _set_delivery(bot: Bot, wanted: Registration) -> None:
    if wanted.webhook_url is None:
        await bot.delete_webhook()
        return
    await bot.set_webhook(
        wanted.webhook_url,
        secret_token=wanted.secret,
        allowed_updates=ALLOWED_UPDATES,
        max_connections=_MAX_CONNECTIONS,
    )


async def _set_commands(bot: Bot, commands: Commands) -> None:
    for language, listed in commands.items():
        shown = [BotCommand(name, description) for name, description in listed]
        try:
            if language == DEFAULT_LANGUAGE:
                await bot.set_my_commands(shown)
            await bot.set_my_commands(shown, language_code=language)
        except BadRequest as error:
            # A menu Telegram does not like is no reason to answer nobody.
            _log.error("commands_refused", language=language, reason=str(error))
