"""Scenarios as their readers see them: what they hold in words, who else sees them, what they would do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pilothouse.commands import Difference, command_named
from pilothouse.who.decisions.models import DRAFT, Option, Scenario, ScenarioFigures, Share
from pilothouse.who.decisions.proposals.collecting import differences_of, hash_of
from pilothouse.who.decisions.proposals.figures import RUNS
from pilothouse.who.decisions.proposals.titles import as_request
from pilothouse.who.decisions.rights.queries import Person, people_by_id
from pilothouse.who.once import once
from pilothouse.who.people.queries import workspace_of
from pilothouse.who.rows import Viewer

Row = dict[str, Any]


@dataclass(frozen=True)
class ScenarioRow:
    """``edits`` are {id, sentence, title, broken}; ``computing`` while its figures are not those of today's
    plan; ``asked`` names for each decision that is not the author's who takes it."""

    id: str
    title: str
    why: str
    author: Person
    mine: bool
    draft: bool
    made_at: datetime
    edits: list[Row]
    shared: list[str]
    everybody: bool
    computing: bool
    computed_at: datetime | None
    fault: str
    impact: Row | None
    alone: bool
    asked: list[Row]
    differences: tuple[Difference, ...]

    @property
    def broken(self) -> int:
        """How many edits no longer work."""
        return sum(bool(edit["broken"]) for edit in self.edits)


@once
def scenarios(viewer: Viewer) -> list[ScenarioRow]:
    """All that the viewer may see, one's own first, the newest first."""
    rows = list(Scenario.objects.seen_by(viewer).order_by("-made_at", "pk"))
    if not rows:
        return []
    ids, people = [row.pk for row in rows], people_by_id(viewer)
    options = {o.change_set_id: o for o in Option.objects.seen_by(viewer).filter(change_set__in=ids)}
    figures = {f.scenario: f for f in ScenarioFigures.objects.seen_by(viewer).filter(scenario__in=ids)}
    shares: dict[UUID, list[Share]] = defaultdict(list)
    for share in Share.objects.seen_by(viewer).filter(change_set__in=ids).select_related("member"):
        shares[share.change_set_id].append(share)
    found = [
        _row(viewer, row, options[row.pk], figures.get(row.pk), shares[row.pk], people)
        for row in rows
        if row.pk in options
    ]
    return sorted(found, key=lambda row: not row.mine)


def scenario(viewer: Viewer, id: UUID | str) -> ScenarioRow | None:
    """One of them."""
    return next((row for row in scenarios(viewer) if row.id == str(id)), None)


def chosen(viewer: Viewer, ids: Iterable[str]) -> list[ScenarioRow]:
    """Those of these ids, in this order."""
    known = {row.id: row for row in scenarios(viewer)}
    return [known[id] for id in dict.fromkeys(ids) if id in known]


def listed(viewer: Viewer, filters: Mapping[str, str]) -> list[Row]:
    """Scenarios as other programs read them."""
    return [
        {
            "id": row.id,
            "key": "",
            "title": row.title,
            "why": row.why,
            "author": row.author["name"],
            "state": "draft" if row.draft else "applied",
            "edits": [{"id": e["id"], "does": e["sentence"], "broken": e["broken"]} for e in row.edits],
            "up_to_date": not row.computing,
            "impact": (row.impact or {}).get("lines"),
        }
        for row in scenarios(viewer)
        if row.draft or filters.get("state") != "draft"
    ]


def _row(
    viewer: Viewer,
    row: Scenario,
    option: Option,
    figures: ScenarioFigures | None,
    shares: list[Share],
    people: Mapping[str, Person],
) -> ScenarioRow:
    known = figures if figures is not None and figures.edits == hash_of(option.commands) else None
    told: Row = known.told if known else {}
    revision = workspace_of(viewer).plan_revision
    fresh = known is not None and known.runs == RUNS and known.plan_revision == revision
    mine = row.author_id == viewer.member
    return ScenarioRow(
        id=str(row.pk),
        title=row.title,
        why=row.why,
        author=people.get(str(row.author_id), {"name": "Somebody"}),
        mine=mine,
        draft=row.state == DRAFT,
        made_at=row.made_at,
        edits=[_edit(edit, told.get("broken", {})) for edit in option.commands],
        shared=sorted(share.member.name for share in shares if share.member is not None),
        everybody=any(share.member_id is None for share in shares),
        computing=bool(option.commands) and row.state == DRAFT and not fresh,
        computed_at=known.at if known and known.runs else None,
        fault=told.get("fault", ""),
        impact=told.get("impact"),
        alone=bool(told.get("alone")),
        asked=_asked(viewer, told.get("verdicts", []), people),
        differences=tuple(differences_of(told)),
    )


def _edit(edit: Row, broken: Mapping[str, str]) -> Row:
    command = command_named(edit["name"])
    sentence = str(edit.get("sentence") or "")
    return {
        "id": edit["id"],
        "title": command.meta.title,
        "sentence": as_request(sentence, command.meta.title) if sentence else command.meta.title,
        "broken": broken.get(edit["id"], ""),
    }


def _asked(viewer: Viewer, verdicts: Iterable[Row], people: Mapping[str, Person]) -> list[Row]:
    """Who else would decide, in the order of the edits."""
    found = []
    for verdict in verdicts:
        deciders: list[str] = next(
            (key["members"] for key in verdict["keys"] if key["asked_as"] == "decide"), []
        )
        if str(viewer.member) not in deciders:
            names = [people[member]["name"] for member in deciders if member in people]
            found.append({"because": verdict["because"], "names": names})
    return found
