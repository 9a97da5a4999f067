"""Moments and spans as staff read them: relative where they look, exact (WIB) where they ask."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from console.staff.words import Words

WIB = timezone(timedelta(hours=7), "WIB")
"""Jakarta has had no other time since 1964."""
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_JUST_NOW = 45
_YESTERDAY = 2 * _DAY


class Moments:
    """In one language, seen from `now`."""

    def __init__(self, words: Words, language: str, now: datetime) -> None:
        self._words = words
        self._language = language
        self._now = now

    def ago(self, moment: datetime) -> str:
        """ "baru saja", "5 mnt lalu", "3 jam lalu", "2 hari lalu"; a date for what is older than a week."""
        seconds = (self._now - moment).total_seconds()
        if seconds < _JUST_NOW:
            return self._words.say("ago_now", self._language)
        if seconds >= 7 * _DAY:
            return self.day(moment.astimezone(WIB).date())
        return self._words.say("ago", self._language, span=self.span(seconds))

    def span(self, seconds: float) -> str:
        """ "5 mnt", "3 jam", "2 hari": the largest unit that fits, rounded down."""
        for key, unit in (("span_days", _DAY), ("span_hours", _HOUR)):
            if seconds >= unit:
                return self._words.say(key, self._language, count=int(seconds // unit))
        return self._words.say("span_minutes", self._language, count=max(1, int(seconds // _MINUTE)))

    def left(self, seconds: float) -> str:
        """ "3 jam 12 mnt": what is left of a time that runs out."""
        hours, minutes = divmod(int(seconds // _MINUTE), 60)
        told = self._words.say("span_minutes", self._language, count=minutes)
        return f"{self._words.say('span_hours', self._language, count=hours)} {told}" if hours else told

    def exact(self, moment: datetime) -> str:
        """ "Sab, 28 Nov 2026 16.05 WIB"."""
        local = moment.astimezone(WIB)
        weekday = self._listed("weekdays", local.weekday())
        return f"{weekday}, {self.day(local.date())} {self.clock(moment)} WIB"

    def clock(self, moment: datetime) -> str:
        return f"{moment.astimezone(WIB):%H.%M}"

    def day(self, day: date) -> str:
        """ "28 Nov 2026"."""
        return f"{day.day} {self._listed('months', day.month - 1)} {day.year}"

    def _listed(self, key: str, index: int) -> str:
        return self._words.say(key, self._language).split()[index]
