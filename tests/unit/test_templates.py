"""Templates: Meta's rules, what a wording becomes, and whether a template says the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.whatsapp.template_shape import as_request, read_template
from bot.domain.campaigns import Button, Wording
from bot.domain.template_rules import faults
from bot.domain.templates import SAMPLE_NAME, Category, Template, differences, template_of, with_name_numbered

GOOD = Template(
    "layanan_keliling",
    "id",
    Category.MARKETING,
    "Halo {{1}}, layanan keliling datang hari {{2}} di kantor RW.",
    header="Layanan keliling",
    footer="Tekan Berhenti kalau tidak mau lagi.",
    buttons=("Jadwal", "Berhenti"),
    examples=("Ibu Sri", "Kamis"),
)
TOLD = Wording(
    "Halo {nama}, besok kantor tutup.",
    "Kantor tutup",
    (Button("Jam buka", "faq/jam_layanan"),),
    "kantor_tutup",
    ("{nama}",),
)


def wrong(**changes: Any) -> list[tuple[str, str]]:
    return [(fault.field, fault.what) for fault in faults(replace(GOOD, **changes))]


def test_a_good_template_has_no_faults() -> None:
    assert wrong() == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": "Layanan Keliling"}, ("name", "name_form")),
        ({"name": ""}, ("name", "name_form")),
        ({"name": "a" * 513}, ("name", "too_long")),
        ({"header": "x" * 61}, ("header", "too_long")),
        ({"header": "Besok *tutup*"}, ("header", "plain_line")),
        ({"header": "Besok tutup 🎉"}, ("header", "plain_line")),
        ({"header": "Besok\ntutup"}, ("header", "plain_line")),
        ({"picture": True}, ("header", "text_and_picture")),
        ({"body": " "}, ("body", "missing")),
        ({"body": "{{1}} {{2}} " + "x" * 1024}, ("body", "too_long")),
        ({"body": "Satu {{1}}\n\n\n\ndua {{2}} tiga empat."}, ("body", "white_space")),
        ({"body": "Halo {{nama}}, besok hari {{2}} tutup ya."}, ("body", "variable_form")),
        ({"body": "Halo {{1, besok hari {{2}} tutup ya."}, ("body", "variable_form")),
        ({"body": "Halo {nama}, besok hari {{1}} tutup ya."}, ("body", "variable_form")),
        ({"header": "Halo {nama}"}, ("header", "plain_line")),
        ({"body": "Halo {{1}}, besok hari {{3}} tutup ya."}, ("body", "variable_order")),
        ({"body": "{{1}}, besok hari {{2}} kami tutup ya."}, ("body", "variable_edge")),
        ({"body": "Halo {{1}}, kami besok tutup hari {{2}}."}, ("body", "variable_edge")),
        ({"body": "Halo {{1}} {{2}} besok kami tutup ya."}, ("body", "variable_beside")),
        ({"body": "Halo {{1}} pukul {{2}} ya."}, ("body", "variable_many")),
        ({"footer": "x" * 61}, ("footer", "too_long")),
        ({"footer": "Halo {{1}}"}, ("footer", "plain_line")),
        ({"buttons": tuple(f"Tombol {n}" for n in range(11))}, ("buttons", "too_many")),
        ({"buttons": ("x" * 21,)}, ("buttons", "too_long")),
        ({"buttons": ("Ya", "ya ")}, ("buttons", "same")),
        ({"buttons": ("",)}, ("buttons", "plain_line")),
        ({"examples": ("Ibu Sri",)}, ("examples", "example_missing")),
        ({"examples": ("Ibu\nSri", "Kamis")}, ("examples", "plain_line")),
    ],
)
def test_what_meta_would_refuse_is_told_beside_its_field(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    assert fault in wrong(**changes)


def test_a_wording_becomes_a_template_that_says_the_same() -> None:
    made = template_of(TOLD, "kantor_tutup", "id", "Tekan Berhenti.", "Berhenti")
    assert (made.header, made.body) == ("Kantor tutup", "Halo {{1}}, besok kantor tutup.")
    assert (made.buttons, made.examples) == (("Jam buka", "Berhenti"), ("Ibu Sri",))
    assert faults(made) == []
    assert differences(made, TOLD) == []


def test_with_a_picture_the_title_goes_bold_into_the_body() -> None:
    told = replace(TOLD, picture="p")
    made = template_of(told, "kantor_tutup", "id")
    assert (made.header, made.picture, made.body.splitlines()[0]) == ("", True, "*Kantor tutup*")
    assert differences(made, told) == []


@pytest.mark.parametrize(
    ("changes", "difference"),
    [
        ({"text": "Halo {nama}, lusa kantor tutup."}, "words"),
        ({"variables": ()}, "variables"),
        ({"picture": "p"}, "picture"),
        ({"buttons": (Button("Jadwal", "faq/jam_layanan"),)}, "buttons"),
        ({"buttons": ()}, "buttons"),
    ],
)
def test_a_template_that_says_something_else_is_seen(changes: dict[str, Any], difference: str) -> None:
    made = template_of(TOLD, "kantor_tutup", "id", "Tekan Berhenti.", "Berhenti")
    assert difference in differences(made, replace(TOLD, **changes))


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="{}*_~`"), max_size=60)


@given(WORDS, WORDS, st.booleans(), st.lists(WORDS.filter(str.strip), max_size=3, unique_by=str.casefold))
def test_whatever_is_written_its_own_template_never_differs(
    title: str, words: str, named: bool, buttons: list[str]
) -> None:
    text = f"Halo {{nama}}, {words} ya." if named else words
    told = Wording(text, title, tuple(Button(each, "faq/a") for each in buttons), "t", ("{nama}",) if named else ())
    assert differences(template_of(told, "t", "id", stop="Berhenti"), told) == []


@given(st.text(max_size=200), st.lists(st.text(max_size=30), max_size=4))
def test_no_text_at_all_breaks_the_rules_themselves(body: str, parts: list[str]) -> None:
    faults(replace(GOOD, body=body, header=body[:70], footer=body[-70:], buttons=tuple(parts), examples=tuple(parts)))


def test_a_template_comes_back_from_meta_as_it_was_handed_in() -> None:
    asked = as_request(GOOD) | {"id": "7", "status": "APPROVED", "quality_score": {"score": "GREEN"}}
    kept = read_template(asked)
    assert kept.template == GOOD
    assert (kept.usable, kept.quality, kept.meta_id) == (True, "green", "7")


@pytest.mark.parametrize(
    ("component", "foreign"),
    [
        ({"type": "HEADER", "format": "VIDEO"}, "header_video"),
        ({"type": "HEADER", "format": "TEXT", "text": "Halo {{1}}"}, "header_variable"),
        ({"type": "BODY", "text": "Halo {{nama}} ya"}, "named_variables"),
        ({"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Buka"}]}, "button_url"),
        ({"type": "CAROUSEL"}, "carousel"),
    ],
)
def test_parts_a_campaign_cannot_fill_are_named(component: dict[str, Any], foreign: str) -> None:
    told = {"name": "a", "language": "id", "category": "MARKETING", "status": "APPROVED", "components": [component]}
    assert read_template(told).template.foreign == (foreign,)


@pytest.mark.parametrize(
    ("body", "examples", "numbered"),
    [
        ("Halo {nama}, tutup {{1}}.", ["besok"], ("Halo {{1}}, tutup {{2}}.", [SAMPLE_NAME, "besok"])),
        (
            "Tutup {{1}} ya, {nama}. {{2}}!",
            ["besok", "Jumat"],
            ("Tutup {{1}} ya, {{2}}. {{3}}!", ["besok", SAMPLE_NAME, "Jumat"]),
        ),
        ("{{2}} lalu {{1}}, {nama}.", ["satu", "dua"], ("{{1}} lalu {{2}}, {{3}}.", ["dua", "satu", SAMPLE_NAME])),
        ("Halo {nama}. {nama}, tutup.", [], ("Halo {{1}}. {{1}}, tutup.", [SAMPLE_NAME])),
        ("Halo {nama}, tutup {{1}}.", [], ("Halo {{1}}, tutup {{2}}.", [SAMPLE_NAME, ""])),
        ("Tutup {{1}}.", ["besok"], ("Tutup {{1}}.", ["besok"])),
    ],
)
def test_a_name_is_numbered_among_the_other_variables(
    body: str, examples: list[str], numbered: tuple[str, list[str]]
) -> None:
    assert with_name_numbered(body, examples) == numbered
