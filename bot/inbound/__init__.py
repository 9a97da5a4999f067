"""The way in: verify, split, store, 200."""
