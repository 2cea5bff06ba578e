"""A plan from a file becomes rows once; a later file changes only what it differs in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pilothouse.commands import Refused
from pilothouse.engine.document import write_plan
from pilothouse.engine.scheduling.dispatch import schedule
from pilothouse.how.delivery.models import Assignment, Dependency, Task
from pilothouse.interchange.bundle import bundle
from pilothouse.interchange.readers import read
from pilothouse.when.schedule import snapshot
from pilothouse.when.schedule.commands_import import ImportFile
from pilothouse.when.schedule.importing.dry_run import dry_run
from pilothouse.when.schedule.models import Project
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import carry_out, submit
from pilothouse.who.decisions.models import Entry, RowChange
from pilothouse.who.items.models import ExternalId
from pilothouse.who.people.models import Member, Unit

from .conftest import World

FIXTURES = Path(__file__).parents[2] / "interchange" / "fixtures"
PLANS = Path(__file__).parents[2] / "plans"


def site() -> bytes:
    return (FIXTURES / "site.xml").read_bytes()


def imports(world: World, data: bytes, name: str = "Site") -> ImportFile:
    read_in = bundle(read(data, timezone="Europe/Berlin"))
    return ImportFile(parent=world.id("acme"), file=name, prefix="", **read_in)


def test_a_project_file_becomes_rows_in_one_entry(world: World) -> None:
    plan = read(site(), timezone="Europe/Berlin").plan
    carry_out(imports(world, site()), world.workspace)
    entry = Entry.everything.get(command="plan.import_file")
    project = Project.everything.get(unit__name=plan.name)
    tasks = Task.everything.filter(item__unit=project.unit)
    assert tasks.count() == len(plan.tasks) + len(plan.groups)
    assert {task.item.title for task in tasks.select_related("item")} == {
        t.name for t in (*plan.tasks, *plan.groups)
    }
    assert "document" not in entry.payload
    assert entry.sentence.startswith(f"imported {plan.name}")


def test_the_imported_plan_is_scheduled_as_the_file_would_be(world: World) -> None:
    """Ids, order of people and the workspace's own work differ; the dates of the imported work must not."""
    imported = read(site(), timezone="Europe/Berlin")
    with guard.opened():
        Member.everything.update(name="Somebody else")
    carry_out(imports(world, site()), world.workspace)
    rows = snapshot.read(str(world.workspace.pk))
    unit = str(Project.everything.get(unit__name=imported.plan.name).unit_id)
    mine = tuple(task for task in rows.plan.tasks if task.project == unit)
    theirs = schedule(replace(imported.plan, as_of=rows.as_of), load=False)
    ours = schedule(
        replace(rows.plan, tasks=mine, groups=_groups(rows.plan, mine), milestones=(), releases=(), goals=()),
        load=False,
    )
    named = {row.row: row.external for row in ExternalId.everything.filter(kind="task")}
    by_id = {task.id: (task.start, task.finish) for task in theirs.tasks}
    assert {named[UUID(task.id)]: (task.start, task.finish) for task in ours.tasks} == by_id


def _groups(plan: Any, tasks: Any) -> Any:
    ids, parents = {task.parent for task in tasks}, {group.id: group.parent for group in plan.groups}
    for id in list(ids):
        while id is not None and (id := parents[id]) is not None:
            ids.add(id)
    return tuple(group for group in plan.groups if group.id in ids)


def test_a_second_import_of_the_same_file_changes_nothing(world: World) -> None:
    carry_out(imports(world, site()), world.workspace)
    before = RowChange.everything.count()
    carry_out(imports(world, site()), world.workspace)
    assert RowChange.everything.count() == before
    assert Entry.everything.latest("revision").sentence.endswith("nothing had changed")


def test_a_changed_duration_updates_that_task_alone(world: World) -> None:
    path = PLANS / "redesign.json"
    carry_out(imports(world, path.read_bytes(), "Plan"), world.workspace)
    before = RowChange.everything.count()
    text = path.read_text().replace(
        '"optimistic": 8, "likely": 16, "pessimistic": 40', '"optimistic": 8, "likely": 24, "pessimistic": 40'
    )
    carry_out(imports(world, text.encode(), "Plan"), world.workspace)
    rows = RowChange.everything.order_by("entry__revision", "position")[before:]
    (change,) = [row for row in rows if row.model != "items.externalid"]  # which plan was imported last
    assert change.model == "delivery.task"
    assert list(change.after) == ["effort"]


