"""Dates out of a plan: the rule, its reasons, its verifier."""

from .dispatch import schedule
from .result import Schedule

__all__ = ["Schedule", "schedule"]
