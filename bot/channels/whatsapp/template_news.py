"""Meta's word on a template, by webhook: approved, rejected, paused, its quality, its category; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from bot.channels.whatsapp.content import word
from bot.channels.whatsapp.template_shape import category_of, language_of, name_of, quality_of, reason_of, state_of
from bot.domain.messages import ChannelName, TemplateNews

STATUS = "message_template_status_update"
QUALITY = "message_template_quality_update"
CATEGORY = "template_category_update"
FIELDS = frozenset({STATUS, QUALITY, CATEGORY})
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where and when it came in: `time` as Meta wrote it, `at` as we read it."""

    account: str
    time: str
    at: datetime


def template_news(field: str, value: Json, stamp: Stamp) -> TemplateNews:
    """Raises KeyError, TypeError, ValueError, AttributeError for what is none."""
    about, told, reason = _told(field, value)
    return TemplateNews(
        ChannelName.WHATSAPP,
        stamp.account,
        _fingerprint(field, value, stamp.time),
        name_of(value["message_template_name"]),
        language_of(value["message_template_language"]),
        about,
        told,
        stamp.at,
        reason,
    )


def _told(field: str, value: Json) -> tuple[Literal["state", "quality", "category"], str, str]:
    # A quality's news has been seen under the field of the states.
    if field == QUALITY or (field == STATUS and "new_quality_score" in value):
        return "quality", quality_of(value["new_quality_score"]), ""
    if field == STATUS:
        if not isinstance(value["event"], str):
            raise TypeError("text expected")
        return "state", state_of(value["event"]), _why(value)
    # One that is only announced names the `correct_category` and the day; it is told again when it is done.
    if value.get("correct_category"):
        return "category", category_of(value["new_category"]), f"NEXT {category_of(value['correct_category'])}"
    return "category", category_of(value["new_category"]), ""


def _why(value: Json) -> str:
    """The most telling of what Meta says: a sentence before a word."""
    explained = value.get("rejection_info")
    if isinstance(explained, dict) and (told := word(explained.get("reason"), 300)):
        return told
    titled = value.get("other_info")
    return reason_of(value.get("reason")) or (reason_of(titled.get("title")) if isinstance(titled, dict) else "")


def _fingerprint(field: str, value: Json, time: str) -> str:
    """The same for a repeated delivery, which carries the same bytes and time."""
    told = json.dumps([field, value, time], sort_keys=True, default=str)
    return f"template:{sha256(told.encode('utf-8', 'replace')).hexdigest()[:40]}"
