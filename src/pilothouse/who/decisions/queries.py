"""What is being decided, by whom, and what was decided: read as the viewer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import dateformat

from pilothouse.who import clock
from pilothouse.who.decisions.asks import asks
from pilothouse.who.decisions.models import (
    ChangeSet,
    Option,
    Snooze,
    Voice,
)
from pilothouse.who.decisions.queries_rights import Person, people_by_id
from pilothouse.who.decisions.says import ASKED, Say, says, waits_for
from pilothouse.who.once import once
from pilothouse.who.people.queries import workspace_of
from pilothouse.who.rows import Viewer


@dataclass(frozen=True)
class ProposalRow:
    """A proposal as pages show it: ``asked_as`` what the viewer is asked for, ``said`` their answer."""

    id: str
    key: str
    title: str
    why: str
    author: Person
    state: str
    made_at: datetime
    decide_by: datetime | None
    late: bool
    says: list[dict[str, Any]]
    waiting: str
    asked_as: str | None
    said: str | None
    because: str
    mine: bool
    impact: dict[str, Any] | None
    was: dict[str, Any] | None
    plan_revision: int
    priced_at: datetime | None
    out_of_date: bool
    broken: str
    effect: str
    asks: list[str]
    subjects: list[str]
    snoozed: str
    asked: list[dict[str, Any]]

    @property
    def waits(self) -> bool:
        """Whether it asks the viewer, who has not answered nor put it off."""
        return bool(self.asked_as and not self.said and not self.snoozed)


def proposals(viewer: Viewer, *, state: str = "", keys: Iterable[str] = ()) -> list[ProposalRow]:
    """Proposals of the workspace, the most urgent first."""
    numbers = tuple(int(key.partition("-")[2]) for key in keys if key.partition("-")[2].isdigit())
    people, asleep = people_by_id(viewer), _snoozes(viewer)
    found = _with_voices(viewer, state, numbers)
    return [
        _proposal(viewer, change, option, voices, people, asleep.get(change.pk))
        for change, option, voices in found
    ]


@once
def _with_voices(
    viewer: Viewer, state: str, numbers: tuple[int, ...]
) -> list[tuple[ChangeSet, Option, list[Voice]]]:
    """Change sets with the option they stand for and what was said to it."""
    rows = ChangeSet.objects.seen_by(viewer).select_related("workspace").order_by("decide_by", "number")
    if state:
        rows = rows.filter(state=state)
    if numbers:
        rows = rows.filter(number__in=numbers)
    changes = list(rows)
    options = {o.pk: o for o in Option.objects.seen_by(viewer).filter(change_set__in=changes)}
    voices: dict[UUID, list[Voice]] = {}
    for voice in Voice.objects.seen_by(viewer).filter(change_set__in=changes).order_by("at"):
        voices.setdefault(voice.change_set_id, []).append(voice)
    return [(c, options[c.chosen], voices.get(c.pk, [])) for c in changes if c.chosen in options]


def proposal(viewer: Viewer, key: str) -> ProposalRow | None:
    """One proposal by its key."""
    return next(iter(proposals(viewer, keys=[key])), None)


def proposal_heads(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Key, title and state of those proposals that the viewer may see."""
    rows = ChangeSet.objects.seen_by(viewer).filter(pk__in=list(ids))
    return {row.pk: {"key": row.key, "title": row.title, "state": row.state} for row in rows}


def proposals_about(viewer: Viewer, ids: Iterable[str]) -> list[ProposalRow]:
    """Open proposals that touch any of these objects."""
    wanted = set(ids)
    return [row for row in proposals(viewer, state="open") if wanted & set(row.subjects)]


def what_it_asks(viewer: Viewer, key: str) -> list[dict[str, Any]]:
    """What a proposal would change, field by field."""
    found = _with_voices(viewer, "", (int(key.rpartition("-")[2]),))
    return [line for change, option, _ in found for line in asks(viewer, change, option)]


def asked_for(viewer: Viewer, command: str) -> list[tuple[str, dict[str, Any]]]:
    """What open proposals would do by that command: each one's key and the command's values."""
    return [
        (change.key, stored["payload"])
        for change, option, _ in _with_voices(viewer, "open", ())
        for stored in option.commands
        if stored["name"] == command
    ]


def waiting_for(viewer: Viewer) -> list[ProposalRow]:
    """Open proposals that ask this viewer and were neither answered nor put off by them."""
    return [row for row in proposals(viewer, state="open") if row.waits]


def waiting_count(viewer: Viewer, ids: Iterable[str]) -> dict[str, Any]:
    """The number beside Decisions in the sidebar: what needs this viewer."""
    asleep = _snoozes(viewer)
    count = sum(
        _waits_for(viewer, option, voices) and not _asleep(asleep.get(change.pk), change, voices)
        for change, option, voices in _with_voices(viewer, "open", ())
    )
    return {"decisions": {"count": count, "hot": True}} if count else {}


