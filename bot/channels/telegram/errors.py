"""python-telegram-bot's errors → ours, once, at the edge."""

from __future__ import annotations

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.request import AnswerLost, Flooded, NotSent
from bot.domain.errors import (
    AccountBlocked,
    OutcomeUnknown,
    RecipientGone,
    Rejected,
    SendError,
    Temporary,
    Throttled,
)

_GONE = (
    "chat not found",
    "user is deactivated",
    "user not found",
    "peer_id_invalid",
    "bot was kicked",
    "have no rights",
)


def typed(error: TelegramError) -> SendError:
    """BadRequest is a NetworkError in python-telegram-bot, so the permanent kinds are looked at first."""
    words = str(error)
    match error:
        case Flooded(seconds=seconds):
            return Throttled(words, retry_after=seconds, code=429)
        case InvalidToken():
            return AccountBlocked(words, code=401)
        case Forbidden():
            return RecipientGone(words, code=403)
        case BadRequest() if any(sign in words.lower() for sign in _GONE):
            return RecipientGone(words, code=400)
        case BadRequest() | ChatMigrated():
            return Rejected(words, code=400)
    return _passing(error, words)


def _passing(error: TelegramError, words: str) -> SendError:
    match error:
        case NotSent():
            return Temporary(words)
        case AnswerLost():
            return OutcomeUnknown(words)
        case Conflict():
            return Temporary(words, code=409)
        case _:
            return Temporary(words)
