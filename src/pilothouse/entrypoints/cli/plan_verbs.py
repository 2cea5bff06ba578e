"""The verbs that need a plan and nothing else: no database, no Django."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .main import BadInput
from .plan_files import faults_of, load_plan, print_json, read_file, save_plan

if TYPE_CHECKING:
    from pilothouse.engine.plan import Plan

PARTIAL = 3

PlanFile = Annotated[
    str, typer.Argument(metavar="PLAN", help="Plan document or MS Project XML; - is standard input.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print a JSON document instead of a table.")]
Runs = Annotated[
    int, typer.Option("--runs", min=1, max=1_000_000, help="How many times the plan is simulated.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Same seed, same numbers.")]
Seconds = Annotated[
    float | None,
    typer.Option("--seconds", min=0.0, help="Time allowed; one pass of the rule needs far less."),
]


def schedule(plan: PlanFile, seconds: Seconds = None, json: AsJson = False) -> None:
    """Compute the dates of a plan at likely effort. Exit status 3 when something cannot be scheduled."""
    from pilothouse.engine.document import write_schedule
    from pilothouse.engine.scheduling.dispatch import schedule as compute

    read = load_plan(plan)
    with faults_of(plan):
        done = compute(read)
    if json:
        print_json(write_schedule(read, done))
    else:
        from .plan_tables import show_schedule

        show_schedule(read, done)
    _leave(bool(done.unscheduled))


def check(
    plan: PlanFile,
    schedule: Annotated[str, typer.Argument(metavar="SCHEDULE", help="A schedule document (JSON).")],
) -> None:
    """Verify a schedule, one line for each violation. Exit status 3 when there is one."""
    from pilothouse.engine.document import read_schedule
    from pilothouse.engine.scheduling.check import check as verify

    if plan == schedule == "-":
        raise BadInput("only one of plan and schedule can be standard input")
    read = load_plan(plan)
    with faults_of(schedule):
        done = read_schedule(read_file(schedule))
    violations = verify(read, done)
    for violation in violations:
        print(violation)
    if not violations:
        print("The schedule keeps every rule.")
    _leave(bool(violations))


def forecast(plan: PlanFile, runs: Runs = 10_000, seed: Seed = 1, json: AsJson = False) -> None:
    """Simulate a plan: what is likely, what is safe to say. Exit status 3 when a part cannot be scheduled."""
    from pilothouse.engine.document import write_forecast
    from pilothouse.engine.forecast import forecast as simulate

    read = load_plan(plan)
    with faults_of(plan):
        done = simulate(read, runs, seed)
    if json:
        print_json(write_forecast(read, done))
    else:
        from .plan_tables import show_forecast

        show_forecast(read, done)
    _leave(bool(done.unscheduled))


def impact(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="The plan as it is.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The plan as it would be.")],
    runs: Runs = 2000,
    seed: Seed = 1,
    json: AsJson = False,
) -> None:
    """Compare two plans under the same luck: dates, chances, cost and load, before and after. Exit status 3
    when a part of the second cannot be scheduled."""
    from pilothouse.engine.document import write_impact
    from pilothouse.engine.impact import impact as compare
    from pilothouse.engine.scheduling.dispatch import schedule as compute

    if before == after == "-":
        raise BadInput("only one of the two plans can be standard input")
    one, two = load_plan(before), load_plan(after)
    with faults_of(after):
        done = compare(one, two, runs, seed)
    if json:
        print_json(write_impact(two, done))
    else:
        from .plan_tables import show_impact

        show_impact(two, done)
    _leave(bool(compute(two, load=False, slack=False).unscheduled))


def explain(
    plan: PlanFile,
    task: Annotated[
        str, typer.Argument(metavar="TASK", help="The id of a task, milestone, group or release.")
    ],
    json: AsJson = False,
) -> None:
    """Say why a task lies where it lies, nearest reason first."""
    from pilothouse.engine.scheduling.explain import explain as reasons

    read = load_plan(plan)
    _require(read, task)
    with faults_of(plan):
        done = reasons(read, task)
    if json:
        from .plan_tables import explanation_document

        print_json(explanation_document(read, done))
    else:
        print("\n".join(done.sentences))
    _leave(done.finish is None)


def convert(
    source: Annotated[
        str, typer.Argument(metavar="IN", help="Plan document or MS Project XML; - is standard input.")
    ],
    target: Annotated[
        str, typer.Argument(metavar="OUT", help="A name ending in .xml is written as MS Project XML.")
    ],
) -> None:
    """Turn MS Project XML into a plan document, or back; - as OUT prints a plan document."""
    read = load_plan(source)
    with faults_of(source):
        save_plan(read, target)


def _require(plan: Plan, id: str) -> None:
    from pilothouse.engine.document.faults import did_you_mean

    parts = (plan.tasks, plan.groups, plan.milestones, plan.releases, plan.goals, plan.projects)
    known = [item.id for part in parts for item in part]
    if id not in known:
        raise BadInput(f"the plan has no task {id!r}{did_you_mean(id, known)}")


def _leave(partial: bool) -> None:
    if partial:
        raise typer.Exit(PARTIAL)
