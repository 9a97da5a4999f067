"""`python -m bot run`: starts everything on one machine and keeps it running."""
