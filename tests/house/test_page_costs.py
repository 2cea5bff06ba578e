"""What a page may cost: so many queries, however many rows there are; so many bytes and elements.

``query_counts.toml`` says for every page how many queries it takes. After making a page, or making one
cheaper, ``make query-counts`` writes it anew.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from pilothouse.commands import lens
from pilothouse.demo.story import load
from pilothouse.when.schedule.recompute import recompute_now
from pilothouse.who.people.models import Member
from tests.house.measured import Cost, costs
from tests.registry.world import EFFORT, NOW, World, make_world

COUNTS = Path(__file__).with_name("query_counts.toml")
HEAD = (
    "# How many queries each page of the demo story takes: [cold, warm]. Written by `make query-counts`.\n\n"
)
MOST_BYTES = 44_000
"""Of a page as it is sent, compressed: 40 kB and a tenth."""
MOST_ELEMENTS = 2750  # 2,500 and a tenth


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Cost]]:
    """What the pages of the demo story cost the project manager."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("PILOTHOUSE_NOW", "2026-11-23T08:00:00+00:00")
        workspace = load()
        yield costs(_client(workspace, "Priya Raman"), workspace.slug)
        transaction.set_rollback(True)


@pytest.fixture
def db(django_db_setup: None) -> None:
    """In place of the plugin's, which would close the connection that holds the story."""


def _client(workspace: Any, name: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(Member.everything.get(workspace=workspace, name=name).account)
    return client


def test_no_page_takes_more_queries_than_it_did(demo: dict[str, Cost], db: None) -> None:
    if "REWRITE" in os.environ:
        lines = [f'"{name}" = {list(cost.queries)}' for name, cost in sorted(demo.items())]
        COUNTS.write_text(HEAD + "\n".join(lines) + "\n")
    known = tomllib.loads(COUNTS.read_text())
    new = sorted(set(demo) - set(known))
    assert new == [], "New pages: `make query-counts` writes down what they take. Look whether you like it."
    more = {
        name: f"{known[name]} -> {list(cost.queries)}"
        for name, cost in demo.items()
        if any(now > then for now, then in zip(cost.queries, known[name], strict=True))
    }
    assert more == {}, "Read it once, or in one query for all rows. If it must be: `make query-counts`."


def test_a_page_is_sent_in_forty_kilobytes(demo: dict[str, Cost], db: None) -> None:
    assert {name: cost.bytes for name, cost in demo.items() if cost.bytes > MOST_BYTES} == {}


def test_a_page_has_at_most_2500_elements(demo: dict[str, Cost], db: None) -> None:
    assert {name: cost.elements for name, cost in demo.items() if cost.elements > MOST_ELEMENTS} == {}


@pytest.fixture
def small(django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("PILOTHOUSE_NOW", NOW)
    with django_db_blocker.unblock(), transaction.atomic():
        with monkeypatch.context() as unpriced:
            unpriced.setattr(lens, "_plan_lens", [])
            yield make_world(alone=False, slug="growing")
        transaction.set_rollback(True)


def test_more_rows_take_no_more_queries(small: World, db: None) -> None:
    _grow(small, 0)
    recompute_now(small.workspace)
    before = _queries(small)
    for number in range(1, 6):
        _grow(small, number)
    after = _queries(small)
    grown = {
        name for name, then in before.items() if any(a > b for a, b in zip(after[name], then, strict=True))
    }
    assert {name: (before[name], after[name]) for name in grown} == {}


def _queries(world: World) -> dict[str, tuple[int, int]]:
    found = costs(_client(world.workspace, "Sam"), world.workspace.slug)
    return {name: cost.queries for name, cost in found.items()}


def _grow(world: World, number: int) -> None:
    """One more of what pages list, each with what hangs on it."""
    ids, title = world.ids, f"grown {number}"
    world.do("goal.add", title=f"Goal {title}", unit=ids["Invoices"])
    world.do(
        "feature.add", title=f"Feature {title}", unit=ids["Invoices"], effort=EFFORT, goal=ids["Spare goal"]
    )
    feature = ids[f"Feature {title}"]
    world.do("release.add_feature", release=ids["1.0"], feature=feature)
    world.do("task.add", title=f"Task {title}", feature=feature, effort=EFFORT, skill="Design")
    task = ids[f"Task {title}"]
    world.do("task.assign", task=task, members=[ids["Jonas"], ids["Tomas"]])
    world.do("task.link", after=ids["Inner task"], before=task)
    world.do("label.put", item=task, label="Urgent")
    world.do("comment.add", item=ids["First task"], text=f"Comment {title} for @Maya")
    world.do("item.link", item=ids["First task"], other=task)
    risk = {"delay": EFFORT, "tasks": [task], "probability": 0.3}
    world.do("risk.raise", title=f"Risk {title}", unit=ids["Redesign"], **risk)
    world.do("milestone.add", title=f"Milestone {title}", project="Redesign", target="2027-05-01")
    world.do("member.add", id=str(uuid4()), name=f"Member {number}")
    world.do("skill.add", name=f"Skill {title}")
    world.do("member.skill", member=ids[f"Member {number}"], skill=f"Skill {title}", level=3)
    world.do("leave.record", member=ids[f"Member {number}"], first="2027-03-22", last="2027-03-26")
