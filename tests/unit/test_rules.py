"""Ceilings and templates as configured become the rules the store goes by."""

from __future__ import annotations

import pytest

from bot.adapters import channel_rules
from bot.domain.errors import OptedOut, SettingsError
from bot.domain.messages import ChannelName
from bot.settings import Settings

TELEGRAM, WHATSAPP = ChannelName.TELEGRAM, ChannelName.WHATSAPP


def test_without_settings_the_platforms_own_ceilings_hold() -> None:
    rules = channel_rules(Settings.read({}))
    assert (rules[TELEGRAM].pace.per_second, rules[WHATSAPP].pace.per_second) == (30, 80)
    assert rules[TELEGRAM].pace.group.most_within(60) == 20
    assert rules[WHATSAPP].pace.person.interval == pytest.approx(6)


@pytest.mark.parametrize("limit", [6, 20, 60])
def test_a_group_never_gets_more_than_configured_in_a_minute(limit: int) -> None:
    rules = channel_rules(Settings.read({"TELEGRAM_GROUP_PER_MINUTE": str(limit)}))
    assert rules[TELEGRAM].pace.group.most_within(60) == limit


def test_the_template_that_asks_a_resident_to_write_is_configurable() -> None:
    rules = channel_rules(Settings.read({"WHATSAPP_READY_TEMPLATE": "kabar_siap", "WHATSAPP_READY_LANGUAGE": "id_ID"}))
    knock = rules[WHATSAPP].knock
    assert knock is not None
    assert (knock["template"]["name"], knock["template"]["language"]) == ("kabar_siap", {"code": "id_ID"})
    assert rules[TELEGRAM].knock is None


def test_only_whatsapp_tells_how_far_a_message_got_and_why_it_failed() -> None:
    rules = channel_rules(Settings.read({}))
    assert (rules[TELEGRAM].reports, rules[WHATSAPP].reports) == (False, True)
    assert isinstance(rules[WHATSAPP].failure(131050), OptedOut)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WHATSAPP_READY_TEMPLATE", "Jawaban Siap"),
        ("RETENTION_MESSAGES_DAYS", "7"),
        ("METRICS_PORT", "0"),
        ("TELEGRAM_GROUP_PER_MINUTE", "5"),
    ],
)
def test_settings_that_cannot_work_are_named_at_start(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.read({name: value})
