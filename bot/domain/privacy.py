"""What residents agreed to, and may have done with what is kept of them (UU 27/2022)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.domain.effect import Effect


@dataclass(frozen=True, slots=True)
class EraseResident(Effect):
    """Forget this person in all their conversations. Of cases only number, kind, state and dates stay; the address to
    answer to goes with the night's purge once nothing needs it."""


@dataclass(frozen=True, slots=True)
class NoteConsent(Effect):
    """A line of the consent ledger: the `words` that were shown about something (`notice`, `announcements`, `linking`)
    and the decision (`shown`, `yes`, `no`). Channel and time are added where it is kept."""

    about: str
    decision: str
    words: str


@dataclass(frozen=True, slots=True)
class SetAnnouncements(Effect):
    """Whether announcements are wanted: a yes is for this conversation, a no for all of the person's."""

    wanted: bool


@dataclass(frozen=True, slots=True)
class OfferLink(Effect):
    """Let whoever writes this code within ten minutes be the same person as this resident."""

    code: str


@dataclass(frozen=True, slots=True)
class LinkTo(Effect):
    """This conversation and all of its person now belong to `person`, who is told so."""

    person: UUID


@dataclass(frozen=True, slots=True)
class Unlink(Effect):
    """Each conversation is a person of its own again; what was kept stays with the one it was linked to."""


class Links(Protocol):
    """Codes that link two channels of one resident."""

    async def owner(self, code: str) -> UUID | None:
        """Whose code it is; None for one that is wrong or too old."""
        ...

    async def channels(self, person: UUID) -> int:
        """How many conversations belong to this person."""
        ...


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One thing that is kept: when, on which channel or what it belongs to, and its words."""

    at: datetime
    about: str
    words: str


@dataclass(frozen=True, slots=True)
class KeptData:
    """All that is kept of a person, each list the oldest first. `messages` are the newest ones; `more`: there are older
    ones. A message's `about` is `<channel> resident` or
    `<channel> bot`; that of `choices` (for announcements) `interest`, with the id of a topic, or `neighbourhood`."""

    conversations: tuple[KeptLine, ...]
    consents: tuple[KeptLine, ...]
    messages: tuple[KeptLine, ...]
    lookups: tuple[KeptLine, ...]
    bookings: tuple[KeptLine, ...]
    cases: tuple[KeptLine, ...]
    choices: tuple[KeptLine, ...] = ()
    more: bool = False


class Archive(Protocol):
    """What is kept of a person, for themselves."""

    async def of(self, person: UUID) -> KeptData: ...
