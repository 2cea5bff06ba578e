"""The sentences on top of the Desk, from a few facts; where little is known, a plain one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import dateformat

from pilothouse.who.words import number, odds


@dataclass(frozen=True)
class Facts:
    """``waiting`` decisions, of which ``blocking`` hold up work and ``late`` are past their day; ``work`` is
    the title of the viewer's next piece, ``under_way`` whether they began it."""

    waiting: int = 0
    blocking: int = 0
    late: int = 0
    work: str = ""
    under_way: bool = False
    works: bool = False
    next_key: str = ""


@dataclass(frozen=True)
class Outlook:
    """The release: its chance in per cent now and before, against ``target``; ``safe`` to say."""

    title: str
    target: date | None = None
    chance: float | None = None
    before: float | None = None
    safe: date | None = None


def headline(facts: Facts) -> str:
    """What needs the viewer now."""
    if facts.works and facts.work and not facts.blocking and not facts.late:
        first = f"{facts.work} is under way" if facts.under_way else f"Next for you: {facts.work}"
        return first + (f", and {_decisions(facts.waiting)}" if facts.waiting else "")
    if facts.waiting:
        sentence = _decisions(facts.waiting)
        return sentence[0].upper() + sentence[1:] + _pressing(facts)
    return "Nothing waits for you"


def lede(outlook: Outlook | None, today: date) -> str:
    """The day, and how the release stands."""
    day = f"{dateformat.format(today, 'l j F')}."
    if outlook is None or outlook.target is None or outlook.chance is None:
        return f"{day} {_safe(outlook)}".strip()
    target = dateformat.format(outlook.target, "j F")
    chance, before = odds(outlook.chance), odds(outlook.before)
    moved = chance if before in ("", chance) else f"{chance}, was {before}"
    return f"{day} {outlook.title} {_how_likely(outlook.chance)} {target}: {moved}."


def _decisions(count: int) -> str:
    return f"{number(count)} decision{' is' if count == 1 else 's are'} yours"


def _pressing(facts: Facts) -> str:
    """What makes some of them urgent."""
    if facts.blocking:
        if facts.waiting == 1:
            return ", it is holding up work"
        return f", {number(facts.blocking)} {'is' if facts.blocking == 1 else 'are'} holding up work"
    if facts.late:
        if facts.waiting == 1:
            return ", it is late"
        return f", {number(facts.late)} {'is' if facts.late == 1 else 'are'} late"
    return ""


def _how_likely(chance: float) -> str:
    if chance < 45:
        return "is more likely than not to miss"
    if chance <= 55:
        return "has the chance of a coin toss for"
    return "is likely to keep" if chance < 85 else "is safe for"


def _safe(outlook: Outlook | None) -> str:
    if outlook is None or outlook.safe is None:
        return ""
    return f"{dateformat.format(outlook.safe, 'j F')} is safe to say for {outlook.title}."
