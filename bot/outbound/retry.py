"""What to do after a failed send, as a pure function of the error and the attempts so far."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.errors import AccountBlocked, OutcomeUnknown, RecipientGone, SendError, Throttled

MAX_ATTEMPTS = 8
"""Counted attempts after which a message is a dead letter: with the waits below about seven minutes."""

_PAIR_WAIT_LIMIT = 256.0
_BACKOFF_LIMIT = 300.0
_UNKNOWN_WAIT = 20.0
_ACCOUNT_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Send again in so many seconds; `counted` as an attempt; `hold_account` stops the whole account that long."""

    seconds: float
    counted: bool = True
    hold_account: bool = False


@dataclass(frozen=True, slots=True)
class GiveUp:
    """A dead letter; `recipient_gone` marks the resident as unreachable."""

    recipient_gone: bool = False


def decide(error: SendError, attempts: int) -> TryAgain | GiveUp:
    """`attempts` counts the sends before this one."""
    if isinstance(error, AccountBlocked):
        # Nothing is wrong with the message: it waits until somebody has repaired the account.
        return TryAgain(_ACCOUNT_WAIT, counted=False, hold_account=True)
    if isinstance(error, Throttled) and not error.pair_only:
        return TryAgain(error.retry_after, counted=False, hold_account=True)
    if not error.retryable or attempts + 1 >= MAX_ATTEMPTS:
        return GiveUp(recipient_gone=isinstance(error, RecipientGone))
    return TryAgain(_wait(error, attempts))


def _wait(error: SendError, attempts: int) -> float:
    if isinstance(error, Throttled):
        # Meta asks for 4^n seconds between tries to one person.
        return min(max(error.retry_after, 4.0 ** min(attempts, 4)), _PAIR_WAIT_LIMIT)
    if isinstance(error, OutcomeUnknown):
        return _UNKNOWN_WAIT
    return min(2.0**attempts, _BACKOFF_LIMIT)
