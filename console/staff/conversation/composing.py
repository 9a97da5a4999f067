"""What stands in the composer: the words so far, and everything beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.composing import AttachedFile, Canned, FoundAnswer, Written, filled
from bot.domain.front_desk import LONGEST_ANSWER, may_answer_anyway
from bot.domain.messages import ChannelName
from bot.domain.phones import PhoneBubble
from bot.domain.resident_card import LinkedChannel
from console.staff.conversation.ports import ConversationPorts
from console.staff.conversation.talk import Talk, path_of
from console.staff.visit import Visit

LIMITS = {ChannelName.TELEGRAM: 4096, ChannelName.WHATSAPP: 1024}
"""Characters of one message: WhatsApp's with buttons below it, as an answer to a question has."""


@dataclass(frozen=True, slots=True)
class OtherAnswer:
    """A colleague's answer that came first; `words` as far as they are known here."""

    name: str
    ago: str
    words: str


@dataclass(frozen=True, slots=True)
class Composer:
    """What one request knows of it: `problem` is why it was not sent; `other` who answered meanwhile. `seen` is the
    answer that the writer knew of, where they still have to decide."""

    words: str = ""
    file: AttachedFile | None = None
    problem: str = ""
    other: OtherAnswer | None = None
    preview: Sequence[PhoneBubble] = ()
    searched: str | None = None
    sent: bool = False
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A ready-made reply with its places filled. `stale`: its topic reads otherwise now."""

    canned: Canned
    words: str
    stale: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another channel of the same person, on which they could be answered as well."""

    channel: str
    path: str


@dataclass(frozen=True, slots=True)
class Window:
    """WhatsApp's 24 hours: when they end (None: there are none here), whether they have, and how long is left."""

    closes: datetime | None
    closed: bool
    left: str


@dataclass(frozen=True, slots=True)
class ComposerView:
    """`seen` is handed back with the answer. `blocked_by` has the conversation; `may_insist`: may send although a
    colleague answered first."""

    here: LinkedChannel
    now: Composer
    longest: int
    limits: Sequence[tuple[str, int]]
    window: Window
    seen: int
    ready: Sequence[Ready] = ()
    found: Sequence[FoundAnswer] = ()
    elsewhere: Sequence[Elsewhere] = ()
    blocked_by: str = ""
    may_insist: bool = True


def window_of(visit: Visit, talk: Talk) -> Window:
    here = talk.card.here
    closes = here.closes_at()
    left = visit.when.left((closes - visit.now).total_seconds()) if closes and closes > visit.now else ""
    return Window(closes, here.closed(visit.now), left)


async def composer_of(visit: Visit, ports: ConversationPorts, talk: Talk, composer: Composer) -> ComposerView:
    standing = talk.standing
    taken = standing.holder is not None and not standing.held_by(visit.account.id)
    return ComposerView(
        here=talk.card.here,
        now=composer,
        longest=LONGEST_ANSWER,
        limits=[(channel.value, limit) for channel, limit in LIMITS.items()],
        window=window_of(visit, talk),
        seen=standing.answer if composer.seen is None else composer.seen,
        ready=await ready_replies(visit, ports),
        found=await found_answers(ports, talk, composer.searched),
        elsewhere=[
            Elsewhere(each.channel.value, path_of(each.conversation))
            for each in talk.card.channels
            if each.conversation != talk.id and each.reachable
        ],
        blocked_by=standing.holder.name if taken and standing.holder else "",
        may_insist=may_answer_anyway(standing, visit.account),
    )


async def ready_replies(visit: Visit, ports: ConversationPorts) -> list[Ready]:
    values = {"nama_petugas": visit.account.name, "kantor": await ports.shelf.office()}
    return [
        Ready(canned, filled(canned.words, values), await is_stale(ports, canned))
        for canned in await ports.canned.of(visit.account.id)
    ]


async def is_stale(ports: ConversationPorts, canned: Canned) -> bool:
    """Whether what the bot says about its topic has changed since it was written, or is gone."""
    if not canned.topic:
        return False
    found = await ports.shelf.answer(canned.topic, "id")
    return found is None or found.edition != canned.edition


async def found_answers(ports: ConversationPorts, talk: Talk, searched: str | None) -> Sequence[FoundAnswer]:
    """Nothing was searched: nothing is shown."""
    return [] if searched is None else await ports.shelf.search(searched, talk.card.language)


async def kept_words(visit: Visit, ports: ConversationPorts, talk: Talk) -> str:
    """One's own draft, kept on the server."""
    drafts = await ports.notes.drafts(talk.id)
    return next((draft.words for draft in drafts if draft.account == visit.account.id), "")


def written(visit: Visit, talk: Talk, words: str, file: AttachedFile | None) -> Written:
    """As it would reach the resident, by the name they read."""
    card = talk.card
    return Written(words, visit.account.name, card.here.channel, card.state, card.question, card.quote, file)


def joined(words: str, more: str) -> str:
    """What is put in stands below what was there."""
    return f"{words}\n\n{more}".strip() if words.strip() else more


async def to_insert(visit: Visit, ports: ConversationPorts, talk: Talk, named: str) -> str:
    """The words of `faq:<topic>` or `siap:<id>`; empty for what is not there."""
    kind, _, name = named.partition(":")
    if kind == "faq":
        answer = await ports.shelf.answer(name, talk.card.language)
        return answer.answer if answer else ""
    ready = await ready_replies(visit, ports)
    return next((each.words for each in ready if str(each.canned.id) == name), "") if kind == "siap" else ""
