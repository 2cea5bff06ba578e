"""Leave that others decide: what it does to dates is known before it is decided."""

from __future__ import annotations

from datetime import date

from pilothouse.commands import Outcome
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.people.commands_time import RecordLeave
from tests.when.schedule.conftest import World
from tests.when.schedule.test_plan_page import sign_in


def asked(world: World, last: date) -> Outcome:
    """Ana, who does not decide it, asks for leave from the first day of her work on."""
    leave = RecordLeave(member=world.id("ana"), first=date(2026, 3, 2), last=last)
    outcome = submit(leave, world.viewer("ana"), "test")
    assert (outcome.status, outcome.deciders) == ("proposed", ("Tomas",))
    return outcome


def told(world: World, outcome: Outcome) -> str:
    page = sign_in(world, "tomas").get(f"/acme/{outcome.proposal}")
    return " ".join(page.content.decode().split())


def test_who_decides_leave_sees_how_it_moves_dates_before(world: World) -> None:
    world.snapshot()
    outcome = asked(world, date(2026, 3, 6))
    moved = [line for line in (outcome.impact or {})["lines"] if line["kind"] == "p85" and line["change"] > 0]
    assert moved
    page = told(world, outcome)
    assert "If accepted" in page
    assert "would be away for all" not in page


def test_leave_that_takes_a_whole_project_s_work_is_said_to_do_so(world: World) -> None:
    world.snapshot()
    page = told(world, asked(world, date(2026, 12, 31)))
    assert "Ana would be away for all of their work on Redesign, planned from Mon 2 Mar to Mon 9 Mar." in page
