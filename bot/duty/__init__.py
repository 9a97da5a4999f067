"""Jobs of the clockwork for the staff: what they must hear of, and what may not stay with somebody absent."""
