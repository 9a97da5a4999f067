"""What follows a failed send, as a pure function of the error and the attempts so far; the store carries it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

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
from bot.domain.verdict import AccountTrouble, Fate, ResidentMark, Verdict

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
    rule = _RULES.get(type(error))
    return rule(error, attempts, campaign) if rule else Verdict(Fate.DEAD)


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


_RULES: Mapping[type[SendError], Callable[[SendError, int, bool], Verdict]] = {
    Throttled: _throttled,
    Temporary: _strained,
    OutcomeUnknown: _strained,
    RecipientGone: _gone,
    OptedOut: _opted_out,
    CampaignRefused: _refused,
    WindowClosed: _window_closed,
    QualityLimited: _limited,
    AccountBlocked: _blocked,
    Rejected: _refused,
}
