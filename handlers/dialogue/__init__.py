"""A small way to write dialogues of several steps: declare what to ask, how to read and check it, and what it ends in.

`Dialogue` and `Step` are the declaration, `reading` has readers for common answers, `walk` runs any of them.
"""
