"""Who could do a task: the three ways in words with their days, and one click that gives it to somebody."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

from pilothouse.how.delivery.commands import EditTask
from pilothouse.how.delivery.models import Assignment
from pilothouse.when.schedule.pages.staffing import moved_text
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.decisions.models import ChangeSet
from pilothouse.who.people.models import MemberSkill, Skill
from tests.when.schedule.conftest import World
from tests.when.schedule.test_plan_page import computed, get, sign_in

__all__ = ["computed"]


def asked_for(world: World, levels: dict[str, int]) -> None:
    """Layout asks for a skill at level 3, which people have at those levels."""
    skill = world.add(Skill, "design", name="design")
    for name, level in levels.items():
        world.add(MemberSkill, member=world.rows[name], skill=skill, level=level)
    world.snapshot()
    carry_out(EditTask(task=world.id("Layout"), skill=str(skill.pk), level=3), world.workspace)


def key_of(world: World, name: str) -> str:
    return f"ACM-{world.rows[f'{name} item'].number}"


def page(client: Client, world: World, name: str) -> str:
    return unescape(get(client, f"/acme/plan/staffing/{key_of(world, name)}"))


def given_to(world: World, name: str) -> list[str]:
    rows = Assignment.everything.filter(task=world.rows[name], deleted_at=None)
    return sorted(rows.values_list("member__name", flat=True))


def test_the_ways_are_told_with_what_they_cost(computed: World) -> None:
    asked_for(computed, {"ana": 4, "ben": 2})
    html = page(sign_in(computed, "tomas"), computed, "Layout")
    assert "Ana does it now." in html
    assert "It asks for design at level 3 or more." in html
    assert "<b>Fastest: Ana</b>" in html
    assert "<b>Growth: Ben</b>" in html
    assert "Ben is at level 2 in design, one below what is asked for: somebody has to help" in html
    assert "It ends as it stands; Redesign ends as it stands." in html


def test_one_click_gives_it_to_them_and_dates_move(computed: World) -> None:
    client = sign_in(computed, "tomas")
    html = page(client, computed, "Layout")
    form = next(each for each in re.findall(r"<form.*?</form>", html, re.S) if "Give it to Ben" in each)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    answer = client.post("/acme/do/task.assign", fields)
    assert answer.status_code in (200, 302, 303)
    assert given_to(computed, "Layout") == ["Ben"]


def test_of_who_may_not_the_same_click_becomes_a_proposal(computed: World) -> None:
    client = sign_in(computed, "ben")
    client.post("/acme/do/task.assign", {"task": key_of(computed, "Layout"), "members": computed.id("ben")})
    assert given_to(computed, "Layout") == ["Ana"]
    assert ChangeSet.everything.filter(workspace=computed.workspace, state="open").exists()


def test_only_a_task_has_the_page(computed: World) -> None:
    client = sign_in(computed, "tomas")
    assert client.get(f"/acme/plan/staffing/{key_of(computed, 'Editor')}").status_code == 404
    assert client.get("/acme/plan/staffing/ACM-999").status_code == 404


def test_days_are_told_as_later_or_sooner() -> None:
    assert [moved_text(days) for days in (0.0, 1.0, -2.5)] == [
        "as it stands",
        "1 working day later",
        "2.5 working days sooner",
    ]
