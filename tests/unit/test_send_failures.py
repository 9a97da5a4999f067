"""What follows a failed send, as a table."""

from __future__ import annotations

import pytest

from bot.domain.errors import (
    AccountBlocked,
    CampaignRefused,
    OptedOut,
    OutcomeUnknown,
    QualityLimited,
    RecipientGone,
    Rejected,
    SendError,
    Temporary,
    Throttled,
    WindowClosed,
)
from bot.domain.send_failures import MAX_ATTEMPTS, decide, staff_reason
from bot.domain.verdict import AccountTrouble, Fate, ResidentMark, Verdict

LAST = MAX_ATTEMPTS - 1
STRAINED, THROTTLED = AccountTrouble.STRAINED, AccountTrouble.THROTTLED
BLOCKED = Verdict(Fate.AGAIN, 60, counted=False, account=AccountTrouble.BLOCKED, rest=60)
PAUSED = Verdict(Fate.AGAIN, 7, counted=False, account=THROTTLED, rest=7)

TABLE: list[tuple[SendError, int, Verdict]] = [
    (Throttled(retry_after=7), 0, PAUSED),
    (Throttled(retry_after=7), 99, PAUSED),
    (Throttled(pair_only=True), 0, Verdict(Fate.AGAIN, 1)),
    (Throttled(pair_only=True), 2, Verdict(Fate.AGAIN, 16)),
    (Throttled(pair_only=True), 4, Verdict(Fate.AGAIN, 256, counted=False)),
    (Temporary(), 0, Verdict(Fate.AGAIN, 1, account=STRAINED)),
    (Temporary(), 3, Verdict(Fate.AGAIN, 8, account=STRAINED)),
    (Temporary(), LAST, Verdict(Fate.DEAD, account=STRAINED)),
    (OutcomeUnknown(), 0, Verdict(Fate.AGAIN, 20, account=STRAINED)),
    (RecipientGone(), 0, Verdict(Fate.DEAD, resident=ResidentMark.UNREACHABLE)),
    (OptedOut(), 0, Verdict(Fate.DEAD, resident=ResidentMark.NO_CAMPAIGNS)),
    (CampaignRefused(), 0, Verdict(Fate.DEAD)),
    (WindowClosed(), 0, Verdict(Fate.HELD, account=AccountTrouble.UNKNOWN)),
    (QualityLimited(), 0, Verdict(Fate.AGAIN, 60, account=AccountTrouble.QUALITY, rest=3600)),
    (QualityLimited(), LAST, Verdict(Fate.DEAD, 60, account=AccountTrouble.QUALITY, rest=3600)),
    (AccountBlocked(), 50, BLOCKED),
    (Rejected(), 0, Verdict(Fate.DEAD)),
]

CAMPAIGN_TABLE: list[tuple[SendError, int, Verdict]] = [
    (WindowClosed(), 0, Verdict(Fate.DEAD, account=AccountTrouble.UNKNOWN)),
    (
        QualityLimited(),
        99,
        Verdict(Fate.AGAIN, 3600, counted=False, account=AccountTrouble.QUALITY, rest=3600),
    ),
    (AccountBlocked(), 0, BLOCKED),
]


@pytest.mark.parametrize(("error", "attempts", "verdict"), TABLE)
def test_a_failure_leads_to_its_verdict(error: SendError, attempts: int, verdict: Verdict) -> None:
    assert decide(error, attempts) == verdict


@pytest.mark.parametrize(("error", "attempts", "verdict"), CAMPAIGN_TABLE)
def test_an_announcement_is_never_held_and_waits_longer(error: SendError, attempts: int, verdict: Verdict) -> None:
    assert decide(error, attempts, campaign=True) == verdict


def test_every_send_error_has_a_verdict_in_the_table_and_words_for_staff() -> None:
    assert set(SendError.__subclasses__()) == {type(error) for error, *_ in TABLE}
    assert all(error.staff_text != SendError.staff_text for error in SendError.__subclasses__())


def test_an_error_says_itself_whether_trying_again_helps() -> None:
    told = {type(error): decide(error, 0).fate is not Fate.DEAD for error, *_ in TABLE}
    assert told == {kind: kind.retryable for kind in told}


def test_staff_read_the_channels_own_number_where_there_is_one() -> None:
    assert staff_reason(Rejected(code=131009)).endswith("(131009)")
    assert "(" not in staff_reason(Rejected())
