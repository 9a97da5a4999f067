"""Indonesian or English, by button, command or words."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.ports import Ports
from handlers.exact import normalised, words_of
from handlers.menu import old_button, settled
from handlers.turn import Outcome, Turn
from handlers.voice import Voice, voice_of

LANGUAGES = ("id", "en")
_ENOUGH_WORDS = 2
"""English words also stand alone in Indonesian messages; two of them and no Indonesian one are English."""


def spoken(turn: Turn, ports: Ports) -> str:
    """The language to answer in: the chosen one, else the one the message is written in, else that of the app."""
    state = turn.state
    if state.language_chosen:
        return state.language
    if (written := _written_in(words_of(turn.inbound), ports)) is not None:
        return written
    return "en" if not state.greeted and turn.inbound.sender.language.lower().startswith("en") else state.language


def _written_in(text: str, ports: Ports) -> str | None:
    """Told by everyday words; None for a keyword, a mixture or any other language."""
    words = set(normalised(text).split())
    english, indonesian = (len(words & ports.book.words(f"hint_written_{language}")) for language in ("en", "id"))
    if english >= _ENOUGH_WORDS and not indonesian:
        return "en"
    return "id" if indonesian and not english else None


async def switch(turn: Turn, ports: Ports) -> Outcome:
    """Go on in the language on the button, with the last topic at hand."""
    language = turn.action.first if turn.action else ""
    if language not in LANGUAGES:
        return await old_button(turn, ports)
    return _switched(turn, ports, language)


async def change(turn: Turn, ports: Ports) -> Outcome:
    """The words may name the language; otherwise both are offered."""
    words = set(normalised(words_of(turn.inbound)).split())
    named = [language for language in LANGUAGES if words & ports.book.words(f"hint_{language}")]
    if len(named) == 1:
        return _switched(turn, ports, named[0])
    voice = voice_of(turn, ports)
    bubbles = voice.say("which_language", *(voice.switch_to(language) for language in LANGUAGES))
    return Outcome(bubbles, settled(turn.state), answered="task/ganti_bahasa")


def _switched(turn: Turn, ports: Ports, language: str) -> Outcome:
    state = replace(settled(turn.state), language=language, language_chosen=True)
    voice = Voice(ports.book, language)
    bubbles = voice.say("language_switched", *voice.written(turn.state.topic), voice.task("menu"))
    return Outcome(bubbles, state, answered="task/ganti_bahasa")