def test_what_people_changed_here_stays_when_the_file_did_not(world: World, scratch: Any) -> None:
    data = (PLANS / "redesign.json").read_bytes()
    carry_out(imports(world, data, "Plan"), world.workspace)
    api = Task.everything.get(item__title="Totals API")
    carry_out(scratch.Estimate(task=str(api.pk), likely=99), world.workspace)
    carry_out(imports(world, data, "Plan"), world.workspace)
    api.refresh_from_db()
    assert api.effort["likely"] == 99


def test_work_gone_from_the_file_is_named_and_kept(world: World) -> None:
    import json

    document = json.loads((PLANS / "redesign.json").read_text())
    carry_out(imports(world, json.dumps(document).encode(), "Plan"), world.workspace)
    document["tasks"] = [task for task in document["tasks"] if task["id"] != "sketch"]
    document["tasks"][0]["depends_on"] = []
    again = imports(world, json.dumps(document).encode(), "Plan")
    assert dry_run(world.viewer("priya"), again)["gone"] == ["Sketches"]
    carry_out(again, world.workspace)
    assert "1 no longer in the file, kept" in Entry.everything.latest("revision").sentence
    assert Task.everything.filter(item__title="Sketches", deleted_at=None).exists()
    assert not Dependency.everything.filter(after__title="Totals API", deleted_at=None).exists()


def test_a_dry_run_counts_and_writes_nothing(world: World) -> None:
    data = (PLANS / "redesign.json").read_bytes()
    counts = (Task.everything.count(), Member.everything.count(), Unit.everything.count())
    report = dry_run(world.viewer("priya"), imports(world, data, "Plan"))
    assert report["created"] == {"task": 4, "milestone": 1, "person": 2, "pool": 1, "calendar": 1}
    assert not report["again"]
    assert (Task.everything.count(), Member.everything.count(), Unit.everything.count()) == counts


def test_a_person_known_by_name_keeps_their_own_calendar(world: World) -> None:
    carry_out(imports(world, (PLANS / "redesign.json").read_bytes(), "Plan"), world.workspace)
    ana = Member.everything.get(name="Ana")
    assert ana.calendar_id == world.rows["standard"].pk
    assert Member.everything.get(name="Bo").kind == "placeholder"


def test_an_import_again_is_decided_by_whom_it_concerns(world: World) -> None:
    data = (PLANS / "redesign.json").read_text()
    world.snapshot()
    carry_out(imports(world, data.encode(), "Plan"), world.workspace)
    larger = data.replace(
        '"optimistic": 8, "likely": 16, "pessimistic": 40',
        '"optimistic": 80, "likely": 160, "pessimistic": 400',
    )
    command = imports(world, larger.encode(), "Plan")
    assert dry_run(world.viewer("priya"), command)["asks"] == ["estimate.set"]
    outcome = submit(command, world.viewer("priya"), "test")
    assert outcome.status == "proposed"
    assert Task.everything.get(item__title="Totals API").effort["likely"] == 16


def test_everything_an_import_made_can_be_undone(world: World) -> None:
    from pilothouse.who.decisions.gate.commands_undo import Undo

    before = (
        Task.everything.count(),
        Assignment.everything.count(),
        Unit.everything.count(),
        ExternalId.everything.count(),
    )
    outcome = carry_out(imports(world, site()), world.workspace)
    carry_out(Undo(group=outcome.group), world.workspace)
    after = (
        Task.everything.count(),
        Assignment.everything.count(),
        Unit.everything.count(),
        ExternalId.everything.count(),
    )
    assert after == before


def test_a_plan_with_faults_is_refused(world: World) -> None:
    document = write_plan(read((PLANS / "redesign.json").read_bytes()).plan)
    document["tasks"][0]["parent"] = "nowhere"
    command = ImportFile(parent=world.id("acme"), file="Plan", source="Plan document", document=document)
    with pytest.raises(Refused, match="nowhere"):
        carry_out(command, world.workspace)
