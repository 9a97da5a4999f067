"""Pages anybody may open: no cookies, no scripts, nothing of a resident."""
