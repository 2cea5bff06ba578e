"""The sentence on top of the Roadmap, from a few facts: what is ready by the target, and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import dateformat

from pilothouse.who.words import capital, counted, number


@dataclass(frozen=True)
class Told:
    """A feature as the sentence sees it: its title, likely and safe-to-say days; ``over`` when it is done."""

    title: str
    likely: date | None = None
    safe: date | None = None
    over: bool = False


def headline(features: Sequence[Told], target: date | None, later: int = 0) -> str:
    """The sentence; every case has one, the plainest where little is known.

    ``features`` are those with a place in time, ``later`` counts the rest."""
    if not features:
        return (
            f"{counted(later, 'feature').capitalize()} may come later, none has a date" if later else NOTHING
        )
    if all(each.over for each in features):
        return f"All that was planned is done: {counted(len(features), 'feature')}"
    if any(each.likely is None for each in features):
        rest = "is planned, its date is" if len(features) == 1 else "are planned, their dates are"
        return f"{counted(len(features), 'feature').capitalize()} {rest} being computed"
    if target is None:
        last = max(each.likely for each in features if each.likely)
        return f"{counted(len(features), 'feature').capitalize()}, the last one likely ready by {_day(last)}"
    return _against(features, target)


NOTHING = "Nothing is on the roadmap yet"


def _against(features: Sequence[Told], target: date) -> str:
    late = [each for each in features if each.likely and each.likely > target]
    total, day = len(features), _day(target)
    if not late:
        safe = all(each.over or (each.safe and each.safe <= target) for each in features)
        how = "safe to say" if safe else "likely ready"
        return f"{_all(total)} {how} by {day}"
    if len(late) == total:
        return f"{_none(total)} likely ready by {day}"
    verb = "is" if total - len(late) == 1 else "are"
    first = (
        f"{number(total - len(late)).capitalize()} of {number(total)} features {verb} likely ready by {day}"
    )
    return f"{first}, {_those(late)} not"


def _all(total: int) -> str:
    return {1: "The one feature is", 2: "Both features are"}.get(total, f"All {number(total)} features are")


def _none(total: int) -> str:
    return {1: "The one feature is not", 2: "Neither feature is"}.get(
        total, f"None of the {number(total)} features is"
    )


def _those(late: Sequence[Told]) -> str:
    """The one or two that are not, by name; more are counted."""
    if len(late) > 2:
        return f"{number(len(late))} are"
    names = [
        each.title if each.title[1:2].isupper() else each.title[:1].lower() + each.title[1:] for each in late
    ]
    return f"{' and '.join(names)} {'is' if len(late) == 1 else 'are'}"


def stages(now: int, following: int, later: int) -> str:
    """For readers who are told no dates: how much is being worked on, comes next, and comes later."""
    if not now + following + later:
        return NOTHING
    parts = [(now, "being worked on"), (following, "next"), (later, "later")]
    told = [f"{number(count)} {words}" for count, words in parts if count]
    return capital(", ".join(told))


def _day(day: date) -> str:
    return dateformat.format(day, "j F")
