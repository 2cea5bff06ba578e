"""Whoever asks, at every address there is: they get what is theirs to see, and no word of anything else.

Nothing here names a page: routes.py finds them, marks.py knows what each answer tells. Somebody who may not
see a row must not be able to tell that there is one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from pilothouse.commands import all_commands, lens
from pilothouse.entrypoints.stream.authorise import heard_of_stream
from pilothouse.who.decisions.models import Outbox
from tests.entrypoints.routes import (
    CHANGES,
    OUTSIDE,
    OWN,
    PUBLIC,
    STATE,
    Route,
    addresses,
    made_up,
    operations,
    pages,
)
from tests.entrypoints.town import MEMBERS, OURS, WHO, Town, built_town, shared_item
from tests.registry.examples import example_of

OPEN = (200, 204, 302)
REFUSED = (403, 404)
Doors = dict[Route, list[str]]


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    with django_db_blocker.unblock(), transaction.atomic():
        with built_town() as town:
            yield town
        transaction.set_rollback(True)


@pytest.fixture
def db(town: Town) -> Iterator[None]:
    """In place of the plugin's: what one test changes, no other sees."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def doors(town: Town) -> Doors:
    """What the steward can open of every page and every list, so that the others ask for real things."""
    client, found = town.client("steward"), {}
    for route in (*(page for page in pages() if page.inside), *operations("get")):
        wanted = addresses(route, town.ours)
        answers = {address: _told(town, client, address) for address in wanted}
        assert max(answers.values(), default=0) < 500, answers
        found[route] = [address for address, status in answers.items() if status in (*OPEN, 405)]
        assert found[route] or not wanted, (
            f"The steward opens none of {answers}. Say in FILLS of tests/entrypoints/routes.py which objects "
            f"{route.template} is for, and have tests/registry/world.py make one."
        )
    return found


def _told(town: Town, client: Client, address: str) -> int:
    """The steward sees the whole workspace, and nothing of another."""
    answer = client.get(address)
    assert town.leaks("steward", answer) == [], address
    status: int = answer.status_code
    return status


def _walk(doors: Doors, who: str = "") -> Iterator[str]:
    """All addresses. Forms of commands take most of the time: guests ask for all, members share them."""
    turn = {"colleague": 0, "other team": 1, "proposer": 2}.get(who)
    for route, found in doors.items():
        yield from found[turn::3] if turn is not None and route.name == "do" else found


def test_routes_are_found(doors: Doors) -> None:
    names = {route.name for route in doors}
    assert {"plan", "decisions", "item", "do", "undo", "tasks.list", "tasks.get", "history"} <= names
    assert sum(len(found) for found in doors.values()) > 150


@pytest.mark.parametrize("who", [who for who in MEMBERS if who != "steward"])
def test_members_are_told_of_nothing_they_may_not_see(town: Town, doors: Doors, db: None, who: str) -> None:
    client, leaks, broken = town.client(who), {}, {}
    for address in _walk(doors, who):
        answer = client.get(address)
        if found := town.leaks(who, answer):
            leaks[address] = found
        if answer.status_code not in (*OPEN, *REFUSED, 405):
            broken[address] = answer.status_code
    assert leaks == {}
    assert broken == {}


def test_for_members_of_another_workspace_there_is_nothing(town: Town, doors: Doors, db: None) -> None:
    client = town.client("other workspace")
    for address in _walk(doors):
        asked, posted = client.get(address), client.post(address, {})
        assert asked.status_code == 404, address
        assert posted.status_code in (404, 405), address
        assert town.leaks("other workspace", asked) + town.leaks("other workspace", posted) == []


def test_who_has_not_signed_in_is_led_to_the_door(town: Town, doors: Doors, db: None) -> None:
    client = town.client("anonymous")
    for route, found in doors.items():
        for address in found:
            answer = client.get(address)
            if route.template.startswith("/api/"):
                assert answer.status_code == 401, address
            else:
                assert answer.status_code == 302, address
                assert answer.url.startswith("/sign-in"), address
            assert town.leaks("anonymous", answer) == []


