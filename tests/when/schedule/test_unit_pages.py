"""Projects, releases and milestones: how they stand against their targets, and all of one on its page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilothouse.when.schedule.models import Milestone, Project
from pilothouse.when.schedule.pages.standing import against_targets, when_sentence
from pilothouse.who.decisions.gate import guard
from tests.signed_in import Page
from tests.when.schedule.conftest import World
from tests.when.schedule.test_plan_page import computed, sign_in

__all__ = ["computed"]


def page(client: Any, path: str) -> Page:
    return Page(client.get(f"/acme/{path}"))


def key(world: World, name: str) -> str:
    return str(world.rows[name].item.key)


def test_projects_say_target_dates_chance_and_who_decides_about_them(computed: World) -> None:
    shown = page(sign_in(computed, "maya"), "projects")
    assert shown.status == 200
    assert "Redesign is safe to say by 20 March" in shown.text
    assert "Redesign active Priya" in shown.text
    assert shown.links["Redesign"] == f"/acme/projects/{computed.id('redesign')}"


def test_a_project_s_page_has_its_brief_dates_releases_and_milestones(computed: World) -> None:
    client = sign_in(computed, "ingrid")
    shown = page(client, f"projects/{computed.id('redesign')}")
    assert "Likely done by" in shown.text
    assert "The target 20 March is kept in" in shown.text
    assert shown.links["Release 1"] == f"/acme/i/{key(computed, 'Release 1')}"
    assert shown.links["Beta"] == f"/acme/i/{key(computed, 'Beta')}"
    edit = next(url for url in shown.edits if "only=brief" in url)
    with guard.opened():
        Project.everything.filter(unit=computed.rows["redesign"]).update(brief="Replace the editor.")
    assert "Replace the editor." in page(client, f"projects/{computed.id('redesign')}").text
    form = page(client, edit.removeprefix("/acme/"))
    assert "Replace the editor." in form.html, "the form in its place shows what stands there"
    assert client.get("/acme/projects/nothing").status_code == 404


def test_a_release_says_what_in_it_is_ready_by_its_target(computed: World) -> None:
    client = sign_in(computed, "maya")
    assert "Release 1 is safe to say by 20 March" in page(client, "releases").text
    shown = page(client, f"i/{key(computed, 'Release 1')}")
    assert "Both features are safe to say by 20 March" in shown.text
    assert {"Editor", "Export"} <= set(shown.links)
    assert any("release.set_target" in url for url in shown.edits)
    assert "Discussion" in shown.text


def test_a_milestone_says_when_it_is_reached(computed: World) -> None:
    shown = page(sign_in(computed, "maya"), f"i/{key(computed, 'Beta')}")
    assert "Likely done by" in shown.text
    assert "It is reached when the release is." in shown.text


@pytest.mark.parametrize("path", ["projects", "releases"])
def test_more_milestones_ask_the_database_no_more(computed: World, path: str) -> None:
    client = sign_in(computed, "maya")
    before = asked(client, path)
    for number in range(4):
        computed.item(Milestone, f"Mark {number}", computed.rows["redesign"])
    assert asked(client, path) == before <= 40


def asked(client: Any, path: str) -> int:
    client.get(f"/acme/{path}")
    with CaptureQueriesContext(connection) as caught:
        client.get(f"/acme/{path}")
    return len(caught)


def project(title: str, target: str | None, safe: str | None, chance: float | None = None) -> dict[str, Any]:
    return {"title": title, "target": target, "p85_day": safe, "p50_day": safe, "chance": chance}


FINE = project("A", "2027-03-20", "2027-03-10", 97.0)
LATE = project("B", "2027-03-20", "2027-04-10", 36.2)
OPEN = project("C", None, None)


@pytest.mark.parametrize(
    "rows, sentence",
    [
        ([], "Nothing yet"),
        ([OPEN], "One project has no date against a target yet"),
        ([OPEN, OPEN], "Two projects have no date against a target yet"),
        ([FINE, OPEN], "A is safe to say by 20 March"),
        ([LATE], "B is ready by 20 March in 36% of runs"),
        ([FINE, FINE], "Both projects are safe to say by their targets"),
        ([FINE, FINE, FINE], "All three projects are safe to say by their targets"),
        ([LATE, LATE], "None of the two projects is safe to say by its target"),
        ([FINE, LATE, LATE], "One of three projects is safe to say by its target"),
        ([FINE, FINE, LATE], "Two of three projects are safe to say by their targets"),
    ],
)
def test_the_title_counts_what_is_safe(rows: list[dict[str, Any]], sentence: str) -> None:
    assert against_targets(rows, "project", "Nothing yet") == sentence


def test_the_sentence_of_one_has_a_plain_fallback() -> None:
    assert when_sentence(OPEN, "No dates yet.") == "No dates yet."
    assert when_sentence(LATE | {"target": None}, "") == "Likely done by 10 April, safe to say 10 April."
    assert when_sentence(LATE, "").endswith("The target 20 March is kept in 36% of runs.")
