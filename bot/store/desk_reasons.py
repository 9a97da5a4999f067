"""Why conversations wait for staff, as SQL: gathered from what is open when it is asked, so nothing can be forgotten to
be taken off a list. Every part is read from a partial index of what is open, never from all there is."""

from __future__ import annotations

from bot.domain.waiting import Why, reasons_of

# What closing cannot close by itself (questions and the queue it can) waits no more if it is older than the closing.
_NOT_CLOSED = "NOT EXISTS (SELECT 1 FROM desk_card k WHERE k.conversation = {whose} AND k.closed_at >= {at})"
_LETTER_IN = _NOT_CLOSED.format(whose="inbox.conversation", at="received_at")
_LETTER_OUT = _NOT_CLOSED.format(whose="outbox.conversation", at="created_at")
_CASE = _NOT_CLOSED.format(whose="person", at="received_at")
_RANKS = "CASE why " + " ".join(
    f"WHEN '{reason}' THEN {rank}" for rank, told in enumerate(Why) for reason in reasons_of(told)
)
RANK = f"{_RANKS} ELSE {len(Why) - 1} END"
"""The place of a reason in Why, the most pressing first."""

# A case belongs to a person, who has the id of their first conversation.
_REASONS = f"""
    SELECT id AS conversation, 'asked_person' AS why, queued_at AS since, queued_at < :promised AS broken
    FROM conversation WHERE owner = 'queue'
    UNION ALL
    SELECT conversation, reason, asked_at, asked_at < :promised FROM question
    WHERE for_staff AND closed_at IS NULL AND (:inspector OR reason <> 'secret')
    UNION ALL
    SELECT conversation, 'dead_letter', received_at, received_at < :promised FROM inbox
    WHERE state = 'dead' AND conversation IS NOT NULL AND {_LETTER_IN}
    UNION ALL
    SELECT conversation, 'dead_letter', created_at, created_at < :promised FROM outbox
    WHERE state = 'dead' AND conversation IS NOT NULL AND {_LETTER_OUT}
    UNION ALL
    SELECT person, 'case', received_at, coalesce(next_on < :today, false) FROM resident_case
    WHERE state = 'received' AND (:inspector OR visibility <> 'secret') AND {_CASE}
"""  # noqa: S608 - our own words
_ASLEEP = """
    SELECT d.conversation FROM desk_card d
    WHERE d.snoozed_until > now() AND NOT coalesce(
        (SELECT c.last_inbound_at > d.snoozed_at FROM conversation c WHERE c.id = d.conversation), false)
"""
_OF_ALL = f"""
    SELECT r.conversation, min({RANK}) AS rank, min(r.since) AS since, bool_or(r.broken) AS broken
    FROM reason r GROUP BY r.conversation
"""  # noqa: S608 - our own words

WAITING = f"""
    WITH reason AS ({_REASONS}), asleep AS ({_ASLEEP}),
    held AS (SELECT id FROM conversation WHERE owner = 'person'),
    why AS ({_OF_ALL}),
    listed AS (
        SELECT w.conversation, w.rank, w.since, w.broken, 0 AS sleeps FROM why w
        WHERE w.conversation NOT IN (SELECT conversation FROM asleep)
          AND w.conversation NOT IN (SELECT id FROM held))
"""  # noqa: S608 - our own words
"""`listed`: who waits for anybody."""

HELD = f"""
    WITH reason AS (
        SELECT q.conversation, q.reason AS why, q.asked_at AS since, q.asked_at < :promised AS broken
        FROM question q JOIN conversation c ON c.id = q.conversation AND c.owner = 'person'
        WHERE q.for_staff AND q.closed_at IS NULL AND (:inspector OR q.reason <> 'secret')),
    asleep AS ({_ASLEEP}), why AS ({_OF_ALL}),
    listed AS (
        SELECT c.id AS conversation, coalesce(w.rank, {len(Why)}) AS rank,
            coalesce(w.since, d.held_since, c.last_inbound_at, c.created_at) AS since,
            coalesce(w.broken, false) AS broken, CASE WHEN a.conversation IS NULL THEN 0 ELSE 1 END AS sleeps
        FROM conversation c LEFT JOIN desk_card d ON d.conversation = c.id LEFT JOIN why w ON w.conversation = c.id
        LEFT JOIN asleep a ON a.conversation = c.id
        WHERE c.owner = 'person' AND (CAST(:mine AS uuid) IS NULL OR d.account = CAST(:mine AS uuid)))
"""  # noqa: S608 - our own words
"""`listed`: what somebody has; of one of the staff where `mine` is given. Who waits for them is told by open
questions."""

ONE_OF = f"""
    WITH reason AS (
        SELECT id AS conversation, 'asked_person' AS why, queued_at AS since, queued_at < :promised AS broken
        FROM conversation WHERE owner = 'queue' AND id = ANY(:ids)
        UNION ALL
        SELECT conversation, reason, asked_at, asked_at < :promised FROM question
        WHERE for_staff AND closed_at IS NULL AND conversation = ANY(:ids) AND (:inspector OR reason <> 'secret')
        UNION ALL
        SELECT conversation, 'dead_letter', received_at, received_at < :promised FROM inbox
        WHERE state = 'dead' AND conversation = ANY(:ids) AND {_LETTER_IN}
        UNION ALL
        SELECT conversation, 'dead_letter', created_at, created_at < :promised FROM outbox
        WHERE state = 'dead' AND conversation = ANY(:ids) AND {_LETTER_OUT}
        UNION ALL
        SELECT person, 'case', received_at, coalesce(next_on < :today, false) FROM resident_case
        WHERE state = 'received' AND person = ANY(:ids) AND (:inspector OR visibility <> 'secret') AND {_CASE})
    {_OF_ALL}
"""  # noqa: S608 - our own words
"""Why these conversations wait, where they do."""
