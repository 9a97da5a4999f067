"""A report's books always balance; its course loses nobody; what is missing is named."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from bot.clock import JAKARTA
from bot.domain.audience import Audience, Count
from bot.domain.campaign_control import Account as ChannelAccount
from bot.domain.campaign_control import Progress, Standing, Why, lacks, resting
from bot.domain.campaign_desk import Choices
from bot.domain.campaign_recipients import masked
from bot.domain.campaign_report import Cell, Course, Did, Figures, step_for, tally
from bot.domain.campaigns import Campaign, Fate, Message, Repeats, State, Wording
from bot.domain.errors import RecipientGone
from console.staff.campaigns.charting import HEIGHT, WIDTH, chart_of

NOON = datetime(2026, 11, 28, 12, 0, tzinfo=JAKARTA)
CELLS = st.lists(
    st.builds(
        Cell,
        count=st.integers(1, 1000),
        channel=st.sampled_from(["telegram", "whatsapp"]),
        language=st.sampled_from(["id", "en"]),
        version=st.integers(0, 1),
        fate=st.sampled_from(Fate),
        reason=st.sampled_from(["", "opted_out", f"{RecipientGone.staff_text} (131026)"]),
        read=st.booleans(),
        tapped=st.booleans(),
    ),
    max_size=30,
)
COUNTS = st.lists(st.integers(0, 500), min_size=1, max_size=48)


@given(CELLS)
def test_the_books_balance_and_every_split_adds_up_to_the_whole(cells: list[Cell]) -> None:
    figures = Figures(cells, NOON)
    assert figures.total.balanced
    assert figures.total.recipients == sum(cell.count for cell in cells)
    for name in ("channel", "language", "version"):
        parts = figures.by(name).values()
        assert all(part.balanced for part in parts)
        for field in ("recipients", "sent", "failed", "skipped", "pending", "read", "tapped", "blocked"):
            assert sum(getattr(part, field) for part in parts) == getattr(figures.total, field)
    assert sum(figures.skipped().values()) == figures.total.skipped
    assert sum(figures.failures().values()) == figures.total.failed


def test_who_is_gone_counts_as_blocked_whatever_number_the_channel_gave() -> None:
    gone = Cell(2, "whatsapp", "id", 0, Fate.FAILED, f"{RecipientGone.staff_text} (131026)")
    other = Cell(3, "whatsapp", "id", 0, Fate.FAILED, "Isi pesan ditolak kanal. Ini kesalahan program.")
    assert tally([gone, other]).blocked == 2


@given(COUNTS, COUNTS)
def test_a_chart_stays_in_its_frame_and_ends_at_the_sums(sent: list[int], read: list[int]) -> None:
    chart = chart_of(
        Course(NOON, timedelta(hours=1), {Did.SENT: sent, Did.READ: [*read, *[0] * len(sent)][: len(sent)]})
    )
    for line in chart.lines:
        points = [tuple(map(float, point.split(","))) for point in line.points.split()]
        assert all(0 <= across <= WIDTH + 0.1 and 0 <= down <= HEIGHT for across, down in points)
        assert [down for _, down in points] == sorted((down for _, down in points), reverse=True)
    totals = {line.did: line.total for line in chart.lines}
    assert totals.get(Did.SENT, 0) == sum(sent)
    assert not chart.rows or list(chart.rows[-1].counts) == [line.total for line in chart.lines]


@given(st.timedeltas(timedelta(minutes=1), timedelta(days=300)))
def test_steps_are_never_more_than_a_screen_takes(length: timedelta) -> None:
    assert length / step_for(length) <= 48


def test_half_of_them_is_told_by_the_end_of_its_step() -> None:
    course = Course(NOON, timedelta(minutes=15), {Did.READ: [1, 1, 1, 1]})
    assert course.half_by(Did.READ) == timedelta(minutes=30)
    assert course.half_by(Did.TAPPED) is None


def standing(state: State = State.DRAFT, message: Message | None = None, **more: object) -> Standing:
    campaign = Campaign(uuid4(), "Libur", state, 1, "sari", message=message, **more)  # type: ignore[arg-type]
    return Standing(campaign, Audience())


def named(found: Standing, count: Count) -> list[str]:
    return [slip.what for slip in lacks(found, count, Choices({}, frozenset()), NOON)]


def test_what_is_missing_is_named_one_by_one() -> None:
    bare = standing(emergency=True, repeats=Repeats.WEEKLY)
    assert named(bare, Count()) == ["emergency_reason", "no_first", "text", "nobody"]
    half = standing(message=Message(({"id": Wording("Besok libur."), "en": Wording("")},)))
    assert named(half, Count({"telegram": 1})) == ["text"]
    gone = standing(message=Message(({"id": Wording("Besok libur.", template="libur")},)))
    assert named(gone, Count({"telegram": 1})) == ["template_gone"]


def test_a_correction_that_says_the_same_again_is_no_correction() -> None:
    message = Message(({"id": Wording("Besok libur.")},))
    first = standing(State.DONE, message).campaign
    again = Standing(standing(message=message).campaign, Audience(), original=first)
    assert named(again, Count({"telegram": 1})) == ["same"]


def test_why_it_rests_is_told_of_channels_that_still_wait() -> None:
    progress = Progress(
        {"telegram": {Fate.SENT: 5}, "whatsapp": {Fate.PENDING: 2}},
        accounts=[ChannelAccount("telegram", "down"), ChannelAccount("whatsapp", "blocked", held_until=NOON)],
        opened=8,
        frees_at=NOON,
    )
    running = standing(State.RUNNING).campaign
    assert [each.why for each in resting(running, progress, NOON, 8)] == [Why.QUIET, Why.BLOCKED, Why.QUALITY, Why.TIER]
    urgent = standing(State.RUNNING, emergency=True).campaign
    assert Why.QUIET not in {each.why for each in resting(urgent, progress, NOON, 9)}


def test_names_are_masked() -> None:
    assert masked("Siti Rahma") == "S••• R•••"
    assert masked("") == ""
