"""What was said in a chat → Markdown that GitHub shows as a list, placeholders for what differs each time; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bot.domain.tracking import spoken
from simulator.chat import Bubble

BOT, RESIDENT, STAFF = "Sambung Rasa", "Warga", "Petugas"
NUMBER, DAY, TIME, CODE = "‹nomor›", "‹tanggal›", "‹jam›", "‹kode›"
_HAIR_SPACE = "\u200a"
_MONTHS = (
    "Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember"
    "|January|February|March|May|June|July|August|October|December"
)
_WEEKDAYS = "Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu"
_DAY = re.compile(rf"(?:\b(?:{_WEEKDAYS}), )?\b\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?\b")
_FILE_LINE = "📎 "
_SIGNS = re.compile(r"([\\`*_\[\]<>~|])")
_LINE_START = re.compile(r"^(#|[-+](?= )|\d+(?=[.)]))", re.MULTILINE)
_BOLD_LINE = re.compile(r"\*([^*\n]+)\*(?=\n|$)")
_PARAGRAPH, _BREAK = "\n\n  ", "\\\n  "


class Transcript:
    """Grows line by line. `drop` holds sentences of the bot that depend on the day, `times` what its clock says."""

    def __init__(self, drop: Iterable[str] = (), times: Iterable[str] = ()) -> None:
        self.numbers: Sequence[str] = ()
        self.codes: list[str] = []
        self.bookings: Sequence[str] = ()
        self._drop, self._times = tuple(drop), tuple(times)
        self._parts: list[str] = []

    def scene(self, title: str) -> None:
        self._parts.append(f"## {title}")

    def note(self, words: str) -> None:
        self._parts.append(f"- *{words}*")

    def said(self, who: str, words: str) -> None:
        """A person's own words: only numbers given out by the bot differ in them."""
        self._parts.append(f"- **{who}:** {_paragraphs(_escaped(self._unnumbered(words)))}")

    def stable(self, text: str) -> str:
        """Without what differs each time."""
        return self._stable(text)

    def did(self, who: str, what: str) -> None:
        """`what` is Markdown."""
        self._parts.append(f"- **{who}** {self._unnumbered(what)}")

    def heard(self, bubble: Bubble) -> None:
        """A message of the bot, its buttons below it."""
        file = bubble.body.get("document")
        named = f"{_FILE_LINE}{file['file_name']}\n" if file else ""
        words = _paragraphs(named + _marked(bubble.body, self._stable))
        buttons = self._stable(_buttons(bubble.body))
        self._parts.append(f"- **{BOT}:** {words}" + (_BREAK + buttons if buttons else ""))

    def markdown(self) -> str:
        # A code is known only after the bot has shown it.
        return self._unnumbered("\n\n".join(self._parts)) + "\n"

    def _unnumbered(self, text: str) -> str:
        for number in self.numbers:
            for written in (number, spoken(number)):
                text = text.replace(written, NUMBER)
        for number in self.bookings:
            text = text.replace(number, NUMBER)
        for code in self.codes:
            text = text.replace(code, CODE)
        return text

    def _stable(self, text: str) -> str:
        text = self._unnumbered(text)
        for sentence in self._drop:
            text = text.replace(sentence, "")
        for time in self._times:
            text = text.replace(time, TIME)
        return _DAY.sub(DAY, text.replace(_HAIR_SPACE, "")).strip()


def label(title: str) -> str:
    """A button."""
    return f"`[{title}]`"


def _marked(body: Mapping[str, Any], stable: Callable[[str], str]) -> str:
    """The text with its bold title: Telegram tells where it is, WhatsApp writes asterisks around it."""
    text = str(body.get("text", ""))
    bold = next((each for each in body.get("entities", ()) if each["type"] == "bold" and not each["offset"]), None)
    if bold is not None:
        units = text.encode("utf-16-le")
        title, rest = (part.decode("utf-16-le") for part in (units[: 2 * bold["length"]], units[2 * bold["length"] :]))
    elif found := _BOLD_LINE.match(text):
        title, rest = found[1], text[found.end() :]
    else:
        return _escaped(stable(text))
    return f"**{_escaped(stable(title))}**\n{_escaped(stable(rest))}".rstrip()


def _escaped(text: str) -> str:
    signs = _SIGNS.sub(r"\\\1", text)
    return _LINE_START.sub(lambda start: f"{start[1]}\\" if start[1].isdigit() else f"\\{start[1]}", signs)


def _paragraphs(text: str) -> str:
    """Line ends that Markdown keeps, all inside one list item."""
    blocks = re.split(r"\n\s*\n", text)
    return _PARAGRAPH.join(_BREAK.join(line.strip() for line in block.splitlines()) for block in blocks)


def _buttons(body: Mapping[str, Any]) -> str:
    keyboard = (body.get("reply_markup") or {}).get("inline_keyboard", ())
    titles = [label(button["text"]) for row in keyboard for button in row]
    titles += [label(button["title"]) for button in body.get("buttons", ())]
    rows = [row for section in body.get("sections", ()) for row in section["rows"]]
    listed = [" ".join(filter(None, (label(row["title"]), row.get("description", "")))) for row in rows]
    return " ".join([*titles, *([f"{label(body['label'])} ▸", *listed] if listed else [])])
