"""Refusals in Telegram's words and shape."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An answer with `ok` false."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(words: str) -> Refusal:
    return Refusal(400, f"Bad Request: {words}")


def throttled(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def unauthorized() -> Refusal:
    return Refusal(401, "Unauthorized")


def not_found() -> Refusal:
    return Refusal(404, "Not Found")


def blocked() -> Refusal:
    return Refusal(403, "Forbidden: bot was blocked by the user")


def server_error() -> Refusal:
    return Refusal(500, "Internal Server Error")


def webhook_active() -> Refusal:
    words = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    return Refusal(409, f"Conflict: {words}")


def two_pollers() -> Refusal:
    words = "terminated by other getUpdates request; make sure that only one bot instance is running"
    return Refusal(409, f"Conflict: {words}")
