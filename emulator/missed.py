"""A missed event, as rules see it."""

from __future__ import annotations

from .verdict.event_verdict import EventVerdict as Missed

__all__ = ["Missed"]
