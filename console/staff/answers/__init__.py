"""Answers: what residents are told, kept by editors. Nobody publishes what they wrote."""
