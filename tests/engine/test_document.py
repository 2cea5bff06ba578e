"""The plan document: what is read, what is refused and how it is told."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from pilothouse.engine import document, schedule
from pilothouse.engine.document import PlanErrors, canonical, plan_hash, read_plan, validate, write_plan
from pilothouse.engine.document.writing import described
from pilothouse.engine.plan import Link, Plan, Range, Task

from .strategies import plans

PLANS = Path(__file__).parent.parent / "plans"


def plan_of(**parts: Any) -> dict[str, Any]:
    header = {"name": "P", "start": "2026-01-05"} | parts.pop("project", {})
    return {"format": "pilothouse-plan/1", "project": header} | parts


def faults(data: Any) -> list[str]:
    with pytest.raises(PlanErrors) as caught:
        read_plan(data)
    assert str(caught.value).splitlines() == [str(error) for error in caught.value.errors]
    return [str(error) for error in caught.value.errors]


def task(id: str = "a", **parts: Any) -> dict[str, Any]:
    return {"id": id} | parts


def test_a_plan_is_read_as_it_is_written() -> None:
    plan = read_plan((PLANS / "redesign.json").read_bytes())
    api = plan.tasks[1]
    assert (plan.name, plan.timezone, len(plan.tasks)) == ("Redesign", "Europe/Berlin", 3)
    assert api.effort_hours == Range(8, 16, 40)
    assert api.depends_on == (Link("sketch"),)
    assert plan.people[0].skills == {"backend": 3}


def test_a_date_is_the_start_of_that_day_in_the_plans_zone() -> None:
    plan = read_plan(plan_of(project={"timezone": "Europe/Berlin"}))
    assert plan.start * 60 == 1_767_567_600  # 2026-01-04T23:00Z


def test_twelve_planted_faults_give_twelve_messages() -> None:
    lines = faults((PLANS / "twelve-faults.json").read_bytes())
    starts = [
        "project.start: ",
        "project.timezone: ",
        "calendars[0].week.mon: ",
        "people[0].share: ",
        "tasks[0].effort_hours: ",
        "tasks[1].effort_hours: ",
        "tasks[2].effort: ",
        "tasks[2].id: ",
        "tasks[3].depends_on[0].type: ",
        "risks[0].probability: ",
        "tasks[1].depends_on[0].task: ",
        "tasks[3].depends_on: ",
    ]
    assert len(lines) == 12
    assert all(line.startswith(start) for line, start in zip(lines, starts, strict=True)), lines


@pytest.mark.parametrize(
    "parts, message",
    [
        ({"task": []}, 'task: is not a key of the format; did you mean "tasks"?'),
        ({"tasks": [task(efort_hours=3)]}, 'did you mean "effort_hours"?'),
        ({"tasks": [task(effort_hours=float("nan"))]}, "tasks[0].effort_hours: is nan; write hours from 0"),
        ({"tasks": [task(effort_hours=True)]}, "tasks[0].effort_hours: is true"),
        ({"tasks": [task(effort_hours=1e9)]}, "write hours from 0 to 1,000,000"),
        (
            {"tasks": [task(effort_hours={"likely": 3, "pessimistic": 4})]},
            "tasks[0].effort_hours.optimistic: is missing",
        ),
        ({"tasks": [task(not_before="9999-01-01")]}, "write a year from 1900 to 2200"),
        ({"tasks": [task(not_before="2026-02-30")]}, "there is no such day"),
        ({"tasks": [task(not_before="2026-02-03T25:00")]}, "there is no such time"),
        ({"tasks": [task(parent="a")]}, 'tasks[0].parent: "a" is a task; write the id of a group'),
        ({"tasks": [task(people=["ana"])]}, 'there is no person "ana"'),
        ({"tasks": [task(progress={"finished": "2026-01-06"})]}, "progress.started: is missing"),
        ({"tasks": [task(id=" a")]}, "without spaces around it"),
        ({"tasks": [task(name="\ud800")]}, "a character that is not text"),
        ({"tasks": {}}, "tasks: is an object; write a list in [ ]"),
        ({"tasks": [3]}, "tasks[0]: is 3; write an object in { }"),
        ({"project": {"currency": "euro"}}, "project.currency: has 4 characters"),
        ({"project": {"start": None}}, "project.start: is null"),
        (
            {"calendars": [{"id": "c", "week": {"mon": [["18:00", "06:00"]]}}]},
            "split an interval over midnight",
        ),
        ({"calendars": [{"id": "c", "week": {}, "holidays": ["2026-05-01", "2026-05-01"]}]}, "given twice"),
        ({"people": [{"id": "ana", "time_off": [["2026-02-09", "2026-02-02"]]}]}, "the end day is exclusive"),
        ({"groups": [{"id": "g", "parent": "h"}, {"id": "h", "parent": "g"}]}, "g lies in h lies in g"),
    ],
)
def test_a_fault_is_told_with_its_place_and_its_remedy(parts: dict[str, Any], message: str) -> None:
    lines = faults(plan_of(**parts))
    assert len(lines) == 1
    assert message in lines[0]


def test_a_cycle_through_a_group_and_a_milestone_is_named_step_by_step() -> None:
    lines = faults(
        plan_of(
            groups=[{"id": "g", "depends_on": [{"task": "m"}]}],
            tasks=[task("a", parent="g"), task("b", depends_on=[{"task": "g"}])],
            milestones=[{"id": "m", "depends_on": [{"task": "b", "type": "SS"}]}],
        )
    )
    assert lines == [
        "tasks[0].depends_on: a lies in g, g waits for m, m waits for b, b waits for g, g holds a; "
        "remove one of these links"
    ]


def test_an_id_used_twice_is_one_fault_and_no_ring() -> None:
    document = {
        "format": "pilothouse-plan/1",
        "project": {"name": "P", "start": "2026-01-05"},
        "tasks": [{"id": "a", "name": "A"}, {"id": "a", "name": "Again", "depends_on": [{"task": "a"}]}],
    }
    with pytest.raises(PlanErrors) as caught:
        read_plan(json.dumps(document))
    assert [error.path for error in caught.value.errors] == ["tasks[1].id"]


def test_two_separate_cycles_are_both_named() -> None:
    pairs = [("a", "b"), ("b", "a"), ("c", "c")]
    lines = faults(plan_of(tasks=[task(one, depends_on=[{"task": two}]) for one, two in pairs]))
    assert lines == [
        "tasks[0].depends_on: a waits for b, b waits for a; remove one of these links",
        "tasks[2].depends_on: c waits for c; remove one of these links",
    ]


@pytest.mark.parametrize(
    "data, message",
    [
        (b"\xff\xfe{\x00}\x00", "line 1: is not UTF-8"),
        (b'{"format": \n', "line 2, column 1: is not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b"9" * 5000, "thousands of digits"),
        (b"[]", "document: is a list"),
        (
            b'{"format": "pilothouse-plan/2", "project": {"name": "P", "start": "2026-01-05"}}',
            "pilothouse-plan/1",
        ),
        (
            b'{"format":"pilothouse-plan/1","project":{"name":"P","name":"Q","start":"2026-01-05"}}',
            'project: key "name" is given twice',
        ),
    ],
)
def test_what_is_no_document_is_refused_in_words(data: bytes, message: str) -> None:
    assert any(message in line for line in faults(data))


def test_a_byte_order_mark_is_tolerated() -> None:
    assert read_plan(b"\xef\xbb\xbf" + (PLANS / "redesign.json").read_bytes()).name == "Redesign"


def test_endless_faults_are_cut_off() -> None:
    tracemalloc.start()
    lines = faults(plan_of(tasks=[{"id": "same"}] * 50_000))
    assert len(lines) == 1001
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


def test_a_chain_of_many_tasks_is_read_without_recursion() -> None:
    chain = [task(str(k), depends_on=[{"task": str(k - 1)}] if k else []) for k in range(20_000)]
    assert len(read_plan(plan_of(tasks=chain)).tasks) == 20_000


def test_plans_built_by_hand_are_validated_alike() -> None:
    good = Plan("P", 0, 0, tasks=(Task("a", "A"),))
    assert validate(good) is good
    with pytest.raises(PlanErrors, match="there is no task, group or milestone"):
        validate(replace(good, tasks=(Task("a", "A", depends_on=(Link("b"),)),)))


@settings(max_examples=60, deadline=None)
@given(plans())
def test_reading_what_was_written_gives_the_same_plan(plan: Plan) -> None:
    assert read_plan(json.dumps(write_plan(plan))) == plan


@settings(max_examples=20, deadline=None)
@given(plans())
def test_the_hash_knows_the_content_and_not_the_day(plan: Plan) -> None:
    assert plan_hash(replace(plan, as_of=plan.as_of + 1440)) == plan_hash(plan)
    assert plan_hash(replace(plan, start=plan.start + 1440)) != plan_hash(plan)
    assert json.loads(canonical(plan))["project"]["name"] == plan.name


@settings(max_examples=30, deadline=None)
@given(plans())
def test_a_schedule_comes_back_from_its_document(plan: Plan) -> None:
    done = schedule(plan, load=False)
    written = json.dumps(document.write_schedule(plan, done))
    assert document.read_schedule(written) == replace(done, cost=round(done.cost, 2))


def test_the_shipped_schema_is_the_formats() -> None:
    assert document.schema() == described()


def test_the_schema_accepts_what_the_reader_accepts() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    validator = jsonschema.Draft202012Validator(document.schema())
    validator.check_schema(document.schema())
    for path in PLANS.glob("*.json"):
        value = json.loads(path.read_text())
        readable = path.name != "twelve-faults.json"
        assert validator.is_valid(value) == readable, path.name


@settings(max_examples=20, deadline=None)
@given(plans())
def test_the_schema_accepts_every_plan_that_is_written(plan: Plan) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    jsonschema.Draft202012Validator(document.schema()).validate(write_plan(plan))
