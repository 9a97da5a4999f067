"""The book the handlers look answers up in: bot.domain.ports.Book over the YAML files of faq/."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from bot.domain.errors import SettingsError
from bot.domain.interests import Interest
from bot.domain.topics import OfficeFacts, TopicView
from faq.dates import written_date, written_day
from faq.files import Content, read_content
from faq.office import Office
from faq.opening import day_in_words, day_of, today_in_words, why_closed
from faq.placeholders import LOCAL, TODAY, fill, office_values, placeholders
from faq.render import topic_view
from faq.schema import LANGUAGES, InBoth, Topic
from faq.workdays import OfficeCalendar

FOLDER = Path(__file__).parent
"""The content shipped with the project."""
SAMPLE_OFFICE = FOLDER / "office.sample.yml"


def load_book(office_file: Path, now: Callable[[], datetime], folder: Path = FOLDER) -> YamlBook:
    """Read everything once. `now`, in the office's time zone, is asked at each look-up: answers tell whether the
    counter is open, and a program that runs for months notices a review due.

    Raises SettingsError with a line for each file or entry that is missing or wrong.
    """
    content = read_content(folder, office_file)
    if content.problems or content.office is None:
        raise SettingsError(content.problems)
    try:
        return YamlBook(content, content.office, now)
    except KeyError as missing:
        raise SettingsError([f"a text of {folder.name}/ uses {missing}, which is not known"]) from missing


@dataclass(frozen=True, slots=True)
class _Words:
    """The bot's own words in one language, office facts filled in."""

    phrases: Mapping[str, InBoth]
    office: Office
    language: str
    now: Callable[[], datetime]

    def plain(self, key: str) -> str:
        return self.phrases[key].in_language(self.language)

    def fill(self, text: str, values: dict[str, str] | None = None) -> str:
        """Say so at the end where the facts used are still the sample's."""
        if not placeholders(text):
            return text
        known = office_values(self.office, self.language, self.plain) | (values or {})
        if f"{{{TODAY}}}" in text:
            known[TODAY] = today_in_words(self.office, self.now(), self.language, self.plain)
        filled = fill(text, known)
        if self.office.sample and placeholders(text) & LOCAL:
            return f"{filled}\n{self.plain('office_sample')}"
        return filled


class YamlBook:
    """bot.domain.ports.Book, everything rendered at the start."""

    def __init__(self, content: Content, office: Office, now: Callable[[], datetime]) -> None:
        """Raises KeyError for a placeholder or phrase nobody knows."""
        self._defaults = content
        self._office = office
        self._now = now
        self._words = {language: _Words(content.phrases, office, language, now) for language in LANGUAGES}
        self._default_views = self._views_of(content.topics)
        self.use({})

    def use(self, edited: Mapping[str, Topic]) -> None:
        """From now on these topics stand over the files' defaults; all others are the defaults again.

        Raises KeyError for a placeholder nobody knows, and then nothing has changed.
        """
        views = self._default_views | self._views_of(edited)
        self._content = replace(self._defaults, topics={**self._defaults.topics, **edited})
        self._views = views
        self._by_the_minute = {
            topic.id for topic in self._content.topics.values() if f"{{{TODAY}}}" in topic.texts.model_dump_json()
        }
        self._groups = {
            group: tuple(topic for topic in topics if topic in self._content.topics)
            for group, topics in (self._content.menu.groups | self._content.menu.documents).items()
        }

    def beside(self, edited: Mapping[str, Topic]) -> YamlBook:
        """Another book with these topics over the files' defaults; this one stays as it is. Raises KeyError."""
        other = copy(self)
        other.use(edited)
        return other

    @property
    def defaults(self) -> Content:
        """What the files say."""
        return self._defaults

    def _views_of(self, topics: Mapping[str, Topic]) -> dict[tuple[str, str], TopicView]:
        return {
            (name, language): self._view(topic, language) for name, topic in topics.items() for language in LANGUAGES
        }

    def topic(self, topic: str, language: str) -> TopicView | None:
        view = self._views.get((topic, _known(language)))
        if view and topic in self._by_the_minute:
            view = self._view(self._content.topics[topic], _known(language))
        if view and self._now().date() > self._content.topics[topic].review_again_on:
            return replace(view, review_overdue=True)
        return view

    def written(self) -> Sequence[str]:
        """The bare ids of all topics there are, whether or not the menu leads to them."""
        return sorted(self._content.topics)

    def edition(self, topic: str) -> str:
        """A short name for how this topic reads now: another one as soon as its file or its published version says
        something else. Empty for a topic that is not there."""
        found = self._content.topics.get(topic)
        if found is None:
            return ""
        return hashlib.sha256(found.texts.model_dump_json().encode()).hexdigest()[:12]

    def title(self, label: str, language: str) -> str:
        """A written topic names itself. Raises KeyError for a label that is not in the taxonomy."""
        if view := self._views.get((label.removeprefix("faq/"), _known(language))):
            return view.title
        return self._content.titles[label].in_language(language)

    def groups(self) -> Sequence[str]:
        return [group for group in self._content.menu.groups if self._groups[group]]

    def topics_in(self, group: str) -> Sequence[str]:
        """Empty for a group that does not exist (an old button)."""
        return self._groups.get(group, ())

    def document(self, words: str) -> str:
        named = (name for name in self._content.menu.documents if words in self.words(f"document_{name}"))
        return next((name for name in named if self.topics_in(name)), "")

    def phrase(self, key: str, language: str, **values: str) -> str:
        words = self._words[_known(language)]
        return words.fill(words.plain(key), values)

    def filled(self, text: str, language: str) -> str:
        """With the office's facts of this moment in their places. Raises KeyError for a place nobody knows."""
        return self._words[_known(language)].fill(text)

    def words(self, key: str) -> frozenset[str]:
        return frozenset(self._content.words.get(key, ()))

    def interests(self, language: str) -> Sequence[Interest]:
        return [
            Interest(name, each.title.in_language(language), frozenset(each.words))
            for name, each in self._content.interests.items()
        ]

    def opening(self, day: date, language: str) -> str:
        words = self._words[_known(language)]
        return day_in_words(self._office, day, _known(language), words.plain)

    def closed(self, day: date, language: str) -> str | None:
        if day_of(self._office, day).periods:
            return None
        return why_closed(self._office, day, _known(language), self._words[_known(language)].plain)

    def day(self, day: date, language: str) -> str:
        return written_day(day, _known(language))

    def date(self, day: date, language: str) -> str:
        return written_date(day, _known(language))

    def office(self) -> OfficeFacts:
        office = self._office
        facts = office_values(office, "id", self._words["id"].plain)
        return OfficeFacts(
            name=facts["office_name"],
            address=facts["office_address"],
            hours=facts["office_hours"],
            contact=facts["office_contact"],
            phone=facts["office_phone"],
            latitude=office.latitude,
            longitude=office.longitude,
            sample=office.sample,
            highest_rt=office.highest_rt,
            highest_rw=office.highest_rw,
        )

    def open_at(self, moment: datetime) -> bool:
        here = moment.time()
        return any(period.opens <= here < period.closes for period in day_of(self._office, moment.date()).periods)

    @property
    def calendar(self) -> OfficeCalendar:
        """The working days of the same office."""
        return OfficeCalendar(self._office)

    def _view(self, topic: Topic, language: str) -> TopicView:
        words = self._words[language]
        return topic_view(topic, language, words.plain, words.fill)


def _known(language: str) -> str:
    return language if language in LANGUAGES else "id"
