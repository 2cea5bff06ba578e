"""Scenarios on pages: computed beside the plan, compared, and worked in from any form."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pilothouse.commands import parse
from pilothouse.engine.forecast import Cancelled
from pilothouse.how.delivery.models import Assignment, Task
from pilothouse.when.schedule.recompute import recompute_now
from pilothouse.when.schedule.snapshot import forget
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import ChangeSet, Option, Scenario, ScenarioFigures
from pilothouse.who.decisions.scenarios.branching import compute_waiting, waiting
from pilothouse.who.decisions.scenarios.queries import scenario
from pilothouse.who.people.models import Account, Member
from tests.registry.conftest import tables
from tests.registry.world import NOW, World, make_world

HOUR = 8


@pytest.fixture
def world(db: Any, monkeypatch: Any) -> World:
    monkeypatch.setenv("PILOTHOUSE_NOW", NOW)
    with monkeypatch.context() as unpriced:
        unpriced.setattr("pilothouse.commands.lens._plan_lens", [])
        made = make_world(alone=False)
    with guard.opened():
        for name in ("Maya", "Jonas"):
            account = Account.objects.create(email=f"{name.lower()}@example.org")
            Member.everything.filter(name=name).update(account=account)
    forget()
    recompute_now(made.workspace)
    return made


def _browser(who: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(email=f"{who}@example.org"))
    return client


def _scenario(world: World, title: str, *edits: tuple[str, dict[str, Any]]) -> str:
    maya = world.viewer("Maya")
    submit(parse("scenario.start", {"title": title}), maya, "test")
    pk = str(Scenario.everything.get(title=title).pk)
    commands = [{"name": name, "payload": payload} for name, payload in edits]
    if commands:
        submit(parse("scenario.put", {"scenario": pk, "commands": commands}), maya, "test")
    return pk


def _longer(world: World) -> tuple[str, dict[str, Any]]:
    effort = {"optimistic": 3 * HOUR, "likely": 4 * HOUR, "pessimistic": 6 * HOUR}
    return "task.estimate", {"task": world.ids["Second task"], "effort": effort}


def _html(client: Client, path: str) -> str:
    answer = client.get(f"/acme/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_is_estimated_at_once_and_simulated_beside_the_pages(world: World) -> None:
    pk = _scenario(world, "Longer", _longer(world))
    client = _browser("maya")
    first = _html(client, f"scenarios/{pk}")
    assert "first estimate" in first
    assert "Estimate Second task at" in first
    assert "later" in first
    compute_waiting(world.workspace)
    whole = _html(client, f"scenarios/{pk}")
    assert "first estimate" not in whole
    assert "Cost at completion" in whole
    assert not waiting(world.workspace.pk)


def test_it_follows_the_plan_and_names_what_no_longer_works(world: World) -> None:
    pk = _scenario(world, "Longer", _longer(world), ("task.limits", {"task": world.ids["Inner task"]}))
    world.do("task.delete", task=world.ids["Second task"])
    compute_waiting(world.workspace)
    row = scenario(world.viewer("Maya"), pk)
    assert row is not None
    assert row.broken == 1
    assert "There is no task" in row.edits[0]["broken"]
    assert "There is no task" in _html(_browser("maya"), f"scenarios/{pk}")


def test_computing_it_changes_nothing_but_its_figures(world: World) -> None:
    _scenario(world, "Longer", _longer(world))
    before = tables()
    compute_waiting(world.workspace)
    assert tables() == before
    told = [row.told for row in ScenarioFigures.everything.filter(runs__gt=0)]
    assert any(each["impact"] and each["impact"]["lines"] for each in told)


def test_computing_stops_when_it_is_told_to(world: World) -> None:
    _scenario(world, "Longer", _longer(world))
    with pytest.raises(Cancelled):
        compute_waiting(world.workspace, lambda: True)
    assert waiting(world.workspace.pk)


def test_two_stand_beside_now(world: World) -> None:
    one = _scenario(world, "Longer", _longer(world))
    two = _scenario(world, "Cut", ("task.delete", {"task": world.ids["First task"]}))
    compute_waiting(world.workspace)
    html = _html(_browser("maya"), f"scenarios/compare?with={one},{two}")
    assert html.index("nothing changes") < html.index("> Longer") < html.index("> Cut")
    assert "Chance by date" in html
    assert "Same data as a table" in html
    assert "Delete First task" in html


def test_several_become_one_proposal_with_an_option_each(world: World) -> None:
    one = _scenario(world, "Longer", _longer(world))
    two = _scenario(world, "Cut", ("task.delete", {"task": world.ids["First task"]}))
    empty = _scenario(world, "Nothing")
    client = _browser("maya")
    refused = client.post("/acme/scenarios/suggest", {"with": [one, empty]})
    assert refused.status_code == 422
    before = ChangeSet.everything.filter(kind="proposal").count()
    answer = client.post("/acme/scenarios/suggest", {"with": [one, two], "why": "Which?"})
    assert answer.status_code == 303
    assert ChangeSet.everything.filter(kind="proposal").count() == before + 1
    made = ChangeSet.everything.filter(kind="proposal").latest("number")
    options = Option.everything.filter(change_set=made).order_by("position")
    assert [(option.letter, option.label) for option in options] == [("A", "Longer"), ("B", "Cut")]
    assert set(Scenario.everything.filter(pk__in=[one, two]).values_list("state", flat=True)) == {"draft"}


def test_nobody_else_finds_it(world: World) -> None:
    pk = _scenario(world, "Secret plan", _longer(world))
    compute_waiting(world.workspace)
    jonas = _browser("jonas")
    assert jonas.get(f"/acme/scenarios/{pk}").status_code == 404
    assert jonas.post(f"/acme/scenarios/{pk}/enter").status_code == 404
    for path in (
        "scenarios",
        f"scenarios/compare?with={pk}",
        f"plan?overlay={pk.upper()}",
        "search?q=Secret",
    ):
        assert "Secret plan" not in _html(jonas, path)


def test_while_working_in_it_forms_fill_it_and_facts_are_saved(world: World) -> None:
    pk, client = _scenario(world, "Trial"), _browser("maya")
    client.post(f"/acme/scenarios/{pk}/enter")
    assert "You work in" in _html(client, "plan")
    data = {"task": world.ids["First task"], "members": [world.ids["Maya"]], "shown": "members"}
    answer = client.post("/acme/do/task.assign", data)
    assert answer.status_code == 303
    assert not Assignment.everything.filter(member=world.ids["Maya"], deleted_at=None).exists()
    assert len(Option.everything.get(change_set=pk).commands) == 1
    assert "not true yet" in _html(client, f"scenarios/{pk}")
    client.post("/acme/do/comment.add", {"item": world.ids["First task"], "text": "A fact"})
    assert len(Option.everything.get(change_set=pk).commands) == 1
    client.post("/acme/scenarios/leave")
    assert "You work in" not in _html(client, "plan")


def test_one_change_of_many_goes_into_it(world: World) -> None:
    pk, client = _scenario(world, "Trial"), _browser("maya")
    client.post(f"/acme/scenarios/{pk}/enter")
    on = ",".join(world.ids[name] for name in ("First task", "Second task"))
    form = {"command": "task.limits", "on": on, "not_before": "2027-06-01", "shown": "not_before"}
    assert client.post("/acme/bulk", form).status_code == 303
    assert len(Option.everything.get(change_set=pk).commands) == 2
    assert not Task.everything.filter(not_before__isnull=False).exists()


def test_a_hire_counts_from_their_first_day(world: World) -> None:
    hire = {"name": "Second designer", "start": "2027-04-01", "unit": "Redesign", "skills": ["Design"]}
    pk = _scenario(world, "Hire", ("hire.plan", {"id": "5b0f8a3e-8e0c-4f6a-9b5e-0d7f7a4f1a22", **hire}))
    compute_waiting(world.workspace)
    row = scenario(world.viewer("Maya"), pk)
    assert row is not None
    assert not row.fault
    assert row.impact is not None
    assert not Member.everything.filter(name="Second designer").exists()
    assert row.asked


def test_forms_inside_offer_what_the_scenario_would_make(world: World) -> None:
    new = "00000000-0000-4000-8000-00000000abcd"
    perhaps = {"id": new, "title": "Offline maps", "unit": world.ids["Invoices"]}
    pk = _scenario(world, "One more", ("feature.add", perhaps))
    client = _browser("maya")
    assert "Offline maps" not in _html(client, "do/release.add_feature")
    client.post(f"/acme/scenarios/{pk}/enter")
    assert "Offline maps (in One more)" in _html(client, "do/release.add_feature")
    given = {"feature": new, "release": world.ids["1.0"], "shown": "feature,release"}
    assert client.post("/acme/do/release.add_feature", given).status_code == 303
    row = scenario(world.viewer("Maya"), pk)
    assert row is not None
    assert [(edit["title"], edit["broken"]) for edit in row.edits] == [
        ("Add a feature", ""),
        ("Add a feature to the release", ""),
    ]
    assert "Offline maps" in _html(client, f"do/feature.estimate?subject={new}"), "it can be edited, too"
    client.post("/acme/scenarios/leave")
    assert "Offline maps" not in _html(client, "do/release.add_feature")
