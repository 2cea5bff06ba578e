"""What goes wrong between people: clear answers, nothing half-applied, nothing done twice."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.entrypoints.perform import Order, perform
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.once_only import forget_answers
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import Answered, ChangeSet, Entry, Option, Voice
from pilothouse.who.items.models import Comment

from .conftest import World, make_world


@pytest.fixture
def asked(world: World, scratch: Any, plan_lens: Any) -> World:
    """Sven's PR-1: 17 hours instead of 16, for Tomas to decide."""
    submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web")
    return world


def say(world: World, who: str, name: str, /, **payload: Any) -> Any:
    return submit(parse(name, {"proposal": "PR-1", **payload}), world.people[who], "web")


def snapshot() -> list[Any]:
    return [
        list(model.everything.order_by("pk").values()) for model in (ChangeSet, Option, Voice, Entry, Comment)
    ]


def test_the_second_of_two_who_decide_at_once_is_told_what_became_of_it(asked: World) -> None:
    say(asked, "tomas", "proposal.accept")
    before = snapshot()
    for name, payload in (
        ("proposal.accept", {}),
        ("proposal.decline", {"words": "No"}),
        ("proposal.withdraw", {}),
    ):
        who = "sven" if name == "proposal.withdraw" else "tomas"
        with pytest.raises(Refused, match="PR-1 is accepted already") as refused:
            say(asked, who, name, **payload)
        assert refused.value.status == 409
    assert snapshot() == before


def test_accepting_what_is_out_of_date_computes_it_anew_and_applies_nothing(
    asked: World, scratch: Any
) -> None:
    submit(scratch.Estimate(task="ACM-2", hours=18), asked.tomas, "web")
    with pytest.raises(Refused, match="look at them and decide again") as refused:
        say(asked, "tomas", "proposal.accept")
    assert refused.value.status == 409
    assert asked.task("editor").effort["likely"] == 16
    say(asked, "tomas", "proposal.accept")
    assert asked.task("editor").effort["likely"] == 17


def test_what_fails_half_way_through_applies_nothing_of_it(asked: World, scratch: Any) -> None:
    both = [
        {"name": "scratch.estimate", "payload": {"task": "ACM-1", "hours": 18}},
        {"name": "scratch.estimate", "payload": {"task": "ACM-2", "hours": 18}},
    ]
    say(asked, "sven", "option.add", label="Both", commands=both)
    with guard.opened():
        task = asked.task("import")
        type(task).everything.filter(pk=task.pk).update(deleted_at="2027-01-01T00:00:00Z")
        type(task.item).everything.filter(pk=task.item_id).update(deleted_at="2027-01-01T00:00:00Z")
    with pytest.raises(Refused):
        say(asked, "tomas", "proposal.accept", option="B")
    assert asked.task("editor").effort["likely"] == 16
    assert ChangeSet.everything.get().state == "open"


def test_references_to_another_workspace_do_not_exist(asked: World) -> None:
    other = make_world("rival")
    theirs = str(other.task("editor").pk)
    forged = [
        parse("proposal.accept", {"proposal": str(ChangeSet.everything.get().pk)}),
        parse("option.withdraw", {"proposal": str(ChangeSet.everything.get().pk), "option": "A"}),
    ]
    for command in forged:
        with pytest.raises(Refused, match="that you can see") as refused:
            submit(command, other.tomas, "web")
        assert refused.value.status == 404
    wish = [{"name": "scratch.estimate", "payload": {"task": theirs, "hours": 3}}]
    with pytest.raises(Refused, match="that you can see"):
        say(asked, "jonas", "option.add", label="Theirs", commands=wish)
    lend = {"to": str(other.sven.member), "first": "2027-03-01", "last": "2027-03-02"}
    with pytest.raises(Refused, match="that you can see"):
        submit(parse("delegation.give", lend), asked.tomas, "web")


