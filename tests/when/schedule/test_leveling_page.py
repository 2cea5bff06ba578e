"""Levelling somebody's load, as a page: what others could take, and all ways as one proposal."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from pilothouse.engine.leveling import Strain, Way
from pilothouse.how.delivery.commands import AddTask, AssignTask
from pilothouse.how.delivery.models import Assignment
from pilothouse.when.schedule.pages.leveling import headline
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.decisions.models import ChangeSet, Option
from tests.when.schedule.conftest import World, hours
from tests.when.schedule.test_plan_page import computed, get, sign_in

__all__ = ["computed"]


@pytest.fixture
def strained(computed: World) -> World:
    """Ana has three weeks of work for the first one; Ben could do it, too."""
    for title in ("Sketch", "Draft", "Proof"):
        task = AddTask(title=title, feature=computed.id("Editor"), effort=hours(30, 40, 50))
        carry_out(task, computed.workspace)
        carry_out(AssignTask(task=str(task.id), members=[computed.id("ana")]), computed.workspace)
    return computed


def page(client: Client, world: World) -> str:
    html = unescape(get(client, f"/acme/people/capacity/{world.id('ana')}"))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.index("<main") :]))


def test_what_others_could_take_is_told_with_what_is_left_and_when_it_ends(strained: World) -> None:
    client = sign_in(strained, "tomas")
    text = page(client, strained)
    assert re.search(r"Ana is over 100% for \w+ weeks?: it can be", text)
    assert re.search(r"A Ben takes over .* The plan ends [\d.]+ working days? sooner", text)
    assert "B Ben helps Ana with" in text
    assert f"/people/capacity/{strained.id('ana')}" in get(client, "/acme/people/capacity")


def test_all_ways_become_options_of_one_proposal_and_nothing_changes_yet(strained: World) -> None:
    before = list(Assignment.everything.order_by("pk").values_list("task", "member", "deleted_at"))
    client = sign_in(strained, "tomas")
    html = get(client, f"/acme/people/capacity/{strained.id('ana')}")
    sent = {
        name: [unescape(value) for value in re.findall(f'name="{name}" value="([^"]*)"', html)]
        for name in ("title", "why", "option")
    }
    answer = client.post("/acme/suggest", sent)
    change = ChangeSet.everything.get(workspace=strained.workspace, kind="proposal")
    assert (answer.status_code, answer["Location"]) == (303, f"/acme/{change.key}")
    options = Option.everything.filter(change_set=change).order_by("position")
    assert [option.label.split()[0] for option in options] == ["Others", "Help"]
    assert all(option.impact for option in options)
    assert list(Assignment.everything.order_by("pk").values_list("task", "member", "deleted_at")) == before


@pytest.mark.parametrize(
    "option, words",
    [
        (None, "There is nothing to suggest"),
        ("{", "This is no way that a page worked out"),
        ('{"label": "A", "edits": [{"name": "task.assign", "payload": 3}]}', "This is no way"),
        ('{"label": "A", "edits": [{"name": "comment.add", "payload": {}}]}', "comment"),
        ('{"label": "A", "edits": [{"name": "plan.explode", "payload": {}}]}', "no command"),
    ],
)
def test_what_no_page_worked_out_is_refused_and_nothing_is_stored(
    strained: World, option: str | None, words: str
) -> None:
    answer = sign_in(strained, "tomas").post("/acme/suggest", {"option": option} if option else {})
    assert 400 <= answer.status_code < 500
    assert words.lower() in unescape(answer.content.decode()).lower()
    assert not ChangeSet.everything.filter(workspace=strained.workspace).exists()


def test_nobody_of_the_plan_and_nobody_from_outside_finds_a_page(strained: World) -> None:
    client = sign_in(strained, "tomas")
    assert client.get(f"/acme/people/capacity/{strained.id('Editor')}").status_code == 404


@pytest.mark.parametrize(
    "now, left, words",
    [
        (Strain(0, 0.0, 90.0), [], "Ana is asked for no more than there is"),
        (
            Strain(2, 9.0, 120.0),
            [],
            "Ana is over 100% for two weeks, and nobody else who knows the work has room",
        ),
        (Strain(2, 9.0, 120.0), [Strain(0, 0.0, 100.0)], "Ana is over 100% for two weeks: it can be none"),
        (
            Strain(2, 9.0, 120.0),
            [Strain(1, 2.0, 110.0)],
            "Ana is over 100% for two weeks: it can be one week",
        ),
        (
            Strain(1, 9.0, 120.0),
            [Strain(1, 2.0, 105.0)],
            "Ana is over 100% for one week: it can be 7 hours less",
        ),
    ],
)
def test_the_title_says_how_far_the_best_way_leads(now: Strain, left: list[Strain], words: str) -> None:
    assert headline("Ana", now, [Way("help", (), each, None, {}) for each in left]) == words
