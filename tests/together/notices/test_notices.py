"""Being told: of what, why, once, by mail when somebody waits, and not of what one muted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from pilothouse.commands import parse
from pilothouse.how.delivery.impediments.escalating import escalate_due
from pilothouse.together.notices import queries
from pilothouse.together.notices.doors import digests, telling
from pilothouse.together.notices.models import Notice, Told
from pilothouse.who import clock
from pilothouse.who.decisions.decision_log.reminding import remind_due
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.people.models import Account, Member
from tests.registry.world import World
from tests.signed_in import browser
from tests.who.access.conftest import Clock, letters, link_in

NAMES = ("Maya", "Jonas", "Tomas", "Priya", "Ingrid", "Sam")


@pytest.fixture(autouse=True)
def everybody_signs_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """All have accounts; what happened before the test is not news."""
    monkeypatch.setattr(telling, "_looked", {})
    for name in NAMES:
        browser(world, name)
    telling.catch_up()
    with guard.opened():
        Notice.objects.all().delete()
    letters()
    mail.outbox.clear()


def does(world: World, who: str, name: str, **payload: Any) -> Any:
    return submit(parse(name, payload), world.viewer(who), "web")


def told(world: World, who: str) -> list[tuple[str, str]]:
    telling.catch_up()
    return [(row["kind"], row["why"]) for row in queries.notices(world.viewer(who))]


def test_work_that_is_given_to_somebody_is_told_to_them_alone(world: World) -> None:
    task = world.ids["First task"]
    does(world, "Tomas", "task.assign", task=task, members=[world.ids["Jonas"], world.ids["Priya"]])
    assert told(world, "Priya") == [("assigned", "The work is yours now.")]
    assert told(world, "Maya") == []
    assert told(world, "Tomas") == []


def test_whoever_can_help_with_what_is_blocked_is_told_at_once(world: World) -> None:
    blocked = {"blocked_why": "The key is missing", "unblocker": world.ids["Ingrid"]}
    does(world, "Jonas", "task.block", task=world.ids["First task"], **blocked)
    assert told(world, "Ingrid") == [("waits", "You are named as able to help.")]
    does(world, "Ingrid", "task.unblock", task=world.ids["First task"])
    assert len(told(world, "Ingrid")) == 1


def test_whoever_sees_to_an_impediment_is_told_and_so_is_the_next_in_line(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised = {"unit": "Team A", "owner": world.ids["Ingrid"], "due": "2027-03-11"}
    does(world, "Jonas", "impediment.raise", title="No contract", **raised)
    assert told(world, "Ingrid") == [("waits", "You are to see to it.")]
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-12T09:00:00+00:00")
    assert escalate_due() == 1
    assert told(world, "Tomas") == [("waits", "You are next in line to see to it.")]


def test_work_that_is_given_back_to_somebody_is_told_again(world: World) -> None:
    task = world.ids["First task"]
    for members in (["Jonas"], ["Priya"], ["Jonas"]):
        does(world, "Tomas", "task.assign", task=task, members=[world.ids[name] for name in members])
    assert ("assigned", "The work is yours now.") in told(world, "Jonas")


def test_somebody_else_changing_ones_work_is_told_and_ones_own_change_is_not(world: World) -> None:
    task = world.ids["First task"]
    does(world, "Jonas", "item.rename", item=task, title="Mine")
    assert told(world, "Jonas") == []
    does(world, "Maya", "item.rename", item=task, title="Yours")
    assert told(world, "Jonas") == [("changed", "It is your work.")]
    row = queries.notices(world.viewer("Jonas"))[0]
    assert row["path"].startswith("/acme/i/")
    assert "Maya renamed" in row["text"]


def test_a_mention_is_mailed_at_once_with_a_link_and_a_reason(world: World, time: Clock) -> None:
    does(world, "Maya", "comment.add", item=world.ids["Second task"], text="What do you think, @Priya?")
    assert ("mention", "You are mentioned.") in told(world, "Priya")
    found = [letter for letter in letters() if letter.to == ["priya@example.org"]]
    assert len(found) == 1
    assert "/acme/i/" in link_in(found[0])
    assert "You are mentioned." in found[0].body
    assert "List-Unsubscribe" in found[0].extra_headers


def test_a_proposal_is_told_to_those_it_waits_for_and_its_end_to_its_author(world: World) -> None:
    goal = parse("goal.edit", {"goal": world.ids["Spare goal"], "period": "Q3"})
    outcome = submit(goal, world.viewer("Priya"), "web", why="Because")
    assert outcome.status == "proposed"
    deciders = [n for n in NAMES if ("waits" in dict(told(world, n)))]
    assert deciders
    assert "Priya" not in deciders
    does(world, deciders[0], "proposal.decline", proposal=outcome.proposal, words="Not now")
    assert ("decided", "You suggested it.") in told(world, "Priya")


def test_everything_is_told_once_however_often_one_looks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Told.objects.get().revision
    does(world, "Maya", "item.rename", item=world.ids["First task"], title="Yours")
    telling.catch_up()
    monkeypatch.setattr(telling, "_looked", {})
    Told.objects.update(revision=before)
    telling.catch_up()
    assert len(told(world, "Jonas")) == 1


def test_what_is_muted_is_not_told_until_it_is_asked_for_again(world: World) -> None:
    task = world.ids["First task"]
    does(world, "Jonas", "notice.mute_item", item=task)
    does(world, "Maya", "item.rename", item=task, title="One")
    assert told(world, "Jonas") == []
    does(world, "Jonas", "notice.unmute", mute=queries.mutes(world.viewer("Jonas"), {})[0]["id"])
    does(world, "Jonas", "notice.mute_kind", kind="changed")
    does(world, "Maya", "item.rename", item=task, title="Two")
    assert told(world, "Jonas") == []


def test_who_unwatches_an_item_hears_no_more_of_it(world: World) -> None:
    task = world.ids["First task"]
    does(world, "Jonas", "item.watch", item=task, on="no")
    does(world, "Maya", "item.rename", item=task, title="One")
    assert told(world, "Jonas") == []
    does(world, "Ingrid", "item.watch", item=task)
    does(world, "Maya", "item.rename", item=task, title="Two")
    assert told(world, "Ingrid") == [("changed", "You watch it.")]


def test_the_page_lists_the_unread_first_and_marks_them(world: World) -> None:
    does(world, "Maya", "item.rename", item=world.ids["First task"], title="One")
    telling.catch_up()
    client = browser(world, "Jonas")
    page = client.get("/acme/notices").content.decode()
    assert "One thing is new to you" in page
    assert "Why you get this: It is your work." in page
    assert "new notices" in client.get("/acme/people").content.decode()
    client.post("/acme/notices/read")
    assert "You have read everything" in client.get("/acme/notices").content.decode()


def test_nobody_reads_or_marks_the_notices_of_another(world: World) -> None:
    does(world, "Maya", "item.rename", item=world.ids["First task"], title="One")
    telling.catch_up()
    client = browser(world, "Ingrid")
    row = Notice.objects.get(member=world.ids["Jonas"])
    client.post("/acme/notices/read", {"notice": str(row.pk)})
    row.refresh_from_db()
    assert row.read_at is None
    assert "renamed" not in client.get("/acme/notices").content.decode()


def test_the_digest_comes_once_a_day_at_ones_hour_in_ones_zone(world: World, time: Clock) -> None:
    does(world, "Jonas", "preferences.set", timezone="Asia/Tokyo", digest_hour=7)
    time.now = clock.now().replace(hour=21, minute=0)
    does(world, "Maya", "item.rename", item=world.ids["First task"], title="One")
    telling.catch_up()
    digests.write_due()
    mine = [letter for letter in letters() if letter.to == ["jonas@example.org"]]
    assert mine == []
    time.on(hours=1, minutes=5)
    for _ in range(3):
        digests.write_due()
    mine = [letter for letter in letters() if letter.to == ["jonas@example.org"]]
    assert len(mine) == 1
    assert "Something of mine changed" in mine[0].body
    assert mine[0].alternatives[0][1] == "text/html"


def test_who_has_read_everything_gets_no_digest(world: World, time: Clock) -> None:
    does(world, "Maya", "item.rename", item=world.ids["First task"], title="One")
    telling.catch_up()
    telling.mark_read(world.viewer("Jonas"))
    time.now = time.now.replace(hour=23)
    digests.write_due()
    assert not [letter for letter in letters() if letter.to == ["jonas@example.org"]]


def test_the_link_in_a_mail_stops_it_without_signing_in(world: World) -> None:
    from pilothouse.together.notices.letters import stop_path

    path = stop_path(Member.everything.get(pk=world.ids["Jonas"]), "digest")
    client = Client(enforce_csrf_checks=True)
    assert "No more of the daily digest?" in client.get(path).content.decode()
    assert client.post(path).status_code == 200
    assert Account.objects.get(members=world.ids["Jonas"]).preference.digest is False
    assert client.post("/mail/stop/forged").status_code == 410


def test_old_history_is_no_news(world: World, time: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    does(world, "Maya", "item.rename", item=world.ids["First task"], title="One")
    time.now = time.now + timedelta(days=2)
    assert told(world, "Jonas") == []


def test_whoever_keeps_a_decision_is_told_on_the_day_to_look_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(world, "Priya", "decision.record", title="One region", owner=world.ids["Jonas"])
    told(world, "Jonas")
    later = (clock.now() + timedelta(days=91)).isoformat()
    monkeypatch.setenv("PILOTHOUSE_NOW", later)
    remind_due()
    assert ("review", "You look back on it.") in told(world, "Jonas")
    assert not [kind for kind, _ in told(world, "Priya") if kind == "review"]
