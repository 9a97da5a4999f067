"""What follows a failed send; decided in bot/domain/send_failures.py, carried out by the store."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of the message."""

    AGAIN = "again"  # after `wait` seconds
    HELD = "held"  # until the resident writes; a template asks them to
    DEAD = "dead"


class AccountTrouble(StrEnum):
    """What the failure says about the whole account."""

    NONE = "none"  # the channel answered about this message: the account works
    UNKNOWN = "unknown"  # we never asked the channel
    THROTTLED = "throttled"  # everything waits
    STRAINED = "strained"  # perhaps the channel is down: many of these in a row stop the account
    QUALITY = "quality"  # announcements rest, staff are alerted
    BLOCKED = "blocked"  # everything rests, staff are alerted


class ResidentMark(StrEnum):
    """What the failure says about the resident."""

    NONE = "none"
    UNREACHABLE = "unreachable"
    NO_CAMPAIGNS = "no_campaigns"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Seconds: `wait` for the message, `rest` for what of the account must rest. `counted` as an attempt."""

    fate: Fate
    wait: float = 0.0
    counted: bool = True
    account: AccountTrouble = AccountTrouble.NONE
    rest: float = 0.0
    resident: ResidentMark = ResidentMark.NONE


class Why(StrEnum):
    """Every reason there is; each has words in the console (`letter_why_…`) and what to do (`letter_todo_…`)."""

    GONE = "gone"
    OPTED_OUT = "opted_out"
    CAMPAIGN = "campaign"
    WINDOW = "window"
    QUALITY = "quality"
    BLOCKED = "blocked"
    REJECTED = "rejected"
    TEMPORARY = "temporary"
    UNKNOWN_OUTCOME = "unknown_outcome"
    THROTTLED = "throttled"
    REFUSED = "refused"  # not sent, and nothing more is known
    KEY = "key"  # sealed with a key that is not here, or changed
    BODY = "body"  # no version of ours can read what we kept
    CRASH = "crash"  # a worker died over it
    ACCOUNT = "account"  # came by a channel account that is not set up here
    PROGRAM = "program"  # a defect of ours
    SHAPE = "shape"  # the channel sent something we do not know
    OTHER = "other"
