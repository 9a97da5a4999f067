"""Teach the bot: the queue of questions to review, officers' answers as proposals, and how well each topic is known."""
