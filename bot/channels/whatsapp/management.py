"""Meta's management API for templates: the whole list, a new one, the end of one. Nothing secret is logged."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from bot.channels.whatsapp.content import word
from bot.channels.whatsapp.errors import send_error
from bot.channels.whatsapp.template_shape import as_request, category_of, read_template, state_of
from bot.domain.errors import AccountBlocked, SendError, Temporary, Throttled
from bot.domain.meta_errors import (
    ManagementError,
    MetaDenied,
    MetaRefused,
    MetaThrottled,
    MetaUnavailable,
    NameResting,
    NameTaken,
    TooManyTemplates,
)
from bot.domain.template_ports import Example
from bot.domain.templates import Category, KeptTemplate, Template, TemplateState

_FIELDS = "id,name,language,status,category,quality_score,rejected_reason,components"
_A_PAGE = 100
_MOST_PAGES = 60
"""An account has at most 6,000 templates."""
_SENSELESS = (KeyError, TypeError, AttributeError, ValueError)
_GONE = 2593002
_SUBCODES: Mapping[int, type[MetaRefused]] = {
    2388023: NameResting,
    2388024: NameTaken,
    2388019: TooManyTemplates,
}
_LIKE_SENDING: Mapping[type[SendError], type[ManagementError]] = {
    Throttled: MetaThrottled,
    Temporary: MetaUnavailable,
    AccountBlocked: MetaDenied,
}
"""What would stop a message stops this, too; what is about one message is about one template here."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Created:
    """What Meta made of a new template; it may count it as another category."""

    meta_id: str
    state: TemplateState
    category: Category


class TemplateApi:
    """The templates of one business account. Everything raises a ManagementError."""

    def __init__(
        self,
        business_account: str,
        access_token: str,
        graph: str,
        session: ClientSession,
        *,
        seconds: float = 20.0,
    ) -> None:
        """`graph` is Meta's API with its version."""
        self._graph = graph
        self._url = f"{graph}/{business_account}/message_templates"
        self._token = access_token
        self._session = session
        self._timeout = ClientTimeout(total=seconds, connect=min(5.0, seconds / 2))

    async def all(self) -> Sequence[KeptTemplate]:
        """Page by page. What cannot be read is left out, and counted in the log."""
        found: list[KeptTemplate] = []
        after = ""
        for _ in range(_MOST_PAGES):
            query = {"fields": _FIELDS, "limit": str(_A_PAGE)} | ({"after": after} if after else {})
            answer = await self._call("GET", self._url, params=query)
            entries = answer.get("data")
            if not isinstance(entries, list):
                raise MetaUnavailable("a list without entries")
            found += _read(entries)
            after = _following(answer)
            if not after:
                break
        return found

    async def create(self, template: Template, example: Example | None = None) -> Created:
        """Raises MetaRefused, too. Where no answer came it may be there all the same: the next sync tells."""
        handle = await self._uploaded(example) if template.picture and example else ""
        answer = await self._call("POST", self._url, json=as_request(template, handle))
        try:
            category = category_of(answer.get("category"))
        except ValueError:
            category = template.category
        return Created(word(answer.get("id"), 60), state_of(answer.get("status", "PENDING")), category)

    async def delete(self, name: str, meta_id: str) -> None:
        """This language of it where Meta's id is known, else all. One that is not there is gone, as wanted."""
        query = {"name": name} | ({"hsm_id": meta_id} if meta_id else {})
        try:
            await self._call("DELETE", self._url, params=query)
        except MetaRefused as refused:
            if refused.subcode != _GONE:
                raise

    async def _uploaded(self, example: Example) -> str:
        """The handle of an example picture: a session is opened, then the bytes go there (resumable upload API)."""
        query = {
            "file_name": example.name,
            "file_length": str(len(example.content)),
            "file_type": example.mime_type,
        }
        opened = await self._call("POST", f"{self._graph}/app/uploads", params=query)
        session = opened.get("id")
        if not isinstance(session, str) or not session.startswith("upload:"):
            raise MetaUnavailable("no upload session")
        headers = {"Authorization": f"OAuth {self._token}", "file_offset": "0"}
        done = await self._call("POST", f"{self._graph}/{session}", headers=headers, data=example.content)
        if not isinstance(handle := done.get("h"), str) or not handle:
            raise MetaUnavailable("uploaded without a handle")
        return handle

    async def _call(self, method: str, url: str, **more: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}"} | more.pop("headers", {})
        async with self._answer(method, url, headers=headers, **more) as answer:
            status, told = answer.status, _json(await answer.read())
        if 200 <= status < 300 and isinstance(told, dict):
            return told
        error = management_error(status, told)
        kind, code, subcode = type(error).__name__, error.code, error.subcode
        _log.warning("templates_refused", method=method, status=status, kind=kind, code=code, subcode=subcode)
        raise error

    @asynccontextmanager
    async def _answer(self, method: str, url: str, **more: Any) -> AsyncIterator[ClientResponse]:
        try:
            # The token must not follow a redirect to another host.
            async with self._session.request(
                method, url, timeout=self._timeout, allow_redirects=False, **more
            ) as answer:
                yield answer
        except (ClientError, TimeoutError, OSError) as error:
            raise MetaUnavailable(type(error).__name__) from error


def management_error(status: int, told: Any) -> ManagementError:
    """What an answer means that does not tell what was asked. Meta's numbers are those of sending, but for a few."""
    if 200 <= status < 300:
        return MetaUnavailable(f"HTTP {status}, but nothing of Meta's")
    failed = send_error(status, told)
    error = told["error"] if failed.code is not None else {}
    subcode = error.get("error_subcode")
    subcode = subcode if type(subcode) is int else 0
    words = word(error.get("error_user_msg") or error.get("message"), 300)
    kind = _SUBCODES.get(subcode) or _LIKE_SENDING.get(type(failed), MetaRefused)
    return kind(str(failed), code=failed.code, subcode=subcode, told=words)


def _read(entries: Sequence[Any]) -> list[KeptTemplate]:
    found, unread = [], 0
    for entry in entries:
        try:
            found.append(read_template(entry))
        except _SENSELESS:
            unread += 1
    if unread:
        _log.warning("templates_unread", count=unread)
    return found


def _following(answer: Mapping[str, Any]) -> str:
    """The cursor of the next page; empty on the last."""
    match answer.get("paging"):
        case {"next": str(), "cursors": {"after": str(after)}}:
            return after
        case _:
            return ""


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None
