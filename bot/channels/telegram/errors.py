"""python-telegram-bot's errors → ours, once, at the edge."""

from __future__ import annotations

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.request import AnswerLost, Flooded
from bot.domain.errors import (
    AccountBlocked,
    MediaError,
    MediaGone,
    MediaTooLarge,
    MediaUnavailable,
    OutcomeUnknown,
    RecipientGone,
    Rejected,
    SendError,
    Temporary,
    Throttled,
)

# What Telegram writes with a 400 when nobody is there any more.
_GONE = (
    "chat not found",
    "user is deactivated",
    "user not found",
    "peer_id_invalid",
    "bot was kicked",
    "group chat was deactivated",
    "have no rights",
    "not enough rights",
    "chat_write_forbidden",
)


def typed(error: TelegramError) -> SendError:
    """BadRequest is a NetworkError in python-telegram-bot, so the permanent kinds are looked at first."""
    words = str(error)
    match error:
        case Flooded(seconds=seconds):
            return Throttled(words, retry_after=seconds, code=429)
        case InvalidToken():
            # Its words may quote the token.
            return AccountBlocked(code=401)
        case Forbidden():
            return RecipientGone(words, code=403)
        case BadRequest() | ChatMigrated():
            gone = any(sign in words.lower() for sign in _GONE)
            return RecipientGone(words, code=400) if gone else Rejected(words, code=400)
    return _passing(error, words)


def _passing(error: TelegramError, words: str) -> SendError:
    if isinstance(error, AnswerLost):
        return OutcomeUnknown(words)
    return Temporary(words, code=409 if isinstance(error, Conflict) else None)


def no_file(error: TelegramError) -> MediaError:
    """Why getFile gave none: a 400 is about the file itself."""
    if not isinstance(error, BadRequest):
        return MediaUnavailable(type(error).__name__)
    return MediaTooLarge() if "too big" in str(error).lower() else MediaGone(str(error))


def unreadable_markup(error: TelegramError) -> bool:
    return isinstance(error, BadRequest) and "parse entities" in str(error).lower()


def unknown_file(error: TelegramError) -> bool:
    """It does not know the file it is asked to send again (any more)."""
    return isinstance(error, BadRequest) and "file" in str(error).lower()
