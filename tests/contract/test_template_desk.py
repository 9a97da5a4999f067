"""Templates between staff and Meta: the management client on the simulator's API, page by page, with every refusal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot.channels.whatsapp.management import TemplateApi, management_error
from bot.domain.meta_errors import (
    ManagementError,
    MetaDenied,
    MetaRefused,
    MetaThrottled,
    MetaUnavailable,
    NameResting,
    NameTaken,
    NotConnected,
    TooManyTemplates,
)
from bot.domain.template_ports import Example
from bot.domain.template_rules import faults
from bot.domain.templates import Category, Template, TemplateExists, TemplateRefused, TemplateState
from bot.store.engine import Database
from bot.store.templates import PostgresTemplates
from bot.store.wakeup import Wakeup
from bot.template_desk import MetaTemplates
from simulator.whatsapp.templates import Template as Known
from tests.contract.test_intake import rows
from tests.tiny_bot import ACCESS, Stage, stage

TEMPLATE = Template(
    "layanan_keliling",
    "id",
    Category.MARKETING,
    "Halo {{1}}, layanan keliling datang hari Kamis.",
    "Layanan keliling",
    footer="Tekan Berhenti.",
    buttons=("Jadwal", "Berhenti"),
    examples=("Ibu Sri",),
)
PICTURE = Example("contoh.png", "image/png", b"\x89PNG\r\n\x1a\n123")


@dataclass
class Office:
    """The desk, its book, and Meta."""

    desk: MetaTemplates
    book: PostgresTemplates
    api: TemplateApi
    stage: Stage

    @property
    def meta(self) -> list[Known]:
        return self.stage.simulator.whatsapp.world.templates


def api_of(city: Stage, token: str = ACCESS, business: str = "102290129340398") -> TemplateApi:
    return TemplateApi(business, token, f"{city.url}/v26.0", city.http, seconds=5)


@pytest.fixture
async def office(database: Database, wakeup: Wakeup) -> AsyncIterator[Office]:
    async with stage() as city:
        book, api = PostgresTemplates(database, wakeup), api_of(city)
        yield Office(MetaTemplates(book, api), book, api, city)


async def test_a_template_is_handed_in_as_it_is_and_comes_back_with_the_list(office: Office) -> None:
    kept = await office.desk.submit(TEMPLATE, "sari")
    assert (kept.state, kept.made_by) == (TemplateState.PENDING, "sari")
    assert office.meta[-1].examples == ("Ibu Sri",)
    found = {each.template.name: each for each in await office.api.all()}
    assert found["layanan_keliling"].template == TEMPLATE
    assert await office.desk.sync() == 1, "the one the simulator came with"
    assert await office.desk.sync() == 0


async def test_a_picture_is_shown_to_meta_by_a_handle(office: Office) -> None:
    await office.desk.submit(replace(TEMPLATE, header="", picture=True), "sari", PICTURE)
    assert office.meta[-1].picture


async def test_a_list_of_many_pages_is_read_to_its_end(office: Office) -> None:
    office.meta.extend(Known(f"nomor_{number}", "id", "Halo.", id=str(1000 + number)) for number in range(230))
    assert len(await office.api.all()) == 231


async def test_what_cannot_be_read_does_not_hide_the_rest(office: Office) -> None:
    office.meta.append(Known("Besar Kecil", "id", "Halo.", id="9"))
    office.meta.append(Known("ada", "id", "Halo.", category="HOROSCOPE", id="10"))
    with capture_logs() as logs:
        assert [each.template.name for each in await office.api.all()] == ["jawaban_siap"]
    assert logs == [{"event": "templates_unread", "log_level": "warning", "count": 2}]


@pytest.mark.parametrize(
    "changes",
    [{"name": "A"}, {"body": "{{1}} datang"}, {"examples": ()}, {"header": "x" * 61}, {"picture": True, "header": ""}],
)
async def test_what_breaks_a_rule_never_reaches_meta(office: Office, changes: dict[str, Any]) -> None:
    with pytest.raises(TemplateRefused):
        await office.desk.submit(replace(TEMPLATE, **changes), "sari")
    assert [each.name for each in office.meta] == ["jawaban_siap"]


async def test_a_name_that_is_there_is_refused_here_and_one_made_elsewhere_is_shown_then(office: Office) -> None:
    await office.desk.submit(TEMPLATE, "sari")
    with pytest.raises(TemplateExists):
        await office.desk.submit(TEMPLATE, "sari")
    office.meta.append(Known("lain", "id", "Halo semua warga di sini."))
    with pytest.raises(NameTaken):
        await office.desk.submit(replace(TEMPLATE, name="lain"), "sari")
    assert (await office.book.find("lain", "id")).state is TemplateState.APPROVED


async def test_one_language_is_deleted_and_the_other_stays(office: Office) -> None:
    await office.desk.submit(TEMPLATE, "sari")
    await office.desk.submit(replace(TEMPLATE, language="en"), "sari")
    await office.desk.delete("layanan_keliling", "id", "sari")
    await office.desk.delete("layanan_keliling", "id", "sari")
    assert [each.language for each in office.meta if each.name == "layanan_keliling"] == ["en"]


async def test_one_that_is_gone_at_meta_already_is_deleted_here_too(office: Office) -> None:
    await office.desk.submit(TEMPLATE, "sari")
    office.meta.clear()
    await office.desk.delete("layanan_keliling", "id", "sari")
    assert (await office.book.find("layanan_keliling", "id")).state is TemplateState.DELETED


async def test_a_token_that_does_not_hold_is_told_and_stands_in_no_log(office: Office) -> None:
    desk = MetaTemplates(office.book, api_of(office.stage, "EAAwrong-secret"))
    with capture_logs() as logs, pytest.raises(MetaDenied):
        await desk.sync()
    assert "EAAwrong-secret" not in str(logs)
    synced = await office.book.synced()
    assert synced is not None
    assert synced.problem == "MetaDenied"


async def test_without_an_account_there_is_nothing_to_do_by_the_clock_and_staff_are_told(office: Office) -> None:
    desk = MetaTemplates(office.book, None)
    assert not desk.connected
    assert await desk.sync_by_clock() == "no business account"
    with pytest.raises(NotConnected):
        await desk.submit(TEMPLATE, "sari")


async def test_the_clock_compares_as_soon_as_nothing_was_compared_yet_and_then_once_an_hour(
    office: Office, database: Database
) -> None:
    assert await office.desk.sync_by_clock() == "1 changed"
    assert await office.desk.sync_by_clock() == "compared lately"
    await rows(database, "UPDATE whatsapp_template_sync SET at = at - interval '2 hours' RETURNING 1")
    assert await office.desk.sync_by_clock() == "0 changed"


async def test_meta_checks_the_same_rules_as_we_do(office: Office) -> None:
    """What we would refuse the simulator, written apart, refuses too; and takes what we take."""
    for changes in (
        {"name": "A b"},
        {"header": "x" * 61},
        {"header": "*tebal*"},
        {"body": "{{1}} datang besok pagi sekali"},
        {"body": "besok pagi sekali datang {{1}}"},
        {"body": "Halo {{2}}, besok kami datang."},
        {"body": "x" * 1025},
        {"footer": "x" * 61},
        {"footer": "Halo {{1}}"},
        {"buttons": ("Sama", "Sama")},
        {"buttons": tuple(f"B{n}" for n in range(11))},
    ):
        wrong = replace(TEMPLATE, **changes)
        assert faults(wrong)
        with pytest.raises(MetaRefused):
            await office.api.create(wrong)
    assert faults(TEMPLATE) == []
    await office.api.create(TEMPLATE)


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (400, {"code": 100, "error_subcode": 2388024}, NameTaken),
        (400, {"code": 100, "error_subcode": 2388023}, NameResting),
        (400, {"code": 100, "error_subcode": 2388019}, TooManyTemplates),
        (400, {"code": 100, "error_subcode": 2388299, "error_user_msg": "Leading"}, MetaRefused),
        (400, {"code": 80008}, MetaThrottled),
        (400, {"code": 4}, MetaThrottled),
        (401, {"code": 190}, MetaDenied),
        (403, {"code": 200}, MetaDenied),
        (403, {"code": 10}, MetaDenied),
        (500, {"code": 1}, MetaUnavailable),
        (500, {"code": 999_999}, MetaUnavailable),
        (400, {"code": "100"}, MetaRefused),
        (400, "nonsense", MetaRefused),
        (429, None, MetaThrottled),
        (502, None, MetaUnavailable),
        (302, None, MetaUnavailable),
    ],
)
def test_every_refusal_has_a_kind_of_its_own(status: int, error: Any, kind: type[ManagementError]) -> None:
    assert type(management_error(status, {"error": error} if error else None)) is kind


@pytest.mark.parametrize("body", ["<html>", "[]", '{"data": 7}', "[" * 100_000])
async def test_an_answer_that_is_none_of_metas_is_trouble(office: Office, body: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=body, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", answer)
    async with TestServer(app) as server:
        api = TemplateApi("1", "t", str(server.make_url("")).rstrip("/"), office.stage.http, seconds=3)
        with pytest.raises(MetaUnavailable):
            await api.all()
    with pytest.raises(MetaUnavailable):
        await api.all()
