"""How bubbles look on WhatsApp: always within Meta's limits, in order, and with nothing lost on the way."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.whatsapp.render import render
from bot.domain.errors import Rejected
from bot.domain.lengths import utf16_length
from bot.domain.reply import AskLocation, Bubble, Choice, Menu, Payload, Say, Section, SendDocument

SENTENCE = "Bawa surat kehilangan dari kepolisian dan KK asli. "
HAIR = "\u200a"


def choices(count: int, title: str = "Pilihan {}") -> tuple[Choice, ...]:
    return tuple(Choice(f"topic:t{number}", title.format(number)) for number in range(1, count + 1))


def shape(payloads: list[Payload]) -> list[str]:
    return [
        payload["interactive"]["type"] if payload["type"] == "interactive" else payload["type"] for payload in payloads
    ]


def body(payload: Payload) -> str:
    words: str = payload["text"]["body"] if payload["type"] == "text" else payload["interactive"]["body"]["text"]
    return words


def sections(payload: Payload) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = payload["interactive"]["action"]["sections"]
    return found


def rows(payload: Payload) -> list[dict[str, str]]:
    return [row for section in sections(payload) for row in section["rows"]]


def titles(payload: Payload) -> list[str]:
    if payload["interactive"]["type"] == "button":
        return [button["reply"]["title"] for button in payload["interactive"]["action"]["buttons"]]
    return [row["title"] for row in rows(payload)]


def test_a_text_is_one_message_without_preview() -> None:
    assert render(Say("Halo")) == [{"type": "text", "text": {"body": "Halo", "preview_url": False}}]


def test_a_title_stands_bold_above_its_text() -> None:
    [payload] = render(Say("Bawa KK.", title="KTP hilang"))
    assert body(payload) == "*KTP hilang*\nBawa KK."


@pytest.mark.parametrize("title", ["Biaya* nol", "x" * 300, "kata " * 100])
def test_a_title_that_would_break_its_own_bold_stays_plain(title: str) -> None:
    [payload] = render(Say("Gratis.", title=title))
    assert body(payload) == f"{title.strip()}\nGratis."


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("*penting*", f"*{HAIR}penting*"),
        ("_a_ dan ~b~", f"_{HAIR}a_ dan ~{HAIR}b~"),
        ("__a__ **b**", f"_{HAIR}_{HAIR}a__ *{HAIR}*{HAIR}b**"),
        ("`kode` ```blok```", "\u02cbkode\u02cb \u02cb\u02cb\u02cbblok\u02cb\u02cb\u02cb"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("surat_pengantar_rt.pdf", "surat_pengantar_rt.pdf"),
        ("* satu\n* dua", "* satu\n* dua"),
        ("https://contoh.example/_a_/*b*?c=~d~", "https://contoh.example/_a_/*b*?c=~d~"),
        ("lihat (_https://contoh.example/_a_)", f"lihat (_{HAIR}https://contoh.example/_a_)"),
    ],
)
def test_marks_in_a_text_are_shown_as_written(written: str, shown: str) -> None:
    [payload] = render(Say(written))
    assert body(payload) == shown


def test_a_long_text_goes_in_parts_cut_at_sentences() -> None:
    parts = [body(payload) for payload in render(Say(SENTENCE * 200))]
    assert len(parts) == 3
    assert all(part.endswith("KK asli.") for part in parts)
    assert " ".join(parts) == (SENTENCE * 200).strip()


def test_up_to_three_short_choices_are_buttons() -> None:
    [payload] = render(Say("Apa?", choices=choices(3)))
    assert shape([payload]) == ["button"]
    assert payload["interactive"]["action"]["buttons"][0] == {
        "type": "reply",
        "reply": {"id": "topic:t1", "title": "Pilihan 1"},
    }


@pytest.mark.parametrize("offered", [choices(4), choices(2, "Judul yang terlalu panjang {}"), choices(3, "Sama")])
def test_more_or_longer_or_equal_choices_are_a_list(offered: tuple[Choice, ...]) -> None:
    assert shape(render(Say("Apa?", choices=offered))) == ["list"]


def test_a_choice_of_twenty_characters_still_fits_on_a_button_and_an_emoji_counts_two() -> None:
    assert shape(render(Say("Apa?", choices=(Choice("neither", "x" * 20),)))) == ["button"]
    assert shape(render(Say("Apa?", choices=(Choice("neither", "x" * 19 + "🙏"),)))) == ["list"]


def test_a_text_too_long_for_buttons_goes_ahead_in_one_message() -> None:
    first, last = render(Say(SENTENCE * 70, choices=choices(2)))
    assert shape([first, last]) == ["text", "button"]
    assert utf16_length(body(first)) > 1024 >= utf16_length(body(last))
    assert f"{body(first)} {body(last)}" == (SENTENCE * 70).strip()


def test_a_list_opens_behind_its_label() -> None:
    [payload] = render(Say("Apa?", choices=choices(4), list_label="Lihat semua pilihannya"))
    assert payload["interactive"]["action"]["button"] == "Lihat semua…"


def test_a_row_title_that_does_not_fit_stands_whole_in_the_description() -> None:
    whole = "Surat pengantar kelurahan"
    [payload] = render(Say("Apa?", choices=(Choice("topic:a", whole, "Keterangan"), *choices(3))))
    assert rows(payload)[0] == {"id": "topic:a", "title": "Surat pengantar…", "description": whole}


def test_equal_titles_become_different_without_losing_what_tells_them_apart() -> None:
    same = "Judul yang pas 24 huruf."
    offered = [Choice(f"topic:t{number}", same, f"ke-{number}") for number in range(1, 4)]
    [payload] = render(Say("Apa?", choices=tuple(offered)))
    assert titles(payload) == [same, "Judul yang pas 24… (2)", "Judul yang pas 24… (3)"]
    assert [row["description"] for row in rows(payload)] == ["ke-1", same, same]
    [payload] = render(Say("Apa?", choices=tuple(Choice(each.action, "Biaya", each.description) for each in offered)))
    assert [row["description"] for row in rows(payload)] == ["ke-1", "ke-2", "ke-3"]


def test_the_same_action_is_offered_once() -> None:
    [payload] = render(Say("Apa?", choices=(*choices(2), Choice("topic:t1", "Lagi"))))
    assert titles(payload) == ["Pilihan 1", "Pilihan 2"]


def test_more_than_ten_choices_are_several_numbered_lists() -> None:
    payloads = render(Say("Apa?", choices=choices(23)))
    assert shape(payloads) == ["list"] * 3
    assert [body(payload) for payload in payloads] == ["Apa?\n(1/3)", "(2/3)", "(3/3)"]
    assert [row["id"] for payload in payloads for row in rows(payload)] == [each.action for each in choices(23)]


def test_a_menu_shows_its_sections_and_goes_on_in_the_next_list_under_the_same_heading() -> None:
    sections_of_eight = (Section("KTP-el", choices(8)), Section("Kartu Keluarga dan perubahan data", other(8)))
    first, second = render(Menu("Pilih topik:", sections_of_eight, label="Lihat topik"))
    assert [(each["title"], len(each["rows"])) for each in sections(first)] == [
        ("KTP-el", 8),
        ("Kartu Keluarga dan…", 2),
    ]
    assert [(each["title"], len(each["rows"])) for each in sections(second)] == [("Kartu Keluarga dan…", 6)]


def other(count: int) -> tuple[Choice, ...]:
    return tuple(Choice(f"group:g{number}", f"Kelompok {number}") for number in range(count))


@pytest.mark.parametrize("menu", [Menu("Belum ada.", ()), Menu("Belum ada.", (Section("Kosong", ()),))])
def test_a_menu_without_rows_is_its_text(menu: Menu) -> None:
    assert [body(payload) for payload in render(menu)] == ["Belum ada."]


def test_a_place_is_asked_for_with_metas_own_button() -> None:
    [payload] = render(AskLocation("Di mana Bapak/Ibu tinggal?"))
    assert payload["interactive"] == {
        "type": "location_request_message",
        "body": {"text": "Di mana Bapak/Ibu tinggal?"},
        "action": {"name": "send_location"},
    }


def test_a_document_goes_along_with_its_name_and_a_long_caption_goes_on_below() -> None:
    file = {"filename": "data.txt", "mime_type": "text/plain", "content": "aGFsbw=="}
    whole = {"type": "document", "document": {"filename": "data.txt"}, "upload": file}
    assert render(SendDocument("data.txt", "aGFsbw==")) == [whole]
    document, rest = render(SendDocument("data.txt", "aGFsbw==", caption=SENTENCE * 30))
    assert shape([document, rest]) == ["document", "text"]
    assert f"{document['document']['caption']} {body(rest)}" == (SENTENCE * 30).strip()


@pytest.mark.parametrize("action", ["", "topic:" + "x" * 59])
def test_a_button_that_could_not_be_read_back_is_refused(action: str) -> None:
    with pytest.raises(Rejected):
        render(Say("Apa?", choices=(Choice(action, "Ya"),)))


ANY_TEXT = st.text(max_size=60).flatmap(lambda words: st.integers(1, 200).map(lambda times: words * times))
CHOICE = st.builds(Choice, st.integers(0, 40).map(lambda n: f"topic:t{n}"), st.text(max_size=90), st.text(max_size=90))
CHOICES = st.lists(CHOICE, max_size=35).map(tuple)
SECTION = st.builds(Section, st.text(max_size=40), CHOICES)
BUBBLE: st.SearchStrategy[Bubble] = st.one_of(
    st.builds(Say, ANY_TEXT, st.text(max_size=300), CHOICES, st.text(max_size=40)),
    st.builds(Menu, ANY_TEXT, st.lists(SECTION, max_size=12).map(tuple), st.text(max_size=40)),
    st.builds(AskLocation, ANY_TEXT),
    st.builds(SendDocument, st.just("data.txt"), st.just("aGFsbw=="), st.just("text/plain"), ANY_TEXT),
)


def fits(words: str, limit: int) -> bool:
    return 1 <= utf16_length(words) <= limit and words.strip() == words


def within_limits(payload: Payload) -> None:
    match payload:
        case {"type": "text"}:
            assert fits(body(payload), 4096)
        case {"type": "document"}:
            assert utf16_length(payload["document"].get("caption", "")) <= 1024
        case {"interactive": {"type": "button", "action": {"buttons": buttons}}}:
            assert fits(body(payload), 1024)
            assert 1 <= len(buttons) <= 3
            assert all(fits(title, 20) for title in titles(payload))
            assert len({*titles(payload)}) == len(buttons) == len({button["reply"]["id"] for button in buttons})
        case {"interactive": {"type": "list", "action": {"button": label}}}:
            assert fits(body(payload), 1024)
            assert fits(label, 20)
            rows_within_limits(payload)
        case {"interactive": {"type": "location_request_message"}}:
            assert fits(body(payload), 1024)


def rows_within_limits(payload: Payload) -> None:
    shown = rows(payload)
    assert 1 <= len(shown) <= 10
    assert len({row["id"] for row in shown}) == len(shown) == len({row["title"] for row in shown})
    assert all(fits(row["title"], 24) for row in shown)
    assert all(fits(row["description"], 72) for row in shown if "description" in row)
    assert all(section["rows"] for section in sections(payload))
    headings = [section.get("title") for section in sections(payload)]
    assert all(heading is None or fits(heading, 24) for heading in headings)
    assert len(headings) == 1 or None not in headings


def offered(bubble: Bubble) -> list[Choice]:
    match bubble:
        case Say():
            return list(bubble.choices)
        case Menu():
            return [row for section in bubble.sections for row in section.rows]
        case _:
            return []


def ids(payload: Payload) -> list[str]:
    match payload:
        case {"interactive": {"type": "button", "action": {"buttons": buttons}}}:
            return [button["reply"]["id"] for button in buttons]
        case {"interactive": {"type": "list"}}:
            return [row["id"] for row in rows(payload)]
        case _:
            return []


@settings(deadline=None)
@given(BUBBLE)
def test_whatever_is_said_stays_within_metas_limits(bubble: Bubble) -> None:
    payloads = render(bubble)
    assert payloads
    for payload in payloads:
        within_limits(payload)


@settings(deadline=None)
@given(BUBBLE)
def test_every_choice_is_offered_once_and_in_order(bubble: Bubble) -> None:
    wanted = list(dict.fromkeys(choice.action for choice in offered(bubble)))
    assert [action for payload in render(bubble) for action in ids(payload)] == wanted


@settings(deadline=None)
@given(ANY_TEXT, CHOICES)
def test_no_word_of_a_text_is_lost(text: str, some: tuple[Choice, ...]) -> None:
    shown = "".join(body(payload) for payload in render(Say(text, choices=some)))
    bare = re.sub(r"\(\d/\d\)$|\s|…", "", re.sub(r"\(\d/\d\)", "", shown))
    assert bare == re.sub(r"\s|…", "", re.sub(r"\(\d/\d\)", "", text)).replace("`", "\u02cb")


@settings(deadline=None)
@given(st.text("*_~` ab1é.\n/:", max_size=200))
def test_no_text_is_taken_for_formatting(text: str) -> None:
    for payload in render(Say(text)):
        assert not re.search(r"`|(?<![^\W_])[*_~](?=\S)", re.sub(r"https?://\S+", "", body(payload)))
