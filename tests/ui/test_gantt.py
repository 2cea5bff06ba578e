"""Bars lie where their dates are, and the load table on the same weeks."""

from datetime import date, timedelta
from typing import Any

import pytest

from pilothouse.ui.bars import load_cells, row_bar
from pilothouse.ui.gantt import MOST_COLUMNS, gantt

MONDAY = date(2026, 3, 2)


def day(offset: int) -> date:
    return MONDAY + timedelta(days=offset)


def row(**more: Any) -> dict[str, Any]:
    return {
        "id": "a",
        "kind": "task",
        "start": day(0),
        "likely": day(6),
        "safe": day(13),
        "progress": 0.5,
    } | more


def page(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"rows": rows, "load": [], "today": day(0)} | more


def test_a_bar_begins_with_its_first_day_and_ends_with_its_last() -> None:
    chart = gantt(page(row()))
    week = 100 / 12
    assert chart.bars["a"]["x"] == 0
    assert chart.bars["a"]["likely"] == pytest.approx(week, abs=0.01)
    assert chart.bars["a"]["safe"] == pytest.approx(2 * week, abs=0.01)
    assert chart.bars["a"]["done"] == pytest.approx(week / 2, abs=0.01)


def test_strips_and_slack_are_on_the_same_axis() -> None:
    bar = gantt(page(row(base=(day(7), day(13)), proposed=(day(0), day(6)), slack=day(20)))).bars["a"]
    assert bar["base"]["x"] == bar["likely"]
    assert bar["proposed"] == {"x": 0, "width": bar["likely"]}
    assert bar["slack"] == pytest.approx(300 / 12, abs=0.01)


def test_slack_that_ends_before_the_safe_date_is_not_drawn() -> None:
    assert gantt(page(row(slack=day(10)))).bars["a"]["slack"] is None


def test_what_has_no_dates_has_no_bar() -> None:
    assert gantt(page(row(likely=None))).bars == {}


def test_each_week_of_load_stands_under_its_monday() -> None:
    load = {day(7): {"percent": 120.0, "needed": 48.0, "available": 40.0}}
    person = {"name": "Dario", "peak": 120.0, "over": 1, "weeks": load}
    heat = gantt(page(row(), load=[person])).heat
    assert [cell["value"] for cell in heat["rows"][0]["cells"]] == [0, 120.0] + [0] * 10
    assert heat["rows"][0]["cells"][1]["label"] == "48 h of work for 40 h"
    assert heat["rows"][0]["cells"][0]["closed"]


def test_work_that_is_only_proposed_has_its_strip_and_no_bar() -> None:
    bar = gantt(page(row(likely=None, safe=None, start=None, proposed=(day(7), day(13))))).bars["a"]
    assert bar["proposed"]["x"] == bar["x"] == bar["likely"] == pytest.approx(100 / 12, abs=0.01)


@pytest.mark.parametrize("weeks", [3, 56, 57, 300, 5000])
@pytest.mark.parametrize("months", [False, True])
def test_however_long_the_plan_the_load_table_stays_small_and_even(weeks: int, months: bool) -> None:
    last = day(7 * weeks)
    person = {
        "name": "Dario",
        "peak": 120.0,
        "over": 1,
        "weeks": {last - timedelta(days=7): {"percent": 120.0, "needed": 48.0, "available": 40.0}},
    }
    chart = gantt(page(row(likely=last, safe=last), load=[person], months=months))
    cells = chart.heat["rows"][0]["cells"]
    assert len(cells) <= MOST_COLUMNS
    assert max(cell["value"] for cell in cells) == 120
    assert len(chart.axis["weeks"]) == len(cells)
    gaps = {
        round(b["x"] - a["x"], 1) for a, b in zip(chart.axis["weeks"], chart.axis["weeks"][1:], strict=False)
    }
    assert len(gaps) <= 2
    assert chart.size == 0 if months else chart.size >= 1


def test_the_title_of_a_bar_and_the_label_of_a_cell_are_escaped() -> None:
    bar = gantt(page(row(label="<b>Preview</b>"))).bars["a"]
    assert "<title>&lt;b&gt;Preview&lt;/b&gt;</title>" in row_bar(bar)
    assert 'title="&#34;48&#34;"' in load_cells([{"value": 120, "closed": False, "label": '"48"'}])


def test_a_row_without_dates_draws_nothing_and_one_with_dates_says_where_it_lies() -> None:
    assert "data-bar" not in row_bar(None)
    drawn = row_bar(gantt(page(row(likely=day(6), safe=day(13)))).bars["a"])
    assert 'data-x="0.0"' in drawn
    assert 'class="bar-tail"' in drawn
    assert "bar-crit" not in drawn
    assert "bar-diamond" in row_bar(gantt(page(row(kind="milestone"))).bars["a"])


def test_load_darkens_by_level_and_says_in_words_what_is_over() -> None:
    levels = {
        value: f'data-level="{level}"' for value, level in ((20, 0), (30, 1), (100, 3), (101, 4), (116, 5))
    }
    for value, level in levels.items():
        cell = load_cells([{"value": value, "closed": False, "label": ""}])
        assert level in cell
        assert ("over" in cell) == (value > 100)
    assert load_cells([{"value": 0, "closed": True, "label": ""}]) == '<td class="week"></td>'
