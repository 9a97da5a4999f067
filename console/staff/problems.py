"""Errors as staff read them: the error's own words, or the console's where they are asked for in English."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from bot.domain.campaigns import UnknownCampaign
from bot.domain.contact_imports import UnknownImport
from bot.domain.errors import BotError, CaseRefused, SecretCase, UnknownCase, UnknownVersion
from bot.domain.front_desk import BadLabel, NothingToSend, SecretConversation, UnknownConversation
from bot.domain.letters import Reason
from bot.domain.segments import UnknownSegment
from bot.domain.staff import LastAdmin, LoginTaken, UnknownStaff
from bot.domain.templates import UnknownTemplate
from console.staff.visit import Visit

_STATUSES: dict[type[BotError], HTTPStatus] = {
    UnknownCase: HTTPStatus.NOT_FOUND,
    UnknownStaff: HTTPStatus.NOT_FOUND,
    UnknownConversation: HTTPStatus.NOT_FOUND,
    SecretConversation: HTTPStatus.FORBIDDEN,
    BadLabel: HTTPStatus.UNPROCESSABLE_ENTITY,
    NothingToSend: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownVersion: HTTPStatus.NOT_FOUND,
    UnknownTemplate: HTTPStatus.NOT_FOUND,
    UnknownCampaign: HTTPStatus.NOT_FOUND,
    UnknownSegment: HTTPStatus.NOT_FOUND,
    UnknownImport: HTTPStatus.NOT_FOUND,
    SecretCase: HTTPStatus.FORBIDDEN,
    CaseRefused: HTTPStatus.CONFLICT,
    LastAdmin: HTTPStatus.CONFLICT,
    LoginTaken: HTTPStatus.CONFLICT,
}


def status_of(error: BotError) -> HTTPStatus:
    return next((status for kind, status in _STATUSES.items() if isinstance(error, kind)), HTTPStatus.CONFLICT)


def told_of(visit: Visit, error: BotError) -> str:
    """`error_<Name>` of the words, for this class or the nearest above it."""
    for kind in type(error).__mro__:
        key = f"error_{kind.__name__}"
        if key in visit.looks.words:
            values = getattr(error, "values", {})
            return visit.text(key, **{name: _said(visit, value) for name, value in values.items()})
    return error.staff_text


def explained(visit: Visit, reason: Reason) -> str:
    """What the channel's own number means, where it gave one."""
    if not reason.number:
        return ""
    key = f"letter_code_{reason.number}"
    return visit.text(key if key in visit.looks.words else "letter_code_unknown", code=reason.code)


def _said(visit: Visit, value: object) -> object:
    if isinstance(value, datetime):
        return visit.when.ago(value)
    return visit.text("problem_some_time_ago") if value is None else value
