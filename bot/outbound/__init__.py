"""The way out: everything that leaves goes through the outbox."""
