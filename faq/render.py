"""Turns a topic file into the plain text residents see, part by part, in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.domain.topics import Circumstance, Part, TopicView
from faq.dates import written_date
from faq.schema import LegalBasis, PhraseOf, Source, Topic

Fill = Callable[[str], str]
"""Puts the office's facts in."""


def topic_view(topic: Topic, language: str, words: PhraseOf, fill: Fill) -> TopicView:
    """The view as of the review date: `review_overdue` is false here, the book sets it by the day."""
    text = topic.texts.en if language == "en" else topic.texts.id
    parts = {
        Part.REQUIREMENTS: _dotted(text.requirements),
        Part.STEPS: _numbered(text.steps),
        Part.WHERE: text.where.strip(),
        Part.COST_TIME: _cost_and_time(text.cost.strip(), text.time.strip(), words),
        Part.IF_PROBLEM: text.if_problem.strip(),
    }
    filled = {part: fill(written) for part, written in parts.items() if written}
    return TopicView(
        id=topic.id,
        title=text.title,
        answer=fill(text.answer),
        parts=filled | {Part.LEGAL: _legal(topic, language, words)},
        related=topic.related,
        reviewed_on=topic.reviewed_on,
        review_overdue=False,
        circumstances=tuple(Circumstance(one.when, fill(one.in_language(language))) for one in topic.circumstances),
        bring=fill(_dotted(text.bring)),
    )


def _dotted(lines: Iterable[str]) -> str:
    return "\n".join(f"• {line}" for line in lines)


def _numbered(lines: Iterable[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def _cost_and_time(cost: str, time: str, words: PhraseOf) -> str:
    said = ((words("part_cost"), cost), (words("part_time"), time))
    return "\n".join(f"{heading}: {text}" for heading, text in said if text)


def _legal(topic: Topic, language: str, words: PhraseOf) -> str:
    rules = [_rule(basis, words) for basis in topic.legal_basis] or [words("part_no_rule")]
    sources = [_source(source) for source in topic.sources]
    reviewed = f"{words('part_reviewed')} {written_date(topic.reviewed_on, language)}."
    return "\n".join([_dotted(rules), f"{words('part_sources')}:", _dotted(sources), reviewed])


def _rule(basis: LegalBasis, words: PhraseOf) -> str:
    article = basis.article.strip()
    if article[:1].isdigit():
        article = f"{words('part_article')} {article}"
    law = f"{basis.law}, {article}" if article else basis.law
    doubt = {"conflicting": f" ({words('part_conflicting')})", "single_source": f" ({words('part_single_source')})"}
    return law + doubt.get(basis.certainty, "")


def _source(source: Source) -> str:
    return f"{source.title} ({source.reference})" if source.reference else source.title
