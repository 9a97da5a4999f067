"""What a channel's refusal means: one table from the error to its words and to what follows. Pure; the store carries it
out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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
from bot.domain.verdict import AccountTrouble, Fate, ResidentMark, Verdict, Why

MAX_ATTEMPTS = 8
"""Counted attempts after which a message is a dead letter: with the waits below about four minutes. Attempts while
the whole account is in trouble are not counted, so an outage of the channel kills no message."""

_PAIR_WAIT_LIMIT = 256.0
_BACKOFF_LIMIT = 300.0
_UNKNOWN_WAIT = 20.0
_ACCOUNT_REST = 60.0
_QUALITY_WAIT = 60.0
_CAMPAIGN_REST = 3600.0
_COUNTED_PAIR_WAITS = 4


def staff_reason(error: SendError) -> str:
    """What staff read about a failed send."""
    return error.staff_text if error.code is None else f"{error.staff_text} ({error.code})"


def decide(error: SendError, attempts: int, *, campaign: bool = False) -> Verdict:
    """`attempts` counts the sends before this one; `campaign`: an announcement, not an answer to the resident."""
    return FAILURES.get(type(error), FAILURES[SendError]).follows(error, attempts, campaign)


def _blocked(_error: SendError, _attempts: int, _campaign: bool) -> Verdict:
    """Nothing is wrong with the message: it waits until somebody has repaired the account."""
    return Verdict(Fate.AGAIN, _ACCOUNT_REST, counted=False, account=AccountTrouble.BLOCKED, rest=_ACCOUNT_REST)


def _throttled(error: SendError, attempts: int, _campaign: bool) -> Verdict:
    asked = error.retry_after if isinstance(error, Throttled) else 1.0
    if not (isinstance(error, Throttled) and error.pair_only):
        return Verdict(Fate.AGAIN, asked, counted=False, account=AccountTrouble.THROTTLED, rest=asked)
    # Meta asks for 4^n seconds between tries to one person, so the first few count; no message dies of it.
    wait = min(max(asked, 4.0 ** min(attempts, _COUNTED_PAIR_WAITS)), _PAIR_WAIT_LIMIT)
    return Verdict(Fate.AGAIN, wait, counted=attempts < _COUNTED_PAIR_WAITS)


def _window_closed(_error: SendError, _attempts: int, campaign: bool) -> Verdict:
    """Mostly found out here, before anything is sent; so it says nothing about the account."""
    return Verdict(Fate.DEAD if campaign else Fate.HELD, account=AccountTrouble.UNKNOWN)


def _limited(_error: SendError, attempts: int, campaign: bool) -> Verdict:
    """Announcements rest; an answer is tried again soon, but not for ever."""
    fate = Fate.DEAD if not campaign and attempts + 1 >= MAX_ATTEMPTS else Fate.AGAIN
    wait = _CAMPAIGN_REST if campaign else _QUALITY_WAIT
    return Verdict(fate, wait, counted=not campaign, account=AccountTrouble.QUALITY, rest=_CAMPAIGN_REST)


def _strained(error: SendError, attempts: int, _campaign: bool) -> Verdict:
    """Trouble on the way: backoff. An unknown outcome waits for the channel's own status, which settles it without a
    second send."""
    if attempts + 1 >= MAX_ATTEMPTS:
        return Verdict(Fate.DEAD, account=AccountTrouble.STRAINED)
    wait = _UNKNOWN_WAIT if isinstance(error, OutcomeUnknown) else min(2.0**attempts, _BACKOFF_LIMIT)
    return Verdict(Fate.AGAIN, wait, account=AccountTrouble.STRAINED)


def _refused(_error: SendError, _attempts: int, _campaign: bool) -> Verdict:
    return Verdict(Fate.DEAD)


def _gone(_error: SendError, _attempts: int, _campaign: bool) -> Verdict:
    return Verdict(Fate.DEAD, resident=ResidentMark.UNREACHABLE)


def _opted_out(_error: SendError, _attempts: int, _campaign: bool) -> Verdict:
    return Verdict(Fate.DEAD, resident=ResidentMark.NO_CAMPAIGNS)


@dataclass(frozen=True, slots=True)
class Failure:
    """`why` names its words in the console, `follows` decides by the error, the attempts so far, and whether it was an
    announcement."""

    why: Why
    follows: Callable[[SendError, int, bool], Verdict]


FAILURES: Mapping[type[SendError], Failure] = {
    Throttled: Failure(Why.THROTTLED, _throttled),
    Temporary: Failure(Why.TEMPORARY, _strained),
    OutcomeUnknown: Failure(Why.UNKNOWN_OUTCOME, _strained),
    RecipientGone: Failure(Why.GONE, _gone),
    OptedOut: Failure(Why.OPTED_OUT, _opted_out),
    CampaignRefused: Failure(Why.CAMPAIGN, _refused),
    WindowClosed: Failure(Why.WINDOW, _window_closed),
    QualityLimited: Failure(Why.QUALITY, _limited),
    AccountBlocked: Failure(Why.BLOCKED, _blocked),
    Rejected: Failure(Why.REJECTED, _refused),
    SendError: Failure(Why.REFUSED, _refused),
}
"""Every error of sending. What staff read of it is kept in its own words (`staff_text`), and found again by them
(bot/domain/letters.py)."""
