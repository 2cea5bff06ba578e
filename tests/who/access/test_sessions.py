"""Sessions one can see and end; what else ends them; tokens; closing somebody's way in."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from pilothouse.entrypoints.stream import authorise
from pilothouse.entrypoints.stream.authorise import Heard, heard_of_stream
from pilothouse.entrypoints.tokens import make_token
from pilothouse.who.access.doors.devices import coarse, device_of
from pilothouse.who.access.doors.sessions import clear_expired, sessions_of
from pilothouse.who.access.models import ApiToken, Session
from pilothouse.who.decisions.models import Outbox
from pilothouse.who.people.models import Member
from tests.signed_in import Page
from tests.who.access.conftest import NEW, PASSWORD, Clock, account_for

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


def enter(account: Any, agent: str = FIREFOX) -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    answer = client.post("/sign-in", {"email": account.email, "password": PASSWORD})
    assert answer.status_code == 303
    return client


def is_in(client: Client) -> bool:
    return client.get("/acme/people").status_code == 200


def listens(client: Client) -> bool:
    """Whether a stream of that browser may go on."""
    cookie = f"pilothouse_session={client.cookies['pilothouse_session'].value}"
    found = heard_of_stream("acme", {"cookie": cookie, "host": "testserver"})
    assert isinstance(found, Heard) or found == 401, found
    return isinstance(found, Heard)


def test_the_list_tells_device_place_and_which_is_this_one(world: Any) -> None:
    account = account_for(world, "priya")
    here = enter(account)
    enter(account, "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1")
    found = sessions_of(account.pk, here.session.session_key)
    assert [row["device"] for row in found] == ["Firefox on Linux", "Safari on iPhone"]
    assert [row["current"] for row in found] == [True, False]
    assert found[0]["place"] == "this machine"
    assert coarse("203.0.113.77") == "203.0.113.0"
    assert device_of("something nobody knows") == ""


def test_ending_one_session_leaves_the_others(world: Any) -> None:
    account = account_for(world, "priya")
    here, there = enter(account), enter(account)
    other = next(row for row in sessions_of(account.pk, here.session.session_key) if not row["current"])
    here.post("/you/sessions/end", {"session": other["id"]})
    assert (is_in(here), is_in(there)) == (True, False)


def test_nobody_ends_the_session_of_another(world: Any) -> None:
    priya, maya = account_for(world, "priya"), account_for(world, "maya")
    hers, his = enter(priya), enter(maya)
    id = sessions_of(priya.pk, None)[0]["id"]
    his.post("/you/sessions/end", {"session": id})
    assert is_in(hers)


def test_ending_all_keeps_this_one_and_changing_the_password_too(world: Any) -> None:
    account = account_for(world, "priya")
    here, there = enter(account), enter(account)
    here.post("/acme/do/account.sign_out", {})
    assert (is_in(here), is_in(there)) == (True, False)
    third = enter(account)
    here.post("/acme/do/account.password", {"current": PASSWORD, "new": NEW})
    assert (is_in(here), is_in(third)) == (True, False)


def test_the_old_password_is_asked_for(world: Any) -> None:
    here = enter(account_for(world, "priya"))
    answer = here.post("/acme/do/account.password", {"current": "guessed it", "new": NEW})
    assert answer.status_code == 422


def test_an_ended_session_may_not_listen_on(
    world: Any, django_capture_on_commit_callbacks: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(authorise, "close_old_connections", lambda: None)
    account = account_for(world, "priya")
    here, there = enter(account), enter(account)
    assert listens(there)
    with django_capture_on_commit_callbacks(execute=True):
        here.post("/acme/do/account.sign_out", {})
    assert (listens(here), listens(there)) == (True, False)
    told = Outbox.objects.order_by("-id")[:2]
    assert any(f"account:{account.pk}" in event.event["changed"] for event in told)


def test_a_steward_ends_a_members_sessions(world: Any, signed_in: Any) -> None:
    hers = enter(account_for(world, "priya"))
    member = str(world.people["priya"].member)
    assert signed_in("maya").post("/acme/do/member.sign_out", {"member": member}).status_code == 403
    assert is_in(hers)
    signed_in("sofia").post("/acme/do/member.sign_out", {"member": member})
    assert not is_in(hers)


def test_who_left_comes_in_no_more_and_stays_in_history(world: Any, signed_in: Any) -> None:
    account = account_for(world, "priya")
    hers, token = enter(account), make_token(account)
    member = str(world.people["priya"].member)
    steward = signed_in("sofia")
    steward.post("/acme/do/member.leave", {"member": member})
    assert hers.get("/acme/people").status_code == 404
    asked = Client(HTTP_AUTHORIZATION=f"Bearer {token}").get("/api/v1/acme/members")
    assert asked.status_code == 404
    assert Member.everything.get(pk=member).name == "Priya"
    steward.post("/acme/do/member.return", {"member": member})
    assert is_in(hers)


def test_the_last_steward_stays(world: Any, signed_in: Any) -> None:
    answer = signed_in("sofia").post("/acme/do/member.leave", {"member": str(world.people["sofia"].member)})
    assert answer.status_code == 422
    assert "Somebody must stay" in answer.content.decode()


def test_a_clock_that_a_story_turns_signs_nobody_out(world: Any, time: Clock) -> None:
    here = enter(account_for(world, "priya"))
    time.on(days=90)
    clear_expired()
    assert is_in(here)


def test_a_session_that_ran_out_is_forgotten(world: Any) -> None:
    gone, here = enter(account_for(world, "priya")), enter(account_for(world, "maya"))
    Session.objects.filter(pk=gone.session.session_key).update(
        expire_date=timezone.now() - timedelta(minutes=1)
    )
    assert not is_in(gone)
    clear_expired()
    assert [row.pk for row in Session.objects.all()] == [here.session.session_key]


def test_whoever_has_to_sign_in_again_lands_where_they_wanted(world: Any) -> None:
    account = account_for(world, "priya")
    stranger, wanted = Client(), "/acme/do/decision.review?decision=PR-1&next=/acme/desk"
    asked = stranger.get(wanted)
    form = Page(stranger.get(asked["Location"]))
    goal = re.search('name="next" value="([^"]*)"', form.html)
    assert goal is not None
    answer = stranger.post(
        "/sign-in", {"email": account.email, "password": PASSWORD, "next": html.unescape(goal[1])}
    )
    assert answer["Location"] == wanted


def test_a_token_is_told_once_and_kept_as_a_hash(world: Any, signed_in: Any) -> None:
    client = signed_in("priya")
    page = client.post("/acme/do/token.create", {"name": "Export", "days": "30", "shown": "name,days"})
    row = ApiToken.everything.get()
    secret = page.content.decode().split('readonly value="')[1].split('"')[0]
    assert secret not in str(ApiToken.everything.values()[0])
    api = Client(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert api.get("/api/v1/acme/members").status_code == 200
    client.post("/acme/do/token.revoke", {"token": str(row.pk)})
    assert api.get("/api/v1/acme/members").status_code == 401


def test_a_token_expires(world: Any, time: Clock) -> None:
    api = Client(HTTP_AUTHORIZATION=f"Bearer {make_token(account_for(world, 'priya'), days=2)}")
    assert api.get("/api/v1/acme/members").status_code == 200
    time.on(days=2, minutes=1)
    assert api.get("/api/v1/acme/members").status_code == 401


def test_a_token_is_for_one_workspace_and_may_only_read(world: Any, other: Any, signed_in: Any) -> None:
    account = account_for(world, "priya")
    from pilothouse.who.decisions.gate import guard

    with guard.opened():
        Member.everything.create(workspace=other.workspace, name="Priya too", account=account)
    api = Client(HTTP_AUTHORIZATION=f"Bearer {make_token(account, 'acme')}")
    assert api.get("/api/v1/acme/members").status_code == 200
    assert api.get("/api/v1/other/members").status_code == 404
    answer = signed_in("priya").post(
        "/acme/do/token.create", {"name": "Look", "grant": "read", "shown": "name,grant"}
    )
    secret = answer.content.decode().split('readonly value="')[1].split('"')[0]
    looks = Client(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert looks.get("/api/v1/acme/members").status_code == 200
    changed = looks.post("/api/v1/acme/commands/account.name", {"name": "P"}, content_type="application/json")
    assert changed.status_code == 403


def test_nobody_revokes_the_token_of_another(world: Any, signed_in: Any) -> None:
    make_token(account_for(world, "priya"))
    row = ApiToken.everything.get()
    answer = signed_in("maya").post("/acme/do/token.revoke", {"token": str(row.pk)})
    assert answer.status_code == 404
    assert ApiToken.everything.get().deleted_at is None
