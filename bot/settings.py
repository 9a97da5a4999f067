"""Environment → frozen Settings, the first step of every process; reports everything missing or wrong at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from bot.domain.errors import SettingsError

ROOT = Path(__file__).parent.parent

_TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_TELEGRAM_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_URL = re.compile(r"https?://[^\s/]+.*")

_WHATSAPP = ("WHATSAPP_PHONE_NUMBER_ID", "WHATSAPP_ACCESS_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN")

_ADVICE = {
    "TELEGRAM_BOT_TOKEN": "copy it from @BotFather; it looks like 123456789:AA…",
    "TELEGRAM_WEBHOOK_SECRET": "choose 1–256 letters, digits, _ or -; for example: openssl rand -hex 32",
    "WHATSAPP_PHONE_NUMBER_ID": "copy it from the app's WhatsApp › API setup page (digits only, not the phone number)",
    "WHATSAPP_ACCESS_TOKEN": "make a system-user token with whatsapp_business_messaging",
    "WHATSAPP_APP_SECRET": "copy it from the app's Settings › Basic page; without it webhooks cannot be trusted",
    "WHATSAPP_VERIFY_TOKEN": "choose a word and enter the same one on the app's webhook page",
    "WHATSAPP_BUSINESS_ACCOUNT_ID": "copy it from the app's WhatsApp › API setup page (digits only); templates need it",
    "SECRET_KEY": "for example: openssl rand -hex 32; the same on every machine, kept safe",
    "PUBLIC_URL": "the https address under which the channels reach this server, e.g. https://bot.example.go.id",
}

Rate = Annotated[float, Field(gt=0, le=1000)]
Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseModel):
    """All settings, named as in the environment. A secret never shows in a repr or a log."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    DATABASE_URL: str | None = None
    SECRET_KEY: SecretStr | None = None
    HTTP_HOST: str = "127.0.0.1"
    HTTP_PORT: Port = 8080
    PUBLIC_URL: str | None = None
    TELEGRAM_BOT_TOKEN: SecretStr | None = None
    TELEGRAM_WEBHOOK_SECRET: SecretStr | None = None
    TELEGRAM_API_BASE: str = "https://api.telegram.org"
    WHATSAPP_PHONE_NUMBER_ID: Annotated[str, Field(pattern=r"^\d{5,20}$")] | None = None
    WHATSAPP_ACCESS_TOKEN: SecretStr | None = None
    WHATSAPP_APP_SECRET: SecretStr | None = None
    WHATSAPP_VERIFY_TOKEN: SecretStr | None = None
    WHATSAPP_BUSINESS_ACCOUNT_ID: Annotated[str, Field(pattern=r"^\d{5,20}$")] | None = None
    WHATSAPP_API_BASE: str = "https://graph.facebook.com"
    WHATSAPP_API_VERSION: Annotated[str, Field(pattern=r"^v\d+\.\d+$")] = "v26.0"
    WHATSAPP_READY_TEMPLATE: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,512}$")] = "jawaban_siap"
    WHATSAPP_READY_LANGUAGE: Annotated[str, Field(pattern=r"^[a-z]{2}(_[A-Z]{2})?$")] = "id"
    TELEGRAM_PER_SECOND: Rate = 30.0
    TELEGRAM_CHAT_PER_SECOND: Rate = 1.0
    TELEGRAM_GROUP_PER_MINUTE: Annotated[float, Field(ge=6, le=60_000)] = 20.0
    WHATSAPP_PER_SECOND: Rate = 80.0
    WHATSAPP_CHAT_PER_SECOND: Rate = 1 / 6
    WHATSAPP_PRICES: Annotated[str, Field(pattern=r"^[a-z]+=\d{1,7}(,[a-z]+=\d{1,7})*$")] | None = None
    SERVICE_API_URL: str | None = None
    SERVICE_API_TOKEN: SecretStr | None = None
    SERVICE_API_SECRET: SecretStr | None = None
    RESIDENT_BURST: Annotated[int, Field(ge=1, le=1_000_000)] = 20
    NLU_URL: str | None = None
    NLU_TIMEOUT_SECONDS: Annotated[float, Field(gt=0, le=30)] = 3.0
    OFFICE_FILE: Path = ROOT / "faq" / "office.sample.yml"
    SIMULATOR_PORT: Port = 8090
    METRICS_HOST: str = "127.0.0.1"
    METRICS_PORT: Port | None = None
    RETENTION_MESSAGES_DAYS: Annotated[int, Field(ge=8, le=3650)] = 90
    RETENTION_LETTERS_DAYS: Annotated[int, Field(ge=8, le=3650)] = 180
    RETENTION_QUESTIONS_DAYS: Annotated[int, Field(ge=8, le=3650)] = 365
    RETENTION_RESIDENTS_DAYS: Annotated[int, Field(ge=8, le=3650)] = 730
    CAMPAIGN_SECOND_ABOVE: Annotated[int, Field(ge=0, le=10_000_000)] = 50
    CAMPAIGN_PER_WEEK: Annotated[int, Field(ge=1, le=50)] = 3
    CAMPAIGN_QUIET_FROM: time = time(20, 0)
    CAMPAIGN_QUIET_UNTIL: time = time(8, 0)
    WHATSAPP_TIER: Annotated[int, Field(ge=1, le=100_000_000)] = 2000
    WHATSAPP_TIER_SHARE: Annotated[float, Field(gt=0, le=1)] = 0.8
    STAFF_WAIT_MINUTES: Annotated[int, Field(ge=5, le=480)] = 25
    STAFF_ABSENT_HOURS: Annotated[int, Field(ge=1, le=80)] = 4
    DEV_ROAD: bool = False
    VAR_DIR: Path = ROOT / "var"
    LOG_LEVEL: Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$")] = "INFO"

    @property
    def telegram_enabled(self) -> bool:
        return self.TELEGRAM_BOT_TOKEN is not None

    @property
    def whatsapp_enabled(self) -> bool:
        return self.WHATSAPP_PHONE_NUMBER_ID is not None

    @property
    def simulated(self) -> bool:
        """True where no channel is set up: `run` then starts the simulator."""
        return not (self.telegram_enabled or self.whatsapp_enabled)

    @field_validator("TELEGRAM_API_BASE", "WHATSAPP_API_BASE", "PUBLIC_URL", "NLU_URL")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not _URL.fullmatch(value):
            raise PydanticCustomError("address", "must start with http:// or https://")
        return value.rstrip("/") if value else value

    @field_validator("TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET")
    @classmethod
    def _has_telegrams_form(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        form = _TELEGRAM_TOKEN if info.field_name == "TELEGRAM_BOT_TOKEN" else _TELEGRAM_SECRET
        if value is not None and not form.fullmatch(value.get_secret_value()):
            raise PydanticCustomError("form", "does not have the right form")
        return value

    @field_validator("SECRET_KEY")
    @classmethod
    def _is_long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        keys = [key.strip() for key in value.get_secret_value().split(",")] if value else []
        if any(len(key) < 16 for key in keys):
            raise PydanticCustomError("key", "has a key of fewer than 16 characters")
        return value

    @field_validator("DATABASE_URL")
    @classmethod
    def _is_postgresql(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"postgres(ql)?(\+asyncpg)?://", value):
            raise PydanticCustomError("postgresql", "must start with postgresql://")
        return value

    @field_validator("OFFICE_FILE")
    @classmethod
    def _exists(cls, value: Path) -> Path:
        if not value.is_file():
            raise PydanticCustomError("file", "is not a file that can be read")
        return value

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """Raise SettingsError with a line for each problem; an empty value counts as unset."""
        given: dict[str, Any] = {
            name: environment[name] for name in cls.model_fields if environment.get(name, "").strip()
        }
        problems = _missing(given)
        try:
            settings = cls(**given)
        except ValidationError as error:
            problems += [_line(str(item["loc"][0]), item["msg"]) for item in error.errors(include_url=False)]
            raise SettingsError(problems) from None
        if problems:
            raise SettingsError(problems)
        return settings


def _missing(given: Mapping[str, Any]) -> list[str]:
    """Names that are needed because of others that are set."""
    problems = []
    if any(name in given for name in _WHATSAPP):
        problems += [_line(name, "is missing") for name in _WHATSAPP if name not in given]
    if "TELEGRAM_BOT_TOKEN" in given and "PUBLIC_URL" in given and "TELEGRAM_WEBHOOK_SECRET" not in given:
        problems.append(_line("TELEGRAM_WEBHOOK_SECRET", "is missing: with PUBLIC_URL Telegram delivers by webhook"))
    return problems


def _line(name: str, problem: str) -> str:
    advice = _ADVICE.get(name)
    return f"{name} {problem}" + (f" — {advice}" if advice else "")
