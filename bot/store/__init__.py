"""PostgreSQL: inbox, conversations, outbox; the only part of the program that speaks SQL."""
