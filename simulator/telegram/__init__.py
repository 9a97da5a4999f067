"""A Telegram Bot API server on this machine: what the bot calls, and what calls the bot."""

from simulator.telegram.people import Person
from simulator.telegram.server import TelegramServer

__all__ = ["Person", "TelegramServer"]
