"""Refusals in Meta's words and shape."""

from __future__ import annotations

from typing import Any

_TITLES = {
    1: "An unknown error occurred",
    100: "Invalid parameter",
    130429: "Rate limit hit",
    131000: "Something went wrong",
    131008: "Required parameter is missing",
    131009: "Parameter value is not valid",
    131026: "Message undeliverable",
    131047: "Re-engagement message",
    131048: "Spam rate limit hit",
    131049: "This message was not delivered to maintain healthy ecosystem engagement",
    131050: "User has stopped to receive marketing messages from this WhatsApp Business Account",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    132000: "Number of parameters does not match the expected number of params",
    132001: "Template name does not exist in the translation",
    132012: "Parameter format does not match format in the created template",
    132015: "Template is paused",
    132016: "Template is disabled",
    132018: "There was an error processing the template parameters",
}


class GraphError(Exception):
    """An answer with an `error` object; clients go by `code`, not by the HTTP status."""

    def __init__(self, code: int, details: str, status: int = 400) -> None:
        super().__init__(details)
        self.code = code
        self.details = details
        self.status = status

    def body(self, trace: str) -> dict[str, Any]:
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {_TITLES[self.code]}",
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details},
            "fbtrace_id": trace,
        }
        return {"error": error}


class TemplateError(GraphError):
    """A new template that is refused: code 100, and a subcode that tells why."""

    def __init__(self, subcode: int, title: str, words: str) -> None:
        super().__init__(100, words)
        self.subcode = subcode
        self.title = title

    def body(self, trace: str) -> dict[str, Any]:
        error: dict[str, Any] = {
            "message": "Invalid parameter",
            "type": "OAuthException",
            "code": 100,
            "is_transient": False,
            "error_user_title": self.title,
            "error_user_msg": self.details,
            "fbtrace_id": trace,
        }
        return {"error": error | ({"error_subcode": self.subcode} if self.subcode else {})}


class BadToken(GraphError):
    """190 comes without error_data."""

    def __init__(self) -> None:
        super().__init__(190, "Invalid OAuth access token - Cannot parse access token", 401)

    def body(self, trace: str) -> dict[str, Any]:
        error = {"message": self.details, "type": "OAuthException", "code": self.code, "fbtrace_id": trace}
        return {"error": error}


class UnknownObject(GraphError):
    """A phone number or media id that does not exist, or is another's."""

    def __init__(self, method: str, node: str) -> None:
        words = (
            f"Unsupported {method.lower()} request. Object with ID '{node}' does not exist, cannot be loaded due to "
            "missing permissions, or does not support this operation"
        )
        super().__init__(100, words)

    def body(self, trace: str) -> dict[str, Any]:
        error = {"message": self.details, "type": "GraphMethodException", "code": 100, "error_subcode": 33}
        return {"error": error | {"fbtrace_id": trace}}


def failure(code: int, details: str) -> dict[str, Any]:
    """The error object inside a `failed` status."""
    title = _TITLES[code]
    link = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"
    return {"code": code, "title": title, "message": title, "error_data": {"details": details}, "href": link}
