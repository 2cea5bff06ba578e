"""What moves the date, and whether several targets hold at once, on the Forecast page."""

from __future__ import annotations

import re
from base64 import b64encode
from html import unescape
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest

from pilothouse.ui.swings import tornado
from pilothouse.when.schedule.models import Forecast
from pilothouse.when.schedule.pages.together import together
from tests.when.schedule.conftest import World
from tests.when.schedule.test_plan_page import computed, get, sign_in

__all__ = ["computed"]
PAGE = "/acme/forecast"


def test_bars_begin_at_nothing_and_keep_inside_the_chart() -> None:
    drawn = tornado([{"sooner": -4.0, "later": 8.0}, {"sooner": 0.0, "later": 2.0}])
    first, second = drawn["rows"]
    assert first["right"] == pytest.approx(2 * first["left"], abs=0.02)
    assert second["left"] == 0
    assert second["right"] == pytest.approx(first["right"] / 4, abs=0.02)
    assert 0 < first["from"] < drawn["zero"] < first["to"] < 100


def test_the_widest_swing_of_the_chosen_thing_comes_first_with_its_link(computed: World) -> None:
    html = unescape(get(sign_in(computed, "ingrid"), PAGE))
    stored = Forecast.everything.get().result["swings"][computed.id("Release 1")]
    widths = [abs(swing["high_days"] - swing["low_days"]) for swing in stored]
    assert widths
    assert widths == sorted(widths, reverse=True)
    first = next(name for name in ("Totals", "Layout", "Export") if computed.id(name) == stored[0]["id"])
    shown = re.findall(r'<li><span><a class="in-text" href="/acme/i/(ACM-\d+)">([^<]+)</a>', html)
    assert shown[0][1] == first
    assert len(shown) == len(stored)


def held(*runs: int) -> str:
    return b64encode(np.packbits(np.array(runs, dtype=bool)).tobytes()).decode()


def asked(kept: dict[str, str], *wanted: str, runs: int = 1000) -> Any:
    found = Mock(row=Mock(runs=runs), result={"kept": kept})
    return together(found, [{"id": id, "key": id.upper()} for id in "abc"], wanted)


def test_what_shares_its_fate_holds_together_more_often_than_chance_would_have_it() -> None:
    kept = {"a": held(*[1, 0] * 500), "b": held(*[1, 0] * 500)}
    both = asked(kept, "A", "b")
    assert (both["all"], both["apart"]) == (0.5, 0.25)
    assert "stand and fall together" in both["why"]


def test_what_competes_holds_together_less_often_and_what_is_apart_as_chance_has_it() -> None:
    rivals = asked({"a": held(*[1, 0] * 500), "b": held(*[0, 1] * 500)}, "A", "B")
    assert (rivals["all"], rivals["apart"]) == (0, 0.25)
    assert "compete" in rivals["why"]
    apart = asked({"a": held(*[1, 0] * 500), "b": held(*[1, 1, 0, 0] * 250)}, "A", "B")
    assert (apart["all"], apart["apart"]) == (0.25, 0.25)
    assert "hardly" in apart["why"]


def test_one_target_has_no_chance_together_and_what_has_none_is_not_offered() -> None:
    kept = {"a": held(1), "b": held(1)}
    alone = asked(kept, "A", "nonsense", runs=1)
    assert alone["all"] is None
    assert [row["id"] for row in alone["offered"]] == ["a", "b"]
    assert asked({"a": held(1)}, "A", runs=1) is None


def test_the_page_tells_the_chance_that_picked_targets_hold(computed: World) -> None:
    client = sign_in(computed, "ingrid")
    names = re.findall(r'name="with" value="([^"]+)"', get(client, PAGE))
    assert len(names) == 3
    html = unescape(get(client, f"{PAGE}?with={names[0]}&with={names[2]}"))
    assert re.search(r"All 2 hold with <b>[^<]+%</b>", html)
    assert html.count(" checked") == 2
