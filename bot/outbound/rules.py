"""What the store must know of a channel to pace it and to carry out verdicts, given by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.domain.errors import SendError, Temporary
from bot.domain.messages import ChannelName
from bot.domain.reply import Payload
from bot.outbound.pace import DEFAULT_PACES, AccountPace


def _unexplained(code: int | None) -> SendError:
    return Temporary("failed status", code=code)


@dataclass(frozen=True, slots=True)
class ChannelRules:
    """`knock` is the template that asks a resident to write again when the window is closed; `failure` reads the
    code of a `failed` status; `reports`: the channel tells how far a message got."""

    pace: AccountPace
    knock: Payload | None = None
    reports: bool = True
    failure: Callable[[int | None], SendError] = _unexplained


Rules = Mapping[ChannelName, ChannelRules]

DEFAULT_RULES: Rules = {channel: ChannelRules(pace) for channel, pace in DEFAULT_PACES.items()}
"""The platforms' own ceilings and nothing else."""
