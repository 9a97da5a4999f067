"""Structured logs on standard error that never carry tokens or identity numbers, whatever a caller passes."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog
from structlog.types import EventDict

from bot.domain.masking import mask_text

_TOKENS = re.compile(r"(bot)?\d{6,}:[A-Za-z0-9_-]{20,}|EAA[A-Za-z0-9]{6,}|Bearer\s+\S+")


def configure(level: str) -> None:
    """Set up structlog and quiet the libraries whose log lines would name addresses or texts."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redact,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    for name in ("httpx", "httpcore", "telegram", "aiohttp.access", "sqlalchemy.engine"):
        logging.getLogger(name).setLevel(logging.WARNING)


def redact(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """A structlog processor: tokens and runs of 16 digits are replaced in every value."""
    return {key: _clean(value) for key, value in event.items()}


def _clean(value: Any) -> Any:
    return mask_text(_TOKENS.sub("[token]", value)) if isinstance(value, str) else value
