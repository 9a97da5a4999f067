"""Pages of the web process: those for residents, and later those for staff."""
