"""WhatsApp templates: what Meta says of them, new ones, and the end of old ones."""

from console.staff.campaign_templates.area import templates_area
from console.staff.campaign_templates.room import TemplatePorts

__all__ = ["TemplatePorts", "templates_area"]
