"""What somebody costs is for those who decide it and for them; for anybody else it is nowhere."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from pilothouse.commands import parse
from pilothouse.entrypoints.tokens import make_token
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import Entry, Option, Outbox, RowChange
from pilothouse.who.people.models import Account, Rate, RoleHolder
from tests.registry.world import World
from tests.signed_in import browser

AMOUNT = "97.31"


@pytest.fixture
def teams(world: World) -> World:
    """Tomas costs 97.31 and is in Team A, led by Jonas; Nora leads Team B, Priya the whole organisation."""
    world.do("unit.add", kind="team", name="Team B", parent=world.ids["Acme"])
    world.do("unit.members", unit="Team A", members=[world.ids["Tomas"]])
    for team, lead in (("Team A", "Jonas"), ("Team B", "Nora")):
        world.do("role.give", unit=world.ids[team], role="project_manager", member=world.ids[lead])
    world.do("rate.set", member=world.ids["Tomas"], per_hour=AMOUNT)
    return world


def readers(world: World) -> set[str]:
    names = ("Maya", "Jonas", "Tomas", "Priya", "Ingrid", "Stella", "Nora", "Sam", "Gast")
    tomas = UUID(world.ids["Tomas"])
    return {name for name in names if Rate.objects.seen_by(world.viewer(name)).filter(member=tomas).exists()}


def everything_told(world: World, who: str) -> str:
    """All that this member is told of the last changes, on pages and through the API."""
    client = browser(world, who)
    token = make_token(Account.objects.get(email=f"{who.lower()}@example.org"))
    kept = [client.get(f"/acme/{path}") for path in ("people", "decisions", "decisions/log", "PR-3")]
    kept += [
        client.get(f"/api/v1/acme/{path}", HTTP_AUTHORIZATION=f"Bearer {token}")
        for path in ("history", "proposals", "proposals/PR-3", "members")
    ]
    changes = RowChange.objects.seen_by(world.viewer(who))
    rows = [[row.before, row.after] for row in changes]
    return "".join(each.content.decode() for each in kept) + json.dumps(rows)


def test_only_who_decides_it_there_and_the_person_may_read_a_rate(teams: World) -> None:
    assert readers(teams) == {"Jonas", "Tomas"}


def test_who_decides_for_the_organisation_reads_those_of_no_team(world: World) -> None:
    assert readers(world) == {"Priya", "Tomas"}


def test_a_role_that_ended_ends_the_reading(world: World) -> None:
    world.do("role.give", unit=world.ids["Acme"], role="project_manager", member=world.ids["Stella"])
    assert "Stella" in readers(world)
    held = RoleHolder.everything.get(member=world.ids["Stella"], role="project_manager")
    world.do("role.end", holder=str(held.pk))
    assert "Stella" not in readers(world)


def test_the_people_page_shows_one_s_own_and_no_way_to_set_it(teams: World) -> None:
    own = browser(teams, "Tomas").get("/acme/people").content.decode()
    assert "€97" in own
    assert "do/rate.set" not in own
    lead = browser(teams, "Jonas").get("/acme/people").content.decode()
    assert f"do/rate.set?member={teams.ids['Tomas']}" in lead
    assert lead.count("do/rate.set") == 1
    assert "Cost of an hour" not in browser(teams, "Stella").get("/acme/people").content.decode()


@pytest.mark.parametrize("who", ["Maya", "Ingrid", "Stella", "Nora", "Sam", "Gast"])
def test_history_says_that_it_was_set_and_never_to_what(teams: World, who: str) -> None:
    submit(
        parse("rate.set", {"member": teams.ids["Tomas"], "per_hour": AMOUNT}), teams.viewer("Jonas"), "test"
    )
    suggested = parse("rate.set", {"member": teams.ids["Tomas"], "per_hour": "197.31"})
    submit(suggested, teams.viewer("Tomas"), "test", suggest=True, title="A raise")
    assert AMOUNT not in everything_told(teams, who)


def test_no_record_that_others_read_keeps_the_amount(teams: World) -> None:
    suggested = parse("rate.set", {"member": teams.ids["Tomas"], "per_hour": "197.31"})
    submit(suggested, teams.viewer("Tomas"), "test", suggest=True)
    assert Entry.everything.filter(command="rate.set").latest("revision").sentence == "set the rate of Tomas"
    assert AMOUNT not in json.dumps([entry.payload for entry in Entry.everything.all()])
    assert AMOUNT not in json.dumps([each.event for each in Outbox.objects.all()])


def test_who_decides_a_suggested_rate_is_told_it_and_so_is_its_author(teams: World) -> None:
    suggested = parse("rate.set", {"member": teams.ids["Tomas"], "per_hour": "197.31"})
    submit(suggested, teams.viewer("Tomas"), "test", suggest=True, title="A raise")
    assert Option.everything.filter(commands__icontains="197.31").count() == 1
    assert "197.31" in everything_told(teams, "Jonas")
    assert "197.31" in everything_told(teams, "Tomas")


def test_taking_a_rate_back_still_restores_it(teams: World) -> None:
    outcome = submit(
        parse("rate.set", {"member": teams.ids["Tomas"], "per_hour": "120"}), teams.viewer("Jonas"), "test"
    )
    submit(parse("history.undo", {"group": outcome.group}), teams.viewer("Jonas"), "test")
    assert str(Rate.everything.get(member=teams.ids["Tomas"], deleted_at=None).per_hour) == AMOUNT
