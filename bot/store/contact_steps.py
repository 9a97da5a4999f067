"""One part of a list of contacts: checked against what is known, and taken into the residents' conversations."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import JAKARTA
from bot.contact_rows import Contact, read_row
from bot.domain.contact_imports import Column, RowError
from bot.domain.interests import ALL
from bot.domain.messages import ChannelName, Inbound, Notice, Sender
from bot.store.codec import text_column
from bot.store.conversations import resolve
from bot.store.vault import Vault

_KNOWN = text("""
    SELECT a.channel, a.value, c.campaigns_stopped, c.erased_at IS NOT NULL AS erased,
        a.channel = 'telegram' AND NOT c.reachable AS blocked
    FROM unnest(CAST(:channels AS text[]), CAST(:accounts AS text[]), CAST(:marks AS text[]))
        AS given (channel, account, value)
    JOIN alias a USING (channel, account, value) JOIN conversation c ON c.id = a.conversation
""")
_STOPPED_BEFORE = text("""
    SELECT s.channel, s.value
    FROM unnest(CAST(:channels AS text[]), CAST(:accounts AS text[]), CAST(:marks AS text[]))
        AS given (channel, account, value)
    JOIN stranger_stop s USING (channel, account, value) WHERE s.decision = 'no'
""")
_SEE = text("""
    INSERT INTO contact_seen (contacts, mark, row)
    SELECT :contacts, mark, row FROM unnest(CAST(:marks AS text[]), CAST(:rows AS integer[])) AS t (mark, row)
    ON CONFLICT DO NOTHING
""")
_SEEN = text("SELECT mark, row FROM contact_seen WHERE contacts = :contacts AND mark = ANY(CAST(:marks AS text[]))")
_ERROR = text("""
    INSERT INTO contact_error (contacts, row, field, what, other) VALUES (:contacts, :row, :field, :what, :other)
    ON CONFLICT DO NOTHING
""")
# Whoever said stop, blocked us or had their data erased is left as they are: only they themselves take that back.
_AGREE = text("""
    WITH given AS (
        SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:names AS text[]), CAST(:languages AS text[]),
            CAST(:words AS text[]), CAST(:moments AS timestamptz[])) AS t (id, name, language, words, at)),
    agreed AS (
        UPDATE conversation c SET announcements = true,
            sender_name = CASE WHEN c.sender_name = '' THEN given.name ELSE c.sender_name END,
            language = CASE WHEN c.language = '' THEN given.language ELSE c.language END
        FROM given WHERE c.id = given.id AND NOT c.campaigns_stopped AND c.erased_at IS NULL
            AND (c.reachable OR c.channel <> 'telegram')
        RETURNING c.id, c.person, c.channel, given.words, given.at),
    noted AS (
        INSERT INTO consent (person, channel, about, decision, words, at)
        SELECT person, channel, 'announcements', 'yes', words, at FROM agreed)
    SELECT id, person FROM agreed
""")
# What residents chose themselves stands.
_TRAITS = text("""
    INSERT INTO trait (person, about, value)
    SELECT new.person, new.about, new.value
    FROM unnest(CAST(:people AS uuid[]), CAST(:abouts AS text[]), CAST(:values AS text[])) AS new (person, about, value)
    WHERE new.about = 'list'
        OR NOT EXISTS (SELECT 1 FROM trait t WHERE t.person = new.person AND t.about = new.about)
    ON CONFLICT DO NOTHING
""")
_NOON = time(12, 0)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a part is read with: the list it belongs to, and what there is."""

    vault: Vault
    contacts: UUID
    name: str
    today: date
    accounts: Mapping[ChannelName, str]
    interests: Mapping[str, str]

    def mark(self, contact: Contact) -> str:
        return self.vault.mark_chat(contact.address)


async def check(connection: AsyncConnection, reading: Reading, sealed: str) -> tuple[str, Mapping[str, int]]:
    """The good contacts of a part, sealed, and what it counts."""
    good, errors = await asyncio.to_thread(_read, reading, sealed)
    good, more = await _without_twins(connection, reading, good)
    errors += more
    known = await _known(connection, reading, good)
    stopped = await _stopped_before(connection, reading, good)
    refused = {each.row: why for each in good if (why := _refused(_key(reading, each), known, stopped))}
    errors += [RowError(row, *why) for row, why in refused.items()]
    good = [each for each in good if each.row not in refused]
    await _note(connection, reading, errors)
    counts = Counter({"good": len(good), "wrong": len({each.row for each in errors})})
    for contact in good:
        found = known.get(_key(reading, contact))
        counts["known" if found else "new"] += 1
        counts["stopped"] += bool(found and found.campaigns_stopped and not found.erased)
        counts["erased"] += bool(found and found.erased)
    return await asyncio.to_thread(_sealed, reading.vault, good), counts


async def take(connection: AsyncConnection, reading: Reading, sealed: str) -> tuple[str, Mapping[str, int]]:
    """Nothing is left of the part."""
    contacts = await asyncio.to_thread(_opened, reading.vault, sealed)
    if not contacts:
        return "", {}
    ids = await resolve(connection, reading.vault, [_as_inbound(reading, each) for each in contacts])
    columns = await asyncio.to_thread(_columns, reading, contacts, ids)
    people = {row.id: row.person for row in await connection.execute(_AGREE, columns)}
    traits = [
        (people[conversation], about, value)
        for conversation, contact in zip(ids, contacts, strict=True)
        if conversation in people
        for about, value in _traits(reading, contact)
    ]
    if traits:
        names = ("people", "abouts", "values")
        row = dict(zip(names, (list(column) for column in zip(*traits, strict=True)), strict=True))
        await connection.execute(_TRAITS, row)
    return "", {"taken": len(people)}


