"""One decision from its suggestion to what came of it: consulted, contradicted, accepted, looked back on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from pilothouse.commands import parse
from pilothouse.who.access.models import ApiToken
from pilothouse.who.decisions.decision_log.models import Decision
from pilothouse.who.decisions.decision_log.reminding import remind_due
from pilothouse.who.decisions.gate.submit import submit
from tests.registry.world import NOW, World
from tests.signed_in import browser
from tests.small_world import built as built
from tests.small_world import world as world


def api(world: World, who: str) -> Client:
    """A program of that person's, which may do what they may."""
    browser(world, who)
    secret = f"a-token-of-the-whole-story-for-{who}".ljust(40, "x")
    if not ApiToken.everything.filter(name=who).exists():
        submit(parse("token.create", {"name": who, "secret": secret, "days": 366}), world.viewer(who), "web")
    return Client(HTTP_AUTHORIZATION=f"Bearer {secret}")


def does(world: World, who: str, name: str, /, **payload: Any) -> dict[str, Any]:
    url = f"/api/v1/acme/commands/{name}"
    answer = api(world, who).post(url, payload, content_type="application/json")
    assert answer.status_code in (200, 202), answer.content
    told: dict[str, Any] = answer.json()
    return told


def reads(world: World, who: str, path: str) -> Any:
    answer = api(world, who).get(f"/api/v1/acme/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def asked_to_look_back(world: World, who: str) -> list[str]:
    viewer = world.viewer(who)
    due = Decision.everything.filter(owner=viewer.member, reminded_at__isnull=False)
    return [row.item.key for row in due.select_related("item")]


def test_from_suggestion_to_looking_back_ninety_days_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.fromisoformat(NOW)
    plan = {"project": "Redesign", "name": "What we promised"}

    asked = does(world, "Stella", "baseline.take", why="The customer wants a date", **plan)
    assert asked["status"] == "proposed"
    key = asked["proposal"]
    assert asked["deciders"] == ["Priya"]

    does(
        world, "Jonas", "proposal.answer", proposal=key, verdict="object", words="The scope is not clear yet"
    )
    for who in ("Maya", "Tomas", "Ingrid", "Priya"):
        does(world, who, "proposal.accept", proposal=key)

    decision = Decision.everything.get(change_set__number=key.partition("-")[2])
    row = reads(world, "Stella", f"decisions/{decision.item.key}")
    assert (row["state"], row["context"], row["proposal"]) == ("accepted", "The customer wants a date", key)
    assert [(v["name"], v["words"]) for v in row["voices"] if v["verdict"] == "object"] == [
        ("Jonas", "The scope is not clear yet")
    ]
    assert row["by"] == "Priya"

    expects = {"expects": "We deliver by the end of June", "chance": 0.7}
    does(world, "Stella", "decision.edit", decision=decision.item.key, **expects)

    monkeypatch.setenv("PILOTHOUSE_NOW", (now + timedelta(days=89)).isoformat())
    remind_due()
    assert not asked_to_look_back(world, "Stella")
    monkeypatch.setenv("PILOTHOUSE_NOW", (now + timedelta(days=90)).isoformat())
    remind_due()
    assert asked_to_look_back(world, "Stella") == [decision.item.key]
    desk = browser(world, "Stella").get("/acme/desk").content.decode()
    assert f"/acme/decisions/{decision.item.key}" in desk

    words = "We were two weeks late: the scope grew."
    said = {"verdict": "worse", "came_true": "no", "happened": words}
    does(world, "Stella", "decision.review", decision=decision.item.key, **said)
    row = reads(world, "Ingrid", f"decisions/{decision.item.key}")
    assert (row["verdict"], row["happened"], row["within"]) == ("worse", words, False)
    assert row["score"]["brier"] == pytest.approx(0.49)
    log = browser(world, "Ingrid").get("/acme/decisions/log").content.decode()
    assert "The one decision looked back on came out outside of what was predicted" in log
