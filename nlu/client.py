"""The bot's side of Rasa's HTTP API: a text goes in, the ranked ids of the taxonomy come out. Never logs a text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.domain.errors import NluUnavailable
from bot.domain.reply import Guess, Understanding
from nlu.text_shape import MOST_CHARACTERS


class RasaClient:
    """An `Understander`. `url` is the server's root; the session belongs to the caller."""

    def __init__(self, http: ClientSession, url: str, *, timeout: float = 5.0) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._timeout = ClientTimeout(total=timeout)

    async def understand(self, text: str) -> Understanding:
        """Raises NluUnavailable for every kind of failure: none, late, or senseless answer."""
        try:
            async with self._http.post(
                f"{self._url}/model/parse", json={"text": _plain(text)}, timeout=self._timeout
            ) as answer:
                if answer.status != 200:
                    raise NluUnavailable(f"HTTP {answer.status}")
                return _understanding(json.loads(await answer.read()))
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            raise NluUnavailable(type(error).__name__) from error

    async def model(self) -> str | None:
        """The name of the model that answers now (empty: it does not say); None where nobody answers."""
        try:
            async with self._http.get(f"{self._url}/status", timeout=self._timeout) as answer:
                if answer.status != 200:
                    return None
                body = json.loads(await answer.read())
        except (ClientError, TimeoutError, OSError, ValueError):
            return None
        file = str(body.get("model_file") or "") if isinstance(body, dict) else ""
        return file.replace("\\", "/").rpartition("/")[2][:80]

    async def healthy(self) -> bool:
        try:
            async with self._http.get(f"{self._url}/status", timeout=self._timeout) as answer:
                return answer.status == 200
        except (ClientError, TimeoutError, OSError):
            return False


def _plain(text: str) -> str:
    """Without leading slashes, which stock Rasa behind NLU_URL would obey as a command (`/keluhan{"x": 1}`),
    without halves of characters, which are no UTF-8, and no longer than the model reads."""
    return text.lstrip("/ \t\r\n")[:MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def _understanding(body: Any) -> Understanding:
    """Raises ValueError when it is not an answer of Rasa's."""
    try:
        ranking = [_guess(each) for each in body["intent_ranking"]]
        model = str(body.get("model_file", ""))
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("not an answer of Rasa's") from error
    return Understanding(tuple(sorted(ranking, key=lambda guess: -guess.confidence)), model)


def _guess(each: Mapping[str, Any]) -> Guess:
    return Guess(str(each["name"]), float(each["confidence"]))
