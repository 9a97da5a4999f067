"""Fills a database with years of an office's chats, fast: a thousand different messages, sealed once each, dealt out by
generate_series."""

from __future__ import annotations

import hashlib
import itertools
import random
import re
from uuid import UUID

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.tracking import is_number
from bot.store.engine import Database
from bot.store.search import marks_of, stems_of

CONVERSATIONS = 100_000
MESSAGES = 1_000_000
OPEN_CASES = 10_000
QUEUED = 2_000
OPEN_QUESTIONS = 4_000
LONGEST = 2_000
"""Messages of the resident who has written most."""
_DIFFERENT = 1_000
_WORDS = re.findall(
    r"\w+",
    """ktp kk akta kelahiran kematian hilang rusak kereta stasiun rekam foto blangko antre loket jam buka petugas
    kelurahan tanjung barat surat pindah datang domisili anak bayi lahir nikah cerai alamat salah ketik nama tanggal
    ganti kapan selesai biaya gratis syarat dokumen fotokopi asli online aplikasi gagal masuk nomor antrean sabtu libur
    lansia disabilitas jemput bola rt rw pengantar kartu identitas sekolah paspor bpjs bank rumah kontrak warga""",
)
RARE = "mikrofilm"
"""In one message of a thousand."""

_TEMPLATE = text("""
    CREATE UNLOGGED TABLE template (n integer PRIMARY KEY, came text, told text, question text, marks bigint[])
""")
_SENDER = text("""
    CREATE UNLOGGED TABLE template_sender AS
    SELECT CAST(:address AS text) AS address, CAST(:name AS text) AS name, CAST(:state AS text) AS state
""")
_NUMBERS = text("""
    CREATE UNLOGGED TABLE template_case AS
    SELECT n, number FROM unnest(CAST(:numbers AS text[])) WITH ORDINALITY AS x (number, n)
""")
_DEAL = text("""
    INSERT INTO template (n, came, told, question, marks)
    VALUES (:n, :came, :told, :question, CAST(string_to_array(:marks, ' ') AS bigint[]))
""")
# A conversation's id follows from its number, so that its rows find it without a look-up.
_ID = "CAST(md5('c' || ({n})) AS uuid)"
_LONG_NUMBER = 7
_MESSAGE_OF = f"mod(m * 7919::bigint, {CONVERSATIONS})"
_AT = f"clock_timestamp() - ({MESSAGES} - m) * interval '60 seconds'"


def conversation(number: int) -> UUID:
    """The id of one of them, below CONVERSATIONS; the first QUEUED wait for a person."""
    return UUID(hashlib.md5(f"c{number}".encode(), usedforsecurity=False).hexdigest())


LONG = conversation(_LONG_NUMBER)


def case_numbers() -> list[str]:
    """Those of the open cases."""
    right = (str(number) for number in itertools.count(10_000_000) if is_number(str(number)))
    return list(itertools.islice(right, OPEN_CASES))


