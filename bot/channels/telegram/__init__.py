"""Telegram: python-telegram-bot as codec and client, without its queues."""
