"""The plan's rows: a patched snapshot is what a fresh one would be, and only what is planned is in it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from pilothouse.engine.document import read_plan, write_plan
from pilothouse.when.schedule import snapshot
from pilothouse.when.schedule.models import Project
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.decisions.proposals.preview import preview
from pilothouse.who.people.models import Workspace

from .conftest import World, hours


def test_the_plan_holds_groups_tasks_and_dates_of_the_rows(world: World) -> None:
    plan = world.snapshot().plan
    totals, layout, export = plan.tasks
    assert [totals.id, layout.id, export.id] == [world.id(name) for name in ("Totals", "Layout", "Export")]
    assert [group.id for group in plan.groups] == [world.id("Editor")]
    assert layout.depends_on[0].on == totals.id
    assert layout.people == (world.id("ana"),)
    assert plan.releases[0].tasks == (world.id("Editor"), world.id("Export"))
    assert {link.on for link in plan.milestones[0].depends_on} == set(plan.releases[0].tasks)
    assert [person.rate_per_hour for person in plan.people] == [50.0, 50.0]
    assert plan.calendars[0].id == world.id("standard")


def test_the_plan_can_be_written_and_read_again(world: World) -> None:
    plan = world.snapshot().plan
    assert read_plan(write_plan(plan)) == plan


def test_a_target_is_kept_on_its_day(world: World) -> None:
    plan = world.snapshot().plan
    day = 24 * 60
    assert plan.releases[0].target is not None
    assert (plan.releases[0].target + 60) % day == 0  # midnight in Berlin: 23:00 UTC in winter


def test_a_patched_snapshot_is_what_a_fresh_one_reads(world: World, scratch: Any) -> None:
    commands = [
        scratch.Estimate(task=world.id("Totals"), likely=40),
        scratch.Add(id=uuid4(), beside=world.id("Layout"), likely=12),
        scratch.Drop(task=world.id("Layout")),
    ]
    before = world.snapshot()
    would_be = snapshot.patched(before, preview(commands, world.viewer("tomas"), None).differences)
    for command in commands:
        carry_out(command, world.workspace)
    now = snapshot.read(str(world.workspace.pk))
    assert now.revision > before.revision
    assert now.plan == would_be.plan
    assert now.hash == would_be.hash != before.hash


def test_a_kept_snapshot_brought_up_to_date_is_what_a_fresh_one_reads(world: World, scratch: Any) -> None:
    world.snapshot()
    steps = [
        scratch.Estimate(task=world.id("Totals"), likely=40),
        scratch.Add(id=uuid4(), beside=world.id("Layout"), likely=12),
        scratch.Estimate(task=world.id("Totals"), likely=48),
        scratch.Drop(task=world.id("Layout")),
    ]
    for step in steps:
        carry_out(step, world.workspace)
        advanced = snapshot.read(str(world.workspace.pk))
        snapshot.forget()
        fresh = snapshot.read(str(world.workspace.pk))
        assert advanced.tables == fresh.tables
        assert advanced.hash == fresh.hash


def test_a_row_taken_out_of_the_bin_is_whole_again(world: World, scratch: Any) -> None:
    before = world.snapshot()
    done = preview([scratch.Drop(task=world.id("Layout"))], world.viewer("tomas"), None).differences
    without = snapshot.patched(before, done)
    assert len(without.plan.tasks) == 2
    assert snapshot.patched(without, [d.inverse() for d in done]).hash == before.hash


def test_another_title_leaves_the_plan_alone(world: World, scratch: Any) -> None:
    before = world.snapshot()
    carry_out(scratch.Retitle(task=world.id("Totals"), title="Sums"), world.workspace)
    after = snapshot.read(str(world.workspace.pk))
    assert after is before
    assert Workspace.objects.get().plan_revision == before.revision


def test_a_feature_of_no_release_is_not_planned(world: World) -> None:
    before = world.snapshot()
    with guard.opened():
        type(world.rows["Export"]).everything.filter(pk=world.id("Export")).update(release=None)
    assert [task.id for task in before.plan.tasks][-1] == world.id("Export")
    assert world.id("Export") not in [task.id for task in world.snapshot().plan.tasks]


def test_work_of_a_closed_project_without_a_release_is_not_planned(world: World) -> None:
    from pilothouse.how.delivery.models import Task

    world.item(Task, "Chore", world.rows["redesign"], position="a0", effort=hours(1, 2, 3))
    assert world.id("Chore") in [task.id for task in world.snapshot().plan.tasks]
    with guard.opened():
        Project.everything.update(state="closed")
    assert world.id("Chore") not in [task.id for task in world.snapshot().plan.tasks]


def test_an_expedited_task_goes_first(world: World) -> None:
    with guard.opened():
        type(world.rows["Layout"]).everything.filter(pk=world.id("Layout")).update(expedite=True)
    assert world.snapshot().plan.tasks[0].id == world.id("Layout")


def test_a_parent_task_is_the_group_of_its_children(world: World) -> None:
    from pilothouse.how.delivery.models import Task

    totals = world.rows["Totals"]
    world.item(Task, "Sum rows", world.rows["redesign"], parent=totals, position="a0", effort=hours(1, 2, 3))
    plan = world.snapshot().plan
    assert {group.id: group.parent for group in plan.groups} == {
        world.id("Editor"): None,
        world.id("Totals"): world.id("Editor"),
    }
    child = next(task for task in plan.tasks if task.id == world.id("Sum rows"))
    assert child.parent == world.id("Totals")
