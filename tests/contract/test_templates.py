"""Templates as they are kept: told by webhook once and in order, compared with Meta's list, handed in and deleted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.whatsapp.parse import parse
from bot.domain.audit import Deed
from bot.domain.messages import Event
from bot.domain.templates import (
    Category,
    Happened,
    KeptTemplate,
    Quality,
    Source,
    Template,
    TemplateExists,
    TemplateState,
    UnknownTemplate,
)
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.templates import PostgresTemplates
from bot.store.wakeup import Wakeup
from bot.template_shelf import TemplateShelf
from tests.contract.test_intake import rows

PAYLOADS = Path(__file__).parent.parent / "payloads" / "whatsapp"
NUMBER, BUSINESS = "100000000000001", "100000000000009"
AT = 1764000000
TEMPLATE = Template("layanan_keliling", "id", Category.MARKETING, "Layanan keliling besok.", buttons=("Jadwal",))
NOTED = Deed("sari", "campaign.template_submit", "template:layanan_keliling/id")
NOW = datetime.now(UTC)


@pytest.fixture
def book(database: Database, wakeup: Wakeup) -> PostgresTemplates:
    return PostgresTemplates(database, wakeup)


@pytest.fixture
def intake(database: Database, wakeup: Wakeup) -> PostgresIntake:
    return PostgresIntake(database, wakeup)


def news(name: str, time: int = AT, **changed: Any) -> list[Event]:
    told = json.loads((PAYLOADS / f"{name}.json").read_bytes())
    told["entry"][0]["time"] = time
    told["entry"][0]["changes"][0]["value"] |= changed
    return list(parse(json.dumps(told).encode(), NUMBER, lambda: NOW, BUSINESS))


def kept(state: TemplateState = TemplateState.APPROVED, template: Template = TEMPLATE, **more: Any) -> KeptTemplate:
    return KeptTemplate(template, state, meta_id="7", **more)


async def states(book: PostgresTemplates) -> list[str]:
    return [f"{each.template.name} {each.state}" for each in await book.all()]


async def told(book: PostgresTemplates, name: str = "layanan_keliling") -> list[tuple[str, str, bool]]:
    return [(each.what, each.value, each.late) for each in reversed(await book.history(name, "id"))]


async def test_news_are_heard_once_however_often_they_are_told(book: PostgresTemplates, intake: PostgresIntake) -> None:
    assert await intake.receive(news("template_approved")) == 1
    assert await intake.receive(news("template_approved")) == 0
    assert await states(book) == ["layanan_keliling approved"]
    assert await told(book) == [("state", "approved", False)]
    assert await book.usable("layanan_keliling", "id")


async def test_what_comes_late_changes_nothing_and_is_noted_as_late(
    book: PostgresTemplates, intake: PostgresIntake
) -> None:
    await intake.receive(news("template_paused", AT + 60))
    await intake.receive(news("template_approved", AT))
    assert await states(book) == ["layanan_keliling paused"]
    assert await told(book) == [("state", "paused", False), ("state", "approved", True)]
    assert not await book.usable("layanan_keliling", "id")
    await intake.receive(news("template_approved", AT + 120))
    assert await book.usable("layanan_keliling", "id")


async def test_news_of_one_delivery_are_taken_in_the_order_they_happened(
    book: PostgresTemplates, intake: PostgresIntake
) -> None:
    events = news("template_paused", AT + 5) + news("template_approved", AT) + news("template_quality", AT + 3)
    assert await intake.receive(events) == 3
    found = await book.find("layanan_keliling", "id")
    assert (found.state, found.quality, found.reason) == (TemplateState.PAUSED, Quality.RED, "FIRST_PAUSE")


async def test_a_category_that_is_only_announced_changes_nothing_yet(
    book: PostgresTemplates, intake: PostgresIntake
) -> None:
    await intake.receive(news("template_category_to_come", AT))
    found = await book.find("layanan_keliling", "id")
    assert found.template.category is Category.UTILITY
    await intake.receive(news("template_category", AT + 9))
    assert (await book.find("layanan_keliling", "id")).template.category is Category.MARKETING
    assert [each.note for each in await book.history("layanan_keliling", "id")] == ["", "NEXT marketing"]


async def test_a_time_in_the_future_does_not_lock_later_news_out(
    book: PostgresTemplates, intake: PostgresIntake
) -> None:
    await intake.receive(news("template_approved", int(NOW.timestamp()) + 86_400))
    await intake.receive(news("template_paused", int((NOW + timedelta(hours=1)).timestamp())))
    assert await states(book) == ["layanan_keliling paused"]


async def test_an_approval_that_is_faster_than_metas_answer_stays(
    book: PostgresTemplates, intake: PostgresIntake
) -> None:
    await intake.receive(news("template_approved", int(NOW.timestamp())))
    await book.keep_submitted(kept(TemplateState.PENDING), NOTED)
    found = await book.find("layanan_keliling", "id")
    assert (found.state, found.template, found.made_by) == (TemplateState.APPROVED, TEMPLATE, "sari")


async def test_what_staff_hand_in_is_kept_noted_and_told_about_by_metas_whole_seconds(
    book: PostgresTemplates, intake: PostgresIntake, database: Database
) -> None:
    await book.keep_submitted(kept(TemplateState.PENDING), NOTED)
    with pytest.raises(TemplateExists):
        await book.keep_submitted(kept(TemplateState.PENDING), NOTED)
    await intake.receive(news("template_approved", int(NOW.timestamp())))
    assert await states(book) == ["layanan_keliling approved"]
    assert await told(book) == [("submitted", "pending", False), ("state", "approved", False)]
    assert await rows(database, "SELECT actor, what, about FROM audit") == [("sari", NOTED.what, NOTED.about)]


async def test_a_deleted_one_is_gone_its_history_stays_and_its_name_may_come_again(book: PostgresTemplates) -> None:
    await book.keep_submitted(kept(), NOTED)
    await book.forget("layanan_keliling", "id", Deed("dewi", "campaign.template_delete", "t"))
    await book.forget("layanan_keliling", "id", Deed("dewi", "campaign.template_delete", "t"))
    assert await states(book) == []
    assert not await book.usable("layanan_keliling", "id")
    assert await told(book) == [("submitted", "approved", False), ("deleted", "", False)]
    await book.keep_submitted(kept(TemplateState.PENDING), NOTED)
    assert await states(book) == ["layanan_keliling pending"]


async def test_a_name_nobody_knows_is_no_template(book: PostgresTemplates) -> None:
    with pytest.raises(UnknownTemplate):
        await book.find("apa", "id")
    assert not await book.usable("apa", "id")


async def test_metas_list_is_taken_over_with_what_changed_noted(book: PostgresTemplates) -> None:
    assert await book.take_over([kept()], await book.now()) == 1
    assert await book.take_over([kept()], await book.now()) == 0
    changed = kept(TemplateState.PAUSED, replace(TEMPLATE, body="Lain."), quality=Quality.RED, reason="PROMOTIONAL")
    assert await book.take_over([changed], await book.now()) == 1
    found = await book.find("layanan_keliling", "id")
    assert (found.state, found.quality, found.reason, found.template.body) == ("paused", "red", "PROMOTIONAL", "Lain.")
    assert [each for each, _, _ in await told(book)] == ["found", "state", "quality", "words"]
    synced = await book.synced()
    assert synced is not None
    assert synced.problem == ""


async def test_a_webhook_that_is_newer_than_the_list_wins_and_one_on_its_way_is_not_lost(
    book: PostgresTemplates, intake: PostgresIntake
) -> None:
    await book.keep_submitted(kept(TemplateState.PENDING), NOTED)
    asked = await book.now()
    await intake.receive(news("template_paused", int(asked.timestamp()) + 2))
    # A list that is older than the pause.
    await book.take_over([kept(TemplateState.APPROVED)], asked - timedelta(seconds=30))
    assert await states(book) == ["layanan_keliling paused"]
    other = replace(TEMPLATE, name="lain")
    await book.take_over([kept(template=other, state=TemplateState.PENDING), kept(TemplateState.PAUSED)], asked)
    late = news("template_approved", int(asked.timestamp()) - 1, message_template_name="lain")
    await intake.receive(late)
    assert await states(book) == ["lain approved", "layanan_keliling paused"]


async def test_one_that_is_gone_at_meta_is_gone_here_unless_it_is_very_young(
    book: PostgresTemplates, database: Database
) -> None:
    await book.keep_submitted(kept(), NOTED)
    assert await book.take_over([], await book.now()) == 0
    await rows(database, "UPDATE whatsapp_template SET created_at = now() - interval '1 hour' RETURNING 1")
    assert await book.take_over([], await book.now()) == 1
    assert await states(book) == []


async def test_a_failed_comparison_is_remembered_with_its_reason(book: PostgresTemplates) -> None:
    await book.note_failed_sync("MetaUnavailable")
    synced = await book.synced()
    assert synced is not None
    assert synced.problem == "MetaUnavailable"


async def test_a_variant_of_a_language_counts_for_it_and_the_shelf_says_so_too(book: PostgresTemplates) -> None:
    await book.take_over([kept(template=replace(TEMPLATE, language="en_US"))], await book.now())
    assert await book.usable("layanan_keliling", "en")
    assert not await book.usable("layanan_keliling", "e")
    shelf = TemplateShelf(book)
    assert shelf.find("layanan_keliling", "en") is None
    await shelf.refresh()
    found = shelf.find("layanan_keliling", "en")
    assert found is not None
    assert found.template.language == "en_US"


async def test_history_tells_who_and_where_from(book: PostgresTemplates, intake: PostgresIntake) -> None:
    await book.keep_submitted(kept(TemplateState.PENDING), NOTED)
    await intake.receive(news("template_rejected", int(NOW.timestamp())))
    newest, oldest = await book.history("layanan_keliling", "id")
    assert isinstance(newest, Happened)
    assert (newest.source, newest.note) == (Source.WEBHOOK, "Variables stand side by side.")
    assert (oldest.source, oldest.actor) == (Source.PERSON, "sari")
