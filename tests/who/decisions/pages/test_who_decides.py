"""Who decides?, asked about an action, a thing, or both, on a page, over REST and in the terminal."""

from __future__ import annotations

import json

import pytest

from pilothouse.commands import Refused, lens
from pilothouse.who.decisions.rights.who_decides import who_decides
from tests.registry.world import World, head
from tests.signed_in import Page, browser

WHO = "/acme/decisions/who"


class Watching:
    """The plan is made of tasks and units here."""

    def watched(self) -> dict[str, frozenset[str]]:
        return {"delivery.task": frozenset({"effort"}), "people.unit": frozenset({"rank"})}

    def touches(self, differences: object) -> bool:
        return False


@pytest.fixture(autouse=True)
def plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lens, "_plan_lens", [Watching()])


def test_below_the_limit_one_decides_alone_and_above_it_others_join(world: World) -> None:
    key = head(world, "First task").key
    (answer,) = who_decides(world.viewer("Stella"), "task.estimate", key)["answers"]
    small, large = answer["steps"]
    assert (small["label"], small["sentence"]) == ("up to 5 days later", "Tomas decides alone")
    assert set(small["told"]) == {"Jonas", "Priya", "Maya"}
    assert large["label"] == "more than 5 days later"
    assert large["sentence"] == "Tomas decides with Jonas, after asking Jonas and Priya"
    assert large["rule"]["matrix"] == "matrix 1 of Acme"


def test_it_says_whether_it_is_you(world: World) -> None:
    key = head(world, "First task").key
    (mine,) = who_decides(world.viewer("Tomas"), "task.estimate", key)["answers"]
    assert mine["steps"][0]["you"]
    (other,) = who_decides(world.viewer("Maya"), "task.estimate", key)["answers"]
    assert not other["steps"][0]["you"]


def test_beyond_tolerance_another_rule_holds(world: World) -> None:
    (answer,) = who_decides(world.viewer("Sam"), "project.schedule", "Redesign")["answers"]
    assert [step["sentence"] for step in answer["steps"]] == [
        "Priya decides alone",
        "Ingrid decides with Maya, Tomas and Priya, after asking Jonas",
    ]


def test_what_never_moves_the_plan_has_one_line(world: World) -> None:
    key = head(world, "Get paid sooner").key
    (answer,) = who_decides(world.viewer("Sam"), "goal.edit", key)["answers"]
    assert [step["label"] for step in answer["steps"]] == [""]


def test_a_thing_alone_lists_everything_that_can_be_decided_about_it(world: World) -> None:
    found = who_decides(world.viewer("Sam"), about=head(world, "Provider changes").key)
    names = {answer["family"] for answer in found["answers"]}
    assert {"risk.delivery", "risk.product", "risk.technical", "risk.any"} <= names


def test_permissions_are_told_in_words(world: World) -> None:
    (answer,) = who_decides(world.viewer("Sam"), "comment.add")["answers"]
    assert answer["words"] == "Every member may do this at once. It asks nobody."
    (answer,) = who_decides(world.viewer("Sam"), "member.add")["answers"]
    assert answer["words"] == "The steward may do this at once."


def test_vacant_roles_and_stand_ins_are_named(world: World) -> None:
    world.do("role.end", holder=str(_holding(world, "sponsor")))
    (answer,) = (
        a
        for a in who_decides(world.viewer("Sam"), "project.close", "Redesign")["answers"]
        if a["family"] == "project.close"
    )
    assert answer["steps"][0]["vacant"] == ["Nobody is sponsor: it goes without, on record."]


def _holding(world: World, role: str) -> object:
    from pilothouse.who.people.models import RoleHolder

    return RoleHolder.everything.get(workspace=world.workspace, role=role).pk


@pytest.mark.parametrize("command, about", [("task.paint", ""), ("", "LED-9999"), ("", "nothing like it")])
def test_what_there_is_not_is_said(world: World, command: str, about: str) -> None:
    with pytest.raises(Refused) as refused:
        who_decides(world.viewer("Sam"), command, about)
    assert refused.value.status == 404
    answer = browser(world, "Sam").get(WHO, {"command": command, "about": about})
    assert answer.status_code == 404
    assert refused.value.message.split("'")[0] in answer.content.decode()


def test_the_page_answers_in_its_headline_and_names_the_rule(world: World) -> None:
    shown = Page(
        browser(world, "Stella").get(
            WHO, {"command": "task.estimate", "about": head(world, "First task").key}
        )
    )
    assert "Tomas decides alone" in shown.text
    assert any(url.endswith("#estimate.set-normal") for url in shown.links.values())


def test_over_rest_it_says_the_same(world: World) -> None:
    key = head(world, "First task").key
    answer = browser(world, "Stella").get(
        "/api/v1/acme/who-decides", {"command": "task.estimate", "about": key}
    )
    assert json.loads(answer.content) == json.loads(
        json.dumps(who_decides(world.viewer("Stella"), "task.estimate", key))
    )


@pytest.mark.parametrize("area", ["desk", "backlog", "plan", "forecast", "decisions/rights", "people", "me"])
def test_every_page_leads_to_the_answer(world: World, area: str) -> None:
    shown = Page(browser(world, "Stella").get(f"/acme/{area}"))
    assert shown.links["Who decides what?"] == "/acme/decisions/who"
    assert "/decisions/who" not in Page(browser(world, "Gast").get("/acme/roadmap")).html


def test_a_guest_is_not_told(world: World) -> None:
    assert browser(world, "Gast").get(WHO, {"command": "task.estimate"}).status_code == 404