def test_what_a_guest_opens_is_what_was_shared(town: Town, doors: Doors, db: None) -> None:
    """Every item the steward opens under some address: 200 when it was shared, 404 when it was not."""
    client, shared = town.client("guest"), shared_item(town.ours).key
    keyed = {route: found for route, found in doors.items() if route.parts == ["workspace", "key"]}
    for route, found in keyed.items():
        for address in found:
            if route.name != "proposal" and not route.template.startswith("/api/"):
                expected = OPEN if address.endswith(f"/{shared}") else (404,)
                assert client.get(address, follow=True).status_code in expected, address


@pytest.mark.parametrize("who", WHO)
def test_addresses_outside_of_workspaces_have_a_rule_and_keep_it(town: Town, db: None, who: str) -> None:
    client = town.client(who)
    for route in (route for route in pages() if not route.inside):
        rule = OUTSIDE.get(route.name)
        assert rule is not None, (
            f"{route.template} is new and outside of workspaces. Say who may ask for it in OUTSIDE of "
            f'tests/entrypoints/routes.py: "{route.name}": PUBLIC, OWN, SECRET, CHANGES or STATE.'
        )
        answer = client.get(made_up(route))
        assert answer.status_code < 500 or rule == STATE, route.template
        assert town.leaks(who, answer) == []
        if rule == PUBLIC:
            assert answer.status_code in (*OPEN, 404), route.template
        if rule == CHANGES:
            assert answer.status_code in (302, 401, 405), route.template
        if rule == OWN and who == "anonymous":
            assert answer.status_code == 302, route.template
            assert answer.url.startswith("/sign-in"), route.template


@pytest.fixture
def unpriced(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a change does to dates is tested elsewhere."""
    monkeypatch.setattr(lens, "_plan_lens", [])


def _commands() -> list[str]:
    return [name for name, command in all_commands().items() if command.meta.permission != "system"]


def _done(town: Town, who: str, name: str) -> Any:
    """What somebody is answered who asks for a command on rows of our workspace; it is taken back."""
    payload = json.dumps(example_of(all_commands()[name], town.ours), default=str)
    with transaction.atomic():
        answer = town.client(who).post(f"/api/v1/{OURS}/commands/{name}", payload, "application/json")
        transaction.set_rollback(True)
    assert town.leaks(who, answer) == [], name
    return answer


@pytest.mark.parametrize("who, status", [("other workspace", 404), ("anonymous", 401)])
def test_strangers_can_do_nothing(town: Town, db: None, unpriced: None, who: str, status: int) -> None:
    answers = {name: _done(town, who, name).status_code for name in _commands()}
    assert {name: found for name, found in answers.items() if found != status} == {}


def test_a_guest_changes_only_what_is_their_own(town: Town, db: None, unpriced: None) -> None:
    """Guests see what was shared with them; they neither change it nor propose to."""
    for name in _commands():
        if all_commands()[name].meta.permission == "anyone":
            continue
        answer = _done(town, "guest", name)
        assert 400 <= answer.status_code < 500, (name, answer.content)


def test_who_decides_nothing_can_only_propose(town: Town, db: None, unpriced: None) -> None:
    wrong = {}
    for name in _commands():
        command = all_commands()[name]
        answer = _done(town, "proposer", name)
        if command.meta.family and not (answer.status_code == 202 or 400 <= answer.status_code < 500):
            wrong[name] = answer.content
        if command.meta.permission == "steward" and answer.status_code not in (403, 404, 422):
            wrong[name] = answer.content
    assert wrong == {}


@pytest.mark.parametrize("who", WHO)
def test_streams_are_for_members(town: Town, db: None, who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from pilothouse.entrypoints.stream import authorise

    monkeypatch.setattr(authorise, "close_old_connections", lambda: None)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in town.client(who).cookies.items())
    heard = heard_of_stream(OURS, {"host": "localhost", "cookie": cookies})
    if who in MEMBERS:
        assert not isinstance(heard, int)
    else:
        assert heard == {"other workspace": 404, "anonymous": 401}[who]


def test_what_streams_tell_holds_no_words(town: Town, db: None) -> None:
    """Everybody in a workspace hears the same events, guests too: they say what moved, never what it says."""
    told = json.dumps(list(Outbox.objects.values_list("event", flat=True)))
    assert len(told) > 100
    assert town.marks.found(told) == set()
    names = [name for name in town.ours.ids if len(name) > 8]
    assert [name for name in names if name in told] == []
