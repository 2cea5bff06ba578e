"""Finding things: by key, by what they are called, by their words, and never what one may not see."""

from __future__ import annotations

import pytest

from pilothouse.together.overview.models import SearchText
from pilothouse.together.overview.search import search
from pilothouse.who.decisions.gate.following import derive_anew
from pilothouse.who.items.models import Item
from pilothouse.who.people.models import Workspace
from tests.registry.world import World, head, make_world

pytestmark = pytest.mark.django_db


def titles(world: World, text: str, who: str = "Maya") -> list[str]:
    return [hit.title for hit in search(world.viewer(who), text)]


def test_a_key_finds_its_item_first(world: World) -> None:
    key = head(world, "Second feature").key
    assert titles(world, key)[0] == "Second feature"
    assert titles(world, f"#{key.partition('-')[2]}")[0] == "Second feature"
    assert titles(world, key.lower().replace("-", ""))[0] == "Second feature"


def test_beginnings_of_words_find_in_any_order(world: World) -> None:
    assert titles(world, "fea sec") == ["Second feature"]


def test_words_of_texts_are_found_after_titles(world: World) -> None:
    world.do("feature.edit", feature=world.ids["Third feature"], problem="Nobody trusts the second run.")
    found = titles(world, "second")
    assert found.index("Second feature") < found.index("Third feature")
    assert titles(world, "trusts") == ["Third feature"]


def test_accents_and_capitals_do_not_matter(world: World) -> None:
    world.do("member.add", name="Tomás Ferreira")
    assert titles(world, "TOMAS fer") == ["Tomás Ferreira"]
    assert titles(world, "@tomás fer") == ["Tomás Ferreira"]


def test_people_projects_products_and_proposals_are_found(world: World) -> None:
    kinds = {
        hit.title: hit.kind
        for word in ("redesign", "invoices", "stella")
        for hit in search(world.viewer("Maya"), word)
    }
    assert kinds["Redesign"] == "project"
    assert kinds["Invoices"] == "product"
    assert kinds["Stella"] == "person"
    assert kinds["Stella's wish"] == "proposal"


def test_type_goal_and_who_narrow(world: World) -> None:
    assert set(titles(world, "type:goals")) == {"Get paid sooner", "Spare goal"}
    assert "First feature" not in titles(world, "first type:task")
    assert "First task" in titles(world, "first type:task")
    carried = titles(world, "first goal:paid")
    assert {"First feature", "First task"} <= set(carried)
    assert titles(world, "type:feature goal:paid") == ["First feature"]
    assert titles(world, "who:jonas type:task") == ["First task"]
    assert titles(world, "who:nobody-of-that-name type:task") == []


def test_a_change_is_found_at_once_and_its_undo_too(world: World) -> None:
    group = world.do("feature.edit", feature=world.ids["Third feature"], title="Paper airplanes").group
    assert titles(world, "airpl") == ["Paper airplanes"]
    assert "Third feature" not in titles(world, "third")
    world.do("history.undo", group=group)
    assert titles(world, "airpl") == []
    assert "Third feature" in titles(world, "third")


def test_what_is_in_the_bin_is_not_found(world: World) -> None:
    world.do("task.delete", task=world.ids["Inner task"])
    assert "Inner task" not in titles(world, "inner")


def test_a_guest_finds_what_is_shared_and_nothing_else(world: World) -> None:
    assert titles(world, "first", "Gast") == []
    for text in ("type:task", "stella", "who:jonas", "goal:paid", "redesign", "type:person"):
        assert titles(world, text, "Gast") == [], text


def test_another_workspace_is_another_world(world: World) -> None:
    other = make_world(alone=True, slug="elsewhere")
    other.do("feature.add", title="Only elsewhere", unit=other.ids["Invoices"])
    assert titles(world, "elsewhere") == []
    assert titles(other, "only elsew", "Sam") == ["Only elsewhere"]


@pytest.mark.parametrize(
    "text", ['"', "'", "a AND b", "NEAR(x)", "*", "(", "type:", "who:", "\\", "%", ":*", "x" * 5000]
)
def test_any_text_may_be_typed(world: World, text: str) -> None:
    search(world.viewer("Maya"), text)


def test_derived_anew_it_is_the_same(world: World) -> None:
    def texts() -> list[tuple[object, ...]]:
        return sorted(
            SearchText.everything.filter(workspace=world.workspace).values_list(
                "row", "head", "words", "place"
            )
        )

    before = texts()
    derive_anew(Workspace.objects.get(pk=world.workspace.pk))
    assert texts() == before
    assert len(before) > Item.everything.filter(workspace=world.workspace, deleted_at=None).count()
