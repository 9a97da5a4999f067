"""Rules for a topic that an editor changed: the same as for the files, with all problems told at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from bot.domain.errors import BadTopic
from faq.check import problems, taxonomy_labels
from faq.files import Content
from faq.placeholders import OFFICE, placeholders
from faq.schema import Topic


def read_topic(raw: Any) -> Topic:
    """What the store kept of a topic that was checked when it was saved. Raises BadTopic where it no longer fits."""
    try:
        topic = Topic.model_validate(raw)
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_url=False)]
        raise BadTopic(lines) from error
    if unknown := placeholders(topic.texts.model_dump_json()) - set(OFFICE):
        raise BadTopic([f"unknown placeholder {', '.join(sorted(unknown))}"])
    return topic


def checked(raw: Any, content: Content, labels: frozenset[str] | None = None) -> Topic:
    """The topic, if it could stand in faq/topics beside all the others, as `content` has them. Raises BadTopic."""
    topic = read_topic(raw)
    if topic.id not in content.topics:
        raise BadTopic([f"{topic.id} is no topic of the taxonomy"])
    known = taxonomy_labels() if labels is None else labels
    found = problems(replace(content, topics={**content.topics, topic.id: topic}, problems=[]), known)
    if found:
        raise BadTopic(found)
    return topic


def as_written(topic: Topic) -> dict[str, Any]:
    """As the store keeps it: what `checked` reads back."""
    return topic.model_dump(mode="json")
