"""The Feature page: why, what, how and when, each with its decider; the work, proposals and history."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilothouse.commands import command_named, lens
from pilothouse.commands.registry import parse
from pilothouse.who import once
from pilothouse.who.decisions.gate.submit import submit
from tests.registry.world import EFFORT, World, head
from tests.signed_in import Page, browser

DATES = {
    "p50_day": "2027-05-03",
    "p85_day": "2027-05-20",
    "p50": "2027-05-03T17:00:00+02:00",
    "criticality": 0.34,
}


def feature_page(world: World, who: str = "Maya", title: str = "First feature") -> Page:
    return Page(browser(world, who).get(f"/acme/features/{head(world, title).key}"))


@pytest.fixture
def dated(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets the room above say dates of everything."""

    def say(**dates: Any) -> None:
        monkeypatch.setitem(lens._facets, "feature", [*lens._facets["feature"], answer(dates)])
        monkeypatch.setitem(lens._facets, "task", [answer(dates)])

    def answer(dates: dict[str, Any]) -> Callable[..., Any]:
        return lambda viewer, ids: dict.fromkeys(ids, dates)

    return say


def test_the_title_is_the_feature_s_and_its_state_is_counted(world: World) -> None:
    page = feature_page(world)
    assert page.status == 200
    assert page.html.count("<h1") == 1
    assert "First feature" in page.part("headline").text[:80]
    assert any("item.rename" in address for address in page.edits)
    assert "In progress, 1 of 4 tasks done" in page.text


def test_the_chain_asks_its_four_questions_with_who_decides_each(world: World) -> None:
    chain = feature_page(world).part("chain").text
    order = [chain.index(word) for word in ("Why", "What", "How", "When")]
    assert order == sorted(order)
    assert chain.count("you decide") == 2
    assert "Tomas decides" in chain
    assert "Priya decides" in chain


def test_a_stakeholder_sees_who_decides_and_every_field_can_be_edited(world: World) -> None:
    page, own = feature_page(world, "Stella"), feature_page(world, "Maya")
    assert "you decide" not in page.text
    assert "Maya decides" in page.text
    assert page.edits == own.edits
    assert any("feature.edit" in url and "only=problem" in url for url in page.edits)


def test_the_goal_stands_with_its_measure_and_what_the_feature_claims(world: World) -> None:
    page = feature_page(world)
    assert page.links["Get paid sooner"] == f"/acme/i/{head(world, 'Get paid sooner').key}"
    chain = page.part("chain").text
    assert "28 → 20 Days to pay" in chain
    assert "−4 to −1 likely −3" in chain
    assert "“Interviews”" in page.text


def test_a_feature_without_a_goal_says_so_and_asks_for_one(world: World) -> None:
    page = feature_page(world, title="Third feature")
    assert "no goal" in page.text
    assert "Say which goal it serves" in page.text
    assert "Which problem does it solve, and for whom?" in page.text


def test_what_was_written_down_answers_the_questions(world: World) -> None:
    asked = {"problem": "People give up.", "outcome": "One page."}
    world.do("feature.edit", feature=world.ids["First feature"], **asked)
    world.do("feature.feasibility", feature=world.ids["First feature"], feasibility="One form.")
    chain = feature_page(world).part("chain").text
    assert all(answer in chain for answer in (*asked.values(), "One form."))


def test_how_is_for_the_engineering_side_to_write(world: World) -> None:
    page = feature_page(world)
    assert any("do/feature.feasibility?" in url and "only=feasibility" in url for url in hrefs(page))
    how = parse("feature.feasibility", {"feature": world.ids["First feature"], "feasibility": "One form."})
    assert submit(how, world.viewer("Jonas"), "test").status == "proposed"
    assert submit(how, world.viewer("Tomas"), "test").sentence == "said how First feature is built"
    assert "feasibility" not in command_named("feature.edit").model_fields


def hrefs(page: Page) -> list[str]:
    return re.findall(r'href="([^"]+)"', unescape(page.html))


def test_dates_are_being_computed_until_somebody_knows_them(world: World) -> None:
    assert "Its dates are being computed." in feature_page(world).text


def test_a_feature_in_no_release_has_no_dates_to_wait_for(world: World) -> None:
    page = feature_page(world, title="Third feature")
    assert "It is in no release, so it has no dates yet." in page.text


def test_the_when_card_is_a_sentence_of_both_dates(world: World, dated: Callable[..., None]) -> None:
    dated(**DATES)
    page = feature_page(world)
    assert "Likely 3 May, safe to say 20 May." in page.text
    assert "critical in 34% of runs" in page.text


def test_a_move_from_the_baseline_is_told_in_days(world: World, dated: Callable[..., None]) -> None:
    dated(**DATES, base_p50="2027-04-26T17:00:00+02:00", base_name="Baseline 1")
    assert "Baseline 1 26 Apr 7 days later" in feature_page(world).text


def test_a_feature_that_cannot_be_planned_says_why(world: World, dated: Callable[..., None]) -> None:
    dated(reason="nobody can do Design.")
    assert "Cannot be planned yet: nobody can do Design." in feature_page(world).text


