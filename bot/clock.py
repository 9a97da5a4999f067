"""The time of day in Jakarta."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")


class WallClock:
    """Implements the Clock port with this machine's clock."""

    def now(self) -> datetime:
        return datetime.now(JAKARTA)
