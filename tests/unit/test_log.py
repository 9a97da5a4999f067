"""Logs never carry tokens or identity numbers."""

from __future__ import annotations

from bot.log import redact


def test_tokens_and_identity_numbers_are_taken_out_of_every_value() -> None:
    cleaned = redact(
        None,
        "info",
        {
            "event": "POST /bot123456789:AAinvented-token-for-tests_0/sendMessage",
            "a": "Bearer EAAinvented",
            "b": "nik 3174 0000 0000 0001",
            "n": 5,
        },
    )
    assert cleaned == {
        "event": "POST /[token]/sendMessage",
        "a": "[token]",
        "b": "nik [nomor disembunyikan]",
        "n": 5,
    }
