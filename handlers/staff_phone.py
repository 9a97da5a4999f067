"""`/petugas KODE`: a member of staff links their own Telegram, to hear of their work there. No resident has a code."""

from __future__ import annotations

import re

from bot.domain.messages import ChannelName, Command
from bot.domain.ports import Ports
from handlers.exact import words_of
from handlers.turn import Outcome, Turn
from handlers.voice import voice_of

LINK = "petugas_kode"
"""A task of ours that is no label of the taxonomy."""
_CODE = re.compile(r"([A-Za-z]{4})[\s-]?(\d{4})")
_LIKE_A_CODE = re.compile(r"(?=\S*\d)[A-Za-z0-9-]{4,12}")
_TYPED = re.compile(r"/\w+(?:@\w+)?\s+(.*)", re.DOTALL)
_TRIES = "staff phone"


def code_in(argument: str) -> str:
    """What stands behind the command, where it is a code or meant as one; empty for words ("mau tanya")."""
    bare = argument.strip()
    found = _CODE.fullmatch(bare)
    if found:
        return f"{found[1]}-{found[2]}".upper()
    return bare.upper() if _LIKE_A_CODE.fullmatch(bare) else ""


async def link(turn: Turn, ports: Ports) -> Outcome:
    """Five wrong ones an hour. In a group others would read the code, and what is sent later: it is burnt there."""
    voice, code, inbound = voice_of(turn, ports), code_in(_argument(turn)), turn.inbound
    if inbound.channel is not ChannelName.TELEGRAM:
        return Outcome(voice.say("staff_phone_channel"), turn.state)
    if inbound.chat.startswith("-"):
        await ports.staff_phones.burn(code)
        return Outcome(voice.say("staff_phone_group"), turn.state)
    if not await ports.attempts.take(turn.person, f"{_TRIES} {turn.person}"):
        return Outcome(voice.say("staff_phone_locked"), turn.state)
    name = await ports.staff_phones.link(code, turn.conversation)
    if name is None:
        return Outcome(voice.say("staff_phone_wrong", voice.task("minta_petugas")), turn.state)
    await ports.attempts.right(turn.person, f"{_TRIES} {turn.person}")
    return Outcome(voice.say("staff_phone_linked", name=name), turn.state)


def _argument(turn: Turn) -> str:
    content = turn.inbound.content
    if isinstance(content, Command):
        return content.argument
    typed = _TYPED.fullmatch(words_of(turn.inbound).strip())
    return typed[1] if typed else ""
