"""Rules by which work comes back, in the notation of calendars (RFC 5545), read by dateutil."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal

from dateutil.rrule import rrulestr

Repeats = Literal[
    "every day",
    "on weekdays",
    "every week",
    "every two weeks",
    "every month",
    "every quarter",
    "every year",
]
PARTS = {
    "DAILY": {"BYDAY"},
    "WEEKLY": {"BYDAY", "WKST"},
    "MONTHLY": {"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"},
    "YEARLY": {"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"},
}
"""What a rule of each frequency may say beside: nothing by which looking for the next day could take long."""
ALWAYS = {"FREQ", "INTERVAL", "COUNT", "UNTIL"}
SHORTEST_MONTH = 28
LOOKS_AHEAD = timedelta(days=366 * 5)
LAST_DAY = date(9000, 1, 1)


class NoRule(ValueError):
    """The text is no rule that work can follow; the message says how to mend it."""


def rule_for(repeats: str, first: date, own: str, last: date | None) -> str:
    """The rule in the notation of calendars: ``own`` where one is written. Raises NoRule."""
    if last is not None and last < first:
        raise NoRule("The last time lies before the first. Give a later day, or none.")
    rule = _checked(own) if own else _usual(repeats, first)
    if last is not None:
        rule = f"{endless(rule)};UNTIL={last:%Y%m%d}"
    if not days(rule, first, first, first + LOOKS_AHEAD):
        raise NoRule("By this rule there is no day within five years. Look at its first day and its parts.")
    return rule


def endless(rule: str) -> str:
    """The rule without a last time."""
    return ";".join(part for part in rule.split(";") if not part.startswith(("UNTIL=", "COUNT=")))


def days(rule: str, first: date, since: date, until: date) -> list[date]:
    """The days of a rule from one day to another, both included."""
    if until < since:
        return []
    found = rrulestr(rule, dtstart=_moment(first)).between(_moment(since), _moment(until), inc=True)
    return [each.date() for each in found]


def in_words(rule: str) -> str:
    """How people say a rule; one beyond the usual as it is written."""
    parts = _parts(rule)
    every = int(parts.get("INTERVAL", "1"))
    until = parts.pop("UNTIL", "")
    times = parts.pop("COUNT", "")
    said = _said(parts, every)
    if said and until:
        said += f" until {date.fromisoformat(until[:8]):%d %B %Y}"
    return f"{said}, {times} times" if said and times else said or rule


def _said(parts: dict[str, str], every: int) -> str:
    units = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
    unit = units[parts["FREQ"]]
    each = {1: f"every {unit}", 2: f"every second {unit}"}.get(every, f"every {every} {unit}s")
    if parts["FREQ"] == "MONTHLY" and every == 3:
        each = "every quarter"
    beside = set(parts) - {"FREQ", "INTERVAL", "WKST", "BYSETPOS"}
    if beside == {"BYDAY"} and parts["BYDAY"] == "MO,TU,WE,TH,FR" and every == 1:
        return "on weekdays"
    if beside == {"BYDAY"} and parts["FREQ"] == "WEEKLY":
        return f"{each} on {_weekdays(parts['BYDAY'])}"
    if beside and not (beside <= {"BYMONTHDAY", "BYMONTH"} and parts["FREQ"] in ("MONTHLY", "YEARLY")):
        return ""
    if "BYSETPOS" in parts or parts.get("BYMONTHDAY") == "-1":
        return f"{each} at the end of the month" if parts["FREQ"] == "MONTHLY" else each
    return each


def _weekdays(text: str) -> str:
    names = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday"}
    names |= {"SA": "Saturday", "SU": "Sunday"}
    found = [names.get(part, part) for part in text.split(",")]
    return " and ".join(part for part in (", ".join(found[:-1]), found[-1]) if part)


def _usual(repeats: str, first: date) -> str:
    monthly = _month_day(first)
    return {
        "every day": "FREQ=DAILY",
        "on weekdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        "every week": "FREQ=WEEKLY",
        "every two weeks": "FREQ=WEEKLY;INTERVAL=2",
        "every month": f"FREQ=MONTHLY{monthly}",
        "every quarter": f"FREQ=MONTHLY;INTERVAL=3{monthly}",
        "every year": f"FREQ=YEARLY;BYMONTH={first.month}{monthly}",
    }[repeats]


def _month_day(first: date) -> str:
    """In a month without that day it is the last one: a calendar would leave that month out."""
    if first.day <= SHORTEST_MONTH:
        return f";BYMONTHDAY={first.day}"
    wanted = ",".join(str(day) for day in range(SHORTEST_MONTH, first.day + 1))
    return f";BYMONTHDAY={wanted};BYSETPOS=-1"


def _checked(text: str) -> str:
    """A rule as somebody wrote it. Raises NoRule naming what it cannot have."""
    rule = text.strip().upper().removeprefix("RRULE:").strip(";")
    parts = _parts(rule)
    allowed = PARTS.get(parts.get("FREQ", ""))
    if allowed is None:
        raise NoRule("A rule begins with FREQ=DAILY, FREQ=WEEKLY, FREQ=MONTHLY or FREQ=YEARLY.")
    if beyond := sorted(set(parts) - allowed - ALWAYS):
        raise NoRule(f"{', '.join(beyond)} cannot be used with FREQ={parts['FREQ']} here. Leave it out.")
    try:
        rrulestr(rule, dtstart=datetime(2027, 1, 1))
    except ValueError as error:
        raise NoRule(f"This rule cannot be read: {error}. Look at its parts.") from None
    if not 1 <= int(parts.get("INTERVAL", "1")) <= 1000:
        raise NoRule("INTERVAL is a number from 1 to 1000.")
    return rule


def _parts(rule: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in rule.split(";") if part]
    names = [name for name, _, _ in pairs]
    if any(not sign or not value for _, sign, value in pairs) or len(set(names)) < len(names):
        raise NoRule("Write each part once, as NAME=VALUE, with ; between them.")
    return {name: value for name, _, value in pairs}


def _moment(day: date) -> datetime:
    return datetime.combine(min(day, LAST_DAY), time())
