"""Names of time zones."""

from __future__ import annotations

from zoneinfo import available_timezones


def known_zone(name: str) -> str:
    """The name, when there is such a zone. Raises ValueError saying what to write."""
    if name not in available_timezones():
        raise ValueError(f"There is no time zone {name!r}. Write one such as Europe/Berlin.")
    return name
