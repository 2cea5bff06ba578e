"""Counts and chances as words, for sentences on top of pages."""

from __future__ import annotations

NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def number(count: int) -> str:
    """A count in a sentence: words up to twelve."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def counted(count: int, one: str, many: str = "") -> str:
    """A count with what is counted: "two features"."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def capital(text: str) -> str:
    """A sentence's first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def odds(chance: float | None) -> str:
    """`34%` from a chance in percent that runs gave. What all of them say is not certain: "over 99%"."""
    if chance is None:
        return ""
    return "over 99%" if chance >= 99.5 else "under 1%" if chance < 0.5 else f"{round(chance)}%"
