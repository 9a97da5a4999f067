"""The rules of the conversation: facts in, Reply out. They see only bot.domain and hold no words of their own.

`shortcut` tells what needs no NLU, `words_of` what the NLU should read otherwise, `respond` makes the reply.
"""

from handlers.bands import Thresholds, decide
from handlers.exact import words_of
from handlers.respond import respond
from handlers.shortcuts import shortcut
from handlers.turn import Turn
from handlers.two_questions import halves

__all__ = ["Thresholds", "Turn", "decide", "halves", "respond", "shortcut", "words_of"]
