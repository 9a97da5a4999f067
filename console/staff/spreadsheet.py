"""Files for spreadsheets: semicolons and a byte order mark, so that an Indonesian Excel opens them as they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from aiohttp import web

BOM = "\ufeff"
CSV = {"Content-Type": "text/csv; charset=utf-8"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def defused(cell: str) -> str:
    """Spreadsheets take what begins so for a formula: an apostrophe makes it text."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def written(lines: Iterable[Sequence[object]]) -> str:
    """Without the mark: a long file is written bit by bit."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(
        [defused(str(cell)) for cell in line] for line in lines
    )
    return out.getvalue()


def sheet(name: str, lines: Iterable[Sequence[object]]) -> web.Response:
    """The whole file, to be kept under this name."""
    headers = CSV | {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=(BOM + written(lines)).encode(), headers=headers)
