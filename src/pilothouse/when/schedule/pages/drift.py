"""What moved a date, in words: each line with its cause and days, and the change or decision behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from pilothouse.engine.drift import CAUSES, Cause, Drift, Move
from pilothouse.engine.impact import WorkingDays
from pilothouse.when.schedule.drifted import Moment, baselines_with, followed, moment_of
from pilothouse.when.schedule.moments import day
from pilothouse.when.schedule.queries import rows_of
from pilothouse.who.decisions.decision_log.record import logged
from pilothouse.who.decisions.models import Entry
from pilothouse.who.rows import Viewer
from pilothouse.who.words import counted

Row = dict[str, Any]
WORDS: dict[Cause, str] = {
    "decision": "Decisions",
    "estimate": "Estimates",
    "absence": "Absences",
    "slip": "Slip: work took longer, or did not start when planned",
    "risk": "Risks raised, changed or come true",
    "scope": "Scope",
}
MOST = 40


@dataclass
class _Line:
    """Moves told together, in tenths of a working day."""

    cause: Cause
    tenths: int
    revisions: list[int]


def drift_context(viewer: Viewer, id: str, begin: Moment, end: Moment) -> Row:
    """The parts of a movement by cause, then line by line; tenths of working days add up to the whole."""
    found = followed(viewer, id, begin, end)
    zone = rows_of(viewer).plan.timezone
    lines = _lines(found, _tenths(viewer, found))
    entries = _entries(viewer, [line.revisions[0] for line in lines if line.revisions])
    told = [_told(line, entries) for line in lines if line.tenths]
    total = sum(line.tenths for line in lines)
    return {
        "begin": begin.label,
        "end": end.label,
        "was": day(found.before, zone),
        "is": day(found.after, zone),
        "days": total / 10,
        "causes": [
            {
                "cause": cause,
                "words": WORDS[cause],
                "days": sum(x.tenths for x in lines if x.cause == cause) / 10,
            }
            for cause in CAUSES
        ],
        "lines": told[-MOST:],
        "earlier": sum(line["days"] for line in told[:-MOST]),
        "more": len(told[:-MOST]),
        "still": sum(not line.tenths for line in lines),
        "method": _method(found),
        "sentence": _sentence(total, begin, end),
    }


def since_baseline(viewer: Viewer, id: str, since: str) -> Row:
    """The baselines that have a date for ``id``; with one of them chosen, what has moved it since."""
    begin, end = moment_of(viewer, since) if since else None, moment_of(viewer, "now")
    return {
        "baselines": [
            {"id": str(row.pk), "title": row.name, "at": row.at} for row in baselines_with(viewer, id)
        ],
        "since": since,
        "told": drift_context(viewer, id, begin, end) if begin and end else None,
    }


def _sentence(total: int, begin: Moment, end: Moment) -> str:
    since = f"between {begin.label} and {end.label}" if not end.now else f"since {begin.label}"
    if not total:
        return f"The date is the same {since}" if not end.now else f"The date has not moved {since}"
    way = "later" if total > 0 else "earlier"
    return f"{abs(total) / 10:g} working {'day' if abs(total) == 10 else 'days'} {way} {since}"


def _method(found: Drift) -> str:
    if not found.runs:
        return "the date at likely effort, as the plan is too large to simulate after every change"
    return f"the date that is safe to say (P85 of {found.runs} runs with the same luck at every step)"


def _tenths(viewer: Viewer, found: Drift) -> list[int]:
    """Movements in tenths of a working day, as differences of rounded places: so they add up."""
    days = WorkingDays(rows_of(viewer).plan)
    origin = found.before or next((move.finish for move in found.moves if move.finish is not None), None)
    places = [0]
    for move in found.moves:
        at = places[-1] if move.finish is None else round(10 * (days.between(origin, move.finish) or 0))
        places.append(at)
    return [now - then for then, now in pairwise(places)]


def _lines(found: Drift, tenths: list[int]) -> list[_Line]:
    """A line for each change, and one for each run of slip: days that went by, and what was done in them."""
    pairs = zip(found.moves, tenths, strict=True)
    lines: list[_Line] = []
    for slips, group in groupby(pairs, key=lambda pair: pair[0].cause == "slip"):
        told = list(group)
        lines += [_slip(told)] if slips else [_line(move, moved) for move, moved in told]
    return lines


def _slip(pairs: list[tuple[Move, int]]) -> _Line:
    revisions = [revision for move, _ in pairs for revision in _revisions(move)]
    return _Line("slip", sum(moved for _, moved in pairs), revisions)


def _line(move: Move, tenths: int) -> _Line:
    return _Line(move.cause, tenths, list(_revisions(move)))


def _revisions(move: Move) -> Iterator[int]:
    return map(int, move.mark.split(",")) if move.mark else iter(())


def _entries(viewer: Viewer, revisions: Iterable[int]) -> dict[int, Row]:
    rows = Entry.objects.seen_by(viewer).filter(revision__in=list(revisions))
    rows = rows.select_related("actor", "on_behalf_of", "change_set")
    return {row.revision: logged(row) for row in rows}


def _told(line: _Line, entries: dict[int, Row]) -> Row:
    entry = entries.get(line.revisions[0]) if line.revisions else None
    more = len(line.revisions) - 1
    return {
        "cause": line.cause,
        "days": line.tenths / 10,
        "at": entry["at"] if entry else None,
        "words": _words(line, entry),
        "and": f"and {counted(more, 'more change')} of the kind" if entry and more > 0 else "",
        "proposal": entry["proposal"] if entry else "",
        "link": f"history?before={line.revisions[-1] + 1}" if entry else "",
    }


def _words(line: _Line, entry: Row | None) -> str:
    if entry is not None:
        return f"{entry['who']} {entry['sentence']}"
    if line.revisions:
        return "A change that is not shared with you"
    if line.cause == "slip":
        return "Days went by with less done than planned"
    return "What the baseline's plan had otherwise, which no history tells of"
