"""How Pilothouse writes dates and numbers; every function is a Jinja2 filter of the same name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any
from zlib import crc32

from django.utils import dateformat, formats, timezone
from django.utils.translation import get_language

from pilothouse.who import clock
from pilothouse.who.words import odds

MINUS = "\u2212"
THIN = "\u202f"
NBSP = "\u00a0"
EN_DASH = "\u2013"
Number = int | float | Decimal

_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹"}
#: A date further away than this could be mistaken for the same day of another year.
_OTHER_SEASON_DAYS = 183
_WEEKDAY_DAYS = 14


def as_date(value: date | datetime | str) -> date:
    """The calendar day of a date, an aware time (in the current time zone) or ISO text."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def day(value: date | datetime | str | None, today: date | None = None) -> str:
    """`22 Jan`; with the weekday within two weeks, with the year when another season's; "" for none."""
    if value is None:
        return ""
    moment = as_date(value)
    away = abs((moment - (today or timezone.localdate(clock.now()))).days)
    pattern = "D j M" if away <= _WEEKDAY_DAYS else "j M" if away <= _OTHER_SEASON_DAYS else "j M Y"
    return _written(moment, pattern, get_language())


@lru_cache(2048)
def _written(moment: date, pattern: str, language: str | None) -> str:
    """A day in that language, the current one."""
    return dateformat.format(moment, pattern).replace(" ", NBSP)


def short(value: date | None) -> str:
    """`22 Jan` for narrow columns, whatever the season; "" for none. The full date belongs beside it."""
    return _written(value, "j M", get_language()) if value else ""


def month(value: date) -> str:
    """`Jan 2027`."""
    return _written(value, "M Y", get_language())


def iso(value: date | datetime | str | None) -> str:
    """ISO 8601 for machines, "" for none."""
    if value is None:
        return ""
    return value if isinstance(value, str) else value.isoformat()


def number(value: Number, decimals: int = 0) -> str:
    """A number with narrow spaces between thousands, the locale's decimal mark and a real minus.

    Shows at most `decimals` places and no trailing zeros.
    """
    return _number(value, decimals, get_language())


@lru_cache(4096)
def _number(value: Number, decimals: int, language: str | None) -> str:
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(exact):,f}".replace(",", THIN)
    if "." in text:
        text = text.rstrip("0").rstrip(".").replace(".", formats.get_format("DECIMAL_SEPARATOR"))
    return (MINUS if exact < 0 else "") + text


def signed(value: Number, unit: str = "", decimals: int = 1) -> str:
    """`+27`, "−28", "0", with `unit` after a no-break space: a change, not an amount."""
    text = number(value, decimals)
    plus = "+" if text != "0" and not text.startswith(MINUS) else ""
    return plus + text + (NBSP + unit if unit else "")


def days(hours: Number | Mapping[str, Any] | Any | None, per_day: Number = 8) -> str:
    """Person-days from person-hours: "38 d", "0.5 d"; a range (optimistic, pessimistic) gives "2–4 d"."""
    if hours is None:
        return ""
    if isinstance(hours, int | float | Decimal):
        return f"{_in_days(hours, per_day)}{NBSP}d"
    low, high = (_in_days(_part(hours, end), per_day) for end in ("optimistic", "pessimistic"))
    return f"{low}{NBSP}d" if low == high else f"{low}{EN_DASH}{high}{NBSP}d"


def _part(estimate: Any, name: str) -> Number:
    value: Number = estimate[name] if isinstance(estimate, Mapping) else getattr(estimate, name)
    return value


def _in_days(hours: Number, per_day: Number) -> str:
    amount = Decimal(str(hours)) / Decimal(str(per_day))
    return number(amount, 0 if abs(amount) >= 10 else 1)


def money(amount: Number | None, currency: str = "EUR", sign: bool = False) -> str:
    """`€653k`, "€1.2M", "€620": three figures are enough to decide. `sign` writes the plus of a change."""
    if amount is None:
        return ""
    size = abs(Decimal(str(amount)))
    step, suffix = (6, "M") if size >= 999_500 else (3, "k") if size >= 1_000 else (0, "")
    scaled = size.scaleb(-step)
    figures = number(scaled, 0 if scaled >= 100 or not step else 1) + suffix
    mark = MINUS if amount < 0 else "+" if sign and amount > 0 else ""
    return f"{mark}{_SYMBOLS.get(currency, currency + NBSP)}{figures}"


def percent(share: Number | None, decimals: int = 0) -> str:
    """`34%` from the fraction 0.34. Never rounds to certainty: 0.996 is "over 99%"."""
    if share is None:
        return ""
    if decimals == 0 and 0 < share < 1 and not 0.005 <= share < 0.995:
        return odds(float(share) * 100)
    return f"{number(Decimal(str(share)) * 100, decimals)}%"


def points(change: Number) -> str:
    """`+27 points` from a difference of two fractions."""
    return signed(round(change * 100), "point" if abs(round(change * 100)) == 1 else "points", 0)


def size(count: int) -> str:
    """`3.2 MB`, "480 B": how large a file is."""
    for unit, step in (("GB", 1024**3), ("MB", 1024**2), ("kB", 1024)):
        if count >= step:
            return f"{number(count / step, 0 if count >= 10 * step else 1)}{NBSP}{unit}"
    return f"{count}{NBSP}B"


def initials(name: str) -> str:
    """At most two letters: first and last word of a name."""
    words = name.split()
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()


def hue(name: str) -> int:
    """A category 1 to 6 that stays the same for the same name."""
    return crc32(name.encode()) % 6 + 1


FILTERS = {
    f.__name__: f
    for f in (day, short, iso, number, signed, days, money, percent, points, odds, size, initials, hue)
}
