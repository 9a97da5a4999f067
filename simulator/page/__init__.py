"""The page with two phones."""
