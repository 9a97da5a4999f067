"""The short version of `make prove`: real processes, killed and starved, and an audit of every message."""

from __future__ import annotations

from prove.__main__ import prove, torments
from prove.report import table
from prove.scale import SHORT


async def test_nothing_is_lost_doubled_or_out_of_order_whatever_is_done_to_the_processes() -> None:
    findings = await prove(SHORT, torments(short=True), seed=20261124)
    assert all(finding.holds for finding in findings), "\n" + table(findings)
