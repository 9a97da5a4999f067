"""What editors must mend, beside its field; how hard a text is, with its hard sentences; and bubbles read back."""

from __future__ import annotations

from typing import Any

import pytest

from bot.answers import FaqPreviews, FaqRules
from bot.domain.answer_rules import Ease
from bot.domain.errors import BadTopic
from bot.domain.messages import ChannelName
from faq.book import SAMPLE_OFFICE, load_book
from tests.answers import CONTENT, TOPIC, written
from tests.fakes_book import NOW, PORTS

BOOK = load_book(SAMPLE_OFFICE, lambda: NOW)
RULES = FaqRules(BOOK)
PREVIEWS = FaqPreviews(BOOK, PORTS, lambda: NOW)


def changed(part: str, value: Any, language: str = "id") -> dict[str, Any]:
    content = written()
    content["texts"][language][part] = value
    return content


def circumstance(cue: str, told: str) -> dict[str, Any]:
    return written() | {"circumstances": [{"when": [cue], "id": told, "en": "Bring."}]}


@pytest.mark.parametrize("entry", RULES.topics(), ids=lambda entry: entry.id)
def test_every_answer_of_the_files_can_be_handed_in_as_it_is(entry: Any) -> None:
    assert RULES.slips(entry.default) == []


@pytest.mark.parametrize(
    ("content", "path", "what"),
    [
        (changed("answer", "a" * 601), "texts.id.answer", "string_too_long"),
        (changed("answer", "Pendek."), "texts.id.answer", "string_too_short"),
        (changed("title", ""), "texts.id.title", "string_too_short"),
        (changed("steps", []), "texts.id.steps", "other_language"),
        (changed("steps", ["Langkah satu. " * 40] * 2), "texts.id.steps", "part_too_long"),
        (changed("where", "Lihat {jam}.", "en"), "texts.en.where", "unknown_place"),
        (changed("cost", "kata " * 17), "texts.id.cost", "long_sentence"),
        (written() | {"legal_basis": []}, "legal_basis", "no_law"),
        (written() | {"sources": []}, "sources", "too_short"),
        (written() | {"review_again_on": "2020-01-01"}, "review_again_on", "review_order"),
        (written() | {"reviewed_on": "kemarin"}, "reviewed_on", "date_from_datetime_parsing"),
        (written() | {"owner": ""}, "owner", "string_too_short"),
        (circumstance("KK!", "Bawa."), "circumstances", "string_pattern_mismatch"),
        (circumstance("kk", "x " * 200), "circumstances", "circumstance_too_long"),
        ({}, "texts", "missing"),
    ],
)
def test_a_slip_is_told_beside_its_field(content: dict[str, Any], path: str, what: str) -> None:
    assert (path, what) in [(each.path, each.what) for each in RULES.slips(content)]


def test_a_title_another_topic_has_is_found_also_where_only_an_edit_has_it() -> None:
    other = dict(CONTENT.topics["ktp_rusak"].model_dump(mode="json"))
    other["texts"]["id"]["title"] = "Kartu patah"
    mine = changed("title", "Kartu patah")
    assert RULES.findings(mine, {}) == []
    assert [each.what for each in RULES.findings(mine, {"ktp_rusak": other})] == ["other"]


def test_how_hard_a_text_is_comes_with_its_hard_sentences() -> None:
    assert RULES.readability(written(), "id").ease is Ease.EASY
    hard = RULES.readability(changed("cost", "Gratis. " + "kata " * 17), "id")
    assert hard.ease is Ease.HARD
    assert [(one.path, one.words) for one in hard.hard] == [("texts.id.cost", 17)]
    assert RULES.readability({}, "id").ease is Ease.EMPTY


async def test_phones_show_what_was_typed_as_it_was_typed() -> None:
    typed = "Bawa <b>surat</b> & KK. Harga *tetap* nol. Datang ke loket."
    phones = await PREVIEWS.phones(changed("answer", typed), "id", {})
    assert [phone.channel for phone in phones] == [ChannelName.TELEGRAM, ChannelName.WHATSAPP]
    for phone in phones:
        pieces = phone.exchanges[0].bubbles[0].pieces
        assert pieces[0].bold
        assert "".join(piece.text for piece in pieces[1:]).replace("\u200a", "").strip() == typed


async def test_previewing_changes_nothing_in_the_running_book() -> None:
    before = BOOK.topic(TOPIC, "id")
    await PREVIEWS.phones(written(), "id", {})
    assert BOOK.topic(TOPIC, "id") == before
    with pytest.raises(BadTopic):
        await PREVIEWS.phones({"id": TOPIC}, "id", {})
