"""Alembic's entry: runs on the connection that bot/store/migrate.py hands in."""

from alembic import context
from sqlmodel import SQLModel

from bot.store import (
    tables,
    tables_answers,
    tables_campaigns,
    tables_cases,
    tables_conversation,
    tables_desk,
    tables_duty,
    tables_lookups,
    tables_models,
    tables_privacy,
    tables_review,
    tables_staff,
)

_FILLED = (
    tables,
    tables_answers,
    tables_campaigns,
    tables_cases,
    tables_conversation,
    tables_desk,
    tables_duty,
    tables_lookups,
    tables_models,
    tables_privacy,
    tables_review,
    tables_staff,
)
"""Importing them fills SQLModel.metadata."""

context.configure(connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata)
with context.begin_transaction():
    context.run_migrations()
