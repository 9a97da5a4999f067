"""The inbox: who waits and why, and acts on one or many conversations at once."""

from console.staff.inbox.pages import InboxPorts, inbox_area

__all__ = ["InboxPorts", "inbox_area"]
