"""Compares what residents wrote with what the database holds and what came back to their phones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bot.store.vault import Vault
from prove.city import City
from prove.crowd import Crowd, Resident
from prove.report import Finding, exactly

_EVENTS = """
    SELECT id, state, channel, attempts, extract(epoch FROM handled_at - received_at)::float8 AS seconds
    FROM inbox WHERE id = ANY(:ids) ORDER BY id
"""
_QUESTIONS = "SELECT text FROM question"
_ANSWERS = """
    SELECT o.id, o.answers, o.chat, o.channel, o.external_id, o.state, o.taken, o.attempts
    FROM outbox o WHERE o.answers = ANY(:ids) ORDER BY o.id
"""


Rows = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Audit:
    """What became of a crowd's messages."""

    lost: int
    unanswered: int
    doubled: int
    out_of_order: int
    duplicate_sends: int
    unexplained: int
    dead: int
    most_attempts: int
    longest_seconds: float
    again: int

    def findings(self, name: str) -> list[Finding]:
        return [
            exactly(f"{name}: events lost", self.lost),
            exactly(f"{name}: events without an answer", self.unanswered),
            exactly(f"{name}: effects doubled", self.doubled),
            exactly(f"{name}: answers out of order", self.out_of_order),
            Finding(
                f"{name}: duplicate sends, explained by a second try",
                f"{self.duplicate_sends - self.unexplained:,} of {self.duplicate_sends:,}",
                "all",
                self.unexplained == 0,
            ),
        ]


async def audit(city: City, crowd: Crowd) -> Audit:
    """Everything must have settled before."""
    words = await city.kept.events(f"{crowd.name} ")
    events = await city.rows(_EVENTS, ids=list(words))
    questions = Counter(city.vault.open(row.text) for row in await city.rows(_QUESTIONS))
    answers = await city.rows(_ANSWERS, ids=list(words))
    stored = Counter(words.values())
    written = [words for resident in crowd.residents for words in resident.wrote]
    sent = [answer for answer in answers if answer.state == "sent"]
    answered = {answer.answers for answer in sent}
    duplicates, unexplained = _duplicates(city.vault, crowd, sent)
    return Audit(
        lost=sum(stored[words] == 0 for words in written),
        unanswered=sum(event.id not in answered or event.state != "handled" for event in events),
        doubled=_doubled(written, stored, questions),
        out_of_order=_out_of_order(city.vault, crowd, words, sent),
        duplicate_sends=duplicates,
        unexplained=unexplained,
        dead=sum(answer.state == "dead" for answer in answers) + sum(event.state == "dead" for event in events),
        most_attempts=max((answer.attempts for answer in answers), default=0),
        longest_seconds=max((event.seconds or 0.0 for event in events), default=0.0),
        again=sum(event.attempts for event in events) + sum(answer.taken - 1 for answer in sent),
    )


def _doubled(written: list[str], stored: Counter[str], kept: Counter[str]) -> int:
    """Events stored, or questions kept, more than once or not at all."""
    return sum(stored[words] > 1 or kept[words] != 1 for words in written)


def _out_of_order(vault: Vault, crowd: Crowd, words: Mapping[int, str], sent: Rows) -> int:
    wrong = 0
    by_words = {said: number for number, said in words.items()}
    by_message = {(row.channel, row.external_id): (row.answers, row.id) for row in sent}
    for resident in crowd.residents:
        places = [
            place
            for bubble in _received(vault, resident)
            if (place := by_message.get((resident.channel, bubble))) is not None
        ]
        wrong += sum(later < earlier for earlier, later in pairwise(places))
        if resident.channel == "telegram":
            # WhatsApp itself does not keep the order in which residents wrote.
            ids = [by_words[words] for words in resident.wrote if words in by_words]
            wrong += sum(later < earlier for earlier, later in pairwise(ids))
    return wrong


def _duplicates(vault: Vault, crowd: Crowd, sent: Rows) -> tuple[int, int]:
    """Messages on phones that no row knows, and those of them that no second try of a row of that chat explains."""
    known = {(row.channel, row.external_id) for row in sent}
    tries: dict[tuple[str, str], int] = defaultdict(int)
    for row in sent:
        tries[row.channel, row.chat] += row.taken - 1
    found = unexplained = 0
    for resident in crowd.residents:
        strange = sum((resident.channel, bubble) not in known for bubble in _received(vault, resident))
        found += strange
        unexplained += max(0, strange - tries[resident.channel, vault.mark_chat(resident.person.chat)])
    return found, unexplained


def _received(vault: Vault, resident: Resident) -> list[str]:
    """The ids of the bot's messages on this phone, in the order they arrived, as the outbox knows them."""
    shown = [bubble.id for bubble in resident.person.messages if bubble.by == "bot"]
    if resident.channel == "telegram":
        return [f"{resident.person.chat}:{number}" for number in shown]
    return [vault.mark_id("whatsapp", number) for number in shown]
