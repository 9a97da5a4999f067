"""Rebuilds the encoder that knows meaning (`make encoder`): a developer's tool, never part of the running product."""
