"""A channel whose platform checks the webhook's address by a challenge before it delivers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.domain.ports import Channel


class Challenger(Channel, Protocol):
    """Adds Meta's verification to a channel."""

    def challenge(self, query: Mapping[str, str]) -> str:
        """The challenge to send back. Raises BadSignature when the verify token is wrong."""
        ...
