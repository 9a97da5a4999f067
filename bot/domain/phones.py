"""Messages as they look on a resident's phone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a bubble's text."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class ListRow:
    """A line of a list that opens on WhatsApp."""

    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class PhoneBubble:
    """One message as the channel would show it: rows of buttons below it, or a list behind the button `list_label`. An
    announcement may have a `picture` (its id) above and small print (`footer`) below its words; an answer a `file` (its
    name), which shows as a photo where it is one."""

    pieces: tuple[Piece, ...]
    buttons: tuple[tuple[str, ...], ...] = ()
    list_label: str = ""
    rows: tuple[ListRow, ...] = ()
    footer: str = ""
    picture: str = ""
    file: str = ""
    photo: bool = False
