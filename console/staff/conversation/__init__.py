"""The page of one conversation: the thread, the resident, and the composer."""

from console.staff.conversation.area import conversation_area
from console.staff.conversation.ports import ConversationPorts

__all__ = ["ConversationPorts", "conversation_area"]
