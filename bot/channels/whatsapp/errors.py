"""Meta's error codes → our errors. The code decides, not the HTTP status or the words."""

from __future__ import annotations

from typing import Any

from bot.domain.errors import (
    AccountBlocked,
    CampaignRefused,
    OptedOut,
    QualityLimited,
    RecipientGone,
    Rejected,
    SendError,
    Temporary,
    Throttled,
    WindowClosed,
)

_PAIR_LIMIT = 131056
_MAINTENANCE = 131057

_CLASSES: dict[type[SendError], tuple[int, ...]] = {
    Throttled: (4, 17, 613, 80007, 80008, 130429, 131056, 131057),
    Temporary: (1, 2, 131000, 131016, 133004),
    WindowClosed: (470, 131047),
    RecipientGone: (131021, 131026, 131030, 131062),
    # These touch announcements only: the resident can still be answered, so nobody is marked unreachable.
    OptedOut: (131050,),
    CampaignRefused: (130472, 131049),
    # About the quality of all we sent: more of it makes them last longer.
    QualityLimited: (131048, 131064),
    AccountBlocked: (0, 3, 10, 190, *range(200, 300), 368, 130497, 131031, 131037, 131042, 131045),
    Rejected: (
        *(100, 131008, 131009, 131051, 131052, 131053),
        *(132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132068, 132069),
    ),
}
BY_CODE: dict[int, type[SendError]] = {code: kind for kind, codes in _CLASSES.items() for code in codes}

_THROTTLE_SECONDS = 2.0
_MAINTENANCE_SECONDS = 60.0


def send_error(status: int, answer: Any) -> SendError:
    """What a non-2xx answer means. `answer` is the decoded JSON, or None where it was none."""
    error = answer.get("error") if isinstance(answer, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    if type(code) is not int:
        return _by_status(status)
    kind = BY_CODE.get(code)
    if kind is None:
        return _by_status(status, code)
    if kind is Throttled:
        wait = _MAINTENANCE_SECONDS if code == _MAINTENANCE else _THROTTLE_SECONDS
        return Throttled(f"Meta {code}", retry_after=wait, pair_only=code == _PAIR_LIMIT, code=code)
    return kind(f"Meta {code}", code=code)


def late_failure(code: int | None) -> SendError:
    """What a `failed` status means that comes after Meta had taken the message; without a code the channel's own
    trouble is the likeliest."""
    return Temporary("failed status") if code is None else send_error(0, {"error": {"code": code}})


def _by_status(status: int, code: int | None = None) -> SendError:
    detail = f"HTTP {status}"
    if status == 429:
        return Throttled(detail, retry_after=_THROTTLE_SECONDS, code=code)
    if status in {401, 403}:
        return AccountBlocked(detail, code=code)
    # Meta never redirects: something between us and Meta does, and it will be gone some day.
    if status >= 500 or status == 408 or 300 <= status < 400:
        return Temporary(detail, code=code)
    return Rejected(detail, code=code)
