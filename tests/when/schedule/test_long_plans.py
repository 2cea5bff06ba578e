"""A long plan is shown in parts: the outermost rows, opened groups, so many rows at once."""

from typing import Any
from uuid import UUID

from pilothouse.when.schedule.pages.filters import Filters
from pilothouse.when.schedule.pages.long import MOST_ROWS, folded, page_of

GROUPS = [str(UUID(int=n)) for n in range(1, 41)]


def plan(inside: int = 25) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for id in GROUPS:
        rows.append({"id": id, "kind": "group", "parent": None})
        rows += [{"id": f"{id}.{n}", "kind": "task", "parent": id} for n in range(inside)]
    return rows


def test_a_short_plan_is_shown_whole() -> None:
    rows = plan(inside=3)
    assert folded(rows, Filters()) == rows


def test_of_a_long_plan_the_groups_are_shown_with_the_way_in() -> None:
    rows = folded(plan(), Filters())
    assert [row["id"] for row in rows] == GROUPS
    assert rows[0]["more"] == GROUPS[0]


def test_an_opened_group_shows_what_lies_in_it_and_the_others_keep_it_open() -> None:
    rows = folded(plan(), Filters(open=GROUPS[1]))
    assert [row["parent"] for row in rows].count(GROUPS[1]) == 25
    assert "more" not in rows[1]
    assert rows[0]["more"] == f"{GROUPS[1]},{GROUPS[0]}"


def test_a_long_list_without_groups_is_shown_in_pages() -> None:
    rows = [{"id": str(n), "kind": "task", "parent": None} for n in range(2 * MOST_ROWS + 10)]
    wanted = folded(rows, Filters())
    shown, before, after = page_of(wanted, Filters(first=MOST_ROWS))
    assert (len(shown), before, after) == (MOST_ROWS, 0, 2 * MOST_ROWS)
    shown, before, after = page_of(wanted, Filters(first=10**9))
    assert (len(shown), before, after) == (10, MOST_ROWS, None)
    assert page_of([], Filters(first=3)) == ([], None, None)


def test_the_address_keeps_what_is_open_and_drops_what_means_nothing() -> None:
    filters = Filters.read({"open": f"{GROUPS[0]},x", "first": "-1", "scale": "months"})
    assert filters.url("/plan") == f"/plan?scale=months&open={GROUPS[0]}"
    assert filters.url("/plan", open="", scale="weeks") == "/plan"
