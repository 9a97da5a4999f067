"""Makes bubbles of the book's words in the resident's language; the handlers' only way to speak."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.actions import Verb, action
from bot.domain.ports import Book, Ports
from bot.domain.reply import Bubble, Choice, Menu, Say, Section
from handlers.turn import Turn

MAX_WITH_CHOICES = 1024
"""Longest text that can carry buttons, in characters: WhatsApp's limit for an interactive body."""
MAX_CHOICES = 10


@dataclass(frozen=True, slots=True)
class Voice:
    """The book in one language."""

    book: Book
    language: str

    def text(self, key: str, **values: str) -> str:
        return self.book.phrase(key, self.language, **values)

    def say(self, key: str, *choices: Choice, **values: str) -> tuple[Bubble, ...]:
        return self.speak(self.text(key, **values), *choices)

    def speak(self, text: str, *choices: Choice, title: str = "") -> tuple[Bubble, ...]:
        """One bubble, or two where the text is too long to carry the choices."""
        label = self.text("list_label")
        if not choices or len(title) + len("\n\n") + len(text) <= MAX_WITH_CHOICES:
            return (Say(text, title, choices[:MAX_CHOICES], label),)
        return Say(text, title), Say(self.text("choose"), "", choices[:MAX_CHOICES], label)

    def menu(self, key: str, **values: str) -> Menu:
        """The main menu under a sentence of our own."""
        groups = tuple(self.group(name) for name in self.book.groups())
        other = "id" if self.language == "en" else "en"
        more = Section(self.text("section_more"), (self.task("minta_petugas"), self.switch_to(other)))
        sections = (Section(self.text("section_topics"), groups), more) if groups else (more,)
        return Menu(self.text(key, **values), sections, self.text("menu_label"))

    def task(self, task: str) -> Choice:
        return Choice(action(Verb.TASK, task), self.book.title(f"task/{task}", self.language))

    def topic(self, topic: str) -> Choice:
        return Choice(action(Verb.TOPIC, topic), self.book.title(f"faq/{topic}", self.language))

    def label(self, label: str) -> Choice:
        """A choice for any label of the taxonomy."""
        family, _, name = label.partition("/")
        return self.topic(name) if family == "faq" else self.task(name)

    def written(self, *names: str) -> tuple[Choice, ...]:
        """Choices for those of the topics that have content, and for tasks (`task/hapus_data`)."""
        return tuple(
            self.label(name) if name.startswith("task/") else self.topic(name)
            for name in dict.fromkeys(names)
            if name.startswith("task/") or self.book.topic(name, self.language)
        )

    def group(self, name: str) -> Choice:
        return Choice(action(Verb.GROUP, name), self.text(f"group_{name}"))

    def switch_to(self, language: str) -> Choice:
        return Choice(action(Verb.LANGUAGE, language), self.text(f"language_{language}"))

    def knows(self, label: str) -> bool:
        """Whether this is a label of the taxonomy: buttons can be forged and models can be older than the book."""
        try:
            self.book.title(label, self.language)
        except KeyError:
            return False
        return True


def voice_of(turn: Turn, ports: Ports) -> Voice:
    return Voice(ports.book, turn.state.language)