@once
def _snoozes(viewer: Viewer) -> dict[UUID, Snooze]:
    """What the viewer has put off, by proposal."""
    return {row.change_set_id: row for row in Snooze.objects.seen_by(viewer)}


def _asleep(snooze: Snooze | None, change: ChangeSet, voices: list[Voice]) -> bool:
    """Whether it stays out of sight: what is late comes back, whatever was said."""
    now = clock.now()
    if snooze is None or change.state != "open" or (change.decide_by and change.decide_by < now):
        return False
    if snooze.awaits_id and any(v.member_id == snooze.awaits_id and v.at > snooze.at for v in voices):
        return False
    return snooze.until is None or snooze.until > clock.today(change.workspace.timezone)


def _proposal(
    viewer: Viewer,
    change: ChangeSet,
    option: Option,
    voices: list[Voice],
    people: dict[str, Person],
    snooze: Snooze | None,
) -> ProposalRow:
    needed = says(option, voices)
    asked, own = _asked(viewer, needed), _own(viewer, option, voices)
    missing = waits_for(option, voices)
    now = clock.now()
    verdicts = option.verdict.get("verdicts", [])
    return ProposalRow(
        id=str(change.pk),
        key=change.key,
        title=change.title,
        why=change.why,
        author=people.get(str(change.author_id), {"name": "Somebody"}),
        state=change.state,
        made_at=change.made_at,
        decide_by=change.decide_by,
        late=bool(change.decide_by and change.state == "open" and change.decide_by < now),
        says=[_said(say, voices, people) for say in needed],
        waiting=_waiting(missing, people),
        asked_as=asked,
        said=own[-1].verdict if own else None,
        because="; ".join(dict.fromkeys(v["because"] for v in verdicts)),
        mine=change.author_id == viewer.member,
        impact=option.impact,
        was=option.verdict.get("was"),
        plan_revision=option.plan_revision,
        priced_at=option.priced_at,
        out_of_date=change.state == "open"
        and option.impact is not None
        and option.plan_revision != workspace_of(viewer).plan_revision,
        broken=option.verdict.get("broken", ""),
        effect=_effect(missing, asked, str(viewer.member), change),
        asks=[stored["name"] for stored in option.commands],
        subjects=option.subjects,
        snoozed=_until(snooze, people) if snooze and _asleep(snooze, change, voices) else "",
        asked=[
            {
                "by": people.get(str(voice.member_id), {"name": "Somebody"}),
                "words": voice.words,
                "at": voice.at,
            }
            for voice in voices
            if voice.verdict == ASKED
        ],
    )


def _until(snooze: Snooze, people: dict[str, Person]) -> str:
    """Until when it is put off, in words."""
    who = people.get(str(snooze.awaits_id), {}).get("name", "somebody") if snooze.awaits_id else ""
    on = dateformat.format(snooze.until, "D j M") if snooze.until else ""
    return f"until {on}" + (f" or an answer of {who}" if who else "") if on else f"until {who} answers"


def _waits_for(viewer: Viewer, option: Option, voices: list[Voice]) -> bool:
    own = _own(viewer, option, voices)
    return bool(_asked(viewer, says(option, voices))) and not (own and own[-1].verdict)


def _asked(viewer: Viewer, needed: list[Say]) -> str | None:
    """What this viewer is asked for."""
    mine = {say.asked_as for say in needed if str(viewer.member) in say.members}
    return next((kind for kind in ("decide", "approve", "consult") if kind in mine), None)


def _own(viewer: Viewer, option: Option, voices: list[Voice]) -> list[Voice]:
    """What they said since the option was priced."""
    mine = [voice for voice in voices if voice.member_id == viewer.member and voice.verdict != ASKED]
    return [voice for voice in mine if not option.priced_at or voice.at >= option.priced_at]


def _said(say: Say, voices: list[Voice], people: dict[str, Person]) -> dict[str, Any]:
    words = next((v.words for v in reversed(voices) if str(v.member_id) == say.by), "")
    return {
        "asked_as": say.asked_as,
        "people": [people[m] for m in say.members if m in people],
        "by": people.get(say.by or ""),
        "verdict": say.verdict,
        "words": words,
    }


def _waiting(missing: list[Say], people: dict[str, Person]) -> str:
    """Who it waits for, in words."""
    names = [" or ".join(people[m]["name"].split()[0] for m in say.members if m in people) for say in missing]
    if not names:
        return ""
    return "waits for " + ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]


def _effect(missing: list[Say], asked: str | None, member: str, change: ChangeSet) -> str:
    """What accepting will do, before anyone clicks."""
    others = [say for say in missing if member not in say.members]
    if asked in (None, "consult") or change.state != "open":
        return ""
    if not others:
        return "Accepting takes effect at once and is on record."
    consulted = all(say.asked_as == "consult" for say in others)
    if consulted and change.decide_by:
        return f"Accepting takes effect on {change.decide_by:%A}, or when those consulted have answered."
    return "Accepting is one of the keys it needs; it takes effect when all of them have agreed."
