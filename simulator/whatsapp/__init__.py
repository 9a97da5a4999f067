"""A WhatsApp Cloud API server on this machine: what the bot calls, and what calls the bot."""

from simulator.whatsapp.people import Person
from simulator.whatsapp.server import WhatsAppServer

__all__ = ["Person", "WhatsAppServer"]
