"""Sambung Rasa: the chat service of a kelurahan for population documents."""
