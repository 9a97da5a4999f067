"""The log of what staff did, to be searched, checked and taken along."""

from console.staff.audit.area import audit_area

__all__ = ["audit_area"]
