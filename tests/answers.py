"""The pages about answers for tests: the real book and rules, previews without another company's server."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import uuid4

from bot.answers import FaqPreviews, FaqRules
from bot.store.answer_desk import PostgresDrafts, PostgresFigures, PostgresProposals
from bot.store.answers import PostgresAnswers
from bot.store.engine import Database
from bot.store.staff_notices import PostgresStaffNotices
from bot.store.wakeup import Wakeup
from console.staff.answers.area import answers_area
from console.staff.answers.desk import AnswerDesk
from console.staff.answers.fields import TEXTS
from console.staff.app import Staffroom
from console.staff.visit import Area
from faq.book import FOLDER, SAMPLE_OFFICE, load_book
from faq.editing import as_written
from faq.files import read_content
from tests.fakes_book import NOW, PORTS

CONTENT = read_content(FOLDER, SAMPLE_OFFICE)
_BOOK = load_book(SAMPLE_OFFICE, lambda: NOW)
_RULES = FaqRules(_BOOK)
"""Read once: nothing changes them."""
TOPIC = "ktp_hilang"
PATH = f"/console/answers/{TOPIC}"
NEW = "Minta surat kehilangan di kantor polisi dulu. Lalu datang ke loket."


def written(answer: str = NEW) -> dict[str, Any]:
    """The topic as its file says it, with another short answer."""
    content = as_written(CONTENT.topics[TOPIC])
    content["texts"]["id"]["answer"] = answer
    return content


def desk_of(database: Database, wakeup: Wakeup, room: Staffroom) -> AnswerDesk:
    return AnswerDesk(
        PostgresAnswers(database, wakeup),
        PostgresDrafts(database),
        PostgresProposals(database, wakeup),
        PostgresFigures(database),
        _RULES,
        FaqPreviews(_BOOK, PORTS, lambda: NOW),
        room.audit,
        PostgresStaffNotices(database, wakeup),
    )


def areas_of(database: Database, wakeup: Wakeup) -> Callable[[Staffroom], list[Area]]:
    return lambda room: [answers_area(desk_of(database, wakeup, room))]


def form_of(content: dict[str, Any], base: int = 0, do: str = "submit", **more: str) -> dict[str, str]:
    """What a browser sends for this content."""
    form = {"base": str(base), "onto": str(base), "key": str(uuid4()), "do": do, "note": "kalimat lebih pendek"}
    form |= {name: content[name] for name in ("owner", "reviewed_on", "review_again_on")}
    for field in TEXTS:
        for language in ("id", "en"):
            form[f"{field.name}.{language}"] = _lines(content["texts"][language].get(field.name, ""))
    for at, each in enumerate(content["legal_basis"]):
        form |= {f"law.{at}": each["law"], f"article.{at}": each["article"], f"certainty.{at}": each["certainty"]}
    for at, each in enumerate(content["sources"]):
        form |= {f"source.{at}": each["title"], f"reference.{at}": each["reference"]}
    for at, each in enumerate(content["circumstances"]):
        form |= {f"when.{at}": ", ".join(each["when"]), f"case.id.{at}": each["id"], f"case.en.{at}": each["en"]}
    return form | {"unsure": _lines(content["unsure"])} | more


def hidden(html: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return unescape(found[1])


def _lines(value: Any) -> str:
    return value if isinstance(value, str) else "\n".join(value)
