"""A long plan is shown in windows of so many rows; its groups fold, and the address says where one is."""

from typing import Any
from uuid import UUID

from pilothouse.when.schedule.pages.filters import Filters
from pilothouse.when.schedule.pages.long import WINDOW, window_of

GROUPS = [str(UUID(int=n)) for n in range(1, 41)]


def plan(inside: int = 25, groups: int = 40) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for id in GROUPS[:groups]:
        rows.append({"id": id, "kind": "group", "parent": None, "state": "open"})
        rows += [{"id": f"{id}.{n}", "kind": "task", "parent": id, "state": "open"} for n in range(inside)]
    return rows


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def test_a_short_plan_is_shown_whole() -> None:
    rows = plan(inside=3, groups=WINDOW // 4)
    window = window_of(rows, Filters(first=20, fold="all"))
    assert ids(window.rows) == ids(rows)
    assert window.is_whole
    assert (window.before, window.after) == (None, None)
    assert "is_open" not in window.rows[0]


def test_windows_that_follow_each_other_show_every_row_once_and_in_order() -> None:
    rows, seen = plan(), list[str]()
    first: int | None = 0
    while first is not None:
        window = window_of(rows, Filters(first=first))
        assert len(window.rows) == WINDOW
        seen += ids(window.rows[len(seen) - window.first :])
        first = window.after
    assert seen == ids(rows)


def test_a_row_knows_its_place_in_the_whole_plan_and_in_its_group() -> None:
    window = window_of(plan(), Filters(first=30))
    row = window.rows[0]
    assert (row["index"], row["posinset"], row["setsize"]) == (30, 4, 25)
    assert (window.first, window.end, window.count) == (30, 30 + WINDOW, 40 * 26)


def test_a_window_past_the_end_is_the_last_full_one() -> None:
    window = window_of(plan(), Filters(first=10**9))
    assert (window.end, len(window.rows), window.after) == (40 * 26, WINDOW, None)
    assert window_of([], Filters(first=3)).rows == []


def test_an_outline_shows_the_groups_and_what_lies_in_those_that_were_opened() -> None:
    window = window_of(plan(), Filters(fold="all", but=GROUPS[1]))
    assert window.count == 40 + 25
    assert [row["is_open"] for row in window.rows if row["kind"] == "group"][:3] == [False, True, False]


def test_a_folded_group_hides_groups_inside_it_too() -> None:
    rows = plan()
    for row in rows[26:]:
        row["parent"] = row["parent"] or GROUPS[0]
    assert window_of(rows, Filters(but=GROUPS[0])).count == 1


def test_what_is_done_is_folded_until_somebody_opens_it() -> None:
    rows = plan()
    rows[0]["state"] = "done"
    assert window_of(rows, Filters()).count == len(rows) - 25
    assert window_of(rows, Filters(but=GROUPS[0])).count == len(rows)


def test_a_tall_screen_gets_more_rows() -> None:
    assert len(window_of(plan(), Filters(), size=90).rows) == 90


def test_opening_a_group_and_folding_it_again_leads_back_to_the_same_address() -> None:
    filters = Filters(but=GROUPS[0])
    opened = Filters(but=filters.turning(GROUPS[1]))
    assert opened.turned() == GROUPS[:2]
    assert opened.turning(GROUPS[1]) == GROUPS[0]


def test_the_address_keeps_what_is_folded_and_drops_what_means_nothing() -> None:
    filters = Filters.read({"but": f"{GROUPS[0]},x", "fold": "some", "first": "-1", "scale": "months"})
    assert filters.url("/plan") == f"/plan?scale=months&but={GROUPS[0]}"
    assert filters.url("/plan", but="", scale="weeks") == "/plan"
