"""The forecast as other programs are told it: keys and titles, moments with their offset, no one's rate."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from pilothouse.entrypoints.tokens import make_token
from pilothouse.how.delivery.models import Task
from pilothouse.when.schedule.recompute import recompute_now
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.people.models import Account, Member, Skill

from .conftest import World, hours

API = "/api/v1/acme/forecast"


def caller(world: World, name: str) -> Client:
    with guard.opened():
        account = Account.objects.create(email=f"{name}@example.org")
        Member.everything.filter(pk=world.rows[name].pk).update(account=account)
    return Client(HTTP_AUTHORIZATION=f"Bearer {make_token(account)}")


@pytest.fixture
def told(world: World) -> Any:
    skill = world.add(Skill, name="Cobol")
    world.item(Task, "Port", world.rows["redesign"], position="a0", effort=hours(8, 8, 8), skill=skill)
    recompute_now(world.workspace)
    return caller(world, "ana").get(API).json()


def test_moments_have_the_offset_of_the_workspace(told: Any) -> None:
    layout = next(row for row in told["tasks"] if row["title"] == "Layout")
    assert layout["key"] == "ACM-5"
    start, likely, safe = (datetime.fromisoformat(layout[name]) for name in ("start_p50", "p50", "p85"))
    assert start < likely <= safe
    assert start.utcoffset() == datetime.fromisoformat("2026-03-05T09:00:00+01:00").utcoffset()
    assert set(told["finish"]) == {"p5", "p10", "p25", "p50", "p75", "p85", "p90", "p95"}
    assert 0 <= layout["criticality"] <= 1


def test_all_that_has_a_date_is_called_by_its_name(told: Any) -> None:
    assert [row["title"] for row in told["releases"]] == ["Release 1"]
    assert [row["title"] for row in told["milestones"]] == ["Beta"]
    assert [row["title"] for row in told["projects"]] == ["Redesign"]
    assert {row["title"] for row in told["tasks"]} >= {"Totals", "Layout", "Export"}
    assert (
        told["releases"][0]["chance_of_target"] is None or 0 <= told["releases"][0]["chance_of_target"] <= 1
    )
    port = next(row for row in told["unscheduled"] if row["title"] == "Port")
    assert "Cobol" in port["reason"]


def test_it_tells_what_all_work_costs_and_nothing_by_task(told: Any) -> None:
    assert told["cost"]["p85"] >= told["cost"]["p50"] > 0
    assert told["currency"] == "EUR"
    assert "cost" not in told["tasks"][0]


def test_a_guest_is_told_of_nothing_not_shared_with_them(world: World) -> None:
    recompute_now(world.workspace)
    guest = world.add(Member, "gast", name="Gast", kind="guest")
    answer = caller(world, "gast").get(API)
    assert guest.name == "Gast"
    assert answer.status_code == 404


def test_a_proposal_s_row_carries_what_it_does_to_the_plan(world: World, scratch: Any) -> None:
    world.snapshot()
    submit(scratch.Estimate(task=world.id("Layout"), likely=60), world.viewer("ana"), "test")
    row = caller(world, "ben").get("/api/v1/acme/proposals").json()["rows"][0]
    line = next(line for line in row["impact"]["lines"] if line["measure"] == "p85")
    assert line["name"] == "Release 1"
    assert datetime.fromisoformat(line["after"]) > datetime.fromisoformat(line["before"])
    schema = Client().get("/api/v1/openapi.json").json()["components"]["schemas"]
    described = schema["Proposal"]["properties"]
    assert set(row) == set(described)
    assert set(line) == set(described["impact"]["properties"]["lines"]["items"]["properties"])


def test_openapi_says_what_a_forecast_holds(db: None) -> None:
    schema = Client().get("/api/v1/openapi.json").json()
    answer = schema["paths"]["/api/v1/{workspace}/forecast"]["get"]["responses"]["200"]
    name = answer["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    described = schema["components"]["schemas"][name]["properties"]
    assert {"finish", "cost", "tasks", "releases", "milestones", "goals", "unscheduled"} <= set(described)
    assert "date-time" in json.dumps(schema["components"]["schemas"]["Outlook"])
