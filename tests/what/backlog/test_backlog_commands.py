"""The order of a backlog, and what goes into a release."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.commands import Refused
from pilothouse.what.backlog.queries import features, rice
from pilothouse.what.roadmap.queries import releases
from pilothouse.who.items.ranks import rank_before, ranks_after
from tests.registry.world import World


@given(st.lists(st.integers(0, 30), max_size=40))
def test_each_rank_lands_where_it_was_asked_for(places: list[int]) -> None:
    ranks: list[str] = []
    for place in places:
        following = ranks[place] if place < len(ranks) else None
        ranks.insert(place if following else len(ranks), rank_before(ranks, following))
    assert ranks == sorted(set(ranks))


def test_many_ranks_follow_the_last() -> None:
    first = rank_before([], None)
    assert ranks_after(first, 50) == sorted(ranks_after(first, 50))
    assert ranks_after(first, 1)[0] > first


def test_a_feature_moves_alone(world: World) -> None:
    before = {row["id"]: row["rank"] for row in features(world.viewer("Maya"), {})}
    world.do("backlog.order", feature=world.ids["Third feature"], before=world.ids["Second feature"])
    rows = features(world.viewer("Maya"), {})
    assert [row["title"] for row in rows] == ["First feature", "Third feature", "Second feature"]
    assert {row["id"] for row in rows if before[row["id"]] != row["rank"]} == {world.ids["Third feature"]}


def test_a_feature_is_in_one_release_at_a_time(world: World) -> None:
    feature, other = world.ids["First feature"], world.ids["Empty release"]
    with pytest.raises(Refused, match=r"in 1\.0 already"):
        world.do("release.add_feature", release=other, feature=feature)
    with pytest.raises(Refused, match="not in this release"):
        world.do("release.remove_feature", release=other, feature=feature)


def test_what_others_refer_to_is_not_deleted_and_they_are_named(world: World) -> None:
    with pytest.raises(Refused, match=r"LED-\d+ First feature"):
        world.do("goal.delete", goal=world.ids["Get paid sooner"])


def test_a_release_is_delivered_by_a_project(world: World) -> None:
    with pytest.raises(Refused, match="Invoices is a product"):
        world.do("release.edit", release=world.ids["1.0"], delivered_by=world.ids["Invoices"])


def test_releases_come_by_target_and_a_guest_sees_none(world: World) -> None:
    assert [row["title"] for row in releases(world.viewer("Maya"), {})] == ["1.0", "Empty release"]
    assert releases(world.viewer("Gast"), {}) == []


def test_a_claim_rises_from_low_to_high(world: World) -> None:
    claim = {"feature": world.ids["First feature"], "measure": world.ids["Days to pay"]}
    with pytest.raises(Refused) as refused:
        world.do("claim.set", **claim, low=1, likely=0, high=2)
    assert "must rise" in refused.value.faults[0].message


def test_rice_waits_for_all_four_figures() -> None:
    assert rice({"reach": 400, "impact": 2, "confidence": 0.5, "effort": 4}) == 100
    assert rice({"reach": 400}) is None
