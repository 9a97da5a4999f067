"""python-telegram-bot's HTTP seam on aiohttp, telling apart what left the machine from what did not."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, ConnectionTimeoutError, FormData
from telegram._utils.defaultvalue import DEFAULT_NONE
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

_CONNECT_SECONDS = 5.0
_UNTOLD_WAIT_SECONDS = 1.0


class NotSent(NetworkError):
    """The request never left: sending again is safe."""


class AnswerLost(TimedOut):
    """The request left, no answer that can be read came back: it may have taken effect."""


class ServerTrouble(NetworkError):
    """A refusal that is not in the Bot API's words: something stands between Telegram and us."""


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

    async def call(self, url: str, parameters: Mapping[str, Any], *, read_seconds: float | None = None) -> Any:
        """One method with exactly these parameters, and its result as plain JSON. Raises TelegramError.

        The client's typed methods would fail after the fact on an answer that is not quite in its shape.
        """
        data = RequestData([RequestParameter.from_input(name, value) for name, value in parameters.items()])
        try:
            return await self.post(url, data, read_timeout=read_seconds or self._read_seconds)
        except (LookupError, TypeError, AttributeError) as error:
            # A 2xx without `result`, or an error that is JSON but no object.
            raise AnswerLost(type(error).__name__) from error

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
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from error
        except (ClientError, TimeoutError, OSError) as error:
            raise AnswerLost(type(error).__name__) from error
        _check(answer.status, payload)
        return answer.status, payload


def _check(status: int, payload: bytes) -> None:
    """Raise for what the library would not tell apart; the other refusals are its own to raise."""
    said = _object(payload)
    if status == 429:
        raise Flooded(_seconds(said))
    if said is None and 200 <= status < 300:
        raise AnswerLost("unreadable answer")
    if said is None:
        raise ServerTrouble(f"HTTP {status}")


def _object(payload: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(payload)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _seconds(said: dict[str, Any] | None) -> float:
    parameters = (said or {}).get("parameters")
    told = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if isinstance(told, int | float) and math.isfinite(told) and told > 0:
        return float(told)
    return _UNTOLD_WAIT_SECONDS


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
