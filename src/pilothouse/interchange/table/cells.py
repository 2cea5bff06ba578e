"""What stands in a cell: moments in the ways tools write them, numbers, lengths of work."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from pilothouse.interchange.clock import Clock

FIRST_YEAR, LAST_YEAR = 1970, 2149
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janv janvier ene enero gen gennaio",
            "feb february februar févr février fév fevr febrero febbraio",
            "mar march mär märz mrz mars marzo",
            "apr april avr avril abr abril aprile",
            "may mai mayo mag maggio mei",
            "jun june juni juin junio giu giugno",
            "jul july juli juil juillet julio lug luglio",
            "aug august août aout ago agosto",
            "sep sept september septembre septiembre set settembre",
            "oct october okt oktober octobre octubre ott ottobre",
            "nov november novembre noviembre",
            "dec december dez dezember déc décembre dic diciembre dicembre",
        ),
        1,
    )
    for name in names.split()
}
_TIME = r"(?:[T ,]+(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
_ZONE = r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
_DATES = (
    r"(?P<y>\d{4})[-/.](?P<mo>\d{1,2})[-/.](?P<d>\d{1,2})",
    r"(?P<d>\d{1,2})[-/. ]+(?P<name>[^\W\d_]{3,10})\.?[-/., ]+(?P<y>\d{4}|\d{2})",
    r"(?:[^\W\d_]{3,9},? )?(?P<name>[^\W\d_]{3,10})\.? (?P<d>\d{1,2}),? (?P<y>\d{4})",
    r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4}|\d{2})",
)
_FORMS = tuple(re.compile(rf"{date}{_TIME}{_ZONE}", re.IGNORECASE) for date in _DATES)
_AMBIGUOUS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})(?!\d)")
_LENGTH = re.compile(r"(\d+(?:[.,]\d+)?)\s*([wdhms])[a-z]*", re.IGNORECASE)
_HOURS = {"w": 40.0, "d": 8.0, "h": 1.0, "m": 1 / 60, "s": 1 / 3600}


class Moments:
    """Reads moments of one file in one time zone; ``day_first`` says how 03/04/2026 is meant."""

    def __init__(self, clock: Clock, day_first: bool = True) -> None:
        self._clock = clock
        self._day_first = day_first
        self._known = lru_cache(maxsize=1 << 16)(self._read)

    def minute(self, text: str) -> int:
        """The UTC minute. Raises ``ValueError`` with what is wrong about the text."""
        return self._known(text)

    def _read(self, text: str) -> int:
        found = next((match for form in _FORMS if (match := form.fullmatch(text.strip()))), None)
        if found is None:
            raise ValueError(f"“{text[:60]}” is no date. Write one like 2026-03-31.")
        local = self._local(found.groupdict(), text)
        if not FIRST_YEAR <= local.year <= LAST_YEAR:
            raise ValueError(f"“{text[:60]}” lies outside the years {FIRST_YEAR} to {LAST_YEAR}.")
        return self._clock.minute(local)

    def _local(self, parts: dict[str, str | None], text: str) -> datetime:
        year = int(parts["y"] or 0)
        if len(parts["y"] or "") == 2:
            year += 2000 if year < 70 else 1900
        month, day = self._month_and_day(parts, text)
        hour = _hour(parts, text)
        try:
            local = datetime(year, month, day, hour, int(parts["m"] or 0))
        except ValueError as error:
            raise ValueError(f"“{text[:60]}” is no day or time that exists.") from error
        zone = parts["zone"]
        return local.replace(tzinfo=_zone(zone)) if zone else local

    def _month_and_day(self, parts: dict[str, str | None], text: str) -> tuple[int, int]:
        name = parts.get("name")
        if name:
            month = MONTHS.get(name.casefold())
            if month is None:
                raise ValueError(f"“{text[:60]}” names no month that is known. Write one like 2026-03-31.")
            return month, int(parts["d"] or 0)
        if parts.get("a"):
            first, second = int(parts["a"] or 0), int(parts["b"] or 0)
            return (second, first) if self._day_first else (first, second)
        return int(parts["mo"] or 0), int(parts["d"] or 0)


def _hour(parts: dict[str, str | None], text: str) -> int:
    hour, half = int(parts["h"] or 0), (parts["half"] or "").lower()
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(f"“{text[:60]}” is no time of day.")
    return hour % 12 + (12 if half.startswith("p") else 0)


def _zone(text: str) -> timezone:
    if not text.startswith(("+", "-")):
        return UTC
    digits = text[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if ahead >= timedelta(hours=24):
        raise ValueError(f"“{text}” is no offset from UTC.")
    return timezone(ahead if text[0] == "+" else -ahead)


def order_of(text: str) -> str:
    """What a date written with numbers gives away: "day first", "month first", or "" when it fits both."""
    found = _AMBIGUOUS.match(text.strip())
    if found is None:
        return ""
    first, second = int(found[1]), int(found[2])
    if first > 12 >= second:
        return "day first"
    return "month first" if second > 12 >= first else ""


def is_ambiguous(text: str) -> bool:
    """Whether day and month of a date could be exchanged and mean another day."""
    found = _AMBIGUOUS.match(text.strip())
    return found is not None and max(int(found[1]), int(found[2])) <= 12 and found[1] != found[2]


def number(text: str) -> float:
    """A number with a point or a comma. Raises ``ValueError`` in words."""
    bare = text.strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace("'", "")
    if bare.count(",") == 1 and "." not in bare and not re.fullmatch(r"-?\d{1,3},\d{3}", bare):
        bare = bare.replace(",", ".")
    elif "," in bare and bare.rfind(",") > bare.rfind(".") and "." in bare:
        bare = bare.replace(".", "").replace(",", ".")
    else:
        bare = bare.replace(",", "")
    if not re.fullmatch(r"-?\d{1,12}(\.\d+)?([eE][+-]?\d{1,2})?", bare):
        raise ValueError(f"“{text[:60]}” is no number.")
    return float(bare)


def hours(text: str, unit: float) -> float:
    """A length of work in hours: a number in ``unit`` hours, or words such as 1d 4h. A day has 8 hours."""
    bare = text.strip()
    parts = _LENGTH.findall(bare)
    if parts and not _LENGTH.sub("", bare).strip(" ,"):
        return sum(number(amount) * _HOURS[letter.lower()] for amount, letter in parts)
    found = number(bare) * unit
    if found < 0:
        raise ValueError(f"“{text[:60]}” is below zero: work cannot be.")
    return found
