"""Settings are read from the environment, and everything wrong is named at once."""

from __future__ import annotations

import pytest

from bot.domain.errors import SettingsError
from bot.settings import Settings

TOKEN = "123456789:AAinvented-token-for-tests"
TELEGRAM = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_SECRET": "secret", "PUBLIC_URL": "https://bot.example"}
WHATSAPP = {
    "WHATSAPP_PHONE_NUMBER_ID": "100000000000001",
    "WHATSAPP_ACCESS_TOKEN": "t",
    "WHATSAPP_APP_SECRET": "s",
    "WHATSAPP_VERIFY_TOKEN": "v",
}


def problems(environment: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        Settings.read(environment)
    return caught.value.problems


def test_nothing_set_means_simulated_channels() -> None:
    assert Settings.read({}).simulated


def test_one_real_channel_is_enough_to_leave_the_simulator_out() -> None:
    assert not Settings.read(TELEGRAM).simulated
    assert not Settings.read(WHATSAPP).simulated


def test_a_telegram_webhook_without_secret_is_refused() -> None:
    [problem] = problems({key: value for key, value in TELEGRAM.items() if key != "TELEGRAM_WEBHOOK_SECRET"})
    assert problem.startswith("TELEGRAM_WEBHOOK_SECRET is missing")


def test_polling_needs_no_secret() -> None:
    assert Settings.read({"TELEGRAM_BOT_TOKEN": TOKEN}).telegram_enabled


def test_whatsapp_without_app_secret_is_refused() -> None:
    [problem] = problems(WHATSAPP | {"WHATSAPP_APP_SECRET": "  "})
    assert problem.startswith("WHATSAPP_APP_SECRET is missing")


def test_all_problems_are_named_at_once_with_what_to_do() -> None:
    found = problems(
        {
            "TELEGRAM_BOT_TOKEN": "nonsense",
            "PUBLIC_URL": "bot.example",
            "WHATSAPP_APP_SECRET": "s",
            "HTTP_PORT": "99999",
            "DATABASE_URL": "mysql://x",
            "OFFICE_FILE": "/does/not/exist.yml",
        }
    )
    names = {problem.split()[0] for problem in found}
    assert names == {
        "TELEGRAM_BOT_TOKEN",
        "TELEGRAM_WEBHOOK_SECRET",
        "PUBLIC_URL",
        "WHATSAPP_PHONE_NUMBER_ID",
        "WHATSAPP_ACCESS_TOKEN",
        "WHATSAPP_VERIFY_TOKEN",
        "HTTP_PORT",
        "DATABASE_URL",
        "OFFICE_FILE",
    }
    assert any("@BotFather" in problem for problem in found)


def test_secrets_show_neither_in_the_settings_nor_in_a_complaint() -> None:
    assert TOKEN not in repr(Settings.read(TELEGRAM))
    assert "s3cr3t value" not in "".join(problems(TELEGRAM | {"TELEGRAM_WEBHOOK_SECRET": "s3cr3t value"}))