def _read(reading: Reading, sealed: str) -> tuple[list[Contact], list[RowError]]:
    part = json.loads(reading.vault.open(sealed))
    good: list[Contact] = []
    errors: list[RowError] = []
    for number, cells in part["rows"]:
        found = read_row(part["layout"], number, cells, reading.today, reading.interests)
        if isinstance(found, list):
            errors += found
        elif found.channel not in reading.accounts:
            errors.append(RowError(number, Column.PHONE, "no_channel"))
        else:
            good.append(found)
    return good, errors


async def _without_twins(
    connection: AsyncConnection, reading: Reading, contacts: Sequence[Contact]
) -> tuple[list[Contact], list[RowError]]:
    """The first row of an address counts."""
    marks = [f"{each.channel} {reading.mark(each)}" for each in contacts]
    row = {"contacts": reading.contacts, "marks": marks, "rows": [each.row for each in contacts]}
    await connection.execute(_SEE, row)
    first = {found.mark: found.row for found in await connection.execute(_SEEN, row)}
    twins = {each.row: first[mark] for each, mark in zip(contacts, marks, strict=True) if first[mark] != each.row}
    errors = [RowError(row, Column.PHONE, "twin", other) for row, other in twins.items()]
    return [each for each in contacts if each.row not in twins], errors


async def _known(
    connection: AsyncConnection, reading: Reading, contacts: Sequence[Contact]
) -> dict[tuple[str, str], Row[Any]]:
    found = await connection.execute(_KNOWN, _asked(reading, contacts))
    return {(row.channel, row.value): row for row in found}


async def _stopped_before(
    connection: AsyncConnection, reading: Reading, contacts: Sequence[Contact]
) -> set[tuple[str, str]]:
    """Those who stopped announcements before we knew them."""
    return {(row.channel, row.value) for row in await connection.execute(_STOPPED_BEFORE, _asked(reading, contacts))}


def _refused(
    key: tuple[str, str], known: Mapping[tuple[str, str], Row[Any]], stopped: Collection[tuple[str, str]]
) -> tuple[Column, str] | None:
    """Why a contact is not taken, and the column it concerns; None where it is."""
    found = known.get(key)
    if key in stopped:
        return Column.PHONE, "stopped_before"
    if found is None and key[0] == ChannelName.TELEGRAM:
        return Column.TELEGRAM, "telegram_unknown"
    return (Column.TELEGRAM, "blocked") if found and found.blocked else None


def _asked(reading: Reading, contacts: Sequence[Contact]) -> dict[str, Sequence[str]]:
    return {
        "channels": [each.channel for each in contacts],
        "accounts": [reading.accounts[each.channel] for each in contacts],
        "marks": [reading.mark(each) for each in contacts],
    }


def _key(reading: Reading, contact: Contact) -> tuple[str, str]:
    return contact.channel, reading.mark(contact)


async def _note(connection: AsyncConnection, reading: Reading, errors: Sequence[RowError]) -> None:
    rows = [
        {"contacts": reading.contacts, "row": each.row, "field": each.column or "", "what": each.what}
        | {"other": each.other}
        for each in errors
    ]
    if rows:
        await connection.execute(_ERROR, rows)


def _as_inbound(reading: Reading, contact: Contact) -> Inbound:
    """As if they had written: so a number is the same resident whoever brings it."""
    account = reading.accounts[contact.channel]
    chat, sender = contact.address, Sender(text_column(contact.name), contact.language)
    at = datetime.combine(reading.today, _NOON, JAKARTA)
    return Inbound(contact.channel, account, "", chat, (chat,), Notice("imported", {}), at, sender)


def _columns(reading: Reading, contacts: Sequence[Contact], ids: Sequence[UUID]) -> dict[str, Any]:
    seal = reading.vault.seal
    return {
        "ids": list(ids),
        "names": [seal(text_column(each.name)) for each in contacts],
        "languages": [each.language for each in contacts],
        "words": [seal(text_column(_source(reading, each))) for each in contacts],
        "moments": [datetime.combine(date.fromisoformat(each.agreed_on), _NOON, JAKARTA) for each in contacts],
    }


def _source(reading: Reading, contact: Contact) -> str:
    """What the ledger says: how they agreed, who saw it, and by which list it came."""
    return f"Daftar “{reading.name}”: {contact.how}. Bukti: {contact.proof}."


def _traits(reading: Reading, contact: Contact) -> Iterable[tuple[str, str]]:
    yield "list", text_column(reading.name)
    if contact.neighbourhood:
        yield "neighbourhood", contact.neighbourhood
    for interest in contact.interests or (ALL,):
        yield "interest", interest


def _sealed(vault: Vault, contacts: Sequence[Contact]) -> str:
    return vault.seal(json.dumps([asdict(each) for each in contacts])) if contacts else ""


def _opened(vault: Vault, sealed: str) -> list[Contact]:
    told = json.loads(vault.open(sealed)) if sealed else []
    return [_contact(each) for each in told]


def _contact(told: dict[str, Any]) -> Contact:
    return Contact(**(told | {"channel": ChannelName(told["channel"]), "interests": tuple(told["interests"])}))
