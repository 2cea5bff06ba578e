"""Comments: answered one level deep, edited by their author, mentioning people who then watch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilothouse.commands import Refused
from pilothouse.who.items.models import Comment, Mention, Watch
from pilothouse.who.items.parts import item_parts
from tests.registry.world import World, head
from tests.signed_in import Page, browser
from tests.who.items.conftest import Act

Hanging = Callable[..., dict[str, Any]]


def named(text: str) -> list[str]:
    """Who is mentioned in the comment with that text."""
    rows = Mention.everything.filter(comment__text=text, deleted_at=None)
    return sorted(rows.values_list("member__name", flat=True))


def watching(item: str) -> dict[str, bool]:
    """Who said they watch the item, or that they do not."""
    return dict(Watch.everything.filter(item=item, deleted_at=None).values_list("member__name", "on"))


def test_speaking_and_being_named_make_people_watch_until_they_say_no(world: World, act: Act) -> None:
    item = world.ids["Second feature"]
    act("Maya", "comment.add", item=item, text="Here, @tomas.")
    assert named("Here, @tomas.") == ["Tomas"]
    assert watching(item) == {"Maya": True, "Tomas": True}
    act("Tomas", "item.watch", item=item, on="no")
    act("Priya", "comment.add", item=item, text="And @Tomas?")
    assert watching(item) == {"Maya": True, "Priya": True, "Tomas": False}


def test_an_edited_comment_names_those_it_names_now(world: World, act: Act) -> None:
    act("Maya", "comment.add", item=world.ids["Second feature"], text="See @Tomas")
    comment = str(Comment.everything.get(text="See @Tomas").pk)
    act("Maya", "comment.edit", comment=comment, text="See @Tomas and @Jonas")
    assert named("See @Tomas and @Jonas") == ["Jonas", "Tomas"]
    act("Maya", "comment.edit", comment=comment, text="See @Jonas")
    assert named("See @Jonas") == ["Jonas"]


def test_an_answer_to_an_answer_stands_beside_it(world: World, act: Act, hanging: Hanging) -> None:
    item = world.ids["Second feature"]
    act("Maya", "comment.add", item=item, text="First")
    first = str(Comment.everything.get(text="First").pk)
    act("Jonas", "comment.add", item=item, text="Second", parent=first)
    act("Maya", "comment.add", item=item, text="Third", parent=str(Comment.everything.get(text="Second").pk))
    (thread,) = hanging("Second feature")["comments"]
    assert {answer["text"] for answer in thread["replies"]} == {"Second", "Third"}


def test_deleting_a_comment_leaves_its_place_to_those_who_answered(
    world: World, act: Act, hanging: Hanging
) -> None:
    item = world.ids["Second feature"]
    act("Maya", "comment.add", item=item, text="First")
    first = str(Comment.everything.get(text="First").pk)
    act("Jonas", "comment.add", item=item, text="Second", parent=first)
    act("Maya", "comment.delete", comment=first)
    (thread,) = hanging("Second feature")["comments"]
    assert thread["gone"]
    assert [answer["text"] for answer in thread["replies"]] == ["Second"]


def test_words_of_others_are_theirs_alone_but_a_steward_may_take_them_away(world: World, act: Act) -> None:
    act("Maya", "comment.add", item=world.ids["Second feature"], text="Mine")
    comment = str(Comment.everything.get(text="Mine").pk)
    with pytest.raises(Refused, match="Only Maya may edit"):
        act("Jonas", "comment.edit", comment=comment, text="Yours")
    with pytest.raises(Refused, match="steward"):
        act("Jonas", "comment.delete", comment=comment)
    act("Sam", "comment.delete", comment=comment)


def test_a_comment_is_read_as_markdown_with_live_keys_and_no_script(world: World, act: Act) -> None:
    feature, task = head(world, "Second feature"), head(world, "Done task")
    text = f"**Bold** see {task.key} <script>alert(1)</script> [x](javascript:alert(1))"
    act("Maya", "comment.add", item=str(feature.pk), text=text)
    html = browser(world, "Jonas").get(f"/acme/features/{feature.key}").content.decode()
    talk = html[html.index('id="discussion"') :]
    assert "<strong>Bold</strong>" in talk
    assert f'href="/acme/i/{task.key}"' in talk
    assert "Done task" in talk
    assert '<span class="key-state">done</span>' in talk
    assert "<script>alert" not in talk
    assert 'href="javascript' not in talk


def test_one_comments_and_answers_without_scripts(world: World) -> None:
    feature, jonas = head(world, "Second feature"), browser(world, "Jonas")
    page = f"/acme/features/{feature.key}"
    sent = jonas.post("/acme/do/comment.add", {"item": feature.key, "text": "Fine by me", "next": page})
    assert sent.status_code == 303
    assert "Fine by me" in Page(jonas.get(page)).part("discussion").text


def test_what_hangs_on_an_item_takes_six_questions_whatever_there_is(world: World, act: Act) -> None:
    maya, item = world.viewer("Maya"), world.ids["Second feature"]

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            item_parts(maya, item, "acme")
        return len(queries)

    before = asked()
    for number in range(4):
        act("Maya", "comment.add", item=item, text=f"{number}: @Tomas, see {head(world, 'First task').key}")
        act("Maya", "label.put", item=item, label="Urgent" if number % 2 else "Later")
    act("Maya", "item.link", item=item, other=world.ids["First task"])
    assert asked() == before <= 6
