"""Who is asked and what accepting will do, in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import dateformat, timezone

from pilothouse.who.changes import listed
from pilothouse.who.decisions.models import ChangeSet, Option, Voice
from pilothouse.who.decisions.proposals.says import Say, is_late, keys_of
from pilothouse.who.decisions.rights.queries import Person

People = dict[str, Person]


def said_of(say: Say, voices: list[Voice], people: People) -> dict[str, Any]:
    """One say: who is asked as what, by what right, and what they answered."""
    words = next((v.words for v in reversed(voices) if str(v.member_id) == say.by), "")
    return {
        "asked_as": say.asked_as,
        "people": [people[m] for m in say.members if m in people],
        "by": people.get(say.by or ""),
        "verdict": say.verdict,
        "words": words,
        "note": "; ".join(_notes(say, people)),
    }


def waiting_of(missing: list[Say], people: People, change: ChangeSet, decided: bool) -> str:
    """Who it waits for; once it is decided, when it takes effect at the latest. The consulted had their time
    when the day has passed."""
    names = [_either(say, people) for say in missing if say.asked_as != "consult" or not is_late(change)]
    if not names:
        return ""
    if decided and change.decide_by and all(say.asked_as == "consult" for say in missing):
        verb = "has" if len(names) == 1 else "have"
        return f"takes effect on {_day(change.decide_by)}, or when {listed(names)} {verb} answered"
    return f"waits for {listed(names)}"


def effect_of(missing: list[Say], asked: str | None, member: str, change: ChangeSet) -> str:
    """What accepting will do, before anyone clicks."""
    others = [say for say in missing if member not in say.members]
    if is_late(change):
        others = [say for say in others if say.asked_as != "consult"]
    if asked in (None, "consult") or change.state != "open":
        return ""
    if not others:
        return "Accepting takes effect at once and is on record."
    consulted = all(say.asked_as == "consult" for say in others)
    if consulted and change.decide_by:
        return f"Accepting takes effect on {_day(change.decide_by)}, or when those consulted have answered."
    return "Accepting is one of the keys it needs; it takes effect when all of them have agreed."


def why_asked(option: Option, member: str, people: People, change: ChangeSet) -> str:
    """The rules that made it somebody's, and whose silence, where they are the next in line."""
    rules = [verdict["because"] for verdict in option.verdict.get("verdicts", [])]
    for step in option.verdict.get("escalated", []):
        if member in step["members"] and change.decide_by:
            late = listed([_first(of, people) for of in step["of"]])
            rules.append(f"{late} had until {_day(change.decide_by)}, so you may decide it too")
    return "; ".join(dict.fromkeys(rules))


def needs_also(option: Option, options: list[Option], people: People) -> str:
    """Whom an option needs that not all options need, before anyone takes it."""
    keys = [(key.asked_as, key.members) for key in keys_of(option) if key.asked_as != "consult"]
    all_need = [{(key.asked_as, key.members) for key in keys_of(each)} for each in options]
    own = [members for asked, members in keys if not all((asked, members) in need for need in all_need)]
    names = [" or ".join(_first(m, people) for m in members if m in people) for members in own]
    return listed(list(dict.fromkeys(name for name in names if name)))


def _notes(say: Say, people: People) -> list[str]:
    """By what right those are asked who do not hold the role themselves."""
    notes = [say.because] if say.because else []
    for to, loan in say.lent.items():
        until = dateformat.format(date.fromisoformat(loan["until"]), "j F")
        notes.append(f"{_first(to, people)} for {_first(loan['of'], people)}, who delegated until {until}")
    return notes


def _either(say: Say, people: People) -> str:
    return " or ".join(_first(m, people) for m in say.members if m in people) or "the steward"


def _first(member: str, people: People) -> str:
    return str(people.get(member, {"name": "somebody"})["name"]).split()[0]


def _day(moment: datetime) -> str:
    """A weekday with its date, where the reader is."""
    return dateformat.format(timezone.localtime(moment), "l j M")
