"""Who may deliver to the WhatsApp webhook, and Meta's check that it is ours."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any, cast

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from bot.channels.whatsapp.adapter import WhatsAppChannel
from bot.domain.errors import BadSignature, SettingsError

SECRET = "invented-app-secret"
TOKEN = "invented-verify-token"
BODY = '{"object": "whatsapp_business_account", "entry": [], "kata": "é"}'.encode()
DIGEST = hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()


def channel(app_secret: str = SECRET, verify_token: str = TOKEN) -> WhatsAppChannel:
    unused = cast("ClientSession", None)
    return WhatsAppChannel("1", "EAAinvented", app_secret, verify_token, "http://localhost", "v26.0", unused)


@pytest.mark.parametrize("name", ["X-Hub-Signature-256", "x-hub-signature-256", "X-HUB-SIGNATURE-256"])
@pytest.mark.parametrize("kind", [dict, CIMultiDict])
def test_a_signature_over_the_raw_bytes_is_taken_however_the_header_is_written(name: str, kind: Any) -> None:
    channel().verify(kind({"Content-Type": "application/json", name: f"sha256={DIGEST}"}), BODY)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "sha256=",
        DIGEST,
        f"sha1={DIGEST}",
        f"SHA256={DIGEST}",
        f"sha256={DIGEST[:-1]}",
        f"sha256={DIGEST}0",
        f" sha256={DIGEST}",
        f"sha256={'0' * 64}",
        "sha256=é\ud83d\x00",
        f"sha256={hmac.new(b'another secret', BODY, hashlib.sha256).hexdigest()}",
    ],
    ids=ascii,
)
def test_any_other_header_is_refused(header: str) -> None:
    with pytest.raises(BadSignature):
        channel().verify({"X-Hub-Signature-256": header}, BODY)


def test_a_delivery_without_the_header_is_refused() -> None:
    with pytest.raises(BadSignature):
        channel().verify({"X-Hub-Signature": f"sha1={DIGEST}"}, BODY)


@given(st.text())
def test_a_header_nobody_signed_is_refused_and_never_breaks_the_check(header: str) -> None:
    with pytest.raises(BadSignature):
        channel().verify({"X-Hub-Signature-256": header}, BODY)


@pytest.mark.parametrize("changed", [BODY + b" ", BODY.replace("é".encode(), b"\\u00e9"), b""])
def test_other_bytes_under_the_same_signature_are_refused(changed: bytes) -> None:
    with pytest.raises(BadSignature):
        channel().verify({"X-Hub-Signature-256": f"sha256={DIGEST}"}, changed)


@pytest.mark.parametrize("secret", ["", "  "])
def test_a_channel_without_app_secret_is_not_built(secret: str) -> None:
    with pytest.raises(SettingsError):
        channel(app_secret=secret)


def query(**changed: str) -> dict[str, str]:
    whole = {"mode": "subscribe", "verify_token": TOKEN, "challenge": "1158201444"} | changed
    return {f"hub.{key}": value for key, value in whole.items()}


def test_the_challenge_is_sent_back_for_the_right_token() -> None:
    assert channel().challenge(query()) == "1158201444"


@pytest.mark.parametrize(
    "asked",
    [
        query(mode="unsubscribe"),
        query(mode=""),
        query(verify_token="wrong"),
        query(verify_token=""),
        query(verify_token="\ud83d"),
        {key: value for key, value in query().items() if key != "hub.verify_token"},
        {},
    ],
    ids=ascii,
)
def test_a_wrong_challenge_is_refused(asked: dict[str, str]) -> None:
    with pytest.raises(BadSignature):
        channel().challenge(asked)


def test_an_empty_verify_token_opens_nothing() -> None:
    with pytest.raises(BadSignature):
        channel(verify_token="").challenge(query(verify_token=""))
