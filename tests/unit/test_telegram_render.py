"""Every bubble becomes requests Telegram takes, and no word, button or row is lost on the way."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.render import MAX_BUTTONS, MAX_CAPTION, MAX_KEYBOARD_BYTES, MAX_TEXT, render
from bot.domain.errors import Rejected
from bot.domain.lengths import utf16_length
from bot.domain.reply import AskLocation, Bubble, Choice, Menu, Payload, Say, Section, SendDocument

WORDS = st.text(st.sampled_from("ab<>&\"' .\n😀"), max_size=300)
LONG = st.builds(lambda words, times: f"{words}x" * times, WORDS, st.integers(1, 60))
TITLES = st.text(min_size=1, max_size=40).filter(str.strip)
CHOICES = st.lists(
    st.builds(Choice, st.integers(0, 10**9).map(lambda n: f"topic:{n}"), TITLES, st.text(max_size=10)), max_size=200
).map(tuple)
SECTIONS = st.lists(st.builds(Section, st.text(max_size=30), CHOICES), max_size=4).map(tuple)
BUBBLES: st.SearchStrategy[Bubble] = st.one_of(
    st.builds(Say, LONG, WORDS, CHOICES),
    st.builds(Menu, LONG, SECTIONS),
    st.builds(AskLocation, LONG, TITLES),
    st.builds(SendDocument, st.just("data.txt"), st.just("aGFsbw=="), st.just("text/plain"), LONG),
)


def markup(payload: Payload) -> str:
    return str(payload.get("text", payload.get("caption", "")))


def shown(payload: Payload) -> str:
    """What the resident reads."""
    return unescape(re.sub(r"</?b>", "", markup(payload)))


def rows(payload: Payload) -> list[list[dict[str, Any]]]:
    keyboard: list[list[dict[str, Any]]] = payload.get("reply_markup", {}).get("inline_keyboard", [])
    return keyboard


def actions(payloads: list[Payload]) -> list[str]:
    return [button["callback_data"] for payload in payloads for row in rows(payload) for button in row]


def choices_of(bubble: Bubble) -> list[str]:
    match bubble:
        case Say():
            return [choice.action for choice in bubble.choices]
        case Menu():
            return [choice.action for section in bubble.sections for choice in section.rows]
        case _:
            return []


def words_of(bubble: Bubble) -> str:
    match bubble:
        case Say():
            return bubble.title + bubble.text
        case Menu() | AskLocation():
            return bubble.text
        case SendDocument():
            return bubble.caption


def without_space(text: str) -> str:
    return "".join(text.split())


@given(BUBBLES)
def test_every_request_is_within_telegrams_limits(bubble: Bubble) -> None:
    for payload in render(bubble):
        limit = MAX_CAPTION if payload["method"] == "sendDocument" else MAX_TEXT
        assert utf16_length(shown(payload)) <= limit
        assert payload["method"] == "sendDocument" or shown(payload).strip()
        assert sum(len(row) for row in rows(payload)) <= MAX_BUTTONS
        assert len(json.dumps(rows(payload), ensure_ascii=False).encode()) <= MAX_KEYBOARD_BYTES + 400


@given(BUBBLES)
def test_no_word_is_lost(bubble: Bubble) -> None:
    said = without_space("".join(shown(payload) for payload in render(bubble)))
    assert said.startswith(without_space(words_of(bubble)))


@given(BUBBLES)
def test_no_button_is_lost_and_their_order_stays(bubble: Bubble) -> None:
    assert actions(render(bubble)) == choices_of(bubble)


@given(BUBBLES)
def test_what_a_text_says_is_never_read_as_markup(bubble: Bubble) -> None:
    for payload in render(bubble):
        written = markup(payload)
        assert "parse_mode" not in payload or payload["parse_mode"] == "HTML"
        assert not re.search(r"[<>]", re.sub(r"</?b>", "", written))
        assert written.count("<b>") == written.count("</b>") <= 1


def test_a_title_stands_bold_above_the_text() -> None:
    [payload] = render(Say("Bawa KK & surat.", title="KTP < 17"))
    assert payload == {
        "method": "sendMessage",
        "text": "<b>KTP &lt; 17</b>\nBawa KK &amp; surat.",
        "parse_mode": "HTML",
    }


@pytest.mark.parametrize(
    ("bubble", "text"),
    [
        (Say("", title="Judul"), "<b>Judul</b>"),
        (Say("isi", title="  "), "isi"),
        (Say(""), "…"),
        (Say("isi", title="j" * 300), f"{'j' * 300}\nisi"),
    ],
    ids=["title alone", "blank title", "nothing", "a title too long for one"],
)
def test_a_bubble_without_text_or_title_still_says_something(bubble: Say, text: str) -> None:
    assert [payload["text"] for payload in render(bubble)] == [text]


def test_a_long_answer_comes_in_parts_with_the_buttons_under_the_last() -> None:
    paragraph = "Kalimat yang cukup panjang. " * 70
    first, *others, last = render(Say("\n\n".join([paragraph] * 6), title="Judul", choices=(Choice("a:1", "Ya"),)))
    assert first["text"].startswith("<b>Judul</b>\nKalimat")
    assert all(payload["text"].endswith(".") for payload in (first, *others, last))
    assert [actions([payload]) for payload in (first, *others, last)] == [[]] * (len(others) + 1) + [["a:1"]]


def test_short_choices_stand_two_in_a_row_and_long_ones_alone() -> None:
    titles = ["Syarat", "Langkah", "Biaya & waktu", "Dasar hukum peraturan", "Ya", "Tidak", "Menu"]
    [payload] = render(Say("x", choices=tuple(Choice(f"a:{title[:3]}", title) for title in titles)))
    assert [[button["text"] for button in row] for row in rows(payload)] == [
        ["Syarat", "Langkah"],
        ["Biaya & waktu"],
        ["Dasar hukum peraturan"],
        ["Ya", "Tidak"],
        ["Menu"],
    ]


def section(title: str, *numbers: int) -> Section:
    return Section(title, tuple(Choice(f"topic:{number}", f"Topik {number}") for number in numbers))


def test_a_menu_of_one_section_is_a_text_with_one_button_a_row() -> None:
    [payload] = render(Menu("Pilih:", (section("KTP", 1, 2),)))
    assert payload["text"] == "Pilih:"
    assert [[button["text"] for button in row] for row in rows(payload)] == [["Topik 1"], ["Topik 2"]]


def test_a_menu_of_several_sections_names_them_above_its_buttons() -> None:
    [payload] = render(Menu("Pilih:", (section("KTP", 1), section("kosong"), section("KK", 2))))
    assert payload["text"] == "Pilih:\n• KTP\n• KK"
    assert actions([payload]) == ["topic:1", "topic:2"]


def test_a_menu_too_large_for_one_message_has_a_message_for_each_section() -> None:
    payloads = render(Menu("Pilih:", (section("KTP", *range(60)), section("KK", *range(60, 130)))))
    assert [payload["text"] for payload in payloads] == ["Pilih:", "<b>KTP</b>", "<b>KK</b>"]
    assert [len(rows(payload)) for payload in payloads] == [0, 60, 70]


def test_more_buttons_than_one_message_takes_go_under_further_messages() -> None:
    payloads = render(Say("x", choices=section("", *range(200)).rows))
    assert [payload["text"] for payload in payloads] == ["x", "…", "…"]
    assert len(actions(payloads)) == 200


def test_a_place_is_asked_for_with_one_button_that_goes_away_after_use() -> None:
    [payload] = render(AskLocation("Di mana?", "Kirim lokasi"))
    assert payload["reply_markup"] == {
        "keyboard": [[{"text": "Kirim lokasi", "request_location": True}]],
        "one_time_keyboard": True,
        "resize_keyboard": True,
    }


FILE = {"filename": "data.txt", "mime_type": "text/plain", "content": "aGFsbw=="}


def test_a_document_carries_its_caption_and_what_does_not_fit_follows() -> None:
    document, rest = render(SendDocument("data.txt", "aGFsbw==", caption="Isi lalu bawa. " * 80))
    assert (document["method"], document["upload"]) == ("sendDocument", FILE)
    assert document["caption"].endswith("bawa.")
    assert rest["method"] == "sendMessage"


def test_a_document_without_caption_is_sent_alone() -> None:
    assert render(SendDocument("data.txt", "aGFsbw==")) == [{"method": "sendDocument", "upload": FILE}]


@pytest.mark.parametrize(
    "choice",
    [Choice("", "Ya"), Choice("a" * 65, "Ya"), Choice("é" * 33, "Ya"), Choice("a:1", ""), Choice("a:1", " ")],
    ids=["no id", "an id too long", "an id of too many bytes", "no title", "a blank title"],
)
def test_a_button_telegram_would_refuse_is_our_bug(choice: Choice) -> None:
    with pytest.raises(Rejected):
        render(Say("x", choices=(choice,)))


def test_an_id_of_exactly_the_limit_is_taken() -> None:
    assert actions(render(Say("x", choices=(Choice("a" * 64, "Ya"),)))) == ["a" * 64]
