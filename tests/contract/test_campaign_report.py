"""Reports counted on a real database: books, courses, lists, effects; and nobody's name in the open."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from bot.domain.audience import Audience
from bot.domain.campaign_recipients import Shown, Which
from bot.domain.campaign_report import Asked, Did
from bot.domain.campaigns import Draft, Fate
from bot.domain.chance import Finding
from bot.domain.errors import RecipientGone
from bot.store.campaign_recipients import PostgresRecipients
from bot.store.campaign_report import PostgresCampaignReports
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from tests.campaign_control import TOPIC, TWO, campaigns, settled
from tests.contract.campaign_town import resident, running
from tests.contract.test_intake import rows

__all__ = ["campaigns"]

NOW = datetime.now(UTC)
GONE = f"{RecipientGone.staff_text} (131026)"


async def begun(campaigns: PostgresCampaigns) -> UUID:
    return await running(campaigns, Draft("Libur", TWO, Audience(), topic=TOPIC))


async def asked(database: Database, conversation: UUID, at: datetime, topic: str = TOPIC) -> None:
    await rows(
        database,
        "INSERT INTO question (id, conversation, text, language, band, answered, ranking, model, reason, for_staff,"
        " asked_at) VALUES (:id, :conversation, '', 'id', 'answer', :topic, '[]', '', '', false, :at) RETURNING 1",
        id=uuid4().hex,
        conversation=conversation,
        topic=topic,
        at=at,
    )


async def lived_through(database: Database, campaigns: PostgresCampaigns) -> tuple[UUID, Sequence[UUID]]:
    """Six: read and tapped; delivered; sent on Telegram and left; gone; passed over; still waiting."""
    told = [
        await resident(database, "whatsapp"),
        await resident(database, "whatsapp", language="en"),
        *[await resident(database) for _ in range(2)],
        await resident(database, wants=False),
        await resident(database),
    ]
    made = await begun(campaigns)
    await settled(
        database, made, told[0], "fate = 'sent', version = 0, at = now(), read_at = now() + interval '4 minutes',"
        " tapped_at = now() + interval '9 minutes', button = 1",
    )  # fmt: skip
    await settled(database, made, told[1], "fate = 'sent', version = 1, delivered_at = now()")
    await settled(database, made, told[2], "fate = 'sent', version = 0, stopped_at = now(), replied_at = now()")
    await settled(database, made, told[3], f"fate = 'failed', version = 0, reason = '{GONE}'")
    await settled(database, made, told[5], "version = 1")
    return made, told


async def test_every_figure_is_counted_and_the_books_balance(database: Database, campaigns: PostgresCampaigns) -> None:
    made, _ = await lived_through(database, campaigns)
    figures = await PostgresCampaignReports(database).figures(made)
    total = figures.total
    assert total.balanced
    assert (total.recipients, total.sent, total.failed, total.skipped, total.pending) == (6, 3, 1, 1, 1)
    assert (total.delivered, total.read, total.tapped, total.replied, total.stopped, total.blocked) == (
        2,
        1,
        1,
        1,
        1,
        1,
    )
    assert figures.by("channel")["whatsapp"].sent == 2
    assert figures.by("language")["en"].delivered == 1
    assert figures.skipped() == {"no_consent": 1}
    assert figures.failures() == {GONE: 1}
    assert figures.buttons() == {(0, 1): 1}


async def test_an_empty_one_has_empty_books(database: Database) -> None:
    figures = await PostgresCampaignReports(database).figures(uuid4())
    assert (figures.total.recipients, figures.total.balanced) == (0, True)


async def test_its_course_has_everything_that_happened(database: Database, campaigns: PostgresCampaigns) -> None:
    made, _ = await lived_through(database, campaigns)
    begins = datetime.now(UTC) - timedelta(minutes=2)
    course = await PostgresCampaignReports(database).course(made, begins, begins + timedelta(minutes=30))
    sums = {did: sum(counts) for did, counts in course.counts.items()}
    assert sums == {Did.SENT: 3, Did.DELIVERED: 2, Did.READ: 1, Did.TAPPED: 1, Did.REPLIED: 1, Did.STOPPED: 1}
    assert course.step == timedelta(minutes=1)
    read, tapped = course.half_by(Did.READ), course.half_by(Did.TAPPED)
    assert read
    assert tapped
    assert timedelta(minutes=4) < read < tapped


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (Which(), [0, 1, 2, 3, 4, 5]),
        (Which(Shown.SENT), [0, 1, 2]),
        (Which(Shown.PENDING), [5]),
        (Which(Shown.DELIVERED), [0, 1]),
        (Which(Shown.READ, channel="whatsapp"), [0]),
        (Which(Shown.SENT, language="en"), [1]),
        (Which(Shown.SENT, version=1), [1]),
        (Which(Shown.TAPPED, version=0, button=1), [0]),
        (Which(Shown.TAPPED, button=0), []),
        (Which(Shown.STOPPED), [2]),
        (Which(Shown.REPLIED), [2]),
        (Which(Shown.BLOCKED), [3]),
        (Which(Shown.FAILED, reason=GONE), [3]),
        (Which(Shown.SKIPPED, reason="no_consent"), [4]),
        (Which(Shown.SKIPPED, reason="'; DROP TABLE trait; --"), []),
    ],
)
async def test_every_figure_has_its_list(
    database: Database, campaigns: PostgresCampaigns, which: Which, expected: list[int]
) -> None:
    made, told = await lived_through(database, campaigns)
    found = await PostgresRecipients(database).page(made, which, None)
    assert {each.conversation for each in found} == {told[at] for at in expected}


async def test_of_a_cancelled_one_nobody_waits_any_more_in_its_lists_either(
    database: Database, campaigns: PostgresCampaigns
) -> None:
    made, told = await lived_through(database, campaigns)
    await rows(database, "UPDATE campaign SET state = 'cancelled' WHERE id = :id RETURNING 1", id=made)
    recipients = PostgresRecipients(database)
    figures = (await PostgresCampaignReports(database).figures(made)).total
    passed = await recipients.page(made, Which(Shown.SKIPPED), None)
    assert {each.conversation for each in passed} == {told[4], told[5]}
    assert (figures.skipped, figures.pending) == (2, 0)
    assert await recipients.page(made, Which(Shown.PENDING), None) == []
    [cancelled] = await recipients.page(made, Which(Shown.SKIPPED, reason="cancelled"), None)
    assert (cancelled.conversation, cancelled.fate, cancelled.reason) == (told[5], Fate.SKIPPED, "cancelled")
    lines = "".join([some async for some in recipients.lines(made, lambda like: (f"{like.fate}/{like.reason}", ""))])
    [line] = [each for each in lines.splitlines() if str(told[5]) in each]
    assert ";skipped/cancelled;" in line


async def test_many_who_look_at_once_wait_for_one_count_and_nobody_waits_for_another_ones(
    database: Database, campaigns: PostgresCampaigns
) -> None:
    made, _ = await lived_through(database, campaigns)
    reports = PostgresCampaignReports(database)
    first, second, other = await asyncio.gather(reports.figures(made), reports.figures(made), reports.figures(uuid4()))
    assert first is second
    assert other.total.recipients == 0


async def test_lists_go_on_where_they_ended_and_names_are_masked(
    database: Database, campaigns: PostgresCampaigns
) -> None:
    made, told = await lived_through(database, campaigns)
    sealed = database.vault.seal("Siti Rahma")
    await rows(
        database, "UPDATE conversation SET sender_name = :sealed WHERE id = :id RETURNING 1", sealed=sealed, id=told[0]
    )
    recipients = PostgresRecipients(database)
    first = await recipients.page(made, Which(), None, limit=4)
    rest = await recipients.page(made, Which(), first[-1].conversation, limit=4)
    assert sorted(each.conversation for each in (*first, *rest)) == sorted(told)
    assert {each.name for each in (*first, *rest)} == {"", "S••• R•••"}
    file = "".join([lines async for lines in recipients.lines(made, lambda like: (like.channel, "-"))])
    lines = [line.split(";") for line in file.splitlines()]
    assert sorted(UUID(line[0]) for line in lines) == sorted(told)
    assert {len(line) for line in lines} == {9}


async def test_the_effect_sets_recipients_beside_others_before_and_after(
    database: Database, campaigns: PostgresCampaigns
) -> None:
    heard = [await resident(database) for _ in range(20)]
    other = await resident(database, wants=False)
    await rows(database, "UPDATE conversation SET created_at = now() - interval '90 days' RETURNING 1")
    made = await begun(campaigns)
    started = NOW - timedelta(days=20)
    for number, each in enumerate(heard):
        await settled(database, made, each, f"fate = 'sent', version = {number % 2}")
    for each in heard[:18]:
        await asked(database, each, started - timedelta(days=3))
    await asked(database, heard[0], started + timedelta(days=1))
    await asked(database, heard[0], started + timedelta(days=2))
    await asked(database, other, started - timedelta(days=3))
    await asked(database, other, started + timedelta(days=3))
    await asked(database, heard[1], started + timedelta(days=1), "faq/lain")
    await asked(database, heard[1], started + timedelta(days=15))
    effect = await PostgresCampaignReports(database).effect(made, TOPIC, started, NOW)
    assert effect
    assert effect.days == 14
    assert effect.before["recipients"] == Asked(20, 18, 18, 0)
    assert effect.after["recipients"] == Asked(20, 2, 1, 0)
    assert (effect.before["others"], effect.after["others"]) == (Asked(1, 1, 1, 0), Asked(1, 1, 1, 0))
    assert effect.finding("recipients") is Finding.FIRST
    assert effect.finding("others") is Finding.TOO_FEW
    assert effect.after["version 0"].askers == 1


async def test_complaints_count_for_the_person_not_for_the_conversation(
    database: Database, campaigns: PostgresCampaigns
) -> None:
    heard = await resident(database)
    linked = await resident(database, person=heard, wants=False)
    made = await begun(campaigns)
    await settled(database, made, heard, "fate = 'sent', version = 0")
    started = NOW - timedelta(days=2)
    for number, (person, kind) in enumerate(((heard, "pengaduan"), (linked, "pengaduan"), (heard, "aspirasi"))):
        await rows(
            database,
            "INSERT INTO resident_case (number, key, person, kind, category, visibility, story, happened, place, name,"
            " state, received_at) VALUES (:number, :number, :person, :kind, 'slow', 'open', '', '', '', '', 'received',"
            " :at) RETURNING 1",
            number=f"1234567{number}",
            person=person,
            kind=kind,
            at=started + timedelta(hours=5),
        )
    effect = await PostgresCampaignReports(database).effect(made, TOPIC, started, NOW)
    assert effect
    assert (effect.after["recipients"].complaints, effect.after["others"].complaints) == (1, 1)


async def test_there_is_no_effect_on_the_first_day_or_without_a_topic(database: Database) -> None:
    reports = PostgresCampaignReports(database)
    assert await reports.effect(uuid4(), TOPIC, NOW - timedelta(hours=20), NOW) is None
    assert await reports.effect(uuid4(), "", NOW - timedelta(days=20), NOW) is None
