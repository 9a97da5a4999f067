"""WhatsApp: Meta's Cloud API by plain aiohttp."""
