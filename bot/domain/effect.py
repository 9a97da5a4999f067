"""What a turn changes besides the conversation: the common type of all such changes."""

from __future__ import annotations


class Effect:
    """One change; bot/store/effects.py knows how to carry each kind out in the turn's own transaction."""

    __slots__ = ()
