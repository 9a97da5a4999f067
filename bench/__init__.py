"""Measurements of the running product, made by real processes over loopback; `make bench`."""
