"""Pure rules of presence, notices, health and letters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from bot.channels.whatsapp.errors import BY_CODE
from bot.domain.duty import BadAway, Colleague, Duty, Presence, check_away, office_hours_ago
from bot.domain.errors import ChannelError, SendError
from bot.domain.letters import Reason, Side, read_ref, reason_of
from bot.domain.meta_errors import ManagementError
from bot.domain.send_failures import FAILURES, staff_reason
from bot.domain.staff import Account
from bot.domain.staff_notices import NoticeKind, StaffNotice, Wishes, to_send
from bot.domain.system_health import (
    AccountHealth,
    Beat,
    JobHealth,
    QueueHealth,
    State,
    SystemView,
    troubles,
)
from bot.domain.verdict import Why
from console.staff.duty.wording import notice_line, telegram_wording
from console.staff.words import read_words
from handlers.staff_phone import code_in

NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
WORDS = read_words()


def office(moment: datetime) -> bool:
    """Open from 8 to 12 on weekdays."""
    return moment.weekday() < 5 and 8 <= moment.hour < 12


def test_office_hours_leave_out_nights_and_weekends() -> None:
    monday = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    assert office_hours_ago(monday, timedelta(hours=1), office) == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    assert office_hours_ago(monday, timedelta(hours=2), office) == datetime(2026, 11, 27, 11, 0, tzinfo=UTC)


def test_an_office_that_never_opens_does_not_hang() -> None:
    assert NOW - office_hours_ago(NOW, timedelta(hours=1), lambda _: False) < timedelta(days=41)


@pytest.mark.parametrize(
    ("active", "away", "presence"),
    [
        (timedelta(minutes=1), None, Presence.HERE),
        (timedelta(hours=9), None, Presence.ABSENT),
        (None, None, Presence.ABSENT),
        (timedelta(minutes=1), timedelta(days=1), Presence.AWAY),
        (timedelta(minutes=1), -timedelta(days=1), Presence.HERE),
    ],
)
def test_presence_is_by_ones_word_or_by_signs(
    active: timedelta | None, away: timedelta | None, presence: Presence
) -> None:
    account = Account(uuid4(), "sari", "Sari", frozenset())
    duty = Duty(NOW + away if away else None)
    colleague = Colleague(account, NOW - active if active else None, duty)
    assert colleague.presence(NOW, NOW - timedelta(hours=4)) is presence


@pytest.mark.parametrize("until", [NOW, NOW - timedelta(days=1), NOW + timedelta(days=400)])
def test_an_absence_ends_in_the_near_future(until: datetime) -> None:
    with pytest.raises(BadAway):
        check_away(NOW, until)


def notice(kind: NoticeKind = NoticeKind.ASSIGNED, age: float = 1, number: int = 1) -> StaffNotice:
    return StaffNotice(number, kind, "/console/inbox", {"minutes": "25"}, NOW - timedelta(minutes=age))


def test_notices_of_a_kind_go_as_one_message_and_not_again_within_ten_minutes() -> None:
    pending = [notice(number=1), notice(number=2), notice(NoticeKind.JOB, number=3)]
    groups = to_send(pending, {NoticeKind.JOB: NOW - timedelta(minutes=9)}, Wishes(), NOW, quiet=False)
    assert [[each.id for each in group] for group in groups] == [[1, 2]]
    groups = to_send(pending, {NoticeKind.JOB: NOW - timedelta(minutes=10)}, Wishes(), NOW, quiet=False)
    assert [len(group) for group in groups] == [2, 1]


def test_what_is_muted_stale_or_at_a_quiet_time_is_not_sent() -> None:
    pending = [notice(), notice(NoticeKind.WAITING, age=50), notice(NoticeKind.JOB)]
    wishes = Wishes(muted=frozenset({NoticeKind.JOB}))
    assert to_send(pending, {}, wishes, NOW, quiet=True) == []
    assert to_send(pending, {}, wishes, NOW, quiet=False) == [[pending[0]]]
    assert to_send(pending, {}, Wishes(any_hour=True), NOW, quiet=True) == [[pending[0]], [pending[2]]]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_has_words_for_one_and_for_many_also_without_its_facts(kind: NoticeKind, language: str) -> None:
    worded = telegram_wording(WORDS, "https://a.example")
    assert "{" not in worded([notice(kind)], language)
    assert "{" not in worded([notice(kind), notice(kind)], language)
    assert f"notice_kind_{kind}" in WORDS


def test_a_message_says_what_happened_and_where_and_nothing_without_an_address() -> None:
    told = notice_line(
        WORDS, "id", StaffNotice(1, NoticeKind.STOPPED, "", {"channel": "whatsapp", "stage": "down"}, NOW)
    )
    assert told.startswith("WhatsApp sedang tidak bisa mengirim.")
    assert telegram_wording(WORDS, "https://a.example")([notice()], "id").endswith("\nhttps://a.example/console/inbox")
    assert "http" not in telegram_wording(WORDS, "")([notice()], "id")


@pytest.mark.parametrize(
    ("argument", "code"),
    [("abcd-1234", "ABCD-1234"), ("ABCD 1234", "ABCD-1234"), ("abcd1234", "ABCD-1234"), ("12345", "12345")]
    + [(words, "") for words in ("", "mau tanya", "tolong", "menunggu", "ada 2 orang", "a" * 4000 + "1")],
)
def test_a_code_is_told_from_words(argument: str, code: str) -> None:
    assert code_in(argument) == code


def all_errors(kind: type[ChannelError]) -> list[type[ChannelError]]:
    return [kind, *(each for sub in kind.__subclasses__() for each in all_errors(sub))]


def test_every_send_error_stands_in_the_table_with_words_of_its_own() -> None:
    assert set(all_errors(SendError)) == set(FAILURES)
    assert len({kind.staff_text for kind in FAILURES}) == len(FAILURES)
    assert len({failure.why for failure in FAILURES.values()}) == len(FAILURES)


@pytest.mark.parametrize("error", all_errors(ManagementError))
def test_every_refusal_of_a_template_has_words_in_both_languages(error: type[ManagementError]) -> None:
    assert f"error_{error.__name__}" in WORDS


@pytest.mark.parametrize("error", FAILURES)
def test_every_failure_to_send_has_a_reason_of_its_own(error: type[SendError]) -> None:
    assert reason_of(Side.OUTBOUND, staff_reason(error())).why is not Why.OTHER
    reason = reason_of(Side.OUTBOUND, staff_reason(error(code=131026)))
    assert (reason.why is not Why.OTHER, reason.code) == (True, 131026)


@pytest.mark.parametrize("why", Why)
def test_every_reason_has_words_and_says_what_to_do(why: Why) -> None:
    assert all(f"letter_{part}_{why}" in WORDS for part in ("short", "why", "todo"))


@pytest.mark.parametrize("code", [*BY_CODE, 400, 401, 403, 409, 429])
def test_every_number_of_a_channel_is_explained(code: int) -> None:
    assert str(code) in WORDS.say(f"letter_code_{Reason(Why.GONE, code).number}", "id", code=code)


@pytest.mark.parametrize(
    ("side", "stored", "why"),
    [
        (Side.INBOUND, "program: KeyError", Why.PROGRAM),
        (Side.INBOUND, "proses berhenti saat menangani pesan ini", Why.CRASH),
        (Side.INBOUND, "channel account is not configured here", Why.ACCOUNT),
        (Side.INBOUND, "unreadable body", Why.BODY),
        (Side.OUTBOUND, "key abc is not among SECRET_KEY", Why.KEY),
        (Side.OUTBOUND, "sealed text was changed", Why.KEY),
        (Side.UNREADABLE, "KeyError in message", Why.SHAPE),
        (Side.OUTBOUND, "", Why.OTHER),
        (Side.OUTBOUND, "anything (at all)", Why.OTHER),
    ],
)
def test_whatever_was_stored_has_a_reason(side: Side, stored: str, why: Why) -> None:
    assert reason_of(side, stored).why is why


@pytest.mark.parametrize("written", ["", "out", "out:", "out:x", "out:-1", "out:1;", "nowhere:1", "in:" + "9" * 30])
def test_a_forged_name_of_a_letter_names_nothing(written: str) -> None:
    assert read_ref(written) is None


def view(**changes: object) -> SystemView:
    worker = Beat("worker", "host", "1", NOW, NOW, {"nlu": "works", "service": "works"})
    parts: dict[str, object] = {"accounts": [], "beats": [worker], "queues": [], "jobs": []}
    return SystemView(NOW, **(parts | changes))  # type: ignore[arg-type]


def test_nothing_wrong_is_no_trouble() -> None:
    assert troubles(view()) == []


def test_each_trouble_is_told_the_grave_ones_first() -> None:
    since = NOW - timedelta(hours=1)
    beat = Beat("worker", "host", "1", NOW, NOW, {"nlu": "down", "nlu_since": since.isoformat(), "service": "down"})
    well = Beat("worker", "other", "1", NOW, NOW, {"nlu": "works", "service": "works"})
    wrong = view(
        accounts=[AccountHealth("whatsapp", State.DOWN, since), AccountHealth("telegram", State.LIMITED)],
        beats=[beat, well, Beat("web", "host", "1", NOW, NOW, {"disk_free": 1, "disk_total": 100})],
        queues=[QueueHealth("in", 3, since)],
        jobs=[JobHealth("purge", since, NOW, "KeyError")],
    )
    names = [trouble.name for trouble in troubles(wrong)]
    assert names == ["account_down", "nlu", "service", "slow", "account_limited", "job", "disk"]
    assert next(each.since for each in troubles(wrong) if each.name == "nlu") == since
    assert all(f"system_{part}_{name}" in WORDS for part in ("trouble", "todo") for name in (*names, "worker"))


def test_a_worker_that_fell_silent_is_gone_and_what_it_said_counts_no_more() -> None:
    old = NOW - timedelta(minutes=2)
    silent = view(beats=[Beat("worker", "host", "1", old, old, {"nlu": "works"})])
    assert [(each.name, each.since) for each in troubles(silent)] == [("worker", old)]
    assert silent.seen("nlu") is State.UNKNOWN


def test_senseless_words_of_a_process_are_not_believed() -> None:
    told = view(beats=[Beat("worker", "h", "", NOW, NOW, {"nlu": "great", "nlu_since": "?", "disk_free": "x"})])
    assert (told.seen("nlu"), told.since("nlu"), told.disk) == (State.UNKNOWN, None, None)