@pytest.mark.parametrize(
    "name, payload",
    [
        ("proposal.accept", {"proposal": "PR-1", "words": "x" * 4001}),
        ("proposal.dissent", {"proposal": "PR-1", "words": "x" * 4001}),
        ("option.rename", {"proposal": "PR-1", "option": "A", "label": "x" * 201}),
        ("proposal.suggest", {"why": "x" * 4001}),
        ("delegation.give", {"to": "Sven", "first": "2027-03-01", "last": "2027-03-02", "reason": "x" * 501}),
    ],
)
def test_oversized_text_is_refused_at_its_field(asked: World, name: str, payload: dict[str, Any]) -> None:
    before = snapshot()
    with pytest.raises(Refused) as refused:
        submit(parse(name, payload), asked.tomas, "web")
    assert refused.value.faults
    assert snapshot() == before


def comment(request: str, text: str = "Seen") -> Order:
    return Order([("comment.add", {"item": "ACM-1", "text": text})], request=request)


@pytest.fixture
def person(world: World) -> Any:
    return world.tomas


def test_a_request_sent_again_is_told_the_same_and_does_nothing_twice(world: World, person: Any) -> None:
    first = perform(comment("a-key"), person, "rest")
    again = perform(comment("a-key"), person, "rest")
    assert again == first
    assert Comment.everything.count() == 1
    perform(comment("another-key"), person, "rest")
    assert Comment.everything.count() == 2


def test_a_proposal_sent_again_is_the_same_proposal(world: World, scratch: Any, plan_lens: Any) -> None:
    order = Order([("scratch.estimate", {"task": "ACM-1", "hours": 17})], request="a-key")
    first, again = (perform(order, world.sven, "rest") for _ in range(2))
    assert first == again
    assert ChangeSet.everything.count() == 1


def test_what_is_gathered_twice_by_one_request_lies_in_the_basket_once(world: World, scratch: Any) -> None:
    commands = [("scratch.estimate", {"task": "ACM-1", "hours": 17})]
    order = Order(commands, request="a-key", basket=True)
    assert perform(order, world.sven, "rest") == perform(order, world.sven, "rest")
    assert len(Option.everything.get().commands) == 1


def test_a_key_used_for_something_else_is_refused(world: World, person: Any) -> None:
    perform(comment("a-key"), person, "rest")
    with pytest.raises(Refused, match="used for another request"):
        perform(comment("a-key", "Something else"), person, "rest")
    with pytest.raises(Refused, match="printable"):
        perform(comment("k" * 101), person, "rest")
    assert Comment.everything.count() == 1


def test_keys_are_each_persons_own_and_what_was_refused_can_be_sent_again(world: World, person: Any) -> None:
    with pytest.raises(Refused):
        perform(Order([("comment.add", {"item": "ACM-9", "text": "Seen"})], request="a-key"), person, "rest")
    perform(comment("a-key"), person, "rest")
    perform(comment("a-key"), world.maya, "rest")
    assert Comment.everything.count() == 2


def test_answers_are_forgotten_after_a_week(world: World, person: Any) -> None:
    perform(comment("a-key"), person, "rest")
    assert forget_answers() == 0
    Answered.objects.update(at="2020-01-01T00:00:00Z")
    assert forget_answers() == 1


def test_more_options_than_people_compare_are_refused(asked: World) -> None:
    def add(number: int) -> None:
        wish = [{"name": "scratch.estimate", "payload": {"task": "ACM-1", "hours": 17 + number}}]
        say(asked, "jonas", "option.add", label=f"Number {number}", commands=wish)

    for number in range(1, 8):
        add(number)
    with pytest.raises(Refused, match="more than people compare"):
        add(8)


def test_an_option_that_nobody_can_read_is_refused_with_its_form(asked: World) -> None:
    odd: list[Any] = [[{"payload": {}}], [{"name": "proposal.price", "payload": {}}], [{"name": "no.such"}]]
    for commands in odd:
        with pytest.raises(Refused):
            say(asked, "jonas", "option.add", label="Odd", commands=commands)
    assert Option.everything.count() == 1


@pytest.mark.parametrize(
    "name, payload",
    [("skill.add", {"name": "Back\0end"}), ("task.assign", {"task": "LED-1", "members": ["Ana", "B\0"]})],
)
def test_text_that_no_database_keeps_is_refused_by_field(name: str, payload: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        parse(name, payload)
    assert "cannot be stored" in refused.value.faults[0].message
