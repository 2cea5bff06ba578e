"""Tokens: what each grant lets a program do, under whose name, and on whose behalf."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from pilothouse.commands import Refused, parse
from pilothouse.who.access.models import ApiToken
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import ChangeSet, Entry, Voice
from pilothouse.who.people.models import Account, Member, RoleHolder
from tests.registry.world import EFFORT, World
from tests.small_world import built as built
from tests.small_world import world as world

SECRET = "a-token-that-nobody-could-ever-guess-{}"
HEADER = "HTTP_PILOTHOUSE_ON_BEHALF_OF"


@pytest.fixture(autouse=True)
def maya_signs_in(world: World) -> None:
    """Everybody decides their own; Maya has an account."""
    with guard.opened():
        account = Account.objects.create(email="maya@example.org", is_active=True)
        Member.everything.filter(pk=world.ids["Maya"]).update(account=account)


def program(world: World, who: str, **held: Any) -> Client:
    """A program that comes in as that person, or as the service Robot."""
    secret = SECRET.format(uuid4().hex)
    if who == "Robot":
        submit(parse("service.token", {"service": world.ids[who], "name": "It", "secret": secret, **held}),
               world.viewer("Sam"), "web")  # fmt: skip
    else:
        payload = {"name": "It", "secret": secret, **held}
        submit(parse("token.create", payload), world.viewer(who), "web")
    return Client(HTTP_AUTHORIZATION=f"Bearer {secret}")


def do(api: Client, name: str, /, behalf: str = "", **payload: Any) -> Any:
    headers: Any = {HEADER: behalf} if behalf else {}
    url = f"/api/v1/acme/commands/{name}"
    return api.post(url, payload, content_type="application/json", **headers)


def rename_goal(api: Client, world: World, **more: Any) -> Any:
    return do(api, "goal.edit", goal=world.ids["Spare goal"], period="Q3", **more)


def test_who_may_act_decides_as_its_person_does(world: World) -> None:
    answer = rename_goal(program(world, "Maya", grant="act"), world)
    assert (answer.status_code, answer.json()["status"]) in {(200, "applied"), (202, "proposed")}
    assert (
        do(program(world, "Maya"), "comment.add", item=world.ids["First task"], text="Hi").status_code == 200
    )


def test_who_reads_only_changes_nothing(world: World) -> None:
    api = program(world, "Maya", grant="read")
    assert api.get("/api/v1/acme/goals").status_code == 200
    answer = do(api, "comment.add", item=world.ids["First task"], text="Hi")
    assert answer.status_code == 403
    assert "reads only" in answer.json()["detail"]


def test_who_may_suggest_only_never_decides_even_where_its_person_could(world: World) -> None:
    own = do(program(world, "Maya"), "feature.add", title="One", unit=world.ids["Invoices"])
    assert own.status_code in (200, 202)
    api = program(world, "Maya", grant="propose")
    answer = rename_goal(api, world)
    assert answer.status_code == 202
    change = ChangeSet.everything.get(number=int(answer.json()["proposal"].partition("-")[2]))
    assert change.state == "open"
    assert not Voice.everything.filter(change_set=change).exists(), (
        "suggesting through such a token is nobody's yes"
    )


def test_what_needs_no_right_waits_for_who_keeps_the_token(world: World) -> None:
    api = program(world, "Maya", grant="propose")
    answer = do(api, "comment.add", item=world.ids["First task"], text="Shall we?")
    assert answer.status_code == 202
    assert answer.json()["deciders"] == ["Maya"]
    key = answer.json()["proposal"]
    submit(parse("proposal.accept", {"proposal": key}), world.viewer("Maya"), "web")
    assert ChangeSet.everything.get(number=int(key.partition("-")[2])).state == "accepted"


def test_who_may_suggest_only_decides_no_proposal(world: World) -> None:
    answer = do(program(world, "Maya", grant="propose"), "proposal.accept", proposal="PR-1")
    assert answer.status_code == 403
    assert "decides nothing" in answer.json()["detail"]


def test_who_may_suggest_only_takes_its_own_suggestion_back(world: World) -> None:
    api = program(world, "Maya", grant="propose")
    key = rename_goal(api, world).json()["proposal"]
    assert do(api, "proposal.withdraw", proposal=key).status_code == 200


@pytest.mark.parametrize("grant", ["propose", "act"])
def test_a_token_held_to_a_unit_changes_nothing_outside(world: World, grant: str) -> None:
    api = program(world, "Maya", grant=grant, units=[world.ids["Invoices"]])
    inside = rename_goal(api, world)
    assert inside.status_code in (200, 202)
    outside = do(api, "feature.add", title="Elsewhere", unit=world.ids["Spare product"])
    assert outside.status_code == 403
    assert "Invoices only" in outside.json()["detail"]
    assert do(api, "skill.add", name="Everywhere").status_code == 403


def test_a_token_held_to_a_unit_reads_nothing_outside(world: World) -> None:
    everywhere, held = (program(world, "Maya", units=units) for units in ([], [world.ids["Spare product"]]))
    add = {"title": "Elsewhere", "unit": world.ids["Spare product"], "effort": EFFORT}
    assert do(held, "feature.add", **add).status_code in (200, 202)

    def rows(api: Client, kind: str) -> list[str]:
        return [str(row.get("title")) for row in api.get(f"/api/v1/acme/{kind}").json()["rows"]]

    assert rows(held, "features") == ["Elsewhere"]
    for kind in ("goals", "measures", "tasks", "risks", "links", "decisions", "projects", "releases"):
        assert rows(everywhere, kind), kind
        assert rows(held, kind) == [], kind
    for kind in ("units", "skills"):
        assert rows(held, kind) == rows(everywhere, kind), "what is of no unit is told to all"
    assert {row["command"] for row in held.get("/api/v1/acme/history").json()["rows"]} == {"feature.add"}
    assert held.get("/api/v1/acme/proposals").json()["rows"] == []
    for address in ("proposals/PR-1", f"tasks/{world.ids['First task']}", "decisions/D-1"):
        assert everywhere.get(f"/api/v1/acme/{address}").status_code == 200
        assert held.get(f"/api/v1/acme/{address}").status_code == 404


def test_a_token_held_to_a_product_reads_its_projects_too(world: World) -> None:
    held = program(world, "Maya", units=[world.ids["Invoices"]])
    assert held.get(f"/api/v1/acme/tasks/{world.ids['First task']}").status_code == 200
    assert held.get(f"/api/v1/acme/projects/{world.ids['Redesign']}").status_code == 200
    assert held.get("/api/v1/acme/who-decides?command=task.estimate").status_code == 200


@pytest.mark.parametrize("grant", ["propose", "read"])
def test_a_program_that_is_held_to_less_makes_no_token_that_may_more(world: World, grant: str) -> None:
    answer = do(program(world, "Maya", grant=grant), "token.create", name="More")
    assert answer.status_code in (403, 422)
    assert ApiToken.everything.filter(name="More").count() == 0


def test_a_service_is_the_author_on_behalf_of_whom_it_says(world: World) -> None:
    api = program(world, "Robot", grant="act", on_behalf_of=world.ids["Jonas"])
    task = world.ids["First task"]
    do(api, "comment.add", item=task, text="As its token says")
    do(api, "comment.add", "maya@example.org", item=task, text="As the request says")
    told = Entry.everything.filter(command="comment.add").order_by("-revision")[:2]
    names = [(entry.actor.name, entry.on_behalf_of.name) for entry in told]
    assert names == [("Robot", "Maya"), ("Robot", "Jonas")]
    page = api.get("/api/v1/acme/history").json()["rows"]
    assert page[0]["on_behalf_of"] == "Maya"


def test_a_service_without_a_role_suggests_and_with_one_decides(world: World) -> None:
    api = program(world, "Robot", grant="act")
    task: dict[str, Any] = {
        "task": world.ids["First task"],
        "effort": {"optimistic": 8, "likely": 16, "pessimistic": 41},
    }
    assert do(api, "task.estimate", **task).status_code == 202
    with guard.opened():
        RoleHolder.everything.filter(role="engineering_manager").update(member=world.ids["Robot"])
        workspace = world.workspace
        workspace.refresh_from_db()
        workspace.rights_revision += 1
        workspace.save()
    assert do(api, "task.estimate", **task).status_code == 200


def test_nobody_is_acted_for_by_a_person_or_by_guess(world: World) -> None:
    task = world.ids["First task"]
    answer = do(program(world, "Maya"), "comment.add", "Jonas", item=task, text="x")
    assert answer.status_code == 403
    answer = do(program(world, "Robot"), "comment.add", "Nobody", item=task, text="x")
    assert answer.status_code == 422
    assert "e-mail address" in answer.json()["detail"]


def test_an_ended_token_or_service_comes_in_no_more(world: World) -> None:
    api = program(world, "Robot")
    assert api.get("/api/v1/acme/goals").status_code == 200
    token = ApiToken.everything.get(service=world.ids["Robot"])
    with pytest.raises(Refused):
        submit(parse("token.revoke", {"token": str(token.pk)}), world.viewer("Nora"), "web")
    submit(parse("token.revoke", {"token": str(token.pk)}), world.viewer("Sam"), "web")
    assert api.get("/api/v1/acme/goals").status_code == 401
    other = program(world, "Robot")
    submit(parse("member.leave", {"member": world.ids["Robot"]}), world.viewer("Sam"), "web")
    assert other.get("/api/v1/acme/goals").status_code == 401


def test_only_a_steward_makes_tokens_for_services_and_only_for_services(world: World) -> None:
    def asks(who: str, service: str) -> None:
        payload = {"service": world.ids[service], "name": "It", "secret": SECRET.format(1)}
        submit(parse("service.token", payload), world.viewer(who), "web")

    with pytest.raises(Refused) as refused:
        asks("Maya", "Robot")
    assert refused.value.status == 403
    with pytest.raises(Refused, match="is no service"):
        asks("Sam", "Jonas")
