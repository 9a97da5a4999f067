"""The book of faq/ as the pages about answers ask for it: rules for editors, and previews on both phones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.actions import Action, Verb
from bot.domain.answer_rules import (
    Exchange,
    Finding,
    Phone,
    Place,
    Readability,
    TopicEntry,
)
from bot.domain.answers import Content
from bot.domain.errors import BadTopic
from bot.domain.ports import Ports
from bot.domain.topics import Part, TopicView
from bot.phones import SCREENS, Screen
from bot.preview import opened, reader
from faq.book import YamlBook
from faq.check import taxonomy_labels
from faq.editing import as_written, read_topic
from faq.findings import beside, findings, readability, slips
from faq.placeholders import OFFICE
from faq.schema import LANGUAGES, MAX_ANSWER, MAX_CIRCUMSTANCE, MAX_PART, MAX_TITLE, Topic


class FaqRules:
    """Implements AnswerRules on the files of faq/, whatever the running book shows."""

    def __init__(self, book: YamlBook) -> None:
        self._book = book
        self._labels = taxonomy_labels()
        self._topics = self._listed()

    def topics(self) -> Sequence[TopicEntry]:
        return self._topics

    def _listed(self) -> list[TopicEntry]:
        groups = self._book.defaults.menu.groups
        listed = [(group, name) for group, names in groups.items() for name in names]
        known = {name for _, name in listed}
        rest = sorted(label.removeprefix("faq/") for label in self._labels if label.startswith("faq/"))
        return [
            self._entry(name, group)
            for group, name in (*listed, *(("", name) for name in rest))
            if group or name not in known
        ]

    def fits(self, content: Content) -> bool:
        try:
            read_topic(dict(content))
        except BadTopic:
            return False
        return True

    def slips(self, content: Content) -> Sequence[Finding]:
        return slips(dict(content), self._book.defaults)

    def findings(self, content: Content, standing: Mapping[str, Content]) -> Sequence[Finding]:
        return findings(dict(content), beside(self._book.defaults, _readable(standing)), self._labels)

    def readability(self, content: Content, language: str) -> Readability:
        return readability(content, language)

    def places(self, language: str) -> Sequence[Place]:
        return [Place(name, self._book.filled(f"{{{name}}}", language).partition("\n")[0]) for name in OFFICE]

    def limits(self) -> Mapping[str, int]:
        parts = dict.fromkeys(("requirements", "steps", "where", "cost", "time", "if_problem"), MAX_PART)
        return parts | {"answer": MAX_ANSWER, "title": MAX_TITLE, "circumstance": MAX_CIRCUMSTANCE}

    def _entry(self, name: str, group: str) -> TopicEntry:
        written = self._book.defaults.topics.get(name)
        label = f"faq/{name}"
        titles = {language: self._book.title(label, language) for language in LANGUAGES if label in self._labels}
        family = {language: self._book.phrase(f"group_{group}", language) for language in LANGUAGES if group}
        return TopicEntry(name, titles, family, as_written(written) if written else None)


class FaqPreviews:
    """Implements AnswerPreviews: the handlers' own replies from a book with the changed answer, through the channels'
    own renderers. `ports` are what handlers may ask; only the book is another."""

    def __init__(self, book: YamlBook, ports: Ports, now: Callable[[], datetime]) -> None:
        self._book = book
        self._ports = ports
        self._now = now

    async def phones(self, content: Content, language: str, standing: Mapping[str, Content]) -> Sequence[Phone]:
        topic = read_topic(dict(content))
        book = self._book.beside({**_readable(standing), topic.id: topic})
        view = book.topic(topic.id, language)
        if view is None:
            return []
        ports = replace(self._ports, book=book)
        cues = [one.when[0] for one in topic.circumstances]
        return [
            Phone(name, tuple(await self._exchanges(screen, view, cues, language, ports)))
            for name, screen in SCREENS.items()
        ]

    async def _exchanges(
        self, screen: Screen, topic: TopicView, cues: Sequence[str], language: str, ports: Ports
    ) -> list[Exchange]:
        now, book, one = self._now(), ports.book, Action(Verb.TOPIC, (topic.id,))
        below = {str(part): Action(Verb.PART, (topic.id, part)) for part in Part if part in topic.parts}
        below["more"] = Action(Verb.MORE, (topic.id,))
        presses = [(name, book.phrase(f"button_{name}", language), action) for name, action in below.items()]
        shown = [
            Exchange(name, said, await opened(screen, action, reader(language), ports, now))
            for name, said, action in [("", topic.title, one), *presses]
        ]
        for cue in cues:
            words = _sample(cue, min(book.words("hint_not"), default=""))
            told = reader(language, offered=(f"faq/{topic.id}",), pending_text=words)
            shown.append(Exchange("circumstance", words, await opened(screen, one, told, ports, now)))
        return shown


def _readable(standing: Mapping[str, Content]) -> dict[str, Topic]:
    """Those that fit today's rules, as residents get them."""
    found = {}
    for name, content in standing.items():
        try:
            found[name] = read_topic(dict(content))
        except BadTopic:
            continue
    return found


def _sample(cue: str, negation: str) -> str:
    """Words that fit a cue (faq.schema.Cue): the first of each choice."""
    words = (negation if term == "@not" else term.split("/")[0].rstrip("*") for term in cue.split())
    return " ".join(words)
