"""Steering campaigns on a real database: editions, second persons, rests, corrections, trials."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from bot.campaign_trials import OutboxTrials
from bot.domain.audience import About, Audience, Condition
from bot.domain.campaign_control import Why, resting
from bot.domain.campaign_trials import MOST_PILOTS, TooManyPilots
from bot.domain.campaigns import (
    CampaignRefusal,
    Draft,
    Fate,
    OwnApproval,
    StaleCampaign,
    State,
    UnknownCampaign,
)
from bot.domain.front_desk import UnknownConversation
from bot.domain.messages import ChannelName
from bot.store.campaign_control import PostgresCampaignControl
from bot.store.campaign_feed import CampaignFeed
from bot.store.campaign_trials import PostgresPilots
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.campaign_control import DRAFT, RULES, TEMPLATES, TWO, campaigns
from tests.contract.campaign_town import NOON, Hand, goes_out, kept_template, resident, running, way
from tests.contract.test_intake import rows
from tests.fakes import FakeChannel
from tests.fakes_book import PORTS
from tests.kept_templates import approved, wording

__all__ = ["campaigns"]


@pytest.fixture
def control(database: Database, campaigns: PostgresCampaigns, wakeup: Wakeup) -> PostgresCampaignControl:
    return PostgresCampaignControl(database, campaigns, wakeup)


@pytest.fixture
async def submitted(database: Database, campaigns: PostgresCampaigns) -> UUID:
    """Written by sari, to five."""
    for _ in range(5):
        await resident(database)
    made = await campaigns.add(DRAFT, "sari")
    assert await campaigns.submit(made, 1, "sari") is State.SUBMITTED
    return made


async def test_how_it_stands_tells_who_had_a_hand_in_it_and_what_happened(
    control: PostgresCampaignControl, campaigns: PostgresCampaigns, submitted: UUID
) -> None:
    standing = await control.standing(submitted)
    assert standing.hands == {"sari"}
    assert [event.act for event in standing.history] == ["submit", "edit"]
    with pytest.raises(OwnApproval):
        await control.approve(submitted, 1, "sari")
    await control.approve(submitted, 1, "dewi")
    with pytest.raises(CampaignRefusal):
        await control.approve(submitted, 1, "dewi")
    with pytest.raises(UnknownCampaign):
        await control.standing(uuid4())


async def test_sent_back_it_is_a_draft_with_the_note_and_the_same_edition(
    control: PostgresCampaignControl, submitted: UUID
) -> None:
    await control.send_back(submitted, 1, "dewi", "Tanggalnya salah.")
    standing = await control.standing(submitted)
    assert (standing.campaign.state, standing.campaign.submitted_by) == (State.DRAFT, "")
    assert standing.history[0].note == "Tanggalnya salah."
    with pytest.raises(CampaignRefusal):
        await control.send_back(submitted, 1, "dewi", "Lagi.")


async def test_taken_back_nobody_approves_the_edition_they_looked_at(
    control: PostgresCampaignControl, submitted: UUID
) -> None:
    await control.take_back(submitted, 1, "sari")
    assert await control.submit(submitted, 2, "sari") is State.SUBMITTED
    for late in (control.approve(submitted, 1, "dewi"), control.send_back(submitted, 1, "dewi", "Salah.")):
        with pytest.raises(StaleCampaign):
            await late
    await control.take_back(submitted, 2, "sari")
    with pytest.raises(CampaignRefusal):
        await control.take_back(submitted, 3, "sari")


async def test_an_approved_one_gets_another_time_or_starts_at_once(
    control: PostgresCampaignControl, submitted: UUID
) -> None:
    with pytest.raises(CampaignRefusal):
        await control.reschedule(submitted, 1, NOON, "sari")
    await control.approve(submitted, 1, "dewi")
    later = NOON + timedelta(days=400)
    await control.reschedule(submitted, 1, later, "sari")
    assert (await control.standing(submitted)).campaign.due_at == later
    with pytest.raises(StaleCampaign):
        await control.reschedule(submitted, 1, None, "sari")
    await control.reschedule(submitted, 2, None, "sari")
    standing = await control.standing(submitted)
    assert (standing.campaign.due_at, standing.campaign.state) == (None, State.READY)


async def test_progress_counts_by_channel_and_says_why_it_rests(
    database: Database, control: PostgresCampaignControl, campaigns: PostgresCampaigns, submitted: UUID
) -> None:
    await resident(database, "whatsapp", hours=2)
    await resident(database, wants=False)
    await control.approve(submitted, 1, "dewi")
    await campaigns.start(submitted)
    feed = CampaignFeed(database, RULES, Hand())
    await goes_out(database, feed, per_second=1, dead=1)
    await rows(
        database,
        "INSERT INTO pace (channel, account, trouble, campaigns_held_until) VALUES ('whatsapp', '1', 'blocked',"
        " clock_timestamp() + interval '1 hour') RETURNING 1",
    )
    progress = await control.progress(submitted)
    assert progress.books.balanced
    assert progress.channels["telegram"] == {Fate.SENT: 1, Fate.FAILED: 1, Fate.PENDING: 3, Fate.SKIPPED: 1}
    assert progress.channels["whatsapp"] == {Fate.PENDING: 1}
    assert (progress.recent["telegram"], progress.books.tried, progress.skipped) == (1, 2, {"no_consent": 1})
    running = (await control.standing(submitted)).campaign
    assert [each.why for each in resting(running, progress, None, 8)] == [Why.BLOCKED, Why.QUALITY]


async def test_a_pause_and_a_cancel_are_seen_at_once_however_fresh_the_last_count_is(
    database: Database, control: PostgresCampaignControl, campaigns: PostgresCampaigns, submitted: UUID
) -> None:
    await control.approve(submitted, 1, "dewi")
    await campaigns.start(submitted)
    await CampaignFeed(database, RULES, Hand()).feed(way(per_second=1))
    assert (await control.progress(submitted)).books.fates == {Fate.QUEUED: 2, Fate.PENDING: 3}
    await control.pause(submitted, "dewi")
    assert (await control.progress(submitted)).books.fates == {Fate.PENDING: 5}
    await control.resume(submitted, "dewi")
    assert (await control.cancel(submitted, "dewi")).fates == {Fate.SKIPPED: 5}
    assert (await control.progress(submitted)).books.fates == {Fate.SKIPPED: 5}
    with pytest.raises(CampaignRefusal):
        await control.pause(submitted, "dewi")


async def test_one_that_ended_by_itself_is_counted_anew(
    database: Database, campaigns: PostgresCampaigns, control: PostgresCampaignControl
) -> None:
    await resident(database)
    made = await running(campaigns)
    assert (await control.progress(made)).books.fates == {Fate.PENDING: 1}
    await rows(database, "UPDATE campaign_recipient SET fate = 'sent' RETURNING 1")
    await rows(database, "UPDATE campaign SET state = 'done' RETURNING 1")
    assert (await control.progress(made)).books.fates == {Fate.SENT: 1}


async def test_an_emergency_can_be_declared_while_it_runs_and_is_noted_with_its_reason(
    control: PostgresCampaignControl, campaigns: PostgresCampaigns, submitted: UUID
) -> None:
    with pytest.raises(CampaignRefusal):
        await control.override(submitted, "Banjir", "dewi")
    await control.approve(submitted, 1, "dewi")
    with pytest.raises(CampaignRefusal):
        await control.override(submitted, "Banjir", "dewi")
    await campaigns.start(submitted)
    await control.override(submitted, "Banjir di RW 03", "dewi")
    standing = await control.standing(submitted)
    assert (standing.campaign.emergency, standing.campaign.emergency_reason) == (True, "Banjir di RW 03")
    assert (standing.history[0].act, standing.history[0].note) == ("override", "Banjir di RW 03")


async def test_a_correction_is_one_draft_for_exactly_those_who_got_it(
    database: Database, control: PostgresCampaignControl, campaigns: PostgresCampaigns, submitted: UUID
) -> None:
    await control.approve(submitted, 1, "dewi")
    await campaigns.start(submitted)
    feed = CampaignFeed(database, RULES, Hand())
    await goes_out(database, feed, per_second=1)
    await control.cancel(submitted, "dewi")
    made = uuid4()
    for _ in range(2):
        await control.correct(submitted, made, "Koreksi: Libur", "sari")
    standing = await control.standing(made)
    assert standing.original
    assert (standing.campaign.corrects, standing.original.id, standing.campaign.author) == (
        submitted,
        submitted,
        "sari",
    )
    assert standing.audience == Audience((Condition(About.HEARD, (str(submitted),)),))
    assert (await control.reached(standing)).count.total == 2
    assert (await control.standing(submitted)).corrections == {made: "Koreksi: Libur"}


async def test_a_copy_is_a_draft_of_its_own(control: PostgresCampaignControl, submitted: UUID) -> None:
    made = uuid4()
    await control.copy(submitted, made, "Libur (lagi)", "budi")
    standing = await control.standing(made)
    assert (standing.campaign.state, standing.campaign.message) == (State.DRAFT, DRAFT.message)
    assert standing.hands == {"budi"}
    assert (standing.campaign.corrects, standing.audience) == (None, DRAFT.audience)


async def test_those_who_need_a_template_are_counted(
    database: Database, control: PostgresCampaignControl, campaigns: PostgresCampaigns
) -> None:
    await resident(database, "whatsapp", hours=1)
    for _ in range(2):
        await resident(database, "whatsapp", hours=30)
    await kept_template(database, "x")
    indonesian = {"id": TWO.versions[0]["id"]}
    draft = Draft("Libur", type(TWO)((indonesian,)), Audience())
    reached = await control.reached(await control.standing(await campaigns.add(draft, "sari")))
    assert (reached.count.reached, reached.opens, reached.used) == ({"whatsapp": 3}, 2, 0)


async def test_trials_go_once_to_those_who_can_get_them_and_each_says_what_it_is(
    database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns
) -> None:
    pilots = PostgresPilots(database, wakeup)
    names = ("telegram", "whatsapp")
    telegram, fresh = [await resident(database, name, wants=False) for name in names]
    closed = await resident(database, "whatsapp", hours=30)
    stopped = await resident(database, stopped=True)
    for number, each in enumerate((telegram, fresh, closed, stopped)):
        await pilots.add(each, f"Orang {number}", "sari")
    group = await pilots.all()
    assert [pilot.label for pilot in group] == ["Orang 0", "Orang 1", "Orang 2", "Orang 3"]
    assert [pilot.can for pilot in group] == [True, True, False, False]
    channels = {name: FakeChannel(name=name, account="1") for name in ChannelName}
    trials = OutboxTrials(pilots, channels, (await wording(*map(approved, TEMPLATES))).on, PORTS.book.phrase)
    campaign, _ = await campaigns.read(await campaigns.add(DRAFT, "sari"))
    key = uuid4()
    sent = await trials.send(campaign, ["id", "en"], group, key)
    assert (sent.people, sent.left) == (2, 2)
    again = await trials.send(campaign, ["id", "en"], group, key)
    assert again.messages == 0
    queued = await rows(database, "SELECT conversation, body, priority, campaign FROM outbox ORDER BY id")
    assert {(priority, of) for _, _, priority, of in queued} == {(0, None)}
    told = [body for conversation, body, _, _ in queued if conversation == telegram]
    assert len(told) == 4
    assert "UJI COBA" in told[0]["text"]
    assert "TRIAL" in told[2]["text"]
    assert "Halo Bapak/Ibu" in told[1]["text"]
    templates = [
        body for conversation, body, _, _ in queued if conversation == fresh and body.get("type") == "template"
    ]
    assert len(templates) == 1


async def test_the_pilot_group_takes_those_who_are_there_and_no_more_than_fit(
    database: Database, wakeup: Wakeup
) -> None:
    pilots = PostgresPilots(database, wakeup)
    with pytest.raises(UnknownConversation):
        await pilots.add(uuid4(), "Siapa", "sari")
    several = [await resident(database) for _ in range(MOST_PILOTS + 1)]
    for each in several[:-1]:
        await pilots.add(each, "Orang", "sari")
    with pytest.raises(TooManyPilots):
        await pilots.add(several[-1], "Orang", "sari")
    await pilots.add(several[0], "Nama lain", "sari")
    assert (await pilots.all())[0].label == "Nama lain"
    assert await pilots.drop(several[0])
    assert not await pilots.drop(several[0])
