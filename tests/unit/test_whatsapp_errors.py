"""Meta's error codes and HTTP statuses as a table."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.whatsapp.errors import BY_CODE, send_error
from bot.domain.errors import (
    AccountBlocked,
    CampaignRefused,
    OptedOut,
    OutcomeUnknown,
    QualityLimited,
    RecipientGone,
    Rejected,
    SendError,
    Temporary,
    Throttled,
    WindowClosed,
)

TABLE: list[tuple[type[SendError], set[int]]] = [
    (Throttled, {4, 17, 613, 80007, 80008, 130429, 131056, 131057}),
    (Temporary, {1, 2, 131000, 131016, 133004}),
    (WindowClosed, {470, 131047}),
    (RecipientGone, {131021, 131026, 131030, 131062}),
    (OptedOut, {131050}),
    (CampaignRefused, {130472, 131049}),
    (QualityLimited, {131048, 131064}),
    (AccountBlocked, {0, 3, 10, 190, 200, 250, 299, 368, 130497, 131031, 131037, 131042, 131045}),
    (Rejected, {100, 131008, 131009, 131051, 131052, 131053, 132000, 132001, 132005, 132007}),
    (Rejected, {132008, 132012, 132015, 132016, 132068, 132069}),
]
BY_STATUS: list[tuple[int, type[SendError]]] = [
    (302, Temporary),
    (308, Temporary),
    (400, Rejected),
    (401, AccountBlocked),
    (403, AccountBlocked),
    (404, Rejected),
    (408, Temporary),
    (413, Rejected),
    (429, Throttled),
    (500, Temporary),
    (502, Temporary),
    (503, Temporary),
]
NO_ERROR: list[Any] = [None, [], "busy", {}, {"error": None}, {"error": []}, {"error": {}}, {"error": {"code": "190"}}]


def answer(code: Any) -> dict[str, Any]:
    return {"error": {"message": "(#0) whatever", "type": "OAuthException", "code": code, "fbtrace_id": "A"}}


@pytest.mark.parametrize(("kind", "code"), [(kind, code) for kind, codes in TABLE for code in sorted(codes)])
@pytest.mark.parametrize("status", [400, 401, 500])
def test_the_code_decides_whatever_the_status_is(kind: type[SendError], code: int, status: int) -> None:
    error = send_error(status, answer(code))
    assert (type(error), error.code) == (kind, code)


def test_every_known_code_stands_in_the_table() -> None:
    listed = set().union(*(codes for _, codes in TABLE))
    assert {code for code in BY_CODE if not 200 <= code < 300} == {code for code in listed if not 200 <= code < 300}


@pytest.mark.parametrize(("status", "kind"), BY_STATUS)
@pytest.mark.parametrize("body", [*NO_ERROR, answer(True), answer(999_999)], ids=repr)
def test_without_a_known_code_the_status_decides(status: int, kind: type[SendError], body: Any) -> None:
    assert type(send_error(status, body)) is kind


def test_an_unknown_code_is_kept_for_staff() -> None:
    assert send_error(400, answer(999_999)).code == 999_999


@pytest.mark.parametrize(("code", "pair_only"), [(131056, True), (130429, False), (80007, False)])
def test_only_the_pair_limit_holds_back_a_single_resident(code: int, pair_only: bool) -> None:
    error = send_error(400, answer(code))
    assert isinstance(error, Throttled)
    assert error.pair_only is pair_only


def test_maintenance_is_waited_for_longer_than_a_full_pipe() -> None:
    maintenance, full = send_error(400, answer(131057)), send_error(400, answer(130429))
    assert isinstance(maintenance, Throttled)
    assert isinstance(full, Throttled)
    assert maintenance.retry_after > full.retry_after > 0


def test_an_answer_never_leaves_the_outcome_unknown() -> None:
    assert OutcomeUnknown not in BY_CODE.values()


def test_a_marketing_refusal_does_not_mark_the_resident_unreachable() -> None:
    assert not {BY_CODE[131049], BY_CODE[130472]} & {RecipientGone}
