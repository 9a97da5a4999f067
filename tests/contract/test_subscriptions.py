"""What residents are subscribed to, on real PostgreSQL: by person over both channels, forgotten with a stop."""

from __future__ import annotations

import pytest

from bot.domain.interests import ALL, SetArea, SetInterests, Subscription
from bot.domain.privacy import EraseResident, LinkTo, NoteConsent, OfferLink, SetAnnouncements, Unlink
from bot.store.archive import PostgresArchive
from bot.store.engine import Database
from bot.store.subscriptions import PostgresSubscriptions
from tests.contract.test_desk import Town
from tests.contract.test_intake import rows

YES = (NoteConsent("announcements", "yes", "Mau?"), SetAnnouncements(True))
TRAITS = "SELECT about, value FROM trait ORDER BY about, value"
FLAGS = "SELECT announcements, campaigns_stopped FROM conversation ORDER BY created_at"


@pytest.fixture
def subscriptions(database: Database) -> PostgresSubscriptions:
    return PostgresSubscriptions(database, per_week=3)


async def test_nobody_is_subscribed_unasked(town: Town, subscriptions: PostgresSubscriptions) -> None:
    person = await town.writes("1")
    assert await subscriptions.of(person) == Subscription()
    assert subscriptions.per_week == 3


async def test_what_was_chosen_is_read_back_with_the_moment_of_the_yes(
    town: Town, subscriptions: PostgresSubscriptions
) -> None:
    person = await town.writes("1", *YES, SetInterests(("ktp_kk", "akta")), SetArea("005/003"))
    found = await subscriptions.of(person)
    assert (found.wanted, found.channels, set(found.interests)) == (True, ("telegram",), {"ktp_kk", "akta"})
    assert found.area == "005/003"
    assert found.since is not None


async def test_another_choice_takes_the_place_of_the_first(town: Town, database: Database) -> None:
    await town.writes("1", *YES, SetInterests(("ktp_kk", "akta")), SetArea("005/003"))
    await town.writes("1", SetInterests((ALL,)), SetArea(""))
    assert await rows(database, TRAITS) == [("interest", ALL)]


async def test_a_stop_ends_it_on_both_channels_and_forgets_the_choices(
    town: Town, database: Database, subscriptions: PostgresSubscriptions
) -> None:
    person = await town.writes("1", *YES, SetInterests(("akta",)), SetArea("003"), OfferLink("482193"))
    await town.writes("2", *YES, LinkTo(person))
    await town.handle()
    await rows(database, "INSERT INTO trait (person, about, value) VALUES (:p, 'list', 'RW 3') RETURNING 1", p=person)
    await town.writes("2", SetAnnouncements(False))
    assert await rows(database, FLAGS) == [(False, True), (False, True)]
    assert await rows(database, TRAITS) == [("list", "RW 3")]
    assert not (await subscriptions.of(person)).wanted


async def test_a_yes_on_one_channel_takes_back_no_stop_on_the_other(town: Town, database: Database) -> None:
    person = await town.writes("1", OfferLink("482193"))
    await town.writes("2", LinkTo(person))
    await town.handle()
    await town.writes("1", SetAnnouncements(False))
    await town.writes("2", *YES)
    assert await rows(database, FLAGS) == [(False, True), (True, False)]


async def test_linked_chats_share_what_either_chose_and_one_neighbourhood(
    town: Town, database: Database, subscriptions: PostgresSubscriptions
) -> None:
    first = await town.writes("1", *YES, SetInterests(("ktp_kk", "akta")), SetArea("003"), OfferLink("482193"))
    await town.writes("2", *YES, SetInterests(("akta", "pindah")), SetArea("001/001"))
    await town.writes("2", LinkTo(first))
    await town.handle()
    found = await subscriptions.of(first)
    assert (set(found.interests), found.area) == ({"ktp_kk", "akta", "pindah"}, "003")
    assert await rows(database, "SELECT DISTINCT person FROM trait") == [(first,)]


async def test_parted_chats_each_keep_what_was_chosen(town: Town, subscriptions: PostgresSubscriptions) -> None:
    first = await town.writes("1", *YES, SetInterests(("akta",)), SetArea("003"), OfferLink("482193"))
    second = await town.writes("2", *YES)
    await town.writes("2", LinkTo(first))
    await town.handle()
    await town.writes("2", Unlink())
    for person in (first, second):
        found = await subscriptions.of(person)
        assert (found.interests, found.area, found.wanted) == (("akta",), "003", True)


async def test_choices_are_exported_and_erased_with_everything_else(town: Town, database: Database) -> None:
    person = await town.writes("1", *YES, SetInterests(("akta",)), SetArea("003"))
    kept = await PostgresArchive(database).of(person)
    assert [(line.about, line.words) for line in kept.choices] == [("interest", "akta"), ("neighbourhood", "003")]
    await town.writes("1", EraseResident())
    assert await rows(database, TRAITS) == []
