"""Alembic's entry: runs on the connection that bot/store/migrate.py hands in."""

from alembic import context
from sqlmodel import SQLModel

from bot.store import tables, tables_cases, tables_conversation, tables_desk, tables_lookups, tables_staff

_FILLED = (tables, tables_cases, tables_desk, tables_lookups, tables_staff)
from bot.store import tables, tables_answers, tables_cases, tables_lookups, tables_staff

_FILLED = (tables, tables_answers, tables_cases, tables_lookups, tables_staff)
from bot.store import tables, tables_cases, tables_lookups, tables_review, tables_staff

_FILLED = (tables, tables_cases, tables_lookups, tables_review, tables_staff)
from bot.store import tables, tables_cases, tables_lookups, tables_models, tables_staff

_FILLED = (tables, tables_cases, tables_lookups, tables_models, tables_staff)
_FILLED = (tables, tables_cases, tables_conversation, tables_desk, tables_lookups, tables_staff)
from bot.store import tables, tables_cases, tables_desk, tables_duty, tables_lookups, tables_staff

_FILLED = (tables, tables_cases, tables_desk, tables_duty, tables_lookups, tables_staff)
"""Importing them fills SQLModel.metadata."""

context.configure(connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata)
with context.begin_transaction():
    context.run_migrations()
