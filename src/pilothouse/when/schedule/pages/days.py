"""Moments as days: a bar begins on the day of its start and ends on the day its finish is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta


def first_day(text: str | None) -> date | None:
    """The local day of a moment with its offset."""
    return datetime.fromisoformat(text).date() if text else None


def last_day(text: str | None) -> date | None:
    """The local day something ends on: what ends at midnight ends on the day before."""
    return (datetime.fromisoformat(text) - timedelta(minutes=1)).date() if text else None


def plain_day(text: str | None) -> date | None:
    """A day written as one."""
    return date.fromisoformat(text[:10]) if text else None


def span(first: date | None, last: date | None) -> tuple[date, date] | None:
    """Both ends, in order; None when either is missing."""
    return (min(first, last), last) if first and last else None
