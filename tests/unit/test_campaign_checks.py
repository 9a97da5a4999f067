"""What stops a campaign from being handed in, and what its writer is only told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.audience import Audience, Count
from bot.domain.campaign_checks import Slip, reach_slips, slips
from bot.domain.campaign_desk import Reach, TemplateChoice, masked_name
from bot.domain.campaigns import Button, Draft, Left, Message, Repeats, Wording
from tests.contract.campaign_town import NOON

BUTTON = Button("Jam layanan", "faq/jam_layanan")
TEMPLATES = {
    "id": [
        TemplateChoice("libur", "id", "Halo {{1}}, tutup {{2}}."),
        TemplateChoice("libur_tombol", "id", "Halo {{1}}, tutup {{2}}.", "Libur", ("Jam layanan",)),
    ]
}


def draft(**told: object) -> Draft:
    return Draft("Libur", Message(({"id": Wording(**({"text": "Besok libur."} | told))},)), Audience(), "faq/x")  # type: ignore[arg-type]


def found(of: Draft) -> set[tuple[str, str, bool]]:
    return {(each.what, each.path, each.stops) for each in slips(of, TEMPLATES, NOON)}


def test_a_whole_campaign_has_nothing_to_mend() -> None:
    told = {"title": "Libur", "text": "Halo {nama}, tutup besok.", "buttons": (BUTTON,)}
    assert found(draft(**told, template="libur_tombol", variables=("{nama}", "besok"))) == set()


def test_a_template_that_says_something_else_is_told_and_one_with_other_buttons_stops() -> None:
    assert found(draft(buttons=(BUTTON,), template="libur", variables=("{nama}", "besok"))) == {
        ("template_words", "template.a.id", False),
        ("template_buttons", "template.a.id", True),
    }


@pytest.mark.parametrize(
    ("told", "slip"),
    [
        ({"text": ""}, ("text", "text.a.id", True)),
        ({"title": "x" * 61}, ("title_long", "title.a.id", True)),
        ({"text": "x" * 4097}, ("long", "text.a.id", True)),
        ({"text": "x" * 1025, "buttons": (BUTTON,)}, ("long_whatsapp", "text.a.id", True)),
        ({"text": "x" * 1025, "picture": "p"}, ("long_telegram", "text.a.id", True)),
        ({"text": "x" * 1000 + "{nama}", "buttons": (BUTTON,)}, ("long_whatsapp", "text.a.id", True)),
        ({"text": "Halo {name}"}, ("place", "text.a.id", True)),
        ({"text": "NIK 3174010101900001"}, ("identity_number", "text.a.id", True)),
        ({"text": "Hubungi 0812-3456-7890"}, ("phone_number", "text.a.id", False)),
        ({"buttons": (Button("", "faq/x"),)}, ("button_title", "button.0.id", True)),
        ({"buttons": (Button("x" * 21, "faq/x"),)}, ("button_long", "button.0.id", True)),
        ({"buttons": (Button("Jam", ""),)}, ("button_target", "target.0", True)),
        ({"buttons": (BUTTON, BUTTON)}, ("button_twice", "button.1.id", True)),
        ({"template": "lama"}, ("template_gone", "template.a.id", True)),
        ({"template": "libur", "variables": ("{nama}",)}, ("variables", "template.a.id", True)),
        ({"template": "libur", "variables": ("", "besok")}, ("variables", "template.a.id", True)),
    ],
)
def test_each_rule_is_told_beside_its_field(told: dict[str, object], slip: tuple[str, str, bool]) -> None:
    assert slip in found(draft(**told))


@pytest.mark.parametrize(
    ("changed", "slip"),
    [
        ({"name": ""}, ("name", "name", True)),
        ({"topic": ""}, ("no_topic", "topic", False)),
        ({"emergency": True}, ("emergency_reason", "emergency_reason", True)),
        ({"due_at": NOON - timedelta(hours=1)}, ("past", "when", False)),
        ({"repeats": Repeats.WEEKLY}, ("no_first", "when", True)),
    ],
)
def test_when_and_why_are_judged_too(changed: dict[str, object], slip: tuple[str, str, bool]) -> None:
    whole = {"name": "Libur", "message": draft().message, "audience": Audience(), "topic": "faq/x"}
    assert slip in found(Draft(**(whole | changed)))  # type: ignore[arg-type]


def test_two_versions_differ_and_speak_the_same_languages() -> None:
    one = {"id": Wording("Besok libur.")}
    both = one | {"en": Wording("Closed tomorrow.")}
    same = Draft("Libur", Message((one, one)), Audience(), "faq/x")
    uneven = Draft("Libur", Message((both, one)), Audience(), "faq/x")
    assert found(same) == {("same_versions", "text.b.id", True)}
    assert found(uneven) == {("one_without_english", "text.b.en", True)}


def test_whom_it_does_not_reach_as_it_should_is_told() -> None:
    reach = Reach(Count({"telegram": 5}, {Left.OUTSIDE_WINDOW: 3}), {"id": 3, "en": 2}, outside=3)
    assert reach_slips(draft(), reach) == [
        Slip("no_english", "text.a.en", stops=False, values={"count": 2}),
        Slip("no_template", "template.a.id", stops=False, values={"count": 3}),
    ]
    assert [each.what for each in reach_slips(draft(), Reach(Count()))] == ["nobody"]


@pytest.mark.parametrize(("name", "masked"), [("Siti Rahma", "S••• R•••"), ("", ""), ("A B C D", "A••• B••• C•••")])
def test_a_masked_name_keeps_only_first_letters(name: str, masked: str) -> None:
    assert masked_name(name) == masked
