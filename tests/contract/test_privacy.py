"""Consent ledger, announcements, linked channels, and all that is kept of a person, on real PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from bot.domain.bookings import KeepBooking
from bot.domain.lookups import LogLookup, WatchApplication
from bot.domain.messages import Notice
from bot.domain.privacy import EraseResident, LinkTo, NoteConsent, OfferLink, SetAnnouncements, Unlink
from bot.store.archive import PostgresArchive
from bot.store.bookings import PostgresBookings
from bot.store.engine import Database
from bot.store.privacy import PostgresLinks
from tests.contract.test_desk import Town
from tests.contract.test_intake import rows

NUMBER = "261124-0700-9"
BORN = date(1985, 8, 17)
BOOKED = KeepBooking(NUMBER, BORN, "ktp_baru", datetime.now(UTC) + timedelta(days=2))


async def test_consent_is_kept_with_words_channel_and_time(town: Town, database: Database) -> None:
    await town.writes("1", NoteConsent("announcements", "yes", "Mau dikirimi pengumuman?"))
    [(channel, about, decision, words)] = await rows(database, "SELECT channel, about, decision, words FROM consent")
    assert (channel, about, decision, words) == ("telegram", "announcements", "yes", "Mau dikirimi pengumuman?")


async def test_announcements_are_for_those_who_asked_and_a_stop_ends_them(town: Town, database: Database) -> None:
    wanted = "SELECT announcements, campaigns_stopped FROM conversation"
    await town.writes("1")
    assert await rows(database, wanted) == [(False, False)]
    await town.writes("1", SetAnnouncements(True))
    assert await rows(database, wanted) == [(True, False)]
    await town.writes("1", SetAnnouncements(False))
    assert await rows(database, wanted) == [(False, True)]


async def test_a_code_links_two_chats_and_both_see_what_either_had(town: Town, database: Database) -> None:
    first = await town.writes("1", BOOKED, OfferLink("482193"))
    watch = WatchApplication(NUMBER, BORN, 1)
    second = await town.writes("2", watch, LogLookup(NUMBER, "found"))
    owner = await PostgresLinks(database).owner("482193")
    assert owner == first
    await town.writes("2", LinkTo(first))
    assert await rows(database, "SELECT DISTINCT person FROM conversation") == [(first,)]
    assert await rows(database, "SELECT person FROM watch UNION ALL SELECT person FROM lookup") == [(first,), (first,)]
    assert await PostgresBookings(database).find(NUMBER, first)
    assert await PostgresLinks(database).owner("482193") is None, "a code holds for one link"
    assert second != first


async def test_the_chat_that_showed_the_code_is_told_that_it_was_used(town: Town) -> None:
    first = await town.writes("1", OfferLink("482193"))
    await town.writes("2", LinkTo(first))
    claim, found = await town.next()
    assert claim.lease.conversation == first
    assert isinstance(found.inbound.content, Notice)
    assert found.inbound.content.name == "linked"


async def test_what_both_watched_is_watched_once(town: Town, database: Database) -> None:
    watch = WatchApplication(NUMBER, BORN, 1)
    first = await town.writes("1", watch, OfferLink("482193"))
    await town.writes("2", watch)
    await town.writes("2", LinkTo(first))
    assert await rows(database, "SELECT person FROM watch") == [(first,)]


async def test_a_code_that_is_old_or_replaced_links_nothing(town: Town, database: Database) -> None:
    links = PostgresLinks(database)
    await town.writes("1", OfferLink("111111"))
    await town.writes("1", OfferLink("222222"))
    assert await links.owner("111111") is None
    async with database.begin() as connection:
        await connection.execute(text("UPDATE link_code SET expires_at = clock_timestamp()"))
    assert await links.owner("222222") is None


async def test_the_code_itself_lies_nowhere(town: Town, database: Database) -> None:
    await town.writes("1", OfferLink("482193"))
    [(mark,)] = await rows(database, "SELECT mark FROM link_code")
    assert "482193" not in mark


async def test_unlinking_makes_two_people_again(town: Town, database: Database) -> None:
    first = await town.writes("1", OfferLink("482193"))
    await town.writes("2", LinkTo(first))
    await town.handle()  # the news in the first chat
    links = PostgresLinks(database)
    assert await links.channels(first) == 2
    await town.writes("2", Unlink())
    assert await links.channels(first) == 1


async def test_a_person_gets_all_that_is_kept_of_them_and_nothing_of_others(town: Town, database: Database) -> None:
    person: UUID = await town.writes(
        "1", BOOKED, LogLookup(NUMBER, "found"), NoteConsent("notice", "shown", "Halo"), words="ktp saya hilang"
    )
    await town.writes("2", words="rahasia tetangga")
    kept = await PostgresArchive(database).of(person)
    assert [line.words for line in kept.messages] == ["ktp saya hilang"]
    assert [line.words for line in kept.lookups] == [NUMBER]
    assert [line.about for line in kept.bookings] == ["ktp_baru"]
    assert [line.about for line in kept.consents] == ["telegram notice shown"]
    assert [line.words for line in kept.conversations] == ["Warga"]
    assert not kept.more


async def test_erasing_takes_consent_and_codes_along(town: Town, database: Database) -> None:
    await town.writes("1", NoteConsent("notice", "shown", "Halo"), OfferLink("482193"), SetAnnouncements(True))
    await town.writes("1", EraseResident())
    for table in ("consent", "link_code"):
        assert await rows(database, f"SELECT count(*) FROM {table}") == [(0,)]
    assert await rows(database, "SELECT announcements FROM conversation") == [(False,)]
