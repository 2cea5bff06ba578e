"""Keeping scenarios those of today's plan: their edits are tried anew and simulated beside the pages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from pilothouse.commands import Refused
from pilothouse.commands.lens import Size, Watch, plan_lens
from pilothouse.who import clock
from pilothouse.who.decisions.gate.submit import carry_out, measure, touches_plan
from pilothouse.who.decisions.gate.turn import turn
from pilothouse.who.decisions.models import DRAFT, SCENARIO, Option, ScenarioFigures
from pilothouse.who.decisions.proposals.collecting import Trial, hash_of, told_of, try_out
from pilothouse.who.decisions.proposals.figures import RUNS
from pilothouse.who.decisions.proposals.pricing import price
from pilothouse.who.decisions.scenarios.commands import RecordScenario
from pilothouse.who.people.models import Workspace, viewer_of

log = logging.getLogger(__name__)


def waiting(workspace: UUID) -> set[UUID]:
    """Ids of scenarios whose figures are not those of what they hold and of the plan."""
    return {option.change_set_id for option in _stale(workspace)}


def compute_waiting(workspace: Workspace, cancelled: Callable[[], bool] | None = None) -> int:
    """Compute them; how many were stored. Raises ``Cancelled`` when told to stop."""
    if plan_lens() is None:
        return 0
    return sum(_computed(workspace, option, Watch(None, cancelled)) for option in _stale(workspace.pk))


def _stale(workspace: UUID) -> Iterator[Option]:
    revision, zone = Workspace.objects.values_list("plan_revision", "timezone").get(pk=workspace)
    today = clock.start_of_day(clock.today(zone), zone)
    drafts = {"change_set__kind": SCENARIO, "change_set__state": DRAFT, "change_set__deleted_at": None}
    options = Option.everything.filter(workspace=workspace, deleted_at=None, **drafts).exclude(commands=[])
    known = {row.scenario: row for row in ScenarioFigures.everything.filter(workspace=workspace)}
    for option in options.select_related("change_set", "change_set__author").order_by("pk"):
        row = known.get(option.change_set_id)
        fresh = row is not None and row.plan_revision == revision and row.runs == RUNS and row.at >= today
        if not fresh or row.edits != hash_of(option.commands):  # type: ignore[union-attr]
            yield option


def _computed(workspace: Workspace, option: Option, watch: Watch) -> bool:
    """Try the edits out in a turn, simulate outside of it, and store what came of it."""
    viewer = viewer_of(option.change_set.author)
    with turn(workspace.pk) as locked:
        trial = try_out(locked, viewer, option.commands)
    try:
        told = _figures(locked, trial, viewer, watch)
    except Refused as refused:
        told = {"pricing": price(None, None), "verdicts": [], "fault": refused.message}
    pricing = told.pop("pricing")
    told |= told_of(trial) | {"impact": pricing["impact"]}
    record = RecordScenario(
        scenario=option.change_set_id,
        edits=hash_of(option.commands),
        told=told,
        plan_revision=locked.plan_revision,
        runs=RUNS,
        documents=pricing["documents"],
    )
    try:
        carry_out(record, workspace)
    except Refused as refused:
        log.info("a scenario was not computed: %s", refused.message)
        return False
    return True


def _figures(workspace: Workspace, trial: Trial, viewer: Any, watch: Watch) -> dict[str, Any]:
    """Its price, and who would decide at its size. Refuses what cannot be planned."""
    moves = touches_plan(trial.differences)
    measured = measure(viewer, trial.differences, None) if moves else None
    verdicts = trial.verdicts(workspace, viewer, measured.size if measured else Size())
    return {
        "pricing": price(measured, None, runs=RUNS, watch=watch),
        "verdicts": [verdict.to_json() for verdict in verdicts],
        "alone": all(verdict.lets(viewer.member) for verdict in verdicts),
    }
