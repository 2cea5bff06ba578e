"""What goes wrong between people who decide: the same clear answer on a page, over REST and on the command
line, and nothing half-applied."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from pilothouse.commands import parse
from pilothouse.entrypoints.cli.main import run
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import ChangeSet, Entry, MatrixRow, Option, Voice
from pilothouse.who.decisions.rights.models import Delegation
from pilothouse.who.items.models import Comment
from pilothouse.who.people.models import Account, RoleHolder
from tests.registry.world import World, make_world
from tests.signed_in import browser
from tests.small_world import built as built
from tests.small_world import world as world

Say = Callable[..., tuple[bool, str]]
"""``say("Maya", "goal.edit", goal=…)``: whether it was done or suggested, and all that was answered."""
TABLES = (ChangeSet, Option, Voice, Entry, Comment, Delegation, MatrixRow)


def _page(world: World, who: str, name: str, once: str, payload: dict[str, Any]) -> tuple[bool, str]:
    payload = payload | {"shown": ",".join(payload)} | ({"once": once} if once else {})
    answer = browser(world, who).post(f"/acme/do/{name}", payload, follow=True)
    words = answer.content.decode()
    return bool(answer.redirect_chain) and 'class="toast bad"' not in words, words


def _rest(world: World, who: str, name: str, once: str, payload: dict[str, Any]) -> tuple[bool, str]:
    browser(world, who)
    secret = f"a-token-of-{who}-{uuid4().hex}"
    submit(parse("token.create", {"name": secret, "secret": secret}), world.viewer(who), "web")
    headers: Any = {"HTTP_IDEMPOTENCY_KEY": once} if once else {}
    api = Client(HTTP_AUTHORIZATION=f"Bearer {secret}")
    answer = api.post(f"/api/v1/acme/commands/{name}", payload, content_type="application/json", **headers)
    return answer.status_code in (200, 202), answer.content.decode("unicode-escape")


@pytest.fixture(params=["web", "rest", "cli"])
def say(request: pytest.FixtureRequest, world: World, capsys: pytest.CaptureFixture[str]) -> Say:
    def typed(who: str, name: str, once: str, payload: dict[str, Any]) -> tuple[bool, str]:
        browser(world, who)
        fields = [part for k, v in payload.items() for part in (f"--{k.replace('_', '-')}", str(v))]
        fields += ["--once", once] if once else []
        email = Account.objects.get(members=world.ids[who]).email
        status = run(["do", name, *fields, "--as", email, "--workspace", "acme"])
        said = capsys.readouterr()
        return status == 0, said.out + said.err

    def said(who: str, name: str, /, once: str = "", **payload: Any) -> tuple[bool, str]:
        if request.param == "cli":
            return typed(who, name, once, payload)
        door = _page if request.param == "web" else _rest
        return door(world, who, name, once, payload)

    return said


def refused(say: Say, words: str, who: str, name: str, /, **payload: Any) -> None:
    """It says so, and no row is another one."""
    before = _rows()
    done, answer = say(who, name, **payload)
    assert not done
    assert re.search(words, re.sub(r"&#\d+;|&quot;", "'", answer)), answer[:4000]
    assert _rows() == before


def _rows() -> list[Any]:
    told = [list(model.everything.order_by("pk").values()) for model in TABLES]
    return [[row for row in rows if row.get("command") != "token.create"] for rows in told]


def test_the_second_of_two_who_decide_is_told_what_became_of_it(world: World, say: Say) -> None:
    assert say("Maya", "proposal.accept", proposal="PR-1")[0]
    refused(say, "PR-1 is accepted already", "Maya", "proposal.accept", proposal="PR-1")
    refused(say, "PR-1 is accepted already", "Maya", "proposal.decline", proposal="PR-1", words="No")


def test_what_is_out_of_date_is_asked_again(world: World, say: Say) -> None:
    world.do("goal.edit", goal=world.ids["Spare goal"], period="Q4")
    done, answer = say("Maya", "proposal.accept", proposal="PR-1")
    assert not done
    assert "decide again" in answer
    assert ChangeSet.everything.get(number=1).state == "open"
    assert say("Maya", "proposal.accept", proposal="PR-1")[0]


def test_who_lost_the_role_meanwhile_decides_no_more(world: World, say: Say) -> None:
    holder = RoleHolder.everything.get(member=world.ids["Maya"])
    world.do("role.give", unit=world.ids["Acme"], role=holder.role, member=world.ids["Nora"])
    world.do("role.end", holder=str(holder.pk))
    refused(say, "not yours to decide|Nora decides", "Maya", "proposal.accept", proposal="PR-1")


def test_rights_are_not_lent_in_a_ring(world: World, say: Say) -> None:
    days = {"first": "2027-03-11", "last": "2027-03-12"}
    assert say("Maya", "delegation.give", to=world.ids["Jonas"], **days)[0]
    refused(say, "lend in a ring", "Jonas", "delegation.give", to=world.ids["Maya"], **days)


def test_no_row_is_left_without_anybody_to_decide(world: World, say: Say) -> None:
    row = str(MatrixRow.everything.get(family="estimate.set", version__unit=world.ids["Acme"]).pk)
    refused(say, "nobody could decide", "Sam", "rights.set", row=row, decides="designer")
    refused(say, "There is no role 'king'", "Sam", "rights.set", row=row, decides="king")


def test_what_is_of_another_workspace_does_not_exist(world: World, say: Say) -> None:
    other = make_world(alone=False, slug="rival")
    theirs = str(ChangeSet.everything.get(workspace=other.workspace, number=1).pk)
    refused(say, "that you can see", "Maya", "proposal.accept", proposal=theirs)
    refused(say, "that you can see", "Maya", "goal.edit", goal=other.ids["Spare goal"], period="Q3")


def test_a_request_sent_again_does_nothing_twice(world: World, say: Say) -> None:
    before = Comment.everything.count()
    for _ in range(2):
        assert say("Maya", "comment.add", once="a-name", item=world.ids["First task"], text="Seen")[0]
    assert Comment.everything.count() == before + 1


def test_oversized_text_is_refused_at_its_field(world: World, say: Say) -> None:
    refused(say, "4,?000", "Maya", "proposal.accept", proposal="PR-1", words="x" * 4001)
    refused(say, "500", "Maya", "goal.edit", goal=world.ids["Spare goal"], title="x" * 501)
