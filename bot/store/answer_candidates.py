"""Officers' answers as proposals: implements AnswerCandidates, and a job that finds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.answer_candidates import Acceptance, Candidate, CandidateState, UnknownCandidate
from bot.domain.errors import Unreadable
from bot.domain.handover import FOR_INSPECTORS
from bot.domain.review import UNDOABLE
from bot.domain.stripping import strip_personal
from bot.store.codec import text_column
from bot.store.engine import Database
from bot.store.taught import Lesson, teach, withdraw
from bot.store.vault import Vault
from bot.store.wakeup import Wakeup

_MOST = 2_000
"""Answers one run looks at, the newest."""
_LEAST = 15
"""Letters; "baik pak, siap" answers nothing another resident could ask."""

_ANSWERED = text("""
    SELECT id FROM inbox WHERE external_id LIKE 'notice:answered:%' AND state = 'handled'
    ORDER BY id DESC LIMIT :most
""")
_KNOWN = text("SELECT source FROM answer_candidate WHERE source = ANY(:sources)")
_BODIES = text("SELECT id, body, received_at FROM inbox WHERE id = ANY(:ids) ORDER BY id")
_ADD = text("""
    INSERT INTO answer_candidate (id, source, question, asked, text, topic, language, officer, made_at, state)
    SELECT :id, :source, q.id, :asked, :text, :topic, q.language, :officer, :made_at, :state
    FROM question q WHERE q.id = :question FOR KEY SHARE
    ON CONFLICT (source) DO NOTHING
""")
_QUESTIONS = text("""
    SELECT q.id, q.text, q.reason,
        coalesce(nullif(nullif(m.label, ''), 'new'), nullif(q.answered, ''), q.ranking -> 0 ->> 'id', '') AS topic
    FROM question q LEFT JOIN review_member m ON m.question = q.id WHERE q.id = ANY(:ids)
""")
_OPEN = text("SELECT * FROM answer_candidate WHERE state = 'open' ORDER BY made_at DESC, id LIMIT :limit")
_WAITING = text("SELECT count(*) FROM answer_candidate WHERE state = 'open'")
_ACCEPT = text("""
    UPDATE answer_candidate SET state = :state, asked = :asked, text = :text, topic = :topic, title = :title,
        question = NULL, decided_by = :actor, decided_at = clock_timestamp()
    WHERE id = :id AND state = 'open' RETURNING language
""")
_REJECT = text("""
    UPDATE answer_candidate SET state = 'rejected', decided_by = :actor, decided_at = clock_timestamp()
    WHERE id = :id AND state = 'open'
""")
_REOPEN = text("""
    UPDATE answer_candidate SET state = 'open', decided_by = '', decided_at = NULL
    WHERE id = :id AND state IN ('accepted', 'taught', 'rejected') AND decided_by = :actor
        AND decided_at > clock_timestamp() - CAST(:undoable AS interval)
""")
_PROPOSED = text("""
    SELECT * FROM answer_candidate
    WHERE state = 'accepted' AND (CAST(:topic AS text) IS NULL OR topic = :topic) ORDER BY decided_at DESC, id LIMIT 500
""")
_FORGET = text("""
    DELETE FROM answer_candidate
    WHERE state = 'rejected' AND decided_at < clock_timestamp() - CAST(:undoable AS interval)
