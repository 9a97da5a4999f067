"""Stand-ins for Telegram's and Meta's servers on this machine, and a page with two phones; knows nothing of the bot."""
