"""The rules of the conversation: facts in, Reply out. They see only bot.domain and hold no words of their own.

`heard` reads a turn as one after an announcement, `shortcut` tells what needs no NLU, `words_of` what the NLU should
read otherwise, `respond` makes the reply.
"""

from handlers.announced import heard
from handlers.bands import Thresholds, decide
from handlers.exact import words_of
from handlers.respond import respond
from handlers.shortcuts import shortcut
from handlers.turn import Turn
from handlers.two_questions import halves

__all__ = ["Thresholds", "Turn", "decide", "halves", "heard", "respond", "shortcut", "words_of"]
