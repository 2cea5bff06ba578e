"""Where people reach for each other's wheel: suggestions by who does not decide, as counts and as advice.

It speaks of roles and kinds of decisions, never of a person, and of nothing that happened only a few times.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from pilothouse.who import clock
from pilothouse.who.decisions.models import ChangeSet, Entry, Option, Voice
from pilothouse.who.decisions.proposals.says import ASKED
from pilothouse.who.decisions.rights.queries import rights_of
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.rows import Viewer

WINDOW = 90
FEW = 5
"""Below so many suggestions nothing is said of a role and a kind of decision."""
UNCLEAR = 3
MOSTLY, SELDOM, SLOW_DAYS = 0.8, 0.35, 5.0
NOT_MINE = re.compile(r"\bnot (mine|my|for me)\b", re.IGNORECASE)
UNKNOWN = "without a role"


@dataclass(frozen=True)
class Reach:
    """One suggestion by somebody who does not decide it; ``days`` is how far it moved the plan."""

    family: str
    role: str
    state: str
    days: float
    hours: float | None


@dataclass(frozen=True)
class Reached:
    """All of one role in one family."""

    family: str
    role: str
    made: int
    decided: int
    accepted: int
    hours: float | None
    days: float
    """What four of five accepted ones moved at most."""

    @property
    def share(self) -> float:
        """Which share of the decided ones was accepted."""
        return self.accepted / self.decided if self.decided else 0.0


@dataclass(frozen=True)
class Doubt:
    """Signs that people do not agree whose decision a family is."""

    family: str
    asked: int = 0
    not_mine: int = 0
    undone: int = 0
    escalated: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.asked + self.not_mine + self.undone + self.escalated


def wheel(viewer: Viewer) -> dict[str, Any] | None:
    """The report over the last days; None for guests."""
    rights = rights_of(viewer)
    if rights is None:
        return None
    since = clock.now() - timedelta(days=WINDOW)
    changes = _changes(viewer, since)
    reached = summed(_reaches(rights, changes))
    told, doubts = [one for one in reached if one.made >= FEW], _doubts(viewer, changes, since)
    names, roles = rights.family_names(), _many(rights)
    return {
        "days": WINDOW,
        "few": FEW,
        "rows": [_row(rights, one) for one in told],
        "unsaid": sum(one.made for one in reached) - sum(one.made for one in told),
        "advice": [*advice(told, names, roles), *doubtful(doubts, names)],
    }


def summed(reaches: Iterable[Reach]) -> list[Reached]:
    """By family and role, in the order of their names: it is no ranking."""
    groups: dict[tuple[str, str], list[Reach]] = defaultdict(list)
    for reach in reaches:
        groups[reach.family, reach.role].append(reach)
    return [_sum(family, role, some) for (family, role), some in sorted(groups.items())]


def advice(reached: Iterable[Reached], families: Mapping[str, str], roles: Mapping[str, str]) -> list[str]:
    """Sentences on what could be decided elsewhere; nothing on what is as it should be."""
    found = []
    for one in reached:
        who, what = roles.get(one.role, one.role), families.get(one.family, one.family)
        often = f"{who[:1].upper()}{who[1:]} suggested {what} {one.made} times in {WINDOW} days"
        if one.decided >= FEW and one.share >= MOSTLY:
            limit = (
                f" up to {math.ceil(one.days)} day{'' if one.days <= 1 else 's'} later" if one.days else ""
            )
            found.append(
                f"{often} and {one.accepted} of {one.decided} were accepted: "
                f"consider letting them decide{limit}."
            )
        elif one.decided >= FEW and one.share <= SELDOM:
            found.append(
                f"{often} and {one.decided - one.accepted} of {one.decided} were declined: "
                "say beforehand what would be accepted, or talk about the goal behind it."
            )
        if one.decided >= FEW and one.hours is not None and one.hours > SLOW_DAYS * 24:
            found.append(
                f"Half of what {who} suggest about {what} waits more than {one.hours / 24:.0f} days: "
                "consider a stand-in, or a wider limit."
            )
    return found


def doubtful(doubts: Iterable[Doubt], families: Mapping[str, str]) -> list[str]:
    """Sentences on families whose decider is not clear to everybody."""
    found = []
    for one in doubts:
        if one.total >= UNCLEAR:
            signs = {
                "asked about": one.asked,
                "declined as somebody else's": one.not_mine,
                "undone by others": one.undone,
                "passed on for want of an answer": one.escalated,
            }
            words = ", ".join(f"{sign} {_times(n)}" for sign, n in signs.items() if n)
            what = families.get(one.family, one.family)
            found.append(
                f"Who decides {what} seems unclear: {words} in {WINDOW} days. Read its row together."
            )
    return found


@dataclass(frozen=True)
class _Change:
    """A proposal with what was said to it."""

    row: ChangeSet
    verdict: Mapping[str, Any]
    voices: list[Voice]

    @property
    def deciders(self) -> set[str]:
        verdicts = self.verdict.get("verdicts", [])
        return {
            m for v in verdicts for key in v["keys"] if key["asked_as"] == "decide" for m in key["members"]
        }


def _changes(viewer: Viewer, since: datetime) -> list[_Change]:
    rows = ChangeSet.objects.seen_by(viewer).filter(made_at__gte=since).exclude(state="draft")
    changes = list(rows.select_related("unit").order_by("number"))
    options = {o.pk: o.verdict for o in Option.objects.seen_by(viewer).filter(change_set__in=changes)}
    voices: dict[UUID, list[Voice]] = defaultdict(list)
    for voice in Voice.objects.seen_by(viewer).filter(change_set__in=changes).order_by("at"):
        voices[voice.change_set_id].append(voice)
    return [_Change(c, options.get(c.chosen, {}), voices[c.pk]) for c in changes if c.kind == "proposal"]


def _reaches(rights: Rights, changes: Iterable[_Change]) -> Iterable[Reach]:
    for change in changes:
        row = change.row
        if str(row.author_id) not in change.deciders and row.state != "withdrawn":
            days = max(
                (v.get("size", {}).get("days", 0) for v in change.verdict.get("verdicts", [])), default=0
            )
            role = _role_of(rights, str(row.author_id), row.unit)
            yield Reach(row.family, role, row.state, max(float(days), 0.0), _hours(change))


def _hours(change: _Change) -> float | None:
    """How long it took to decide; None while it is open."""
    said = [voice.at for voice in change.voices if voice.verdict in ("accept", "decline")]
    if change.row.state not in ("accepted", "declined") or not said:
        return None
    return (said[-1] - change.row.made_at).total_seconds() / 3600


def _role_of(rights: Rights, member: str, unit: Any) -> str:
    """The role in which they most likely spoke: the nearest they hold there, by the order of roles."""
    held = rights.holders(unit)
    return next((role for role in rights.role_names() if member in held.get(role, ())), UNKNOWN)


def _sum(family: str, role: str, some: list[Reach]) -> Reached:
    decided = [one for one in some if one.state in ("accepted", "declined")]
    accepted = [one for one in decided if one.state == "accepted"]
    hours = [one.hours for one in decided if one.hours is not None]
    moved = sorted(one.days for one in accepted)
    return Reached(
        family=family,
        role=role,
        made=len(some),
        decided=len(decided),
        accepted=len(accepted),
        hours=median(hours) if hours else None,
        days=moved[math.ceil(0.8 * len(moved)) - 1] if moved else 0.0,
    )


def _doubts(viewer: Viewer, changes: Iterable[_Change], since: datetime) -> list[Doubt]:
    signs: dict[str, Counter[str]] = defaultdict(Counter)
    for change in changes:
        count = signs[change.row.family]
        count["asked"] += sum(voice.verdict == ASKED for voice in change.voices)
        said_no = [voice for voice in change.voices if voice.verdict == "decline"]
        count["not_mine"] += sum(bool(NOT_MINE.search(voice.words)) for voice in said_no)
        count["escalated"] += bool(change.verdict.get("escalated"))
    entries = Entry.objects.seen_by(viewer)
    undoing = dict(entries.filter(undoes__isnull=False, at__gte=since).values_list("undoes", "actor"))
    undone = entries.filter(pk__in=list(undoing)).exclude(family="")
    for id, first, family in undone.values_list("pk", "actor", "family"):
        signs[family]["undone"] += undoing[id] != first
    return [Doubt(family, **count) for family, count in sorted(signs.items())]


def _row(rights: Rights, one: Reached) -> dict[str, Any]:
    return {
        "family": one.family,
        "name": rights.family_names().get(one.family, one.family),
        "role": rights.name_of(one.role) if one.role != UNKNOWN else UNKNOWN,
        "made": one.made,
        "decided": one.decided,
        "share": one.share if one.decided else None,
        "days": one.hours / 24 if one.hours is not None else None,
    }


def _many(rights: Rights) -> dict[str, str]:
    """What several holders of a role are called."""
    told = rights.preset["several"]
    return {UNKNOWN: "people without a role"} | {
        role: told.get(role, f"{name}s") for role, name in rights.role_names().items()
    }


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
