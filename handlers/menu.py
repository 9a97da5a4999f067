"""The menu and its groups, and the kind word for buttons that lead nowhere any more."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.ports import Ports
from bot.domain.reply import ConversationState, Menu, Section
from handlers.turn import Outcome, Turn
from handlers.voice import voice_of


async def show_menu(turn: Turn, ports: Ports) -> Outcome:
    return _menu(turn, ports, "menu", answered="task/menu")


async def old_button(turn: Turn, ports: Ports) -> Outcome:
    """Forged, or from a version of the menu that is gone."""
    return _menu(turn, ports, "old_button")


async def which_topic(turn: Turn, ports: Ports) -> Outcome:
    """The legal basis is asked for, but not of what."""
    return _menu(turn, ports, "which_topic")


async def nothing_said(turn: Turn, ports: Ports) -> Outcome:
    """Emoji, digits or nothing at all: a friendly prompt."""
    return _menu(turn, ports, "nothing_said")


async def open_group(turn: Turn, ports: Ports) -> Outcome:
    name = turn.action.first if turn.action else ""
    voice = voice_of(turn, ports)
    topics = ports.book.topics_in(name)
    if not topics:
        return await old_button(turn, ports)
    section = Section(voice.group(name).title, tuple(voice.topic(topic) for topic in topics))
    menu = Menu(voice.text("group", title=section.title), (section,), voice.text("list_label"))
    return Outcome((menu,), settled(turn.state))


def settled(state: ConversationState) -> ConversationState:
    """The bot understood: no "Maksud Anda?" is open and no misses count."""
    return replace(state, offered=(), misses=0)


def _menu(turn: Turn, ports: Ports, key: str, answered: str = "") -> Outcome:
    return Outcome((voice_of(turn, ports).menu(key),), settled(turn.state), answered=answered)
