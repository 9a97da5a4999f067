"""Accounts of the staff: who may sign in, with which roles, on which devices."""

from console.staff.people.area import people_area

__all__ = ["people_area"]
