"""What follows a failed send, as a table."""

from __future__ import annotations

import pytest

from bot.domain.errors import (
    AccountBlocked,
    OutcomeUnknown,
    RecipientGone,
    Rejected,
    SendError,
    Temporary,
    Throttled,
    WindowClosed,
)
from bot.outbound.retry import MAX_ATTEMPTS, GiveUp, TryAgain, decide

TABLE: list[tuple[SendError, int, TryAgain | GiveUp]] = [
    (Throttled(retry_after=7), 0, TryAgain(7, counted=False, hold_account=True)),
    (Throttled(retry_after=7), 99, TryAgain(7, counted=False, hold_account=True)),
    (Throttled(pair_only=True), 0, TryAgain(1)),
    (Throttled(pair_only=True), 2, TryAgain(16)),
    (Temporary(), 0, TryAgain(1)),
    (Temporary(), 3, TryAgain(8)),
    (Temporary(), MAX_ATTEMPTS - 1, GiveUp()),
    (OutcomeUnknown(), 0, TryAgain(20)),
    (RecipientGone(), 0, GiveUp(recipient_gone=True)),
    (WindowClosed(), 0, GiveUp()),
    (AccountBlocked(), 50, TryAgain(60, counted=False, hold_account=True)),
    (Rejected(), 0, GiveUp()),
]


@pytest.mark.parametrize(("error", "attempts", "verdict"), TABLE)
def test_a_failure_leads_to_its_verdict(error: SendError, attempts: int, verdict: TryAgain | GiveUp) -> None:
    assert decide(error, attempts) == verdict


def test_every_send_error_has_a_verdict_in_the_table_and_words_for_staff() -> None:
    assert set(SendError.__subclasses__()) == {type(error) for error, *_ in TABLE}
    assert all(error.staff_text != SendError.staff_text for error in SendError.__subclasses__())
