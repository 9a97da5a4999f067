"""The channels residents write on; each is verify, parse, render, send, and none sees another."""
