"""The knowledge of the bot: topics, its own words, the office's facts; content lives in YAML, not in code."""
