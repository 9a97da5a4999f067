"""The client of the city's application-status service; openapi.yml is its contract, written for a city to adapt."""

from pathlib import Path

CONTRACT_FILE = Path(__file__).with_name("openapi.yml")
