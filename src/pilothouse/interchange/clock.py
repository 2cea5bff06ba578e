"""Wall-clock times of a file, which knows no time zone, as whole minutes in UTC and back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MINUTE = 60


class Clock:
    """Turns the local times of one time zone into UTC minutes since 1970 and back.

    A local time that a change to summer time skips is read with the offset before the change; one that
    happens twice is the first. Raises ``ValueError`` for a time zone nobody knows."""

    def __init__(self, timezone: str) -> None:
        try:
            self._zone = ZoneInfo(timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"“{timezone}” is not a time zone. Write one like Europe/Berlin.") from error

    def minute(self, local: datetime) -> int:
        """The UTC minute of a local time; one that carries an offset keeps it."""
        aware = local if local.tzinfo else local.replace(tzinfo=self._zone)
        return int(aware.timestamp() // MINUTE)

    def local(self, minute: int) -> datetime:
        """The local time of a UTC minute."""
        return datetime.fromtimestamp(minute * MINUTE, UTC).astimezone(self._zone)

    def day(self, minute: int) -> date:
        """The local day of a UTC minute."""
        return self.local(minute).date()
