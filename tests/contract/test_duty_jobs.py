"""The jobs that look after the staff: what becomes a notice, and what does not stay with somebody absent."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from uuid import UUID

import pytest

from bot.domain.cases import State, Visibility
from bot.domain.duty import Absent, Load, Presence
from bot.domain.staff import Account, Role
from bot.domain.staff_notices import NoticeKind
from bot.store.engine import Database
from bot.store.staff import PostgresStaff
from bot.store.wakeup import Wakeup
from tests.console import Hand, hired, staffroom
from tests.duty import Crew


@pytest.fixture
def crew(database: Database, wakeup: Wakeup) -> Crew:
    return Crew(database, wakeup, Hand())


async def person(crew: Crew, login: str, *roles: Role, here: bool = True) -> Account:
    room = staffroom(crew.database, crew.clock)
    account = await hired(room, login, *roles, factor=False)
    if here:
        await room.sessions.begin(account.id, complete=True, device="")
    return account


async def kinds(crew: Crew, who: Account) -> list[str]:
    return [each.kind for each in await crew.notices.of(who.id)]


async def waits(crew: Crew, minutes: int, chat: str) -> None:
    conversation = await crew.chat(chat=chat)
    await crew.run(
        "UPDATE conversation SET owner = 'queue', queued_at = clock_timestamp() - CAST(:ago AS interval) "
        "WHERE id = :id",
        id=conversation,
        ago=timedelta(minutes=minutes),
    )


async def case(crew: Crew, number: str, next_on: date, *, secret: bool = False) -> None:
    await crew.run(
        "INSERT INTO resident_case (number, key, person, kind, category, visibility, story, happened, place, name, "
        "state, next_on) VALUES (CAST(:number AS text), CAST(:number AS text), :person, 'complaint', 'service', "
        ":visibility, '', '', '', '', :state, :next_on)",
        number=number,
        person=UUID(int=1),
        visibility=Visibility.SECRET if secret else "named",
        state=State.RECEIVED,
        next_on=next_on,
    )


async def test_who_is_here_hears_of_residents_who_wait_once(crew: Crew) -> None:
    sari, budi = await person(crew, "sari", Role.OFFICER), await person(crew, "budi", Role.OFFICER, here=False)
    editor = await person(crew, "dewi", Role.EDITOR)
    await waits(crew, 30, "1")
    await waits(crew, 5, "2")
    assert [await crew.watch().look(), await crew.watch().look()] == [1, 0]
    [notice] = await crew.notices.of(sari.id)
    assert (notice.kind, notice.facts) == (NoticeKind.WAITING, {"count": "1", "minutes": "25"})
    assert await kinds(crew, budi) == await kinds(crew, editor) == []


async def test_nobody_is_told_of_waiting_residents_when_the_office_is_closed(crew: Crew) -> None:
    await person(crew, "sari", Role.OFFICER)
    await waits(crew, 30, "1")
    crew.open = False
    assert await crew.watch().look() == 0


async def test_supervisors_hear_of_promises_once_a_day_and_inspectors_of_secret_ones(crew: Crew) -> None:
    ani, inspector = await person(crew, "ani", Role.SUPERVISOR), await person(crew, "tono", Role.INSPECTOR)
    today = crew.clock.now().date()
    await case(crew, "1", today - timedelta(days=1))
    await case(crew, "2", today)
    await case(crew, "3", today - timedelta(days=2))
    await case(crew, "4", today + timedelta(days=40))
    await case(crew, "5", today - timedelta(days=1), secret=True)
    assert [await crew.watch().look(), await crew.watch().look()] == [3, 0]
    facts = [(each.facts["stage"], each.facts["count"]) for each in await crew.notices.of(ani.id)]
    assert sorted(facts) == [("late", "2"), ("today", "1")]
    assert [each.facts["count"] for each in await crew.notices.of(inspector.id)] == ["1"]


async def test_stopped_channels_and_broken_jobs_are_told_at_any_hour(crew: Crew) -> None:
    sari, admin = await person(crew, "sari", Role.OFFICER), await person(crew, "adi", Role.ADMIN)
    await crew.run(
        "INSERT INTO pace (channel, account, trouble, trouble_since) VALUES "
        "('whatsapp', '1', 'down', clock_timestamp() - interval '5 minutes'), "
        "('telegram', '1', 'down', clock_timestamp()), ('telegram', '2', 'blocked', clock_timestamp())"
    )
    await crew.run("INSERT INTO cron (name, next_at, last_at, error) VALUES ('purge', now(), now(), 'KeyError')")
    crew.open = False
    assert [await crew.watch().look(), await crew.watch().look()] == [5, 0]
    assert await kinds(crew, sari) == ["stopped", "stopped"]
    assert sorted(await kinds(crew, admin)) == ["job", "stopped", "stopped"]


async def test_five_workers_at_once_tell_everything_once(crew: Crew) -> None:
    sari = await person(crew, "sari", Role.OFFICER, Role.SUPERVISOR)
    await waits(crew, 30, "1")
    await case(crew, "1", crew.clock.now().date())
    assert sum(await asyncio.gather(*(crew.watch().look() for _ in range(5)))) == 2
    assert sorted(await kinds(crew, sari)) == ["due", "waiting"]


async def test_nothing_stays_with_somebody_who_is_away_and_supervisors_hear_of_it(crew: Crew) -> None:
    sari, ani = await person(crew, "sari", Role.OFFICER), await person(crew, "ani", Role.SUPERVISOR)
    crew.conversations.having, crew.cases.having = {sari.id: 2, ani.id: 1}, {sari.id: 3}
    assert await crew.give_back().look() == 0
    await crew.roster.set_away(sari.id, crew.clock.now() + timedelta(days=2), "sakit", "ani")
    assert [await crew.give_back().look(), await crew.give_back().look()] == [5, 0]
    assert await crew.assignments.loads() == {ani.id: Load(1, 0)}
    [notice] = await crew.notices.of(ani.id)
    assert notice.facts == {"name": "Sari", "conversations": "2", "cases": "3"}
    [entry] = await crew.audit.search(what="duty.give_back")
    assert (entry.deed.actor, entry.deed.about) == ("system", "staff:sari")


async def test_nothing_stays_with_an_account_that_was_switched_off(crew: Crew) -> None:
    sari = await person(crew, "sari", Role.OFFICER)
    await PostgresStaff(crew.database).set_active(sari.id, False)
    crew.conversations.having = {sari.id: 2}
    assert await crew.give_back().look() == 2


async def test_who_was_not_seen_for_too_many_office_hours_counts_as_absent(crew: Crew) -> None:
    sari = await person(crew, "sari", Role.OFFICER)
    assert await crew.present.presence(sari.id) is Presence.HERE
    crew.clock.at += timedelta(hours=5)
    assert await crew.present.presence(sari.id) is Presence.ABSENT
    crew.open = False
    crew.clock.at -= timedelta(hours=2)
    assert await crew.present.presence(sari.id) is Presence.HERE


async def test_signing_out_does_not_make_somebody_absent_at_once(crew: Crew) -> None:
    room = staffroom(crew.database, crew.clock)
    sari = await person(crew, "sari", Role.OFFICER)
    [session] = await room.sessions.of(sari.id)
    await room.sign_in.sign_out(session)
    assert await crew.present.presence(sari.id) is Presence.HERE


async def test_work_is_not_given_to_somebody_absent_unless_a_supervisor_notes_them_as_here(crew: Crew) -> None:
    sari, budi = await person(crew, "sari", Role.OFFICER, here=False), await person(crew, "budi", Role.OFFICER)
    await crew.present.check(budi.id)
    with pytest.raises(Absent):
        await crew.present.check(sari.id)
    await crew.roster.set_here(sari.id, crew.clock.now() + timedelta(hours=2), "ani")
    await crew.present.check(sari.id)
    crew.clock.at += timedelta(hours=3)
    with pytest.raises(Absent):
        await crew.present.check(sari.id)


async def test_the_reason_of_an_absence_lies_sealed_and_goes_when_they_are_back(crew: Crew) -> None:
    sari = await person(crew, "sari", Role.OFFICER)
    await crew.roster.set_away(sari.id, crew.clock.now() + timedelta(days=1), "operasi", "sari")
    [(kept,)] = await crew.run("SELECT reason FROM staff_duty")
    assert "operasi" not in str(kept)
    assert (await crew.roster.one(sari.id)).duty.reason == "operasi"
    await crew.roster.set_here(sari.id, None, "sari")
    assert (await crew.roster.one(sari.id)).duty.reason == ""
