"""Alembic's entry: runs on the connection that bot/store/migrate.py hands in."""

from importlib import import_module
from pkgutil import iter_modules

from alembic import context
from sqlmodel import SQLModel

import bot.store

for module in iter_modules(bot.store.__path__):
    if module.name.startswith("tables"):
        import_module(f"bot.store.{module.name}")  # fills SQLModel.metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata)
with context.begin_transaction():
    context.run_migrations()