def test_tasks_are_listed_in_their_outline_with_who_and_what_is_left(
    world: World, dated: Callable[..., None]
) -> None:
    dated(**DATES)
    page = feature_page(world)
    tasks = page.part("tasks").text
    order = [tasks.index(t) for t in ("First task", "Second task", "Third task", "Inner task", "Done task")]
    assert order == sorted(order)
    assert page.links["First task"] == f"/acme/tasks/{head(world, 'First task').key}"
    assert "1–5 d 3 May 20 May 34%" in tasks
    assert any("task.estimate" in url and "only=effort" in url for url in page.edits)
    assert any("task.assign" in url and "only=members" in url for url in page.edits)


def test_a_started_task_is_asked_for_what_remains(world: World) -> None:
    world.do("task.start", task=world.ids["First task"], at="2027-03-01T09:00:00+00:00")
    key = head(world, "First task").key
    assert any(f"task.remaining?task={key}&only=remaining" in url for url in feature_page(world).edits)


def test_half_of_the_work_done_is_half_a_ring(world: World) -> None:
    left = {"optimistic": 4, "likely": 8, "pessimistic": 20}
    world.do("task.remaining", task=world.ids["First task"], remaining=left)
    assert 'aria-label="50% done"' in feature_page(world).html


def test_what_it_needs_and_blocks_are_links(world: World) -> None:
    world.do("task.add", title="Elsewhere", feature=world.ids["Second feature"], effort=EFFORT)
    world.do("task.link", after=world.ids["First task"], before=world.ids["Elsewhere"])
    first, second = feature_page(world), feature_page(world, title="Second feature")
    assert "Needs Second feature" in first.text
    assert "Blocks First feature" in second.text
    assert first.links["Second feature"] == f"/acme/i/{head(world, 'Second feature').key}"
    assert "Blocks nothing" in first.text, "links inside the feature are its own matter"


def test_a_proposed_task_is_shown_as_not_yet_true(world: World) -> None:
    wish = parse(
        "task.add", {"title": "Dark mode", "feature": head(world, "First feature").key, "effort": EFFORT}
    )
    outcome = submit(wish, world.viewer("Stella"), "test")
    assert outcome.status == "proposed"
    page = feature_page(world, "Tomas")
    row = page.html[page.html.index('<tr class="proposed">') :]
    assert "Dark mode" in row
    assert outcome.proposal in row


def test_an_open_proposal_about_it_can_be_decided_here(world: World) -> None:
    wish = parse("feature.edit", {"feature": world.ids["First feature"], "problem": "Nobody pays."})
    outcome = submit(wish, world.viewer("Stella"), "test")
    key = outcome.proposal
    assert f'id="card-{key}"' in feature_page(world, "Maya").html
    assert "Decline with reason" in feature_page(world, "Maya").text
    assert "Decline with reason" not in feature_page(world, "Stella").text
    assert f'id="card-{key}"' not in feature_page(world, "Maya", "Second feature").html


def test_a_stakeholder_s_edit_becomes_a_proposal(world: World) -> None:
    url = next(u for u in feature_page(world, "Stella").edits if "feature.edit" in u and "only=outcome" in u)
    client = browser(world, "Stella")
    assert client.get(url).status_code == 200
    form = {
        "feature": head(world, "First feature").key,
        "outcome": "One click.",
        "only": "outcome",
        "shown": "outcome",
    }
    answer = client.post("/acme/do/feature.edit", form, HTTP_HX_REQUEST="true")
    assert answer.status_code == 202
    page = feature_page(world, "Stella")
    assert "One click." not in page.part("chain").text.partition("Tasks")[0].partition("PR-")[0]
    assert 'class="prop"' in page.html


def test_history_can_be_taken_back_from_the_page(world: World) -> None:
    world.do("task.assign", task=world.ids["Second task"], members=[world.ids["Tomas"]])
    page = feature_page(world, "Tomas")
    activity = page.part("activity")
    assert "Sam assigned Second task to Tomas" in activity.text
    undo = activity.html.partition('action="/acme/undo/')[2].partition('"')[0]
    browser(world, "Tomas").post(f"/acme/undo/{undo}", {"next": "/acme/plan"})
    assert "Tomas" not in feature_page(world, "Tomas").part("tasks").text.partition("Activity")[0]


def test_for_a_guest_it_does_not_exist(world: World) -> None:
    assert feature_page(world, "Gast").status == 404


def test_a_key_of_another_kind_is_no_feature(world: World) -> None:
    assert browser(world, "Maya").get(f"/acme/features/{head(world, 'First task').key}").status_code == 404


def test_the_address_for_ever_leads_to_it(world: World) -> None:
    key = head(world, "First feature").key
    assert browser(world, "Maya").get(f"/acme/i/{key}").url == f"/acme/features/{key}"  # type: ignore[attr-defined]


def test_more_tasks_ask_the_database_no_more(world: World) -> None:
    client, url = browser(world, "Maya"), f"/acme/features/{head(world, 'First feature').key}"
    client.get(url)
    before = _queries(client, url)
    for number in range(5):
        world.do("task.add", title=f"More {number}", feature=world.ids["First feature"], effort=EFFORT)
    assert _queries(client, url) == before <= 70


def _queries(client: Any, url: str) -> int:
    once._kept.clear()
    with CaptureQueriesContext(connection) as caught:
        client.get(url)
    return len(caught)
