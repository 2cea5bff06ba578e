"""Capacity and who does what today, as pages: the bottleneck, single points, the last day to hire."""

from __future__ import annotations

import re
from datetime import date, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from pilothouse.engine.bottleneck import Hire
from pilothouse.how.delivery.commands import AssignTask, EditTask
from pilothouse.when.schedule.models import Project
from pilothouse.when.schedule.pages.capacity import hire_text
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.people.commands_roles import SetAllocation
from pilothouse.who.people.commands_time import RecordLeave
from pilothouse.who.people.models import Membership, MemberSkill, Skill, Unit
from tests.when.schedule.conftest import World
from tests.when.schedule.test_plan_page import computed, get, sign_in

__all__ = ["computed"]


@pytest.fixture
def skilled(computed: World) -> World:
    """Totals and Layout ask for design, which Ana alone can do; the schedule chooses who does them."""
    skill = computed.add(Skill, "design", name="design")
    computed.add(MemberSkill, member=computed.rows["ana"], skill=skill, level=4)
    computed.snapshot()
    for name in ("Totals", "Layout"):
        carry_out(EditTask(task=computed.id(name), skill=str(skill.pk)), computed.workspace)
        carry_out(AssignTask(task=computed.id(name), members=[]), computed.workspace)
    return computed


def page(client: Client, path: str) -> str:
    html = unescape(get(client, f"/acme/people/{path}"))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.index("<main") :]))


def test_who_alone_can_do_open_work_is_named_with_its_hours(skilled: World) -> None:
    text = page(sign_in(skilled, "tomas"), "capacity")
    assert "Ana alone knows design: 2 open tasks, 48 hours" in text


def test_who_is_promised_for_more_than_all_of_their_time_is_named_with_days_and_projects(
    computed: World,
) -> None:
    atlas = computed.add(Unit, "atlas", kind="project", name="Atlas", parent=computed.rows["acme"])
    computed.add(Project, unit=atlas, start=date(2026, 3, 2))
    computed.snapshot()
    for project, share, start, end in (
        ("redesign", 0.6, date(2026, 3, 2), date(2026, 4, 1)),
        ("atlas", 0.7, date(2026, 3, 16), date(2026, 5, 1)),
    ):
        given = {"member": computed.id("ana"), "unit": computed.id(project), "share": share}
        carry_out(SetAllocation(**given, start=start, end=end), computed.workspace)
    text = page(sign_in(computed, "tomas"), "capacity")
    assert "Ana is promised for 130% from Mon 16 Mar to 31 Mar: 70% for Atlas , 60% for Redesign" in text


def test_the_hiring_date_of_a_target_that_is_asked_about_is_told(skilled: World) -> None:
    client = sign_in(skilled, "tomas")
    asked = f"capacity?skill={skilled.id('design')}&for={skilled.id('redesign')}"
    text = page(client, asked)
    assert re.search(r"(Nobody is needed|Hire for design by|Without anybody)", text)
    assert "Nobody is needed" not in page(client, "capacity?skill=nonsense&for=nothing")


def _minute(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 17, tzinfo=ZoneInfo("UTC")).timestamp() // 60)


def test_the_answer_says_by_when_or_that_hiring_alone_does_not_hold_it() -> None:
    by, early, late = (_minute(date(2026, 5, day)) for day in (15, 8, 22))
    called = ("Redesign", "design")
    hire = hire_text(Hire(date(2026, 4, 6), late, early, by), by, called, "UTC")
    assert hire.startswith("Hire for design by")
    assert "A week later its target is lost." in hire
    assert hire_text(Hire(None, late, late, None), by, called, "UTC").endswith(
        "hiring for design alone does not hold it."
    )
    assert hire_text(Hire(None, early, None, None), by, called, "UTC").startswith("Nobody is needed")


def test_today_says_who_does_what_and_who_is_away(computed: World) -> None:
    team = computed.add(Unit, "team", kind="team", name="Editors", parent=computed.rows["acme"])
    computed.add(Membership, unit=team, member=computed.rows["ana"])
    leave = {"member": computed.id("ben"), "first": date(2026, 3, 2), "last": date(2026, 3, 3)}
    carry_out(RecordLeave(**leave), computed.workspace)
    text = page(sign_in(computed, "tomas"), "today")
    assert "1 of 2 people have planned work today" in text
    editors, others = text.split("In no team")
    assert "Editors" in editors
    assert "Ana" in editors
    assert "Totals" in editors
    assert "Ben" in others
    assert "away, back Wed" in others


def test_a_day_that_is_no_day_is_today(computed: World) -> None:
    client = sign_in(computed, "tomas")
    assert page(client, "today?day=nonsense") == page(client, "today")
    assert "on 3 March" in page(client, "today?day=2026-03-03")
