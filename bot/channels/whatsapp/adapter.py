"""The WhatsApp channel: verify, parse, render, send, on Meta's Cloud API."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, ConnectionTimeoutError

from bot.channels.whatsapp.errors import send_error
from bot.channels.whatsapp.parse import BSUID, parse
from bot.channels.whatsapp.render import render
from bot.domain.errors import BadSignature, OutcomeUnknown, SettingsError, Temporary
from bot.domain.messages import ChannelName, Event, Inbound, Reaction
from bot.domain.reply import Bubble, Payload

_SIGNATURE_HEADER = "X-Hub-Signature-256"
_COURTESY_SECONDS = 3.0


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
        send_seconds: float = 12.0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        if not app_secret:
            raise SettingsError(["WHATSAPP_APP_SECRET is missing: anybody could forge messages"])
        self.account = phone_number_id
        self._app_secret = app_secret.encode()
        self._verify_token = verify_token
        self._url = f"{api_base}/{api_version}/{phone_number_id}/messages"
        self._headers = {"Authorization": f"Bearer {access_token}"}
        self._session = session
        self._timeout = ClientTimeout(total=send_seconds, connect=5)
        self._now = now

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        expected = "sha256=" + hmac.new(self._app_secret, body, hashlib.sha256).hexdigest()
        given = headers.get(_SIGNATURE_HEADER, "")
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
        return parse(body, self.account, self._now)

    def render(self, bubble: Bubble) -> Sequence[Payload]:
        return render(bubble)

    async def send(self, chat: str, payload: Payload, reference: str) -> str:
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
        try:
            return str(answer["messages"][0]["id"])
        except (KeyError, IndexError, TypeError) as error:
            raise OutcomeUnknown("accepted without a message id") from error

    async def acknowledge(self, inbound: Inbound) -> None:
        """Read mark and typing dots in one call; the dots end with our answer."""
        if isinstance(inbound.content, Reaction):
            return
        read = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": inbound.reference,
            "typing_indicator": {"type": "text"},
        }
        timeout = ClientTimeout(total=_COURTESY_SECONDS)
        with suppress(ClientError, TimeoutError, OSError):
            async with self._session.post(self._url, json=read, headers=self._headers, timeout=timeout) as answer:
                await answer.read()

    async def _post(self, message: Payload) -> tuple[int, Any]:
        """Status and JSON (None where it is none). Raises Temporary, OutcomeUnknown."""
        try:
            async with self._session.post(
                self._url, json=message, headers=self._headers, timeout=self._timeout
            ) as answer:
                return answer.status, _json(await answer.read())
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise Temporary(type(error).__name__) from error
        except (ClientError, TimeoutError, OSError) as error:
            raise OutcomeUnknown(type(error).__name__) from error


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None
