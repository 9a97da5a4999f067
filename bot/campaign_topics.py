"""What campaigns may be about and what their buttons may start: the book's topics, and dialogues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from bot.domain.campaign_desk import TopicChoice
from bot.domain.interests import ALL
from faq.book import YamlBook
from faq.schema import LANGUAGES

_TASKS = (
    "task/cek_status",
    "task/ajukan_permohonan",
    "task/jadwal_keliling",
    "task/langganan",
    "task/keluhan",
    "task/saran",
    "task/cek_tiket",
    "task/minta_kunjungan",
    "task/minta_petugas",
    "task/isi_survei",
    "task/daftar_kegiatan",
    "task/menu",
)

_EVERYTHING = dict.fromkeys(("semua", "all"), ALL)


class BookCampaignTopics:
    """Implements the CampaignTopics port."""

    def __init__(self, book: YamlBook) -> None:
        self._book = book

    def topics(self, language: str) -> Sequence[TopicChoice]:
        choose = partial(self._choice, language=language)
        return [choose(topic, group) for group in self._book.groups() for topic in self._book.topics_in(group)]

    def dialogues(self, language: str) -> Sequence[TopicChoice]:
        return [TopicChoice(label, self._book.title(label, language)) for label in _TASKS]

    def targets(self) -> frozenset[str]:
        topics = (f"faq/{topic}" for group in self._book.groups() for topic in self._book.topics_in(group))
        return frozenset((*topics, *_TASKS))

    def interests(self, language: str) -> Sequence[TopicChoice]:
        return [TopicChoice(each.id, each.title) for each in self._book.interests(language)]

    def interest_words(self) -> Mapping[str, str]:
        """Lower-case words → the topic of interest they name: ids, titles in either language, words for it."""
        known = [each for code in LANGUAGES for each in self._book.interests(code)]
        worded = {word: each.id for each in known for word in each.words}
        return worded | {name.lower(): each.id for each in known for name in (each.title, each.id)} | _EVERYTHING

    def _choice(self, topic: str, group: str, language: str) -> TopicChoice:
        family = self._book.phrase(f"group_{group}", language)
        return TopicChoice(f"faq/{topic}", self._book.title(f"faq/{topic}", language), family)
