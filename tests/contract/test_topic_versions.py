"""Answers changed without a deploy: kept as versions, published, taken back, and in the book of a running worker."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.actions import Action, Verb
from bot.domain.errors import BadTopic, UnknownVersion
from bot.domain.messages import ChannelName
from bot.edits import Edits
from bot.phones import SCREENS
from bot.preview import opened, reader
from bot.store.engine import Database
from bot.store.topic_versions import TopicVersions
from faq.book import FOLDER, SAMPLE_OFFICE, YamlBook, load_book
from faq.editing import as_written, checked, read_topic
from faq.files import read_content
from tests.fakes_book import NOW, PORTS

CONTENT = read_content(FOLDER, SAMPLE_OFFICE)
NEW = "Minta surat kehilangan di kantor polisi dulu. Lalu datang ke loket."


def edited(answer: str = NEW) -> dict[str, Any]:
    content = as_written(CONTENT.topics["ktp_hilang"])
    content["texts"]["id"]["answer"] = answer
    return content


def answer_of(book: YamlBook) -> str:
    view = book.topic("ktp_hilang", "id")
    assert view is not None
    return view.answer


class Desk:
    """An editor's store and a running process's book."""

    def __init__(self, database: Database) -> None:
        self.versions = TopicVersions(database)
        self.book = load_book(SAMPLE_OFFICE, lambda: NOW)
        self.default = answer_of(self.book)
        self.edits = Edits(self.versions, read_topic, self.book.use)

    async def publish(self, content: dict[str, Any]) -> int:
        number = await self.versions.save("ktp_hilang", content, "editor satu", "kalimat lebih pendek")
        await self.versions.publish("ktp_hilang", number, "editor dua")
        return number


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def test_a_draft_changes_nothing_for_residents(desk: Desk) -> None:
    await desk.versions.save("ktp_hilang", edited(), "editor satu")
    await desk.edits.refresh()
    assert answer_of(desk.book) == desk.default


async def test_a_published_version_is_what_a_running_process_answers(desk: Desk) -> None:
    await desk.edits.refresh()
    await desk.publish(edited())
    await desk.edits.refresh()
    assert answer_of(desk.book) == NEW


async def test_an_older_version_can_come_back(desk: Desk) -> None:
    first = await desk.publish(edited())
    await desk.publish(edited("Datang ke loket. Bawa surat dari polisi."))
    await desk.edits.refresh()
    assert answer_of(desk.book).startswith("Datang")
    await desk.versions.publish("ktp_hilang", first, "editor dua")
    await desk.edits.refresh()
    assert answer_of(desk.book) == NEW


async def test_a_withdrawn_topic_goes_back_to_its_file(desk: Desk) -> None:
    await desk.publish(edited())
    await desk.edits.refresh()
    assert await desk.versions.withdraw("ktp_hilang")
    await desk.edits.refresh()
    assert answer_of(desk.book) == desk.default
    assert not await desk.versions.withdraw("ktp_hilang")


async def test_the_history_tells_who_wrote_and_who_published(desk: Desk) -> None:
    await desk.versions.save("ktp_hilang", edited(), "editor satu", "coba")
    number = await desk.publish(edited())
    newest, oldest = await desk.versions.history("ktp_hilang")
    assert (newest.number, newest.author, newest.published_by) == (number, "editor satu", "editor dua")
    assert (oldest.number, oldest.note, oldest.published_at) == (1, "coba", None)
    assert newest.content["texts"]["id"]["answer"] == NEW


async def test_two_editors_who_save_at_once_get_two_versions(desk: Desk) -> None:
    saving = (desk.versions.save("ktp_hilang", edited(), f"editor {number}") for number in range(8))
    assert sorted(await asyncio.gather(*saving)) == list(range(1, 9))


async def test_a_version_nobody_wrote_cannot_be_published(desk: Desk) -> None:
    with pytest.raises(UnknownVersion):
        await desk.versions.publish("ktp_hilang", 7, "editor dua")


async def test_an_entry_that_no_longer_fits_is_passed_over(desk: Desk) -> None:
    await desk.publish({"id": "ktp_hilang", "written": "under older rules"})
    await desk.edits.refresh()
    assert answer_of(desk.book) == desk.default


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"id": "tidak_ada"}, "no topic of the taxonomy"),
        ({"related": ["nonsense"]}, "related nonsense"),
        ({"sources": []}, "sources"),
        ({"texts": {}}, "texts"),
    ],
)
def test_an_edit_that_breaks_the_rules_is_refused_with_the_reason(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(BadTopic, match=problem):
        checked(edited() | change, CONTENT)


def test_an_edit_too_hard_to_read_is_refused() -> None:
    long = "Permohonan penerbitan dilaksanakan berdasarkan persyaratan administrasi kependudukan."
    with pytest.raises(BadTopic, match="letters in a word"):
        checked(edited(long), CONTENT)


async def test_a_preview_shows_what_the_channel_would_send(desk: Desk) -> None:
    desk.book.use({"ktp_hilang": checked(edited(), CONTENT)})
    screen, ports = SCREENS[ChannelName.TELEGRAM], replace(PORTS, book=desk.book)
    [bubble] = await opened(screen, Action(Verb.TOPIC, ("ktp_hilang",)), reader("id"), ports, NOW)
    assert NEW in "".join(piece.text for piece in bubble.pieces)
    assert bubble.buttons
