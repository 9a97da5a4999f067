"""Figures → docs/performance.md: the targets first, then everything that was measured."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from bench.figures import Figures

Results = dict[str, dict[str, Figures]]


@dataclass(frozen=True, slots=True)
class Target:
    """`least` and `most` bound the figure at (`part`, `row`, `name`)."""

    words: str
    part: str
    row: str
    name: str
    least: float | None = None
    most: float | None = None

    @property
    def wanted(self) -> str:
        bounds = [f"≥ {self.least:g}"] if self.least is not None else []
        return " and ".join(bounds + ([f"≤ {self.most:g}"] if self.most is not None else []))

    def met(self, value: float) -> bool:
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


_AGAINST = ("road", "against stock Rasa")
_PARSES = ("against stock Rasa", "parses_per_second_ratio")

TARGETS = (
    Target("deliveries stored and answered a second", "webhooks", "ours", "per_second", least=400),
    Target("… at p95, ms", "webhooks", "ours", "p95_ms", most=50),
    Target("… as a share of the bare handler", "webhooks", "share of the floor", "ratio", least=0.6),
    Target("events a second ÷ stock Rasa's", *_AGAINST, "events_per_second_ratio", least=5),
    Target("median latency at stock Rasa's full load ÷ its own", *_AGAINST, "latency_ratio_at_full_load", most=0.1),
    Target("… at half again as much", *_AGAINST, "latency_ratio_in_a_rush", most=0.1),
    Target("idle, no NLU needed: p50, ms", "road", "ours, idle without NLU", "p50_ms", most=25),
    Target("100,000 recipients prepared, s", "broadcast", "preparing", "seconds", most=10),
    Target("1,000,000 prepared: memory growth of the worker", "broadcast", "a million", "growth", most=0.1),
    Target("… messages waiting in the queue", "broadcast", "a million", "most_waiting_in_the_queue", most=800),
    Target("sends ÷ configured rate", "broadcast", "sending", "share_of_the_rate", least=0.98),
    Target("most sends in any second, at 80 a second", "broadcast", "sending", "most_in_1_s", most=80),
    Target("a reply meanwhile: p95, ms", "broadcast", "sending", "reply_p95_ms", most=500),
    Target("a pause at full rate: last send after, s", "broadcast", "pausing", "last_send_after_s", most=1),
    Target("cost per event, 100,000 ÷ 1,000 waiting", "scaling", "backlog 100,000 to 1,000", "cost_ratio", 0.8, 1.2),
    Target("parses a second ÷ stock Rasa's", "understanding", *_PARSES, least=8),
    Target("a lone parse: p50, ms", "understanding", "ours", "alone_p50_ms", most=3),
    Target("memory of the NLU, MB", "understanding", "ours", "memory_mb", most=900),
    Target("start of the NLU, s", "understanding", "ours", "start_s", most=10),
    Target("requests failed while the model changes", "model swap", "50 a second meanwhile", "failed", most=0),
    Target(
        "from the click to the former model's answer, s", "model swap", "50 a second meanwhile", "rolled_back_s", most=5
    ),
    Target("memory growth of web over 50,000 events", "endurance", "web", "growth", most=0.05),
    Target("inbox of 1,000,000 messages: who waits, p95, ms", "inbox", "list: waiting", "p95_ms", most=200),
    Target("… all conversations, p95, ms", "inbox", "list: all", "p95_ms", most=200),
    Target("… search, p95, ms", "inbox", "search", "p95_ms", most=200),
    Target("… a conversation, p95, ms", "inbox", "conversation, any", "p95_ms", most=150),
    Target("… the longest one (2,000 messages), p95, ms", "inbox", "conversation, the longest", "p95_ms", most=150),
    Target("… cases, p95, ms", "inbox", "cases", "p95_ms", most=200),
    Target("memory growth of worker over 50,000 events", "endurance", "worker", "growth", most=0.05),
)

_TITLES = {
    "webhooks": "Webhooks: stored and answered, beside a bare handler that inserts one row (16 at once)",
    "road": "From webhook to send, beside stock Rasa",
    "broadcast": "A campaign to 100,000 residents at 80 a second, somebody asking for the menu; a pause; 1,000,000",
    "scaling": "Handling a backlog: more workers, deeper backlogs",
    "endurance": "Memory over 50,000 events",
    "inbox": "Pages of the console: 1,000,000 messages, 100,000 conversations, 10,000 cases, 50 deliveries a second",
    "understanding": "Understanding alone: 32 at once, every message asked once",
    "model swap": "Another language model in charge, and the former one again",
}


def document(results: Results) -> tuple[str, int]:
    """The text, and how many targets are not met."""
    rows = [(target, results.get(target.part, {}).get(target.row, {}).get(target.name)) for target in TARGETS]
    unmet = sum(value is not None and not target.met(value) for target, value in rows)
    lines = [
        "# Performance",
        "",
        "Written by `make bench`; the figures themselves are in `bench/results.json`. Everything runs on one machine",
        f"({os.cpu_count()} cores) over loopback, load generator, database and stand-ins included; medians of",
        "interleaved rounds. Ratios within a run tell more than absolute numbers.",
        "",
        "| target | wanted | measured | |",
        "|---|---|---|---|",
        *(_row(target, value) for target, value in rows),
        "",
        *(line for part, title in _TITLES.items() if part in results for line in _part(title, results[part])),
        *NOTES,
    ]
    return "\n".join(lines) + "\n", unmet


def _row(target: Target, value: float | None) -> str:
    if value is None:
        return f"| {target.words} | {target.wanted} | not measured | |"
    return f"| {target.words} | {target.wanted} | {value:,.4g} | {'met' if target.met(value) else 'not met'} |"


def _part(title: str, rows: dict[str, Figures]) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    for name, figures in rows.items():
        yield f"- **{name}**: " + ", ".join(f"{_words(figure)} {value:,.4g}" for figure, value in figures.items())
    yield ""


def _words(name: str) -> str:
    return name.replace("_", " ")


NOTES = (
    "## How to read this",
    "",
    "- Stock Rasa runs as documented: `rasa run` with its default single process, DIET and ResponseSelector trained",
    "  on our examples, rules, SQL tracker store on the same PostgreSQL. It is asked through its `callback` channel,",
    "  which like ours takes a message by HTTP and posts the answer to another address; its Telegram channel cannot be",
    "  pointed at a server of one's own. Its answers are the short ones of our bot. It posts each paragraph apart, we",
    "  send what belongs together with buttons below; both are timed to the first message. Both start with residents",
    "  they have never met.",
    '- "32 at once": as many residents, each of whom asks again when the one before has an answer; this finds',
    "  the most that can be answered. Then both get the same number of messages a second, one by one: as many as",
    "  stock Rasa has just been found to bear (there its queue is sometimes empty and sometimes not, and its median",
    "  swings from run to run), and half again as many, which stock Rasa cannot follow any more: there its queue, and",
    "  with it the ratio, grows with the length of the run (300 messages).",
    "- Where the road itself is measured the channels' ceilings are raised to 1,000 a second; the broadcast runs at",
    "  the real 80.",
    "- Two cores carry load generator, database, stand-ins and ourselves: more workers cannot bring more here.",
)
