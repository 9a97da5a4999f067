"""The words of the business in plain Python; imports nothing of ours and no framework."""
