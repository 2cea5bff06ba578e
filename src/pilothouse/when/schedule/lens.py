"""The price of a change: what the room that computes dates offers to the gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pilothouse.commands import Difference, Refused, Scope
from pilothouse.commands.lens import UNWATCHED, Size, Watch
from pilothouse.engine.calendar import local_day
from pilothouse.engine.document import write_plan
from pilothouse.engine.impact import Change, impact
from pilothouse.engine.precedence import CycleError
from pilothouse.engine.swallowed import swallowed
from pilothouse.engine.waiting import cost_of_waiting
from pilothouse.when.schedule import snapshot
from pilothouse.when.schedule.impact_lines import lines_of, subjects_of
from pilothouse.when.schedule.models import PlanDocument
from pilothouse.when.schedule.moments import iso
from pilothouse.when.schedule.names import Called, called, ids_in, in_words
from pilothouse.when.schedule.sizes import concerns, size_of
from pilothouse.when.schedule.snapshot import PlanRows
from pilothouse.when.schedule.watched import WATCHED, touches
from pilothouse.who import clock

SMALL_PLAN = 150
"""Up to so many tasks an impact is simulated whole while its author waits."""
FEW_RUNS = 128
"""So many runs a side of a large plan give a first estimate within a second."""


class Lens:
    """Implements ``PlanLens`` with the engine."""

    def watched(self) -> Mapping[str, frozenset[str]]:
        """The columns the plan is made of."""
        return WATCHED

    def touches(self, differences: Sequence[Difference]) -> bool:
        """Whether the plan reads any of what changed."""
        return touches(differences)

    def snapshot(self, workspace: str) -> PlanRows:
        """The plan's rows as they stand committed."""
        return snapshot.read(workspace)

    def patched(self, snapshot_: PlanRows, differences: Sequence[Difference]) -> PlanRows:
        """The rows as they would be."""
        return snapshot.patched(snapshot_, differences)

    def size(self, before: PlanRows, after: PlanRows, unit: str | None) -> Size:
        """One dispatch before and after. Refuses work that would wait for itself."""
        if before.plan == after.plan:
            return Size()
        try:
            return size_of(before, after, unit)
        except CycleError as ring:
            names = called(after.workspace, ids_in([str(ring)]), after.names)
            raise Refused(f"This cannot be planned: {in_words(str(ring), names)}") from ring

    def runs_at_once(self, before: PlanRows, runs: int) -> int:
        """All of them for a small plan, else the few that a second has room for."""
        return runs if len(before.plan.tasks) <= SMALL_PLAN else min(runs, FEW_RUNS)

    def impact(
        self,
        before: PlanRows,
        after: PlanRows,
        unit: str | None,
        seed: int,
        runs: int,
        watch: Watch = UNWATCHED,
    ) -> dict[str, Any]:
        """Both sides simulated under common random numbers, as lines in a fixed order.

        The first runs of many are those of few: more of them refine the figures, they draw no others.

        ``documents`` holds both plans by hash; who stores the impact hands them to ``keep``."""
        found = impact(before.plan, after.plan, runs, seed, watch.progress, watch.cancelled)
        names = called(before.workspace, subjects_of(found), after.names)
        return {
            "before_hash": found.before_hash,
            "after_hash": found.after_hash,
            "seed": seed,
            "runs": runs,
            "computed_at": clock.now().isoformat(),
            "as_of": iso(before.as_of, before.plan.timezone),
            "plan_revision": before.revision,
            "unit": unit,
            "lines": lines_of(found, before.plan, after.plan, unit, names),
            "documents": {side.hash: write_plan(side.plan) for side in (before, after)},
        } | _swallowed(before, after)

    def waiting(
        self, before: PlanRows, after: PlanRows, unit: str | None, seed: int, watch: Watch = UNWATCHED
    ) -> dict[str, Any]:
        """What a week's wait holds up: how many tasks, whom, and the release or project it moves most."""
        found = cost_of_waiting(before.plan, after.plan, seed, cancelled=watch.cancelled)
        concerned = concerns(before.plan, unit) | concerns(after.plan, unit)
        later = sorted(found.later, key=lambda c: (c.id not in concerned, c.kind == "plan", -(c.change or 0)))
        ids = {*(id for id, _ in found.idle), *(c.id for c in later[:1] if c.id)}
        names = called(before.workspace, ids, after.names) if ids else {}
        return {
            "on": local_day(before.as_of, before.plan.timezone).isoformat(),
            "days": found.days,
            "tasks": len(found.tasks),
            "people": [{"id": id, "name": names[id].name, "hours": hours} for id, hours in found.idle],
            "later": [_moved(change, names) for change in later[:1]],
        }

    def keep(self, ctx: Scope, documents: Mapping[str, Any]) -> None:
        """Store plans once for each hash, so that what was priced can be computed again."""
        keep_plans(ctx, documents)


def _swallowed(before: PlanRows, after: PlanRows) -> dict[str, Any]:
    """Whose work on which project leave takes whole, and when it was to be done; nothing where none does."""
    found = swallowed(before.plan, after.plan)
    ids = {id for each in found for id in (each.person, each.project)}
    names = called(before.workspace, ids, after.names) if ids else {}
    zone = before.plan.timezone
    told = [
        {
            "person": names[each.person].name,
            "project": names[each.project].name,
            "first": local_day(each.start, zone).isoformat(),
            "last": local_day(each.finish, zone).isoformat(),
        }
        for each in found
    ]
    return {"swallowed": told} if told else {}


def _moved(change: Change, names: Mapping[str, Called]) -> dict[str, Any]:
    name = names[change.id].name if change.id else "All work"
    return {"subject": change.id or None, "name": name, "days": change.change}


def keep_plans(ctx: Scope, documents: Mapping[str, Any]) -> None:
    """Store plan documents that are not stored yet, by hash."""
    known = set(ctx.find(PlanDocument, hash__in=list(documents)).values_list("hash", flat=True))
    for hash, document in documents.items():
        if hash not in known:
            ctx.save(PlanDocument(hash=hash, document=document))
