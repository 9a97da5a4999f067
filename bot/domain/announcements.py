"""An announcement on its way to one resident, before a channel has a say in how it looks; how long it may be. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.campaigns import NAME, Campaign
from bot.domain.lengths import utf16_length
from bot.domain.reply import Choice, Payload

ANYBODY = "Bapak/Ibu"
"""Stands for a name we do not know."""
MAX_SHOWN_NAME = 32
MOST_BUTTONS = 3
_BESIDE = 1024
"""Text with buttons or a picture: WhatsApp's message with buttons and Telegram's picture take no more."""
_ROOM_TO_STOP = 96
"""Kept free for the words that tell how to stop."""
_ROOM_FOR_BOLD = 4
LONGEST_PLAIN = 4096 - _ROOM_TO_STOP
LONGEST_WITH_BUTTONS = _BESIDE - _ROOM_FOR_BOLD
LONGEST_WITH_PICTURE = _BESIDE - _ROOM_TO_STOP
"""Most UTF-16 units of title and text together. Beside buttons WhatsApp tells how to stop in a line of its own, which a
picture's caption on Telegram has not."""

Compose = Callable[[Campaign, int, str, bool, str], Payload | None]
"""The request that says a campaign's version in a language, inside WhatsApp's window or not, to somebody of that name
(empty: unknown); None where nothing may be sent there."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """`stop` is the button that ends announcements, `press_to_stop` and `type_to_stop` how it is told with and without
    it. `picture` is the id of a campaign's picture."""

    title: str
    text: str
    choices: tuple[Choice, ...]
    stop: Choice
    press_to_stop: str
    type_to_stop: str
    picture: str = ""


def shown_name(name: str) -> str:
    """As it stands in an announcement: one short line; whoever gave none is addressed as anybody."""
    line = " ".join("".join(each for each in name if each.isprintable() or each.isspace()).split())
    if utf16_length(line) > MAX_SHOWN_NAME:
        line = line[: MAX_SHOWN_NAME // 2].rsplit(" ", 1)[0]
    return line or ANYBODY


def with_name(text: str, name: str) -> str:
    """`{nama}` is replaced."""
    return text.replace(NAME, shown_name(name)) if NAME in text else text
