"""What a process counts and times, in Prometheus' form. No label names a resident."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.domain.backlog import Backlog
from bot.domain.messages import ChannelName

_NAMESPACE = "sambung"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """One registry a process; its page is bot/inbound/metrics_page.py."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._deliveries = self._count("deliveries", "Webhook calls by how they were answered", "result")
        self._events = self._count("events", "Events stored; repeats of known ones apart", "kind")
        self._turns = self._time("turn_seconds", "Time by step of a turn", "step")
        self._failed_turns = self._count("failed_turns", "Turns that broke")
        self._bands = self._count("nlu_bands", "What the bot did with a text", "band")
        self._sends = self._count("sends", "Sends by what came of them", "outcome")
        self._send_seconds = self._time("send_seconds", "Time of a channel's answer")
        self._pace_wait = self._time("pace_wait_seconds", "Time a taken message waits for its send time")
        self._inbox = self._level("inbox_depth", "Events that wait to be handled")
        self._inbox_age = self._level("inbox_oldest_seconds", "Age of the oldest waiting event")
        self._outbox = self._level("outbox_depth", "Messages that wait to be sent", "priority")
        self._outbox_age = self._level("outbox_oldest_seconds", "How long the oldest is overdue", "priority")
        self._held = self._level("held_replies", "Answers that wait for the resident to write")
        self._letters = self._level("dead_letters", "Given up, by queue", "queue")
        self._trouble = self._level("account_trouble", "1 while an account is in trouble", "trouble")
        self._levels = (
            *(self._inbox, self._inbox_age, self._outbox, self._outbox_age),
            *(self._held, self._letters, self._trouble),
        )

    def _count(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(name, what, ["channel", *labels], namespace=_NAMESPACE, registry=self.registry)

    def _time(self, name: str, what: str, *labels: str) -> Histogram:
        return Histogram(
            name, what, ["channel", *labels], namespace=_NAMESPACE, registry=self.registry, buckets=_SECONDS
        )

    def _level(self, name: str, what: str, *labels: str) -> Gauge:
        return Gauge(name, what, ["channel", *labels], namespace=_NAMESPACE, registry=self.registry)

    def delivery(self, channel: ChannelName, result: str) -> None:
        """`result`: stored, forged, malformed or refused (we could not store it)."""
        self._deliveries.labels(channel, result).inc()

    def stored(self, channel: ChannelName, new: int, repeated: int) -> None:
        self._events.labels(channel, "new").inc(new)
        self._events.labels(channel, "repeated").inc(repeated)

    def step(self, channel: ChannelName, step: str, seconds: float) -> None:
        """`step`: waited, understood, handled or committed."""
        self._turns.labels(channel, step).observe(seconds)

    @contextmanager
    def timed(self, channel: ChannelName, step: str) -> Iterator[None]:
        started = perf_counter()
        yield
        self.step(channel, step, perf_counter() - started)

    def failed_turn(self, channel: ChannelName) -> None:
        self._failed_turns.labels(channel).inc()

    def band(self, channel: ChannelName, band: str) -> None:
        self._bands.labels(channel, band).inc()

    def send(self, channel: ChannelName, outcome: str, seconds: float) -> None:
        """`outcome`: sent, or the kind of error."""
        self._sends.labels(channel, outcome).inc()
        self._send_seconds.labels(channel).observe(seconds)

    def paced(self, channel: ChannelName, seconds: float) -> None:
        self._pace_wait.labels(channel).observe(seconds)

    def page(self, backlog: Backlog) -> bytes:
        """Everything, with the queues as they are now."""
        for level in self._levels:
            level.clear()
        for waiting in backlog.inbox:
            self._inbox.labels(waiting.channel).set(waiting.count)
            self._inbox_age.labels(waiting.channel).set(waiting.oldest_seconds)
        for queued in backlog.outbox:
            self._outbox.labels(queued.channel, queued.priority).set(queued.count)
            self._outbox_age.labels(queued.channel, queued.priority).set(queued.oldest_seconds)
        for held in backlog.held:
            self._held.labels(held.channel).set(held.count)
        for letters in backlog.dead_letters:
            self._letters.labels(letters.channel, letters.name).set(letters.count)
        for trouble in backlog.troubles:
            self._trouble.labels(trouble.channel, trouble.trouble).set(1)
        return generate_latest(self.registry)
