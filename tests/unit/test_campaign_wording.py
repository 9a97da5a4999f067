"""What each channel gets of a campaign: escaped, with buttons, a picture, a way to stop, by template if it must be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.announcements import shown_name
from bot.domain.audience import Audience
from bot.domain.campaign_checks import slips
from bot.domain.campaign_desk import Choices
from bot.domain.campaigns import UNWRITTEN, Button, Campaign, Draft, Message, State, Wording
from bot.domain.lengths import utf16_length
from bot.domain.messages import ChannelName
from bot.domain.reply import Payload
from bot.domain.templates import Category, KeptTemplate, Template, TemplateState
from simulator.whatsapp.checks import check_message
from tests.contract.campaign_town import NOON
from tests.kept_templates import approved, wording

ID = UUID("018f3a52-7c1e-7000-8000-000000000001")
TELEGRAM, WHATSAPP = ChannelName.TELEGRAM, ChannelName.WHATSAPP
STOP = "task:berhenti_langganan"
TOLD = Wording(
    "Halo {nama}, besok kantor tutup. Syarat & jam <buka> *tetap*.",
    "Kantor tutup",
    (Button("Jam buka", "faq/jam_layanan"), Button("Tanya petugas", "task/petugas")),
    "kantor_tutup",
    ("{nama}",),
)
TEMPLATE = Template(
    "kantor_tutup",
    "id",
    Category.MARKETING,
    "Halo {{1}}, besok kantor tutup. Syarat & jam <buka> *tetap*.",
    "Kantor tutup",
    footer="Tekan Berhenti.",
    buttons=("Jam buka", "Tanya petugas", "Berhenti"),
)


def campaign(*told: Wording, **languages: Wording) -> Campaign:
    versions = tuple({"id": each, **languages} for each in told)
    return Campaign(ID, "Libur", State.RUNNING, 1, "sari", message=Message(versions))


def inside(payload: Payload | None) -> dict[str, Any]:
    assert payload is not None
    check_message({"messaging_product": "whatsapp", "to": "620000000001", **payload})
    part: dict[str, Any] = payload[payload["type"]]
    return part


async def test_on_telegram_the_title_is_bold_everything_is_escaped_and_one_tap_stops() -> None:
    told = (await wording()).on(TELEGRAM)(campaign(TOLD), 0, "id", True, "Sri & <b>")
    assert told is not None
    assert told["text"].startswith(
        "<b>Kantor tutup</b>\nHalo Sri &amp; &lt;b&gt;, besok kantor tutup. Syarat &amp; jam"
    )
    assert told["text"].endswith("\n\nTidak mau pengumuman lagi? Tekan Berhenti.")
    rows = told["reply_markup"]["inline_keyboard"]
    taps = [button["callback_data"] for row in rows for button in row]
    assert taps == [f"campaign:{ID.hex}:0:0", f"campaign:{ID.hex}:0:1", STOP]
    assert all(len(tap.encode()) <= 64 for tap in taps)


async def test_on_telegram_a_picture_carries_the_words_as_its_caption() -> None:
    told = (await wording()).on(TELEGRAM)(campaign(replace(TOLD, picture=str(ID))), 0, "id", True, "Sri")
    assert told is not None
    assert (told["method"], told["upload"]["picture"]) == ("sendPhoto", str(ID))
    assert "Halo Sri" in told["caption"]


async def test_within_the_window_whatsapp_gets_buttons_small_print_and_what_was_typed() -> None:
    part = inside((await wording()).on(WHATSAPP)(campaign(TOLD), 0, "id", True, ""))
    assert part["body"]["text"].startswith("*Kantor tutup*\nHalo Bapak/Ibu, besok")
    assert "*tetap*" not in part["body"]["text"], "asterisks of the text are no marks"
    assert part["footer"]["text"] == "Tidak mau pengumuman lagi? Tekan Berhenti."
    replies = [button["reply"] for button in part["action"]["buttons"]]
    assert [reply["id"] for reply in replies] == [f"campaign:{ID.hex}:0:0", f"campaign:{ID.hex}:0:1", STOP]


async def test_where_three_buttons_leave_no_room_stopping_is_told_in_words() -> None:
    full = replace(TOLD, buttons=(*TOLD.buttons, Button("Lokasi", "faq/lokasi")))
    part = inside((await wording()).on(WHATSAPP)(campaign(full), 0, "id", True, ""))
    assert len(part["action"]["buttons"]) == 3
    assert part["footer"]["text"] == 'Tidak mau pengumuman lagi? Ketik "berhenti".'


async def test_a_long_text_without_buttons_goes_out_as_text_that_ends_with_how_to_stop() -> None:
    long = Wording("Baca ini. " * 200)
    part = inside((await wording()).on(WHATSAPP)(campaign(long), 0, "id", True, ""))
    assert part["body"].endswith('Ketik "berhenti".')
    assert utf16_length(part["body"]) <= 4096


async def test_outside_the_window_the_template_says_it_and_its_buttons_bring_ours_back() -> None:
    compose = (await wording(approved(TEMPLATE))).on(WHATSAPP)
    told = compose(campaign(TOLD), 0, "id", False, "Ibu\n Sri")
    part = inside(told)
    assert told is not None
    body, *buttons = part["components"]
    assert body["parameters"] == [{"type": "text", "text": "Ibu Sri"}]
    taps = [each["parameters"][0]["payload"] for each in buttons]
    assert taps == [f"campaign:{ID.hex}:0:0", f"campaign:{ID.hex}:0:1", STOP]
    assert told["shown"].startswith("Kantor tutup\nHalo Ibu Sri,")


@pytest.mark.parametrize(
    "kept",
    [
        (),
        (approved(TEMPLATE, state=TemplateState.PAUSED),),
        (approved(TEMPLATE, state=TemplateState.PENDING),),
        (approved(replace(TEMPLATE, language="en")),),
        (approved(replace(TEMPLATE, foreign=("button_url",))),),
        (approved(replace(TEMPLATE, picture=True)),),
        (approved(replace(TEMPLATE, body="Halo {{1}}, besok {{2}} tutup ya.")),),
        (approved(replace(TEMPLATE, buttons=("Lain sama sekali",))),),
    ],
)
async def test_nothing_is_sent_where_no_template_can_say_it(kept: tuple[KeptTemplate, ...]) -> None:
    assert (await wording(*kept)).on(WHATSAPP)(campaign(TOLD), 0, "id", False, "Sri") is None


async def test_a_regional_template_stands_in_for_its_language_and_indonesian_where_no_english_is_written() -> None:
    english = replace(TOLD, text="Hello {nama}, we are closed.", title="Closed", buttons=(), template="closed")
    regional = replace(TEMPLATE, name="closed", language="en_US", buttons=("Stop",))
    compose = (await wording(approved(TEMPLATE), approved(regional))).on(WHATSAPP)
    told = inside(compose(campaign(TOLD, en=english), 0, "en", False, "Sri"))
    assert told["language"]["code"] == "en_US"
    assert inside(compose(campaign(TOLD), 0, "en", False, "Sri"))["language"]["code"] == "id"


async def test_a_version_of_an_a_b_campaign_has_buttons_of_its_own() -> None:
    told = (await wording()).on(TELEGRAM)(campaign(TOLD, replace(TOLD, text="Besok tutup.")), 1, "id", True, "")
    assert told is not None
    assert told["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == f"campaign:{ID.hex}:1:0"
    assert "Besok tutup." in told["text"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", "Bapak/Ibu"),
        ("  \n ", "Bapak/Ibu"),
        ("Sri\nMulyani", "Sri Mulyani"),
        ("Sri " * 20, "Sri Sri Sri Sri"),
        ("\u202eirS", "irS"),
    ],
)
def test_a_name_is_one_short_line_or_anybody(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@given(
    st.text(min_size=1, max_size=3000),
    st.text(max_size=300),
    st.lists(st.text(max_size=30), max_size=3),
    st.text(max_size=80),
    st.booleans(),
)
async def test_whatever_is_written_both_channels_can_take_it(
    text: str, title: str, buttons: list[str], name: str, picture: bool
) -> None:
    taps = tuple(Button(each, "faq/a") for each in buttons)
    told = campaign(Wording(text, title, taps, picture=str(ID) if picture else ""))
    made = await wording()
    telegram = made.on(TELEGRAM)(told, 0, "id", True, name)
    assert telegram is not None
    assert utf16_length(telegram.get("caption") or telegram["text"]) <= (8000 if picture else 25_000)
    if text.strip():
        inside(made.on(WHATSAPP)(told, 0, "id", True, name))


@given(
    st.text(min_size=1, max_size=1100),
    st.text(max_size=70),
    st.integers(0, 3),
    st.sampled_from(["Sri", "Ibu Siti Nurhaliza", "x" * 32]),
    st.booleans(),
)
async def test_what_has_nothing_to_mend_is_sent_whole(
    text: str, title: str, buttons: int, name: str, picture: bool
) -> None:
    taps = tuple(Button(f"Tombol {number}", "task/menu") for number in range(buttons))
    told = Wording(f"{text} {{nama}} akhir", title, taps, picture=str(ID) if picture else "")
    written = Draft("Libur", Message(({"id": told},)), Audience())
    if any(slip.stops for slip in slips(written, Choices({}, frozenset({"task/menu"})), NOON)):
        return
    made = await wording()
    on_telegram = made.on(TELEGRAM)(campaign(told), 0, "id", True, name)
    assert on_telegram is not None
    assert f"{name} akhir\n" in (on_telegram.get("caption") or on_telegram["text"])
    on_whatsapp = made.on(WHATSAPP)(campaign(told), 0, "id", True, name)
    assert on_whatsapp is not None
    inside_it = inside(on_whatsapp)["body"]
    assert f"{name} akhir" in (inside_it if isinstance(inside_it, str) else inside_it["text"])


async def test_the_preview_shows_all_three_ways_it_can_arrive() -> None:
    made = await wording(approved(TEMPLATE))
    phones = made.phones(Message(({"id": TOLD},)), 0, "id", "Ibu Sri")
    assert set(phones) == {"telegram", "whatsapp", "whatsapp_template"}
    [bubble] = phones["whatsapp_template"]
    assert bubble.pieces[0].text == "Kantor tutup\n"
    assert (bubble.footer, bubble.buttons[-1]) == ("Tekan Berhenti.", ("Berhenti",))
    assert not (await wording()).phones(Message(({"id": TOLD},)), 0, "id", "")["whatsapp_template"]
    assert made.phones(UNWRITTEN, 0, "id", "Ibu Sri") == {}
