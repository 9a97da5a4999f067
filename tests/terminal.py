"""A terminal in which staff type our commands."""

from __future__ import annotations

import os
import subprocess
import sys

from bot.settings import ROOT
from tests.conftest import SECRET_KEY


class Terminal:
    """Runs commands on the test's database."""

    def __init__(self, database_url: str) -> None:
        self._environment = os.environ | {"DATABASE_URL": database_url, "SECRET_KEY": SECRET_KEY}

    def run(self, *words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr
