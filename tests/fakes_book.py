"""A real book with the project's own words and a few invented topics, so that tests do not hang on today's content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.clock import JAKARTA
from bot.domain.messages import Content as MessageContent
from bot.domain.messages import Inbound
from bot.domain.ports import Ports
from bot.domain.reply import Bubble, Choice, ConversationState, Guess, Menu, Reply, Say, Understanding
from faq.book import FOLDER, SAMPLE_OFFICE, YamlBook
from faq.files import read_content
from faq.schema import InBoth, Topic
from handlers import Turn, respond, shortcut
from tests.fakes import (
    FakeAnnouncements,
    FakeArchive,
    FakeAttempts,
    FakeBookings,
    FakeLinks,
    FakeLookupLog,
    FakeQueue,
    FakeService,
    FakeStaffPhones,
    FakeSubscriptions,
)
from tests.fakes_cases import FakeAttachments, FakeCases
from tests.residents import inbound

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=JAKARTA)
"""A Tuesday morning."""
QUESTION = "0f8fad5bd9cb469fa16570867728950e"
KNOWN = ConversationState(greeted=True)
"""Somebody who has been here before."""


def topic_dict(name: str, **changes: Any) -> dict[str, Any]:
    """A topic as its file would say it; `changes` replace top-level keys."""
    text = {
        "title": f"T {name}"[:24],
        "answer": "Datang ke loket. Bawa surat dari polisi, lalu isi formulir.",
        "requirements": ["Surat hilang dari polisi", "Kartu Keluarga"],
        "steps": ["Lapor polisi", "Datang ke loket"],
        "where": "Di loket. Buka {office_hours}.",
        "cost": "Gratis.",
        "time": "Tanyakan ke loket.",
        "if_problem": "Tanyakan ke petugas.",
    }
    english = text | {"title": f"E {name}"[:24], "answer": "Come to the counter with a letter from the police."}
    return {
        "id": name,
        "owner": "Pengelola informasi kelurahan",
        "reviewed_on": date(2026, 11, 24),
        "review_again_on": date(2027, 5, 24),
        "legal_basis": [{"law": "Perpres 96/2018", "article": "21"}],
        "sources": [{"title": "Halaman Dukcapil"}],
        "related": [],
        "texts": {"id": text, "en": english},
    } | changes


def topic_file(name: str, **changes: Any) -> Topic:
    return Topic.model_validate(topic_dict(name, **changes))


HILANG = topic_file("ktp_hilang", related=("ktp_rusak", "ktp_baru"))
RUSAK = topic_file("ktp_rusak")
JAM = topic_file("jam_layanan")

_CONTENT = read_content(FOLDER, SAMPLE_OFFICE)


def book_of(*topics: Topic, now: datetime = NOW, phrases: Mapping[str, InBoth] | None = None) -> YamlBook:
    """A book with just these topics; `phrases` stand beside the project's own."""
    assert _CONTENT.office, _CONTENT.problems
    known = {**_CONTENT.phrases, **(phrases or {})}
    content = replace(_CONTENT, topics={topic.id: topic for topic in topics}, phrases=known, problems=[])
    return YamlBook(content, _CONTENT.office, lambda: now)


_BOOK = book_of(HILANG, RUSAK, JAM)
PORTS = Ports(
    _BOOK,
    queue=FakeQueue(),
    cases=FakeCases(),
    attachments=FakeAttachments(),
    calendar=_BOOK.calendar,
    service=FakeService(),
    attempts=FakeAttempts(),
    lookups=FakeLookupLog(),
    bookings=FakeBookings(),
    links=FakeLinks(),
    archive=FakeArchive(),
    subscriptions=FakeSubscriptions(),
    staff_phones=FakeStaffPhones(),
    announcements=FakeAnnouncements(),
)


def ranked(*labels: str, first: float = 0.9, rest: float = 0.02) -> tuple[Guess, ...]:
    return tuple(Guess(label, rest if number else first) for number, label in enumerate(labels))


UNSURE = ranked("faq/ktp_hilang", "faq/ktp_rusak", "faq/kia", first=0.2, rest=0.18)
LOST = ranked("faq/ktp_hilang", "faq/kia", first=0.05)


async def said(
    content: MessageContent | str | Inbound,
    ranking: Iterable[Guess] = (),
    state: ConversationState = KNOWN,
    *,
    ports: Ports = PORTS,
    nlu_down: bool = False,
    now: datetime = NOW,
) -> Reply:
    """The reply to one message, taking the road of bot/turn.py: short cut first, else the given ranking."""
    message = content if isinstance(content, Inbound) else inbound(content)
    turn = Turn(message, state, QUESTION, now)
    action = shortcut(turn, ports)
    guesses = tuple(ranking)
    understanding = Understanding(guesses, "model-1") if guesses and action is None and not nlu_down else None
    turn = replace(turn, action=action, understanding=understanding, nlu_down=nlu_down and action is None)
    return await respond(turn, ports)


def choices_of(*bubbles: Bubble) -> list[Choice]:
    found: list[Choice] = []
    for bubble in bubbles:
        if isinstance(bubble, Say):
            found += bubble.choices
        if isinstance(bubble, Menu):
            found += [row for section in bubble.sections for row in section.rows]
    return found


def actions_of(reply: Reply) -> list[str]:
    return [choice.action for choice in choices_of(*reply.bubbles)]


def text_of(reply: Reply) -> str:
    return "\n".join(bubble.text for bubble in reply.bubbles if isinstance(bubble, Say | Menu))
