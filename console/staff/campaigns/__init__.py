"""Campaigns: the list, writing one, whom it is for, and lists of contacts."""
