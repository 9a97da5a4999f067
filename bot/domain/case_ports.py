"""What a dialogue about cases may ask of the store, and of the channels through it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from bot.domain.cases import CaseView
from bot.domain.messages import ChannelName, Media


class Cases(Protocol):
    """What residents may know of cases."""

    async def number_for(self, key: str) -> str:
        """The tracking number of the case that a dialogue ended in, or a free one for the case it will end in."""
        ...

    async def find(self, number: str, person: UUID) -> CaseView | None: ...

    async def of_person(self, person: UUID) -> Sequence[CaseView]:
        """Their own, those that are not ended first, the newest first."""
        ...

    async def news(self, event: int, person: UUID) -> CaseView | None:
        """The case as this change of it left it; None where it is not this person's."""
        ...


class Attachments(Protocol):
    """The files residents send when a dialogue asks for them."""

    async def keep(self, key: str, channel: ChannelName, media: Media) -> None:
        """Fetch a file and keep it for what the dialogue `key` will end in: pictures without what they tell besides the
        picture. The same file again changes nothing. Raises a MediaError."""
