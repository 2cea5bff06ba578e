"""The versions of a unit's matrix: what each changed, when, by whom and with whose agreement."""

from __future__ import annotations

from typing import Any

from pilothouse.who.decisions.models import Entry, MatrixRow, MatrixVersion, RowChange, Voice
from pilothouse.who.decisions.rights.matrix import Matrix, RuleKey, in_force, matrix_of
from pilothouse.who.decisions.rights.queries import BANDS, differences, limit_words, rights_of, unit_named
from pilothouse.who.decisions.rights.standing import matrix_of_version
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.rows import Viewer

Line = dict[str, Any]


def versions(viewer: Viewer, of: str, older: str = "", newer: str = "") -> dict[str, Any] | None:
    """All versions of the unit's own matrix, newest first, and the difference between two of them: the last
    two unless their numbers are given. None for a unit there is not."""
    rights = rights_of(viewer)
    unit = unit_named(rights, of) if rights else None
    if rights is None or unit is None:
        return None
    rows = MatrixVersion.objects.seen_by(viewer).filter(unit=unit).select_related("made_by")
    found = list(rows.order_by("number"))
    matrices = _matrices(viewer, found)
    told = _told(viewer, found)
    whole = [m for m in rights.matrices(unit) if m.unit != unit.pk]
    lines = [
        {
            "number": version.number,
            "at": version.made_at,
            "by": version.made_by.name if version.made_by else "Pilothouse",
            "note": version.note,
            "changes": len(_between(rights, before, matrix, whole)) if before else None,
            **told.get(str(version.pk), {"proposal": "", "agreed": []}),
        }
        for version, before, matrix in zip(found, [None, *matrices], matrices, strict=False)
    ]
    a, b = _chosen(found, older, newer)
    pair = {m.number: m for m in matrices}
    return {
        "unit": {"id": str(unit.pk), "name": unit.name},
        "versions": lines[::-1],
        "older": a,
        "newer": b,
        "between": _between(rights, pair[a], pair[b], whole) if a and b else [],
    }


def preset_differences(rights: Rights, unit: Any, name: str) -> list[Line]:
    """What would change in the unit if it started anew from that preset."""
    now, above = rights.matrices(unit), [m for m in rights.matrices(unit) if m.unit != unit.pk]
    found = _compared(rights, in_force(now), in_force([matrix_of(name), *above]))
    return sorted(found, key=lambda line: not line["decider"])


def _matrices(viewer: Viewer, found: list[MatrixVersion]) -> list[Matrix]:
    rows: dict[Any, list[MatrixRow]] = {}
    for row in MatrixRow.objects.seen_by(viewer).filter(version__in=found).order_by("position"):
        rows.setdefault(row.version_id, []).append(row)
    return [matrix_of_version(version, rows.get(version.pk, [])) for version in found]


def _told(viewer: Viewer, found: list[MatrixVersion]) -> dict[str, Line]:
    """By version the proposal it was made by and who agreed to that."""
    changes = RowChange.objects.seen_by(viewer).filter(row__in=[v.pk for v in found], before__isnull=True)
    entries = {str(row): entry for row, entry in changes.values_list("row", "entry")}
    rows = Entry.objects.seen_by(viewer).filter(pk__in=entries.values()).select_related("change_set")
    by_entry = {entry.pk: entry for entry in rows}
    voices = Voice.objects.seen_by(viewer).filter(change_set__in=[e.change_set_id for e in by_entry.values()])
    agreed: dict[Any, list[str]] = {}
    for voice in voices.filter(verdict__in=("accept", "fine")).select_related("member").order_by("at"):
        agreed.setdefault(voice.change_set_id, []).append(voice.member.name)
    told = {}
    for version, entry in entries.items():
        change = by_entry[entry].change_set if entry in by_entry else None
        names = list(dict.fromkeys(agreed.get(change.pk, []))) if change else []
        told[version] = {"proposal": change.key if change else "", "agreed": names}
    return told


def _chosen(found: list[MatrixVersion], older: str, newer: str) -> tuple[int, int]:
    """Numbers of the two versions to compare, the older first; (0, 0) when there are none."""
    numbers = [version.number for version in found]
    if not numbers:
        return 0, 0
    b = int(newer) if newer.isdecimal() and int(newer) in numbers else numbers[-1]
    usual = numbers[max(numbers.index(b) - 1, 0)]
    a = int(older) if older.isdecimal() and int(older) in numbers else usual
    return min(a, b), max(a, b)


def _between(rights: Rights, before: Matrix, now: Matrix, whole: list[Matrix]) -> list[Line]:
    """What differs from one version to another, for what it inherits as that is today."""
    found = _compared(rights, in_force([before, *whole]), in_force([now, *whole]))
    if dict(before.tolerance) != dict(now.tolerance):
        words = f"{limit_words(now.tolerance)}; it was {limit_words(before.tolerance)}"
        found.insert(0, {"name": "The tolerance", "band": "", "words": [words], "decider": False})
    for role in sorted(
        {r for r in (*before.duties, *now.duties) if before.duties.get(r) != now.duties.get(r)}
    ):
        name = f"What the {rights.name_of(role)} answers for"
        words = str(now.duties.get(role, {}).get("answers_for", "")) or "as the preset says"
        found.append({"name": name, "band": "", "words": [words], "decider": False})
    return found


def _compared(rights: Rights, before: dict[RuleKey, Any], now: dict[RuleKey, Any]) -> list[Line]:
    lines = []
    names = rights.family_names()
    for family, band in dict.fromkeys((*before, *now)):
        old, new = before.get((family, band)), now.get((family, band))
        if old and new:
            words, decider = differences(rights, old.rule, new.rule), old.rule.decides != new.rule.decides
        else:
            words, decider = ["a row that was not there"] if new else ["the row is gone"], True
        if words:
            name = names.get(family, family)
            line = {"name": name[:1].upper() + name[1:], "band": BANDS.get(band, band), "words": words}
            lines.append({**line, "decider": decider})
    return lines
