"""Stand-in of a city's application-status service, after bot/service_api/openapi.yml."""

from simulator.service.server import ServiceServer

__all__ = ["ServiceServer"]
