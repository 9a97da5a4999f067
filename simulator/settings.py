"""Environment → frozen Settings and Pace, the first step of the simulator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

_NEEDED = (
    "TELEGRAM_BOT_TOKEN",
    "WHATSAPP_PHONE_NUMBER_ID",
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
)


class SettingsMissing(Exception):
    """Names of settings without which the simulator cannot start."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds things take. The defaults are the platforms' own; tests shorten them."""

    webhook_timeout: float = 30.0
    retry_base: float = 2.0
    retry_cap: tuple[float, float] = (60.0, 120.0)
    callback_expires: float = 150.0
    callback_answer: float = 30.0
    update_expires: float = 24 * 3600.0
    gather: float = 0.02  # how long WhatsApp collects events for one delivery
    sent: float = 0.05
    delivered: float = 0.25
    read: float = 0.7
    shuffle_hold: float = 1.5
    verify_every: float = 1.0
    lost_answer: float = 120.0
    review: float = 8.0  # until Meta has looked at a new template


@dataclass(frozen=True, slots=True)
class Settings:
    """What both stand-ins and the page need to know; secrets show in no repr."""

    telegram_token: str = field(repr=False)
    phone_number_id: str
    access_token: str = field(repr=False)
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    telegram_secret: str = field(default="", repr=False)
    service_token: str = field(default="", repr=False)
    service_secret: str = field(default="", repr=False)
    bot_url: str = "http://127.0.0.1:8080"
    host: str = "127.0.0.1"
    port: int = 8090
    pace: Pace = field(default_factory=Pace)
    seed: int | None = None
    business_account: str = "102290129340398"

    @property
    def telegram_hook(self) -> str:
        return f"{self.bot_url}/hooks/telegram"

    @property
    def whatsapp_hook(self) -> str:
        return f"{self.bot_url}/hooks/whatsapp"

    @classmethod
    def read(cls, environment: Mapping[str, str], port: int | None = None) -> Self:
        """Raise SettingsMissing with every missing name at once."""
        missing = [name for name in _NEEDED if not environment.get(name)]
        if missing:
            raise SettingsMissing(", ".join(missing))
        return cls(
            telegram_token=environment["TELEGRAM_BOT_TOKEN"],
            phone_number_id=environment["WHATSAPP_PHONE_NUMBER_ID"],
            access_token=environment["WHATSAPP_ACCESS_TOKEN"],
            app_secret=environment["WHATSAPP_APP_SECRET"],
            verify_token=environment["WHATSAPP_VERIFY_TOKEN"],
            telegram_secret=environment.get("TELEGRAM_WEBHOOK_SECRET", ""),
            service_token=environment.get("SERVICE_API_TOKEN", ""),
            service_secret=environment.get("SERVICE_API_SECRET", ""),
            bot_url=(environment.get("SIMULATOR_BOT_URL") or "http://127.0.0.1:8080").rstrip("/"),
            business_account=environment.get("WHATSAPP_BUSINESS_ACCOUNT_ID") or "102290129340398",
            port=port or int(environment.get("SIMULATOR_PORT") or 8090),
        )
