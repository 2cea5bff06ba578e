"""Numbers and dates as people of a language write them; what can be read two ways is asked back."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from django.utils import formats, timezone

MINUS = "\N{MINUS SIGN}"
_SPACES = re.compile("[\\s\u00a0\u2009\u202f']")
_FIGURES = re.compile(r"[+-]?(\d{1,18}(\.\d{0,18})?|\.\d{1,18})")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def read_number(text: str) -> Decimal:
    """A number in the active language: "1,5" in German, "1.5" in English.

    Raises ValueError with what to write."""
    mark = str(formats.get_format("DECIMAL_SEPARATOR"))
    other = "." if mark == "," else ","
    plain = _SPACES.sub("", text).replace(MINUS, "-")
    if other in plain:
        plain = _ungrouped(plain, mark, other)
    plain = plain.replace(mark, ".")
    if not _FIGURES.fullmatch(plain):
        raise ValueError(f"{text!r} is not a number. Write figures only, such as 12{mark}5.")
    return Decimal(plain)


def _ungrouped(text: str, mark: str, other: str) -> str:
    """Without marks between thousands, where these cannot be anything else."""
    whole, _, part = text.partition(mark)
    groups = whole.lstrip("+-").split(other)
    grouped = len(groups[0]) in (1, 2, 3) and all(len(group) == 3 for group in groups[1:])
    joined = "".join(groups)
    if grouped and (len(groups) > 2 or part):
        return whole.replace(other, "") + (f".{part}" if part else "")
    if grouped and joined.isdigit():
        raise ValueError(f"{text} can be read two ways. Write {joined} or {mark.join(groups)}.")
    mended = text.replace(other, mark)
    raise ValueError(f"{text} is not a number here. Write the decimals behind a {_word(mark)}: {mended}.")


def _word(mark: str) -> str:
    return "comma" if mark == "," else "point"


def write_number(value: float | int | Decimal) -> str:
    """A number for an input: no marks between thousands, the language's decimal mark, no trailing zeros."""
    text = f"{Decimal(repr(value) if isinstance(value, float) else value):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", str(formats.get_format("DECIMAL_SEPARATOR")))


def read_day(text: str) -> date:
    """A day: 2027-03-04, or as the active language writes it. Raises ValueError with what to write."""
    if _ISO_DAY.fullmatch(text):
        return _iso_day(text)
    slashed = _SLASHED.fullmatch(text)
    if slashed and "%d/%m/%Y" not in _day_formats() and _either_way(int(slashed[1]), int(slashed[2])):
        example = f"{slashed[3]}-03-04 is 4 March"
        raise ValueError(f"{text} can be read two ways. Write year, month, day: {example}.")
    for pattern in _day_formats():
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(
        f"{text!r} is not a date. Write year, month, day, such as {timezone.localdate().isoformat()}."
    )


def read_moment(text: str) -> str:
    """A moment in ISO 8601 with its offset; without one it is meant in the workspace's time zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a date and time. Write them such as 2027-03-04T09:00.") from None
    return (moment if moment.tzinfo else timezone.make_aware(moment)).isoformat()


def _either_way(day: int, month: int) -> bool:
    return day != month and max(day, month) <= 12


def _day_formats() -> list[str]:
    return [str(pattern) for pattern in formats.get_format("DATE_INPUT_FORMATS")]


def _iso_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is no day of the calendar. Look at month and day.") from None
