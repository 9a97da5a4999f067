"""What must be true of interests.yml for residents to choose among its topics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from faq.schema import LANGUAGES, MAX_TITLE, InterestFile


def interest_problems(interests: Mapping[str, InterestFile], most: int) -> Iterator[str]:
    """A line for each problem. `most`: rows of a list, less "semua" and, for who was not understood, a person."""
    if not 1 <= len(interests) <= most:
        yield f"interests.yml: {len(interests)} topics, not 1 to {most}"
    for language in LANGUAGES:
        titles = Counter(each.title.in_language(language).lower() for each in interests.values())
        yield from (f"interests.yml: title {title!r} is used twice" for title, times in titles.items() if times > 1)
        long = (title for title in titles if len(title) > MAX_TITLE)
        yield from (f"interests.yml: title {title!r} is longer than {MAX_TITLE}" for title in long)
    words = Counter(word for each in interests.values() for word in each.words)
    yield from (f"interests.yml: {word!r} stands there {times} times" for word, times in words.items() if times > 1)
