"""The table of `make prove` must be able to fail."""

from __future__ import annotations

from prove.report import at_least, at_most, exactly, table


def test_a_row_that_does_not_hold_says_so() -> None:
    shown = table([exactly("lost", 1), at_most("wait", 13, 12, " s"), at_least("kills", 19, 20), exactly("doubled", 0)])
    assert [line.rsplit("  ", 1)[1] for line in shown.splitlines()] == ["FAILED", "FAILED", "FAILED", "ok"]
