"""The Plan page as a browser gets it: a tree of work with dates, bars where they are, forms behind cells."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from pilothouse.when.schedule.models import Forecast
from pilothouse.when.schedule.recompute import recompute_now
from pilothouse.who.decisions.gate import guard
from pilothouse.who.people.models import Account, Member, Workspace
from tests.when.schedule.conftest import World, hours

PLAN = "/acme/plan"
ROW = re.compile(r"<tr id=\"row-.*?</tr>", re.DOTALL)


def sign_in(world: World, name: str, **member: Any) -> Client:
    """A client of that person, who joins when they are new."""
    with guard.opened():
        account = Account.objects.create(email=f"{name}@example.org")
        row = Member.everything.filter(workspace=world.workspace, name=name.title()).first()
        row = row or Member.everything.create(workspace=world.workspace, name=name.title(), **member)
        Member.everything.filter(pk=row.pk).update(account=account)
        client = Client()
        client.force_login(account)
    return client


@pytest.fixture
def computed(world: World) -> World:
    """The world with a forecast of its plan."""
    world.snapshot()
    recompute_now(Workspace.objects.get(pk=world.workspace.pk))
    return world


@pytest.fixture
def page(computed: World) -> str:
    return get(sign_in(computed, "tomas"), PLAN)


def get(client: Client, url: str, **more: Any) -> str:
    response = client.get(url, **more)
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def rows(html: str) -> dict[str, str]:
    """The rows of the tree by title."""
    found = {}
    for row in ROW.findall(html):
        title = re.search(r"<th scope=\"row\">.*?>([^<>]+)</a></th>", row, re.DOTALL)
        assert title, row
        found[unescape(title[1])] = row
    return found


def attribute(row: str, name: str) -> str:
    found = re.search(rf'{name}="([^"]*)"', row)
    assert found, f"{name} is missing in {row[:300]}"
    return found[1]


def test_every_planned_piece_of_work_has_its_row_in_the_outline(page: str) -> None:
    found = rows(page)
    assert list(found) == ["Editor", "Totals", "Layout", "Export", "Beta", "Release 1"]
    assert [attribute(row, "aria-level") for row in found.values()] == ["1", "2", "2", "1", "1", "1"]
    assert [attribute(found[name], "aria-posinset") for name in ("Totals", "Layout")] == ["1", "2"]
    assert attribute(found["Totals"], "aria-setsize") == "2"
    assert 'aria-expanded="true"' in found["Editor"]
    assert "aria-expanded" not in found["Totals"]
    assert 'role="treegrid"' in page


def test_the_table_says_the_dates_and_the_bars_lie_on_them(page: str, computed: World) -> None:
    row = rows(page)["Totals"]
    stored = next(t for t in Forecast.everything.get().result["tasks"] if t["id"] == computed.id("Totals"))
    assert stored["finish"]["p50"] is not None
    weeks = len(re.findall(r'class="t-soft"', page.split("</thead>")[0]))
    first = float(attribute(row, "data-x"))
    assert first == 0.0, "it starts on the Monday the scale starts on"
    assert "Thu\N{NO-BREAK SPACE}5\N{NO-BREAK SPACE}Mar" in unescape(row)
    assert float(attribute(row, "data-end")) == pytest.approx(100 * 4 / (7 * weeks), abs=0.01)


def test_who_waits_is_drawn_from_whom_it_waits_for(page: str, computed: World) -> None:
    assert attribute(rows(page)["Layout"], "data-after") == f"{computed.id('Totals')}:FS"


def test_every_cell_that_can_be_changed_leads_to_a_form_that_works_without_a_script(computed: World) -> None:
    client = sign_in(computed, "tomas")
    links = [unescape(link) for link in re.findall(r'data-edit-url="([^"]+)"', get(client, PLAN))]
    assert len(links) == 5, "range and people of two tasks, the range of a feature without any"
    for link in links:
        form = get(client, link)
        assert f'name="next" value="{PLAN}"' in form
        assert 'method="post"' in form


def test_somebody_without_the_right_opens_the_same_forms(computed: World) -> None:
    client = sign_in(computed, "sven")
    for link in re.findall(r'data-edit-url="([^"]+)"', get(client, PLAN)):
        assert "Suggest" in get(client, unescape(link))


def test_a_guest_sees_no_work(computed: World) -> None:
    html = get(sign_in(computed, "gail", kind="guest"), PLAN)
    for title in ("Editor", "Totals", "Export", "Ana"):
        assert f">{title}<" not in html


def test_nobody_else_sees_that_there_is_a_plan(computed: World) -> None:
    with guard.opened():
        account = Account.objects.create(email="eve@example.org")
        client = Client()
        client.force_login(account)
    assert client.get(PLAN).status_code == 404


def test_an_estimate_made_without_a_script_leads_back_to_the_plan(computed: World) -> None:
    client = sign_in(computed, "tomas")
    link = next(
        link for link in re.findall(r'data-edit-url="([^"]+)"', get(client, PLAN)) if "task.estimate" in link
    )
    form = get(client, unescape(link))
    sent = dict(re.findall(r'<input[^>]*name="([^"]+)" value="([^"]*)"', form))
    sent |= {name: unescape(value) for name, value in sent.items()}
    sent |= {"effort.optimistic": "2", "effort.likely": "3.5", "effort.pessimistic": "6"}
    response = client.post(unescape(link).split("?")[0], sent)
    assert response.status_code == 303, response.content.decode()[:3000]
    assert response["Location"] == PLAN
    assert "2–6" in get(client, PLAN)


def test_the_critical_path_alone(computed: World) -> None:
    client = sign_in(computed, "tomas")
    assert "Export" not in rows(get(client, f"{PLAN}?path=critical"))
    assert "Layout" in rows(get(client, f"{PLAN}?path=critical"))


def test_filters_are_the_address_as_in_every_list(computed: World) -> None:
    client = sign_in(computed, "tomas")
    answer = client.get(PLAN, {"scale": "months", "add": "state:open", "how": "not"})
    assert answer["Location"] == f"{PLAN}?scale=months&state=not:open"
    page = get(client, f"{PLAN}?scale=months&state=not:open&first=40")
    assert 'aria-label="Remove the filter State"' in page
    assert f'href="{PLAN}?scale=months" aria-label="Remove' in page
    nobody = rows(get(client, f"{PLAN}?person=none"))
    assert "Layout" not in nobody
    assert "No work has all of this" in get(client, f"{PLAN}?label=nowhere")


def test_tasks_are_selected_and_changed_together_without_a_script(computed: World) -> None:
    client = sign_in(computed, "tomas")
    page = get(client, PLAN)
    picked = re.findall(
        r'<input class="pick" type="checkbox" form="select-plan" name="on" value="([^"]+)"', page
    )
    assert picked, "tasks can be ticked"
    assert re.search(r'form class="select-bar" id="select-plan".*?value="task.assign"', page, re.DOTALL)
    asked = get(client, f"/acme/bulk?command=task.start&on={picked[0]}&on={picked[1]}&next={PLAN}")
    assert "2 selected" in asked


def test_filters_that_mean_nothing_show_the_whole_plan(computed: World) -> None:
    client = sign_in(computed, "tomas")
    query = "path=everything&compare=yesterday&overlay=PR-99&scale=decades"
    assert len(rows(get(client, f"{PLAN}?{query}"))) == 6


def test_before_the_first_forecast_the_page_says_that_dates_are_computed(world: World) -> None:
    html = get(sign_in(world, "tomas"), PLAN)
    assert "There are no dates yet" in html
    assert re.search(
        r"<progress data-live-progress[^>]*></progress><span data-live-progress-text>computing", html
    )
    assert len(rows(html)) == 5


def test_one_project_by_its_id_or_name(computed: World) -> None:
    client = sign_in(computed, "tomas")
    for name in (str(computed.rows["redesign"].pk), "redesign", "Redesign"):
        assert "Totals" in rows(get(client, f"{PLAN}/{name}"))
    assert client.get(f"{PLAN}/unheard-of").status_code == 404


def test_why_a_date_is_what_it_is_in_words_that_lead_on(computed: World) -> None:
    client = sign_in(computed, "tomas")
    key = computed.rows["Layout"].item.key
    html = get(client, f"{PLAN}/why/{key}")
    assert re.search(r"<h1.*Layout is likely done on .*because it waits for Totals", html)
    assert f'<a href="{PLAN}/why/{computed.rows["Totals"].item.key}">Totals</a>' in html
    part = get(client, f"{PLAN}/why/{key}", headers={"HX-Request": "true"})
    assert "<html" not in part
    assert "waits for" in part
    assert client.get(f"{PLAN}/why/ACM-999").status_code == 404


def test_a_row_s_panel_offers_every_change_as_a_link(computed: World) -> None:
    client = sign_in(computed, "tomas")
    part = get(client, f"{PLAN}/peek/{computed.rows['Layout'].item.key}", headers={"HX-Request": "true"})
    for command in ("task.estimate", "task.assign", "task.limits", "task.link", "task.start"):
        assert f"/acme/do/{command}?" in part
    for link in re.findall(r'href="(/acme/do/[^"]+)"', part):
        get(client, unescape(link))


def test_a_promise_that_is_not_kept_is_named_with_by_how_much(computed: World) -> None:
    with guard.opened():
        type(computed.rows["Layout"]).everything.filter(pk=computed.rows["Layout"].pk).update(
            must_finish_by="2026-03-04T17:00:00+01:00"
        )
        Workspace.objects.filter(pk=computed.workspace.pk).update(plan_revision=99)
    computed.snapshot()
    recompute_now(Workspace.objects.get(pk=computed.workspace.pk))
    html = unescape(get(sign_in(computed, "tomas"), PLAN))
    assert re.search(r"Layout</a> must finish by Wed\s4\sMar: likely [\d.]+ days late", html)


def test_the_page_asks_the_database_a_bounded_number_of_questions(
    computed: World, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(computed, "tomas")
    get(client, PLAN)
    with django_assert_max_num_queries(45):
        get(client, PLAN)


def test_today_stands_on_the_axis_once(page: str) -> None:
    assert page.count("flag-today") == 1
    assert "2 Mar" in page
    assert date(2026, 3, 2).weekday() == 0


def test_until_its_forecast_is_computed_a_date_moves_as_far_as_the_schedule_does(computed: World) -> None:
    """And says so; what the change does not touch stands as it was."""
    client = sign_in(computed, "tomas")
    before = rows(get(client, PLAN))
    with guard.opened():
        row = computed.rows["Totals"]
        type(row).everything.filter(pk=row.pk).update(effort=hours(16, 40, 60))
        Workspace.objects.filter(pk=computed.workspace.pk).update(plan_revision=99, revision=99)
    computed.snapshot()
    after = rows(get(client, PLAN))
    assert "estimated" in after["Totals"]
    assert "estimated" in after["Editor"]
    assert float(attribute(after["Totals"], "data-end")) > float(attribute(before["Totals"], "data-end"))
    assert "estimated" not in after["Export"]
    recompute_now(Workspace.objects.get(pk=computed.workspace.pk))
    assert "estimated" not in "".join(rows(get(client, PLAN)).values())