""")
_TAUGHT_ONLY = "taught"
"""Its question is an example; its answer was not wanted."""


class PostgresCandidates:
    """`collect` is a job of the clockwork and may run anywhere."""

    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._database = database
        self._wakeup = wakeup

    async def collect(self) -> dict[str, int]:
        """How many answers were found; each is looked at once."""
        vault = self._database.vault
        async with self._database.begin() as connection:
            events = [row.id for row in await connection.execute(_ANSWERED, {"most": _MOST})]
            sources = {vault.mark(f"answer {event}"): event for event in events}
            known = {row.source for row in await connection.execute(_KNOWN, {"sources": list(sources)})}
            fresh = {event: source for source, event in sources.items() if source not in known}
            bodies = (await connection.execute(_BODIES, {"ids": list(fresh)})).all() if fresh else []
            found = await self._add(connection, bodies, fresh)
            await connection.execute(_FORGET, {"undoable": UNDOABLE})
        if found:
            self._wakeup.ring("desk")
        return {"answers": found}

    async def _add(self, connection: AsyncConnection, bodies: Sequence[Row[Any]], fresh: Mapping[int, str]) -> int:
        facts = {row.id: _facts(self._database.vault, row.body) for row in bodies}
        asked_ids = sorted({told["question"] for told in facts.values() if told.get("question")})
        asked = {row.id: row for row in await connection.execute(_QUESTIONS, {"ids": asked_ids})}
        rows = [
            self._row(row, facts[row.id], asked[facts[row.id]["question"]], fresh[row.id])
            for row in bodies
            if facts[row.id].get("question") in asked
        ]
        if rows:
            await connection.execute(_ADD, rows)
        return sum(row["state"] == CandidateState.OPEN for row in rows)

    def _row(self, row: Row[Any], facts: Mapping[str, str], asked: Row[Any], source: str) -> dict[str, object]:
        """What inspectors read stays with them; answers too short to help others are only marked as seen."""
        vault = self._database.vault
        question = strip_personal(vault.readable(asked.text))
        answer = _stripped_lines(facts.get("text", ""))
        useful = len(answer) >= _LEAST and question and asked.reason != FOR_INSPECTORS
        return {
            "id": uuid4(),
            "source": source,
            "question": asked.id,
            "asked": vault.seal(question) if useful else "",
            "text": vault.seal(answer) if useful else "",
            "topic": asked.topic,
            "officer": text_column(facts.get("officer", "")),
            "made_at": row.received_at,
            "state": CandidateState.OPEN if useful else "dropped",
        }

    async def open(self, limit: int = 20) -> Sequence[Candidate]:
        async with self._database.single() as connection:
            rows = (await connection.execute(_OPEN, {"limit": limit})).all()
        return [_candidate(self._database.vault, row) for row in rows]

    async def waiting(self) -> int:
        async with self._database.single() as connection:
            return int((await connection.execute(_WAITING)).scalar_one())

    async def accept(self, acceptance: Acceptance, actor: str) -> None:
        vault = self._database.vault
        asked = strip_personal(text_column(acceptance.asked))
        row = {
            "id": acceptance.id,
            "asked": vault.seal(asked),
            "text": vault.seal(_stripped_lines(acceptance.text)),
            "topic": acceptance.topic,
            "title": strip_personal(text_column(acceptance.title)),
            "state": CandidateState.ACCEPTED if acceptance.answer else _TAUGHT_ONLY,
            "actor": actor,
        }
        async with self._database.begin() as connection:
            found = (await connection.execute(_ACCEPT, row)).one_or_none()
            if found is None:
                raise UnknownCandidate(str(acceptance.id))
            if acceptance.teach and acceptance.topic:
                lesson = Lesson(acceptance.id, acceptance.topic, actor, [(asked, found.language)])
                await teach(connection, vault, lesson)
        self._wakeup.ring("desk")

    async def reject(self, candidate: UUID, actor: str) -> None:
        async with self._database.begin() as connection:
            if (await connection.execute(_REJECT, {"id": candidate, "actor": actor})).rowcount == 0:
                raise UnknownCandidate(str(candidate))
        self._wakeup.ring("desk")

    async def reopen(self, candidate: UUID, actor: str) -> None:
        wanted = {"id": candidate, "actor": actor, "undoable": UNDOABLE}
        async with self._database.begin() as connection:
            if (await connection.execute(_REOPEN, wanted)).rowcount == 0:
                raise UnknownCandidate(str(candidate))
            await withdraw(connection, candidate)
        self._wakeup.ring("desk")

    async def proposed(self, topic: str | None = None) -> Sequence[Candidate]:
        async with self._database.single() as connection:
            rows = (await connection.execute(_PROPOSED, {"topic": topic})).all()
        return [_candidate(self._database.vault, row) for row in rows]


def _facts(vault: Vault, body: Any) -> Mapping[str, str]:
    """Of the notice that an officer answered; empty where it was erased."""
    try:
        opened = vault.open_json(body)
    except (Unreadable, ValueError):
        return {}
    content = opened.get("content", {}) if isinstance(opened, dict) else {}
    facts: Mapping[str, str] = content.get("facts") or {}
    return facts


def _stripped_lines(words: str) -> str:
    """An answer keeps its lines."""
    lines = [strip_personal(line) for line in text_column(words).splitlines()]
    return "\n".join(lines).strip()


def _candidate(vault: Vault, row: Row[Any]) -> Candidate:
    return Candidate(
        id=row.id,
        asked=vault.readable(row.asked),
        text=vault.readable(row.text),
        topic=row.topic,
        title=row.title,
        language=row.language,
        officer=row.officer,
        made_at=row.made_at,
        state=CandidateState(row.state),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
