"""One person on Telegram and on WhatsApp: a code shown on the one is written on the other."""

from __future__ import annotations

import re
import secrets

from bot.domain.ports import Ports
from bot.domain.privacy import LinkTo, NoteConsent, OfferLink, Unlink
from handlers.exact import words_of
from handlers.menu import settled
from handlers.turn import Outcome, Turn
from handlers.voice import voice_of

SHOW, ENTER, SPLIT = "hubungkan", "hubungkan_kode", "putuskan"
"""Tasks of ours that are no labels of the taxonomy."""
_CODE = re.compile(r"\b(?:hubungkan|sambungkan|kode|link)\b[^\d]{0,12}(\d{3})[\s.-]?(\d{3})(?!\d)", re.IGNORECASE)
_BARE = re.compile(r"(\d{3})\s(\d{3})")
_TRIES = "link"


def code_in(words: str) -> str:
    """The six digits after "hubungkan", or nothing but such digits parted in the middle; empty where there are none."""
    found = _CODE.search(words) or _BARE.fullmatch(words.strip())
    return found[1] + found[2] if found else ""


async def show_code(turn: Turn, ports: Ports) -> Outcome:
    voice = voice_of(turn, ports)
    code = f"{secrets.randbelow(1_000_000):06}"
    shown = f"{code[:3]} {code[3:]}"
    return Outcome(
        voice.say("link_code", voice.task("menu"), code=shown), settled(turn.state), effects=(OfferLink(code),)
    )


async def enter_code(turn: Turn, ports: Ports) -> Outcome:
    """Five wrong ones an hour, as for look-ups: a code is not to be guessed."""
    voice, code = voice_of(turn, ports), code_in(words_of(turn.inbound))
    if not await ports.attempts.take(turn.person, f"{_TRIES} {turn.person}"):
        return Outcome(voice.say("link_locked", voice.task("menu")), settled(turn.state))
    owner = await ports.links.owner(code)
    if owner is None:
        return Outcome(voice.say("link_wrong", voice.task("menu")), settled(turn.state))
    if owner == turn.person:
        return Outcome(voice.say("link_same", voice.task("menu")), settled(turn.state))
    await ports.attempts.right(turn.person, f"{_TRIES} {turn.person}")
    words = voice.text("link_done")
    effects = (LinkTo(owner), NoteConsent("linking", "yes", words))
    return Outcome(voice.speak(words, voice.task("menu")), settled(turn.state), effects=effects)


async def split(turn: Turn, ports: Ports) -> Outcome:
    voice = voice_of(turn, ports)
    if await ports.links.channels(turn.person) < 2:
        return Outcome(voice.say("link_none", voice.task("menu")), settled(turn.state))
    words = voice.text("link_split")
    effects = (NoteConsent("linking", "no", words), Unlink())
    return Outcome(voice.speak(words, voice.task("menu")), settled(turn.state), effects=effects)


async def told_linked(turn: Turn, ports: Ports) -> Outcome:
    """On the channel that showed the code: whoever was tricked out of it learns it at once."""
    voice = voice_of(turn, ports)
    return Outcome(voice.say("link_news", voice.task("minta_petugas"), voice.task("menu")), turn.state)
