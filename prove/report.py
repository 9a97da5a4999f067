"""What was found, as one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One row: what was measured, what is wanted, and whether that holds."""

    name: str
    measured: str
    wanted: str
    holds: bool


def exactly(name: str, measured: int, wanted: int = 0) -> Finding:
    return Finding(name, f"{measured:,}", f"{wanted:,}", measured == wanted)


def at_most(name: str, measured: float, most: float, unit: str = "") -> Finding:
    return Finding(name, f"{measured:,.4g}{unit}", f"≤ {most:,.4g}{unit}", measured <= most)


def at_least(name: str, measured: float, least: float, unit: str = "") -> Finding:
    return Finding(name, f"{measured:,.4g}{unit}", f"≥ {least:,.4g}{unit}", measured >= least)


def told(name: str, measured: float) -> Finding:
    """A figure nothing is made of."""
    return Finding(name, f"{measured:,.4g}", "told only", holds=True)


def table(findings: Sequence[Finding]) -> str:
    """Aligned for a terminal; a failed row says so."""
    widths = [max(len(getattr(finding, column)) for finding in findings) for column in ("name", "measured", "wanted")]
    lines = []
    for finding in findings:
        cells = (finding.name, finding.measured, finding.wanted)
        row = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        lines.append(f"{row}  {'ok' if finding.holds else 'FAILED'}")
    return "\n".join(lines)
