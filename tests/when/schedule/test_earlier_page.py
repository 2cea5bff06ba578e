"""What would make it earlier, in words, each change with its form."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

from pilothouse.engine.earlier import Change, Gain
from pilothouse.when.schedule.pages.earlier import headline
from pilothouse.who.items.queries import Head
from tests.when.schedule.conftest import World
from tests.when.schedule.test_plan_page import computed, get, sign_in

__all__ = ["computed"]


def page(client: Client, world: World, name: str) -> str:
    key = f"ACM-{world.rows[f'{name} item'].number}"
    return unescape(get(client, f"/acme/plan/earlier/{key}"))


def gain(days: float) -> Gain:
    return Gain(Change("cut", "a"), days, {})


def test_the_headline_says_whether_a_week_can_be_won() -> None:
    head = Head(None, "A-1", "Editor", "feature", None)  # type: ignore[arg-type]
    assert headline(head, [gain(6.0), gain(5.0), gain(1.0)]) == (
        "Each of 2 changes alone would make Editor a week earlier"
    )
    assert headline(head, [gain(5.0)]) == "One change alone would make Editor a week earlier"
    assert headline(head, [gain(2.5)]) == (
        "No single change makes Editor a week earlier: the most is 2.5 working days"
    )
    assert headline(head, []) == "No single change that was tried makes Editor earlier"


def test_each_offer_has_its_days_its_words_and_the_form_of_its_command(computed: World) -> None:
    html = page(sign_in(computed, "tomas"), computed, "Layout")
    shown = re.findall(r"<li><p><b[^>]*>([\d.]+) days</b> <span>(.*?)</span>", html)
    days = [float(each) for each, _ in shown]
    assert days
    assert days == sorted(days, reverse=True)
    words = [re.sub("<[^>]+>", "", text) for _, text in shown]
    assert "Ben helps with Layout" in words
    assert "Layout does not wait for Totals" in words or "Totals is left out" in words


def test_the_forms_open_filled_in(computed: World) -> None:
    client = sign_in(computed, "tomas")
    html = page(client, computed, "Layout")
    forms = re.findall(r'href="(/acme/do/[^"]+)"', html)
    assert any("/do/task.assign?" in each for each in forms)
    for each in forms:
        get(client, each)
    assign = unescape(get(client, next(each for each in forms if "task.assign" in each)))
    ticked = re.findall(r"<input[^>]*checked[^>]*>\s*(?:<[^>]+>)*([^<]+)", assign)
    assert {"Ana", "Ben"} == {name.strip() for name in ticked}


def test_why_this_date_leads_there_and_what_the_plan_does_not_hold_is_not_found(computed: World) -> None:
    client = sign_in(computed, "ingrid")
    key = f"ACM-{computed.rows['Layout item'].number}"
    assert f"/acme/plan/earlier/{key}" in get(client, f"/acme/plan/why/{key}")
    assert client.get("/acme/plan/earlier/ACM-999").status_code == 404
