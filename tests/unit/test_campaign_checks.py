"""What stops a campaign from being handed in, and what its writer is only told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.audience import Audience, Count
from bot.domain.campaign_checks import Slip, reach_slips, slips
from bot.domain.campaign_desk import Choices, Reach
from bot.domain.campaign_recipients import masked
from bot.domain.campaigns import Button, Draft, Left, Message, Repeats, Wording
from console.staff.words import read_words
from tests.contract.campaign_town import NOON
from tests.kept_templates import marketing

BUTTON = Button("Jam layanan", "faq/jam_layanan")
LONG = "x" * 700 + " {{1}} {{2}} ya."
CHOICES = Choices(
    {
        "id": [
            marketing("libur", "id", "Halo {{1}}, tutup {{2}}."),
            marketing("libur_tombol", "id", "Halo {{1}}, tutup {{2}}.", "Libur", "Jam layanan"),
            marketing("panjang", "id", LONG),
            replace(marketing("gambar", "id", "Besok libur."), picture=True),
            replace(marketing("tautan", "id", "Besok libur."), foreign=("button_url",)),
        ]
    },
    frozenset({"faq/jam_layanan", "faq/ktp_hilang", "task/menu"}),
    {"id": {"panjang"}},
)


def draft(**told: object) -> Draft:
    return Draft("Libur", Message(({"id": Wording(**({"text": "Besok libur."} | told))},)), Audience(), "faq/x")  # type: ignore[arg-type]


def found(of: Draft) -> set[tuple[str, str, bool]]:
    return {(each.what, each.path, each.stops) for each in slips(of, CHOICES, NOON)}


def test_a_whole_campaign_has_nothing_to_mend() -> None:
    told = {"title": "Libur", "text": "Halo {nama}, tutup besok.", "buttons": (BUTTON,)}
    assert found(draft(**told, template="libur_tombol", variables=("{nama}", "besok"))) == set()


def test_a_template_that_says_something_else_is_told_and_one_with_other_buttons_stops() -> None:
    assert found(draft(buttons=(BUTTON,), template="libur", variables=("{nama}", "besok"))) == {
        ("template_words", "template.a.id", False),
        ("template_buttons", "template.a.id", True),
    }


EMOJI = "😀"
"""Two units, as both channels count."""


Mended = tuple[str, str, bool]
"""What is told, beside which field, and whether it stops."""
OF_WORDING: list[tuple[dict[str, object], Mended]] = [
    ({"text": ""}, ("text", "text.a.id", True)),
    ({"text": " \n"}, ("text", "text.a.id", True)),
    ({"title": "x" * 61}, ("title_long", "title.a.id", True)),
    ({"title": EMOJI * 31}, ("title_long", "title.a.id", True)),
    ({"title": "Halo {nama}"}, ("place_fixed", "title.a.id", True)),
    ({"text": "x" * 4001}, ("long", "text.a.id", True)),
    ({"text": EMOJI * 2001}, ("long", "text.a.id", True)),
    ({"text": "x" * 1021, "buttons": (BUTTON,)}, ("long_whatsapp", "text.a.id", True)),
    ({"text": "x" * 990 + "{nama}", "buttons": (BUTTON,)}, ("long_whatsapp", "text.a.id", True)),
    ({"text": "x" * 1000 + "*" * 11, "buttons": (BUTTON,)}, ("long_whatsapp", "text.a.id", True)),
    ({"text": "x" * 929, "picture": "p"}, ("long_telegram", "text.a.id", True)),
    ({"text": "x" * 900, "title": "y" * 28, "picture": "p"}, ("long_telegram", "text.a.id", True)),
    ({"text": "Halo {name}"}, ("place", "text.a.id", True)),
    ({"text": "Halo {nama warga}"}, ("place", "text.a.id", True)),
    ({"text": "Tutup {{1}}."}, ("place", "text.a.id", True)),
    ({"template": "libur", "variables": ("{nama}", "{tanggal}")}, ("place", "template.a.id", True)),
    ({"text": "NIK 3174010101900001"}, ("identity_number", "text.a.id", True)),
    ({"title": "NIK 3174010101900001"}, ("identity_number", "title.a.id", True)),
    ({"template": "libur", "variables": ("3174010101900001", "besok")}, ("identity_number", "template.a.id", True)),
    ({"text": "Hubungi 0812-3456-7890"}, ("phone_number", "text.a.id", False)),
    ({"title": "Hubungi +62 812 3456 7890"}, ("phone_number", "title.a.id", False)),
    ({"buttons": (Button("", "faq/jam_layanan"),)}, ("button_title", "button.0.id", True)),
    ({"buttons": (Button("Jam\nbuka", "faq/jam_layanan"),)}, ("button_title", "button.0.id", True)),
    ({"buttons": (Button("x" * 21, "faq/jam_layanan"),)}, ("button_long", "button.0.id", True)),
    ({"buttons": (Button(EMOJI * 11, "faq/jam_layanan"),)}, ("button_long", "button.0.id", True)),
    ({"buttons": (Button("Halo {nama}", "faq/jam_layanan"),)}, ("place_fixed", "button.0.id", True)),
    ({"buttons": (Button("BERHENTI ", "faq/jam_layanan"),)}, ("button_stops", "button.0.id", True)),
    ({"buttons": (Button("Jam", ""),)}, ("button_target", "target.0", True)),
    ({"buttons": (Button("Jam", "faq/hapus"),)}, ("button_target", "target.0", True)),
    ({"buttons": (Button("Jam", "https://x.example"),)}, ("button_target", "target.0", True)),
    ({"buttons": (BUTTON, BUTTON)}, ("button_twice", "button.1.id", True)),
    ({"buttons": (BUTTON, Button("jam  LAYANAN", "task/menu"))}, ("button_twice", "button.1.id", True)),
    ({"buttons": tuple(Button(f"B{n}", "task/menu") for n in range(4))}, ("buttons_many", "button.3.id", True)),
    ({"template": "lama"}, ("template_gone", "template.a.id", True)),
    ({"template": "libur", "variables": ("{nama}",)}, ("variables", "template.a.id", True)),
    ({"template": "libur", "variables": (" ", "besok")}, ("variables", "template.a.id", True)),
    ({"template": "panjang", "variables": ("a", "b")}, ("template_poor", "template.a.id", False)),
    ({"template": "gambar"}, ("template_picture", "template.a.id", True)),
    ({"template": "tautan"}, ("template_foreign", "template.a.id", True)),
    ({"template": "panjang", "variables": ("y" * 160, "y" * 160)}, ("template_long", "template.a.id", True)),
    ({"template": "panjang", "variables": ("{nama}" * 6, "{nama}" * 5)}, ("template_long", "template.a.id", True)),
]
OF_FRAME: list[tuple[dict[str, object], Mended]] = [
    ({"name": ""}, ("name", "name", True)),
    ({"topic": ""}, ("no_topic", "topic", False)),
    ({"emergency": True}, ("emergency_reason", "emergency_reason", True)),
    ({"due_at": NOON - timedelta(hours=1)}, ("past", "when", False)),
    ({"repeats": Repeats.WEEKLY}, ("no_first", "when", True)),
    ({"emergency": True, "repeats": Repeats.WEEKLY}, ("emergency_repeats", "emergency_reason", False)),
    ({"due_at": NOON + timedelta(days=400)}, ("far", "when", True)),
]
ELSEWHERE = {"template_words", "template_buttons", "same_versions", "one_without_english"}
OF_REACH = {"nobody", "no_english", "no_template"}
OF_FORM = {"when", "year", "days"}
"""What cannot be read (console/staff/campaigns/fields.py)."""


@pytest.mark.parametrize(("told", "slip"), OF_WORDING)
def test_each_rule_is_told_beside_its_field(told: dict[str, object], slip: Mended) -> None:
    assert slip in found(draft(**told))


def test_every_slip_has_words_and_no_other_words_are_kept() -> None:
    known = {key.removeprefix("campaigns_slip_") for key in read_words() if key.startswith("campaigns_slip_")}
    assert known == {what for _, (what, *_) in (*OF_WORDING, *OF_FRAME)} | ELSEWHERE | OF_REACH | OF_FORM


@pytest.mark.parametrize(("changed", "slip"), OF_FRAME)
def test_when_and_why_are_judged_too(changed: dict[str, object], slip: Mended) -> None:
    whole = {"name": "Libur", "message": draft().message, "audience": Audience(), "topic": "faq/x"}
    assert slip in found(Draft(**(whole | changed)))  # type: ignore[arg-type]


@pytest.mark.parametrize(("told", "marks"), [("x", 0), ("*", 1)])
@pytest.mark.parametrize(
    ("more", "most"),
    [({}, 4000), ({"buttons": (BUTTON,)}, 1020), ({"picture": "p"}, 928)],
)
def test_what_just_fits_has_nothing_to_mend(told: str, marks: int, more: dict[str, object], most: int) -> None:
    longest = "y" * (most - 10 - 10 * marks) + told * 10
    assert found(draft(text=longest, **more)) == set()
    assert [what for what, *_ in found(draft(text=longest + "y", **more))]


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


@pytest.mark.parametrize(("name", "shown"), [("Siti Rahma", "S••• R•••"), ("", ""), ("A B C D", "A••• B••• C•••")])
def test_a_masked_name_keeps_only_first_letters(name: str, shown: str) -> None:
    assert masked(name) == shown
