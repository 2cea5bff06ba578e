"""Filters that are the address: read, shown as tokens, added and taken off by links."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.who.narrowing import Field, Narrowing

GOAL = Field("goal", "Goal", [("LED-1", "Get paid sooner"), ("LED-2", "On the phone"), ("none", "no goal")])
STATE = Field("state", "State", [("done", "done"), ("open", "open")])


def read(**query: str) -> Narrowing:
    return Narrowing.read("/acme/roadmap", query, (GOAL, STATE), view="timeline")


def test_an_address_without_filters_keeps_everything() -> None:
    assert read().keeps("goal", "LED-1")
    assert read().keeps("goal")
    assert (read().url(), read().tokens(), read().narrowed) == ("/acme/roadmap", [], False)


@pytest.mark.parametrize(
    "goal, kept",
    [
        ("LED-1", ["LED-1"]),
        ("led-1,LED-2", ["LED-1", "LED-2"]),
        ("not:LED-1", ["LED-2", ""]),
        ("none", [""]),
        ("LED-2,none", ["LED-2", ""]),
        ("not:none", ["LED-1", "LED-2"]),
    ],
)
def test_it_keeps_what_was_asked_for(goal: str, kept: list[str]) -> None:
    assert [each for each in ("LED-1", "LED-2", "") if read(goal=goal).keeps("goal", each)] == kept


def test_a_token_says_field_operator_and_value_and_how_to_take_it_off() -> None:
    (first, second) = read(goal="not:LED-1,LED-2", state="done", view="table").tokens()
    assert (first.label, first.operator, first.value) == ("Goal", "none of", "Get paid sooner, On the phone")
    assert first.remove == "/acme/roadmap?view=table&state=done"
    assert (second.operator, second.value) == ("is", "done")


@pytest.mark.parametrize(
    "added, address",
    [
        ({"add": "goal:LED-1"}, "/acme/roadmap?goal=LED-1"),
        ({"add": "goal:LED-2", "goal": "LED-1"}, "/acme/roadmap?goal=LED-1,LED-2"),
        ({"add": "goal:LED-2", "goal": "LED-1", "how": "not"}, "/acme/roadmap?goal=not:LED-2"),
        ({"add": "colour:red"}, "/acme/roadmap"),
        ({"add": "goal:"}, "/acme/roadmap"),
    ],
)
def test_the_form_adds_to_what_is_there(added: dict[str, Any], address: str) -> None:
    assert read(**added).url() == address


def test_what_means_nothing_here_and_usual_values_stay_out_of_addresses() -> None:
    assert read(view="timeline", colour="red", state="done").text() == "state=done"
    assert read(state="done").url(view="table") == "/acme/roadmap?state=done&view=table"
    assert read(state="done", view="table").cleared() == "/acme/roadmap?view=table"
