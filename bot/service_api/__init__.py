"""The client of the city's application-status service; openapi.yml is its contract, written for a city to adapt."""
