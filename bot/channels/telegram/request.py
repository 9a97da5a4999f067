"""python-telegram-bot's HTTP seam on aiohttp, telling apart what left the machine from what did not."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, ConnectionTimeoutError, FormData
from telegram._utils.defaultvalue import DEFAULT_NONE
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_CONNECT_SECONDS = 5.0


class NotSent(NetworkError):
    """The request never left: sending again is safe."""


class AnswerLost(TimedOut):
    """The request left, its answer did not come: it may have taken effect."""


class Flooded(TelegramError):
    """429: wait `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry after {seconds} s")
        self.seconds = seconds


class AiohttpRequest(BaseRequest):
    """The session belongs to the caller. Times are seconds."""

    def __init__(self, session: ClientSession, *, read_seconds: float = 10.0) -> None:
        self._session = session
        self._read_seconds = read_seconds

    @property
    def read_timeout(self) -> float | None:
        return self._read_seconds

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = DEFAULT_NONE,
        write_timeout: ODVInput[float] = DEFAULT_NONE,
        connect_timeout: ODVInput[float] = DEFAULT_NONE,
        pool_timeout: ODVInput[float] = DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        total = self._read_seconds if not isinstance(read_timeout, int | float) else float(read_timeout)
        timeout = ClientTimeout(total=total + _CONNECT_SECONDS, connect=_CONNECT_SECONDS, sock_read=total)
        try:
            async with self._session.request(method, url, timeout=timeout, **_body(request_data)) as answer:
                payload = await answer.read()
                if answer.status == 429:
                    raise Flooded(_retry_after(payload))
                return answer.status, payload
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from error
        except (ClientError, TimeoutError, OSError) as error:
            raise AnswerLost(type(error).__name__) from error


def _body(data: RequestData | None) -> dict[str, Any]:
    """JSON as a rule; a form where a file goes along."""
    if data is None:
        return {}
    if not data.multipart_data:
        return {"json": data.parameters}
    form = FormData(data.json_parameters)
    for name, (filename, content, mime_type) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime_type)
    return {"data": form}


def _retry_after(payload: bytes) -> float:
    try:
        return float(json.loads(payload)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return 1.0
