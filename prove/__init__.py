"""`make prove`: kills, repeats, shuffles and starves real processes, then audits what residents got."""
