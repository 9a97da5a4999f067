"""A resident who talks with the handlers, going on each time from where the last message left them."""

from __future__ import annotations

from bot.domain.effect import Effect
from bot.domain.messages import Content, Tap
from bot.domain.ports import Ports
from bot.domain.reply import Guess, LogQuestion, Reply
from tests.fakes_book import KNOWN, PORTS, said, text_of


class Chat:
    """A resident who goes on from where the last message left them."""

    def __init__(self, ports: Ports = PORTS) -> None:
        self.ports = ports
        self.state = KNOWN
        self.reply = Reply((), KNOWN)
        self.effects: list[Effect] = []

    async def say(self, *contents: Content | str, ranking: tuple[Guess, ...] = ()) -> str:
        for content in contents:
            self.reply = await said(content, ranking, self.state, ports=self.ports)
            self.state = self.reply.state
            self.effects += [effect for effect in self.reply.effects if not isinstance(effect, LogQuestion)]
        return text_of(self.reply)

    async def press(self, title: str) -> str:
        choices = [choice for bubble in self.reply.bubbles for choice in getattr(bubble, "choices", ())]
        [action] = [choice.action for choice in choices if choice.title == title]
        return await self.say(Tap(action, title))

    @property
    def step(self) -> str:
        return self.state.dialogue.step if self.state.dialogue else ""
