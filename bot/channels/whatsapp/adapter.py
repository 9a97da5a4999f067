"""The WhatsApp channel: verify, parse, render, send, on Meta's Cloud API."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, ConnectionTimeoutError, FormData

from bot.channels.files import KnownPictures, Upload, upload_key, without_private, without_upload
from bot.channels.whatsapp.errors import late_failure, send_error
from bot.channels.whatsapp.media import fetch_media, with_media
from bot.channels.whatsapp.parse import BSUID, parse
from bot.channels.whatsapp.render import render
from bot.domain.errors import BadSignature, OutcomeUnknown, Rejected, SendError, SettingsError, Temporary
from bot.domain.messages import ChannelName, Event, Inbound, Reaction
from bot.domain.reply import Bubble, Payload

_SIGNATURE_HEADER = "x-hub-signature-256"
_CONNECT_SECONDS = 5.0
_COURTESY_SECONDS = 3.0
_NO_MEDIA = frozenset({100, 131009, 131053})
"""What Meta may say of a file it does not have any more."""


class WhatsAppChannel:
    """One phone number. Raises SettingsError without an app secret: webhooks could not be trusted."""

    name = ChannelName.WHATSAPP

    def __init__(  # noqa: PLR0913 - one argument for each value Meta hands out
        self,
        phone_number_id: str,
        access_token: str,
        app_secret: str,
        verify_token: str,
        api_base: str,
        api_version: str,
        session: ClientSession,
        *,
        business_account: str = "",
        send_seconds: float = 10.0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        if not app_secret.strip():
            raise SettingsError(["WHATSAPP_APP_SECRET is missing: anybody could forge messages"])
        self.account = phone_number_id
        self._app_secret = app_secret.encode()
        self._verify_token = verify_token
        self._graph = f"{api_base}/{api_version}"
        self._url = f"{self._graph}/{phone_number_id}/messages"
        self._headers = {"Authorization": f"Bearer {access_token}"}
        self._session = session
        # Shorter than the whole, so that "never connected" is told apart from "no answer".
        self._timeout = ClientTimeout(total=send_seconds, connect=min(_CONNECT_SECONDS, send_seconds / 2))
        self._now = now
        self._business = business_account
        self._pictures = KnownPictures()

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        expected = "sha256=" + hmac.new(self._app_secret, body, hashlib.sha256).hexdigest()
        given = next((value for name, value in headers.items() if name.lower() == _SIGNATURE_HEADER), "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode()):
            raise BadSignature

    def challenge(self, query: Mapping[str, str]) -> str:
        """Meta's check that the webhook's address is ours. Raises BadSignature."""
        token = query.get("hub.verify_token", "")
        right = bool(self._verify_token) and hmac.compare_digest(
            token.encode("utf-8", "replace"), self._verify_token.encode()
        )
        if query.get("hub.mode") != "subscribe" or not right:
            raise BadSignature
        return query.get("hub.challenge", "")

    def parse(self, body: bytes) -> Sequence[Event]:
        return parse(body, self.account, self._now, self._business)

    def render(self, bubble: Bubble) -> Sequence[Payload]:
        return render(bubble)

    async def send(self, chat: str, payload: Payload, reference: str) -> str:
        key = upload_key(payload)
        known = bool(self._pictures.find(key))
        try:
            return await self._send(chat, payload, reference)
        except Rejected as error:
            if not known or error.code not in _NO_MEDIA:
                raise
            self._pictures.forget(key)
            return await self._send(chat, payload, reference)

    async def _send(self, chat: str, payload: Payload, reference: str) -> str:
        payload = await self._with_media(payload)
        message = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "recipient" if BSUID.fullmatch(chat) else "to": chat,
            "biz_opaque_callback_data": reference,
            **payload,
        }
        status, answer = await self._post(message)
        if not 200 <= status < 300:
            raise send_error(status, answer)
        wamid = _wamid(answer)
        if wamid is None:
            raise OutcomeUnknown("accepted without a message id")
        return wamid

    async def _with_media(self, payload: Payload) -> Payload:
        """A picture that goes to many is uploaded once: Meta keeps it for thirty days."""
        key = upload_key(payload)
        known = self._pictures.find(key)
        if known:
            return with_media(without_private(payload), known)
        payload, file = without_upload(payload)
        if file is None:
            return payload
        media_id = await self._uploaded(file)
        self._pictures.keep(key, media_id)
        return with_media(payload, media_id)

    async def _uploaded(self, file: Upload) -> str:
        """Meta's id of the file. Raises a SendError; uploading twice sends nothing twice."""
        form = FormData({"messaging_product": "whatsapp", "type": file.mime_type})
        form.add_field("file", file.content, filename=file.filename, content_type=file.mime_type)
        url = f"{self._graph}/{self.account}/media"
        try:
            async with self._session.post(
                url, data=form, headers=self._headers, timeout=self._timeout, allow_redirects=False
            ) as answer:
                status, said = answer.status, _json(await answer.read())
        except (ClientError, TimeoutError, OSError) as error:
            raise Temporary(type(error).__name__) from error
        if not 200 <= status < 300:
            raise send_error(status, said)
        match said:
            case {"id": str(media_id)} if media_id:
                return media_id
            case _:
                raise Temporary("uploaded without an id")

    def needs_window(self, payload: Payload) -> bool:
        return payload.get("type") != "template"

    def failure(self, code: int | None) -> SendError:
        """What a `failed` status with this code means."""
        return late_failure(code)

    async def download(self, media_id: str) -> bytes:
        seconds = self._timeout.total or _CONNECT_SECONDS
        return await fetch_media(self._session, self._graph, media_id, self._headers, seconds)

    async def acknowledge(self, inbound: Inbound) -> None:
        await self._mark_read(inbound, {})

    async def show_typing(self, inbound: Inbound) -> None:
        """Meta's dots come with a read mark and end with our answer, or after 25 s."""
        await self._mark_read(inbound, {"typing_indicator": {"type": "text"}})

    async def _mark_read(self, inbound: Inbound, more: Payload) -> None:
        if isinstance(inbound.content, Reaction) or not inbound.reference:
            return
        read = {"messaging_product": "whatsapp", "status": "read", "message_id": inbound.reference, **more}
        # Whatever goes wrong with a courtesy (a session closed at the end, too) must not cost the answer.
        with suppress(Exception):
            await self._request(read, ClientTimeout(total=_COURTESY_SECONDS))

    async def _post(self, message: Payload) -> tuple[int, Any]:
        """Status and JSON (None where it is none). Raises Temporary, OutcomeUnknown."""
        try:
            return await self._request(message, self._timeout)
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise Temporary(type(error).__name__) from error
        except (ClientError, TimeoutError, OSError) as error:
            raise OutcomeUnknown(type(error).__name__) from error

    async def _request(self, body: Payload, limits: ClientTimeout) -> tuple[int, Any]:
        # The token must not follow a redirect to another host.
        async with self._session.post(
            self._url, json=body, headers=self._headers, timeout=limits, allow_redirects=False
        ) as answer:
            return answer.status, _json(await answer.read())


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _wamid(answer: Any) -> str | None:
    match answer:
        case {"messages": [{"id": str(wamid)}, *_]} if wamid:
            return wamid
        case _:
            return None
