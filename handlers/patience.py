"""How long something that found the service away waits until it is tried again."""

from __future__ import annotations

_FIRST, _LONGEST = 30.0, 900.0
RETRIES = 100
"""Some 24 hours; then the resident is asked to try again."""


def wait_before(retry: int) -> float:
    """Seconds before the `retry`-th try (from 0): doubled each time up to a quarter of an hour."""
    return min(_FIRST * 2.0 ** min(retry, 10), _LONGEST)
