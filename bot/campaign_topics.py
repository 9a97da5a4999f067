"""What campaigns may be about and what their buttons may start: the book's topics, and dialogues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from bot.domain.campaign_desk import TopicChoice
from faq.book import YamlBook
from faq.schema import LANGUAGES

_DIALOGUES = (
    "cek_status",
    "ajukan_permohonan",
    "jadwal_keliling",
    "langganan",
    "keluhan",
    "saran",
    "cek_tiket",
    "minta_kunjungan",
    "minta_petugas",
    "isi_survei",
    "daftar_kegiatan",
    "menu",
)


class BookCampaignTopics:
    """Implements the CampaignTopics port."""

    def __init__(self, book: YamlBook) -> None:
        self._book = book

    def topics(self, language: str) -> Sequence[TopicChoice]:
        choose = partial(self._choice, language=language)
        return [choose(topic, group) for group in self._book.groups() for topic in self._book.topics_in(group)]

    def dialogues(self, language: str) -> Sequence[TopicChoice]:
        labels = (f"task/{name}" for name in _DIALOGUES)
        return [TopicChoice(label, self._book.title(label, language)) for label in labels]

    def interest(self, value: str, language: str) -> str:
        """A topic, or a group of the menu."""
        if value in self._book.groups():
            return self._book.phrase(f"group_{value}", language)
        if value in self._book.written():
            return self._book.title(f"faq/{value}", language)
        return value

    def interests(self) -> Mapping[str, str]:
        """Lower-case words → the topic of interest they name, in either language or by its id."""
        values = (*self._book.groups(), *self._book.written())
        titled = {self.interest(value, code).lower(): value for value in reversed(values) for code in LANGUAGES}
        return titled | {value.lower(): value for value in values}

    def _choice(self, topic: str, group: str, language: str) -> TopicChoice:
        family = self._book.phrase(f"group_{group}", language)
        return TopicChoice(f"faq/{topic}", self._book.title(f"faq/{topic}", language), family)
