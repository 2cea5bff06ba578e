"""The stored forecast: one for each plan and day, kept current by the worker, and what is read of it."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from pilothouse.commands import Refused
from pilothouse.engine.forecast import Cancelled
from pilothouse.entrypoints.jobs.worker import Worker
from pilothouse.how.delivery.models import Task
from pilothouse.when.schedule.commands_forecasts import TakeBaseline
from pilothouse.when.schedule.commands_milestones import AddMilestone, SetMilestoneTarget
from pilothouse.when.schedule.commands_projects import CreateProject, SetProjectTarget
from pilothouse.when.schedule.models import Baseline, Forecast, Milestone, PlanDocument, Project
from pilothouse.when.schedule.plan_page import plan_page
from pilothouse.when.schedule.queries import chance_by, dates_of, status, why_this_date
from pilothouse.when.schedule.recompute import needed, recompute_now
from pilothouse.when.schedule.upkeep import reprice_open
from pilothouse.who.decisions.gate.submit import carry_out, submit
from pilothouse.who.decisions.models import ChangeSet, Entry, Option, Outbox
from pilothouse.who.people.models import Skill, Unit

from .conftest import World, hours


def test_a_plan_is_computed_once(world: World) -> None:
    assert recompute_now(world.workspace)
    assert not recompute_now(world.workspace)
    assert Forecast.everything.count() == 1
    assert PlanDocument.everything.get().hash == Forecast.everything.get().plan_hash
    sentence = Entry.everything.get(command="forecast.record").sentence
    assert sentence.startswith("computed the forecast: Release 1 likely ")


def test_another_estimate_needs_another_forecast_and_a_title_does_not(world: World, scratch: Any) -> None:
    recompute_now(world.workspace)
    carry_out(scratch.Retitle(task=world.id("Totals"), title="Sums"), world.workspace)
    assert needed(world.workspace.pk) is None
    carry_out(scratch.Estimate(task=world.id("Totals"), likely=80), world.workspace)
    assert not status(world.viewer("ana"))["up_to_date"]
    assert recompute_now(world.workspace)
    assert status(world.viewer("ana"))["up_to_date"]
    assert "(was " in Entry.everything.filter(command="forecast.record").latest("revision").sentence


def test_a_new_day_needs_another_forecast(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    recompute_now(world.workspace)
    monkeypatch.setenv("PILOTHOUSE_NOW", "2026-03-03T08:00:00+00:00")
    assert needed(world.workspace.pk) is not None


def test_a_simulation_that_is_told_to_stop_stores_nothing(world: World) -> None:
    with pytest.raises(Cancelled):
        recompute_now(world.workspace, lambda: True)
    assert not Forecast.everything.exists()


def test_open_pages_hear_how_far_it_is(world: World) -> None:
    recompute_now(world.workspace)
    told = [event for event in Outbox.objects.values_list("event", flat=True) if "progress" in event]
    events = [event["progress"]["value"] for event in told]
    assert told[-1]["changed"] == [f"forecast:{Forecast.everything.get().pk}"]
    assert events == sorted(events)
    assert events[-1] == 1.0
    assert len(events) > 3


def test_the_worker_computes_what_is_out_of_date_and_then_rests(world: World, scratch: Any) -> None:
    worker = Worker(threading.Event())
    worker.look()
    worker.look()
    assert Forecast.everything.count() == 1
    carry_out(scratch.Estimate(task=world.id("Totals"), likely=80), world.workspace)
    worker.look()
    assert Forecast.everything.count() == 2


def test_a_proposal_gets_new_figures_when_the_plan_moves(world: World, scratch: Any) -> None:
    world.snapshot()
    submit(scratch.Estimate(task=world.id("Layout"), likely=60), world.viewer("ana"), "test")
    before = Option.everything.get().impact
    carry_out(scratch.Estimate(task=world.id("Totals"), likely=80), world.workspace)
    assert reprice_open(world.workspace) == 1
    after = Option.everything.get()
    assert after.impact["before_hash"] != before["before_hash"]
    assert after.verdict["was"] == before
    assert ChangeSet.everything.get().state == "open"
    assert reprice_open(world.workspace) == 0


def test_the_plan_page_lists_work_in_its_outline_with_dates(world: World) -> None:
    recompute_now(world.workspace)
    page = plan_page(world.viewer("ana"), world.id("redesign"))
    titles = [(row["level"], row["title"]) for row in page["rows"]]
    assert titles == [(1, "Editor"), (2, "Totals"), (2, "Layout"), (1, "Export"), (1, "Beta")]
    editor, totals, layout, export, beta = page["rows"]
    assert editor["remaining"] == {"optimistic": 32, "likely": 48, "pessimistic": 96}
    assert totals["people"] == [{"id": world.id("ana"), "name": "Ana", "initials": "A"}] or totals["people"]
    assert totals["p50"] < layout["p50"] <= layout["p85"]
    assert layout["p85"] == editor["p85"]
    assert page["targets"][0]["title"] == "Release 1"
    assert page["facts"]["sets_the_date"]["title"] == "Editor"
    assert page["status"]["up_to_date"]
    assert page["load"][0]["weeks"][0]["week"] == "2026-03-02"
    assert beta["p50"] >= export["p50"]


def test_a_group_names_the_part_that_sets_its_end(world: World) -> None:
    recompute_now(world.workspace)
    editor, totals = (world.rows[name].pk for name in ("Editor", "Totals"))
    dates = dates_of(world.viewer("ana"), [editor, totals])
    assert dates[editor]["ends_with"] == world.id("Layout")
    assert dates[totals]["ends_with"] == ""


def test_work_nobody_can_do_is_listed_with_its_reason(world: World) -> None:
    skill = world.add(Skill, name="Cobol")
    world.item(Task, "Port", world.rows["redesign"], position="a0", effort=hours(8, 8, 8), skill=skill)
    world.snapshot()
    recompute_now(world.workspace)
    rows = {row["title"]: row for row in plan_page(world.viewer("ana"))["rows"]}
    assert "Cobol" in rows["Port"]["unscheduled"]
    assert rows["Port"]["p50"] is None
    assert rows["Layout"]["p50"] is not None


def test_a_date_is_explained_by_titles_and_names(world: World) -> None:
    why = why_this_date(world.viewer("ana"), world.id("Layout"))
    assert why is not None
    assert any("Totals" in sentence for sentence in why["sentences"])
    assert not any(world.id("Totals") in sentence for sentence in why["sentences"])
    assert why_this_date(world.viewer("ana"), str(uuid4())) is None


def test_every_kind_of_item_has_a_panel_of_dates(world: World) -> None:
    recompute_now(world.workspace)
    ids = [world.rows[name].pk for name in ("Totals", "Editor", "Release 1", "Beta")]
    assert set(dates_of(world.viewer("ana"), ids)) == set(ids)


def test_dates_are_held_against_the_newest_baseline_that_has_them(world: World, scratch: Any) -> None:
    recompute_now(world.workspace)
    carry_out(TakeBaseline(project=world.id("redesign"), name="Agreed"), world.workspace)
    carry_out(scratch.Estimate(task=world.id("Layout"), likely=64), world.workspace)
    new = scratch.Add(id=uuid4(), beside=world.id("Layout"), likely=8)
    carry_out(new, world.workspace)
    recompute_now(world.workspace)
    ids = [world.id(name) for name in ("Totals", "Layout", "Editor", "Release 1")]
    panels = dates_of(world.viewer("ana"), [*ids, str(new.id)])
    totals, layout, editor, release = (panels[id] for id in ids)
    assert {panel["base_name"] for panel in (totals, layout, editor, release)} == {"Agreed"}
    assert (totals["base_p50"], totals["base_days"]) == (totals["p50"], 0)
    assert layout["base_p50"] < layout["p50"]
    assert layout["base_days"] > 3
    added = panels[str(new.id)]
    assert (added["base_p50"], added["base_name"], added["base_days"]) == (None, "", None)


def test_what_cannot_be_scheduled_says_why_and_so_does_what_it_is_part_of(world: World) -> None:
    skill, unit = world.add(Skill, name="Cobol"), world.rows["redesign"]
    place = {"feature": world.rows["Editor"], "position": "a9", "effort": hours(8, 8, 8)}
    world.item(Task, "Port", unit, skill=skill, **place)
    world.snapshot()
    recompute_now(world.workspace)
    panels = dates_of(world.viewer("ana"), [world.id(name) for name in ("Port", "Editor", "Totals")])
    assert "Cobol" in panels[world.id("Port")]["reason"]
    assert "Cobol" in panels[world.id("Editor")]["reason"]
    assert panels[world.id("Port")]["p50"] is None
    assert panels[world.id("Totals")]["reason"] == ""


def test_a_baseline_keeps_dates_and_puts_scope_under_control(world: World, scratch: Any) -> None:
    recompute_now(world.workspace)
    carry_out(TakeBaseline(project=world.id("redesign"), name="Agreed"), world.workspace)
    baseline = Baseline.everything.get()
    assert Unit.everything.get(pk=world.id("redesign")).scope_baseline == baseline.pk
    assert baseline.plan_hash == Forecast.everything.get().plan_hash
    carry_out(scratch.Estimate(task=world.id("Layout"), likely=64), world.workspace)
    recompute_now(world.workspace)
    rows = {row["title"]: row for row in plan_page(world.viewer("ana"), world.id("redesign"))["rows"]}
    assert rows["Totals"]["days_later"] == pytest.approx(0.0)
    assert rows["Layout"]["days_later"] > 3
    assert rows["Layout"]["base_p85"] < rows["Layout"]["p85"]


def test_a_baseline_can_be_taken_before_any_forecast(world: World) -> None:
    carry_out(TakeBaseline(project=world.id("redesign"), name="First"), world.workspace)
    assert Baseline.everything.get().dates[world.id("Layout")]["p85"]


def test_a_project_starts_with_its_brief_and_dates(world: World) -> None:
    command = CreateProject(
        name="Mobile", parent=world.id("acme"), start=date(2026, 4, 1), target=date(2026, 6, 30)
    )
    carry_out(command, world.workspace)
    project = Project.everything.get(unit=command.id)
    assert (project.unit.rank, project.start, project.target) == (2, date(2026, 4, 1), date(2026, 6, 30))
    carry_out(SetProjectTarget(project=str(command.id), target=None), world.workspace)
    project.refresh_from_db()
    assert project.target is None


def test_a_project_s_dates_are_not_set_on_another_unit(world: World) -> None:
    with pytest.raises(Refused, match="not a project"):
        carry_out(SetProjectTarget(project=world.id("acme"), target=None), world.workspace)


def test_a_milestone_has_a_key_and_a_target(world: World) -> None:
    command = AddMilestone(title="Go live", project=world.id("redesign"), target=date(2026, 5, 1))
    carry_out(command, world.workspace)
    carry_out(SetMilestoneTarget(milestone=str(command.id), target=date(2026, 5, 8)), world.workspace)
    milestone = Milestone.everything.select_related("item").get(pk=command.id)
    assert milestone.target == date(2026, 5, 8)
    assert milestone.item.key == "ACM-101"


@pytest.mark.parametrize(
    "moment, chance", [(None, None), (10, 5.0), (50, 5.0), (375, 37.5), (500, 50.0), (990, 95.0)]
)
def test_a_chance_is_read_off_between_percentiles(moment: int | None, chance: float | None) -> None:
    finish = {f"p{p}": 10 * p for p in (5, 10, 25, 50, 75, 85, 90, 95)}
    assert chance_by(finish, moment) == chance
    assert chance_by({}, 100) is None