def _fills() -> list[str]:
    """Statements in order."""
    half = MESSAGES // 2
    mine = _ID.format(n=_MESSAGE_OF)
    each = _ID.format(n="n")
    dealt = f"JOIN template t ON t.n = mod(m, {_DIFFERENT})"
    came = f"FROM generate_series(1, {half}) AS s, LATERAL (SELECT s * 2::bigint AS m) x {dealt}"
    told = f"FROM generate_series(1, {half}) AS s, LATERAL (SELECT s * 2::bigint - 1 AS m) x {dealt}"
    return [
        f"""INSERT INTO conversation (id, person, channel, account, chat, address, sender_name, state, owner,
                queued_at, last_inbound_at)
            SELECT {each}, {each}, CASE WHEN n % 3 = 0 THEN 'telegram' ELSE 'whatsapp' END, '1', 'c' || n,
                s.address, s.name, to_jsonb(s.state),
                CASE WHEN n < {QUEUED} THEN 'queue' WHEN n < {QUEUED} + 300 THEN 'person' ELSE 'bot' END,
                CASE WHEN n < {QUEUED} THEN clock_timestamp() - n * interval '3 minutes' END,
                clock_timestamp() - n * interval '5 minutes'
            FROM generate_series(0, {CONVERSATIONS - 1}) AS n CROSS JOIN template_sender s""",
        f"""INSERT INTO inbox (channel, account, external_id, conversation, body, state, received_at, handled_at)
            SELECT 'telegram', '1', 'b' || m, {mine}, to_jsonb(t.came), 'handled', {_AT}, {_AT} {came}""",
        f"""INSERT INTO outbox (conversation, channel, account, chat, body, state, dedupe, created_at, sent_at)
            SELECT {mine}, 'telegram', '1', 'c', to_jsonb(t.told), 'sent', 'b' || m, {_AT}, {_AT} {told}""",
        f"""INSERT INTO question (id, conversation, text, language, band, answered, model, ranking, for_staff, reason,
                asked_at)
            SELECT 'q' || m, {mine}, t.question, 'id', 'answer', '', '', '[]', s > {half - OPEN_QUESTIONS},
                CASE WHEN s > {half - OPEN_QUESTIONS} THEN 'not_understood' ELSE '' END, {_AT} {came}""",
        f"""INSERT INTO resident_case (number, key, person, kind, category, visibility, story, happened, place,
                name, state, next_on, received_at)
            SELECT k.number, 'b' || s, {_ID.format(n=f"{CONVERSATIONS // 2} + s")}, 'pengaduan', 'slow', 'open',
                t.question, '', '', '', 'received', current_date + mod(s, 9) - 3,
                clock_timestamp() - s * interval '4 minutes'
            FROM generate_series(1, {OPEN_CASES}) AS s JOIN template t ON t.n = mod(s, {_DIFFERENT})
            JOIN template_case k ON k.n = s""",
        f"""INSERT INTO desk_card (conversation, closed_at, labels)
            SELECT {_ID.format(n="n * 3")}, clock_timestamp() - interval '300 days',
                CASE WHEN n % 10 = 0 THEN ARRAY['lansia'] ELSE '{{}}' END
            FROM generate_series(1, {CONVERSATIONS // 3 - 1}) AS n""",
        *_longest(),
        "DROP INDEX search_line_marks",
        f"""INSERT INTO search_line (side, row, conversation, at, marks)
            SELECT 'in', i.id, i.conversation, i.received_at, t.marks
            FROM inbox i JOIN template t ON t.n = mod(CAST(substr(i.external_id, 2) AS integer), {_DIFFERENT})""",
        f"""INSERT INTO search_line (side, row, conversation, at, marks)
            SELECT 'out', o.id, o.conversation, o.created_at, t.marks
            FROM outbox o JOIN template t ON t.n = mod(CAST(substr(o.dedupe, 2) AS integer), {_DIFFERENT})""",
        "INSERT INTO search_floor SELECT 'in', max(id) FROM inbox UNION SELECT 'out', max(id) FROM outbox",
        "CREATE INDEX search_line_marks ON search_line USING gin (marks)",
        "ANALYZE",
    ]


def _longest() -> list[str]:
    """Hundreds of questions and answers more in one conversation."""
    half, dealt = LONGEST // 2, f"JOIN template t ON t.n = mod(s, {_DIFFERENT})"
    each = f"FROM generate_series(1, {half}) AS s {dealt}"
    at = f"clock_timestamp() - ({half} - s) * interval '20 minutes'"
    return [
        f"""INSERT INTO inbox (channel, account, external_id, conversation, body, state, received_at, handled_at)
            SELECT 'telegram', '1', 'l' || s, '{LONG}', to_jsonb(t.came), 'handled', {at}, {at} {each}""",
        f"""INSERT INTO outbox (conversation, channel, account, chat, body, state, dedupe, created_at, sent_at)
            SELECT '{LONG}', 'telegram', '1', 'c', to_jsonb(t.told), 'sent', 'l' || s, {at}, {at} {each}""",
        f"""INSERT INTO question (id, conversation, text, language, band, answered, model, ranking, for_staff,
                reason, asked_at)
            SELECT 'l' || s, '{LONG}', t.question, 'id', 'answer', '', '', '[]', false, '', {at} {each}""",
    ]


async def fill(database: Database, url: str) -> None:
    """Into a fresh database; some minutes."""
    async with database.begin() as connection:
        await connection.execute(_TEMPLATE)
        await _templates(connection, database)
    # The pool's connections give up after seconds.
    patient = await asyncpg.connect(url)
    await patient.execute("SET maintenance_work_mem = '256MB'")
    await patient.execute("SET synchronous_commit = off")
    for statement in _fills():
        await patient.execute(statement)
    await patient.close()


async def _templates(connection: AsyncConnection, database: Database) -> None:
    dice, vault = random.Random(7), database.vault
    sender = {"address": vault.seal("7000000"), "name": vault.seal("Warga"), "state": vault.seal("{}")}
    await connection.execute(_SENDER, sender)
    await connection.execute(_NUMBERS, {"numbers": case_numbers()})
    messages = [" ".join(dice.choices(_WORDS, k=dice.randint(4, 14))) for _ in range(_DIFFERENT)]
    messages[500] += f" {RARE}"
    stems = await stems_of(connection, messages)
    rows = [
        {
            "n": number,
            "came": vault.seal(f'{{"content": {{"kind": "text", "body": "{words}"}}}}'),
            "told": vault.seal(f'{{"text": "{words}"}}'),
            "question": vault.seal(words),
            "marks": " ".join(map(str, marks_of(vault, stems[number]))),
        }
        for number, words in enumerate(messages)
    ]
    await connection.execute(_DEAL, rows)
