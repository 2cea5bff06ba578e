"""What is being decided, by whom, and what was decided: read as the viewer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import dateformat

from pilothouse.who import clock
from pilothouse.who.decisions.models import DRAFT, ChangeSet, Option, Snooze, Voice
from pilothouse.who.decisions.proposals.asks import asks
from pilothouse.who.decisions.proposals.rows import ProposalRow as ProposalRow
from pilothouse.who.decisions.proposals.rows import Tabled, row_of, waits_for_viewer
from pilothouse.who.decisions.rights.queries import Person, people_by_id
from pilothouse.who.once import once
from pilothouse.who.rows import Viewer


def proposals(viewer: Viewer, *, state: str = "", keys: Iterable[str] = ()) -> list[ProposalRow]:
    """Proposals of the workspace, the most urgent first."""
    numbers = tuple(int(key.partition("-")[2]) for key in keys if key.partition("-")[2].isdigit())
    people, asleep = people_by_id(viewer), _snoozes(viewer)
    return [
        row_of(viewer, one, people, _until(asleep.get(one.change.pk), one, people))
        for one in _with_voices(viewer, state, numbers)
    ]


@once
def _with_voices(viewer: Viewer, state: str, numbers: tuple[int, ...]) -> list[Tabled]:
    """Proposals with their options and what was said to them."""
    if state == "open" and not numbers:
        return [one for one in _current(viewer) if one.change.state == "open"]
    rows = ChangeSet.objects.seen_by(viewer).filter(kind="proposal")
    rows = rows.filter(state=state) if state else rows
    return _tabled(viewer, rows.filter(number__in=numbers) if numbers else rows)


@once
def _current(viewer: Viewer) -> list[Tabled]:
    """Open proposals, and the viewer's own basket: every page shows how many there are."""
    mine = Q(state=DRAFT, kind="basket", author=viewer.member)
    seen = ChangeSet.objects.seen_by(viewer)
    return _tabled(viewer, seen.filter(Q(state="open", kind="proposal") | mine))


def _tabled(viewer: Viewer, rows: Any) -> list[Tabled]:
    changes = list(rows.select_related("workspace").order_by("decide_by", "number"))
    if not changes:
        return []
    options: dict[UUID, list[Option]] = {}
    for option in Option.objects.seen_by(viewer).filter(change_set__in=changes).order_by("position"):
        options.setdefault(option.change_set_id, []).append(option)
    voices: dict[UUID, list[Voice]] = {}
    for voice in Voice.objects.seen_by(viewer).filter(change_set__in=changes).order_by("at"):
        voices.setdefault(voice.change_set_id, []).append(voice)
    found = [Tabled.of(c, options.get(c.pk, []), voices.get(c.pk, [])) for c in changes]
    return [one for one in found if one is not None]


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
    """What each option of a proposal would change, field by field: ``letter``, ``label`` and ``asks``."""
    found = _with_voices(viewer, "", (int(key.rpartition("-")[2]),))
    return [
        {"letter": option.letter, "label": option.label, "asks": asks(viewer, one.change, option)}
        for one in found
        for option in one.options
    ]


def asked_for(viewer: Viewer, command: str) -> list[tuple[str, dict[str, Any]]]:
    """What open proposals would do by that command: each one's key and the command's values."""
    return [
        (one.change.key, stored["payload"])
        for one in _with_voices(viewer, "open", ())
        for option in one.options
        for stored in option.commands
        if stored["name"] == command
    ]


def basket(viewer: Viewer) -> Tabled | None:
    """What the viewer has gathered and not suggested yet."""
    return next((one for one in _current(viewer) if one.change.state == DRAFT), None)


def waiting_for(viewer: Viewer) -> list[ProposalRow]:
    """Open proposals that ask this viewer and were neither answered nor put off by them."""
    return [row for row in proposals(viewer, state="open") if row.waits]


def waiting_count(viewer: Viewer, ids: Iterable[str]) -> dict[str, Any]:
    """The number beside Decisions in the sidebar: what needs this viewer."""
    asleep = _snoozes(viewer)
    count = sum(
        waits_for_viewer(viewer, one) and not _asleep(asleep.get(one.change.pk), one)
        for one in _with_voices(viewer, "open", ())
    )
    return {"decisions": {"count": count, "hot": True}} if count else {}


@once
def _snoozes(viewer: Viewer) -> dict[UUID, Snooze]:
    """What the viewer has put off, by proposal."""
    return {row.change_set_id: row for row in Snooze.objects.seen_by(viewer)}


def _asleep(snooze: Snooze | None, one: Tabled) -> bool:
    """Whether it stays out of sight: what is late comes back, whatever was said."""
    now, change, voices = clock.now(), one.change, one.voices
    if snooze is None or change.state != "open" or (change.decide_by and change.decide_by < now):
        return False
    if snooze.awaits_id and any(v.member_id == snooze.awaits_id and v.at > snooze.at for v in voices):
        return False
    return snooze.until is None or snooze.until > clock.today(change.workspace.timezone)


def _until(snooze: Snooze | None, one: Tabled, people: dict[str, Person]) -> str:
    """Until when it is put off, in words; nothing if it is not."""
    if snooze is None or not _asleep(snooze, one):
        return ""
    who = people.get(str(snooze.awaits_id), {}).get("name", "somebody") if snooze.awaits_id else ""
    on = dateformat.format(snooze.until, "D j M") if snooze.until else ""
    return f"until {on}" + (f" or an answer of {who}" if who else "") if on else f"until {who} answers"
