"""What the pages about templates, and campaigns that need one, may ask. bot/store/templates.py keeps them, bot/
template_desk.py talks to Meta."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.templates import Happened, KeptTemplate, Template


@dataclass(frozen=True, slots=True)
class Synced:
    """The last time Meta's list was asked for, and what went wrong (empty: nothing)."""

    at: datetime
    problem: str = ""


class TemplateBook(Protocol):
    """The templates we know of."""

    async def all(self) -> Sequence[KeptTemplate]:
        """By name and language; those that are deleted are not among them."""
        ...

    async def find(self, name: str, language: str) -> KeptTemplate:
        """Exactly this one, deleted or not. Raises UnknownTemplate."""
        ...

    async def usable(self, name: str, language: str) -> bool:
        """Whether Meta takes messages with it now; `en` also stands for `en_US` and its like."""
        ...

    async def history(self, name: str, language: str, limit: int = 100) -> Sequence[Happened]:
        """The newest first."""
        ...

    async def synced(self) -> Synced | None: ...


@dataclass(frozen=True, slots=True)
class Example:
    """A picture Meta is shown when it looks at a template with one."""

    name: str
    mime_type: str
    content: bytes


class TemplateDesk(Protocol):
    """What staff do with them. `connected`: whether a business account is set up at all."""

    @property
    def connected(self) -> bool: ...

    async def submit(self, template: Template, actor: str, example: Example | None = None) -> KeptTemplate:
        """Hand it to Meta. Raises TemplateRefused and what is below it, and a ManagementError."""
        ...

    async def delete(self, name: str, language: str, actor: str) -> None:
        """At Meta, too. Raises UnknownTemplate and a ManagementError."""
        ...

    async def sync(self, actor: str = "") -> int:
        """Take over Meta's list; how many changed. Raises a ManagementError, which is kept beside the time, too."""
        ...
