"""Boards of Trello: cards with their lists, people, talk, days and moves, and what is told as lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pilothouse.interchange.issues.mapping import Mapping
from pilothouse.interchange.readers import read, read_tracker, source_of
from pilothouse.interchange.values import ReadErrors

DATA = Path(__file__).parents[3] / "shared" / "data" / "trello"
REAL = DATA / "clipkit-board.json"


def minute(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() // 60)


def card(number: int, at: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"c{number}",
        "idShort": number,
        "name": f"Card {number}",
        "idList": at,
        "pos": number,
    } | more


def moved(number: int, to: str, day: str) -> dict[str, Any]:
    data = {"card": {"id": f"c{number}"}, "listBefore": {"id": "a", "name": "To do"}}
    who = {"id": "m1", "fullName": "Ana"}
    data["listAfter"] = {"id": "b", "name": to}
    return {
        "id": day,
        "type": "updateCard",
        "date": f"{day}T10:00:00.000Z",
        "data": data,
        "memberCreator": who,
    }


def board(*cards: dict[str, Any], actions: Any = (), **more: Any) -> bytes:
    lists = [
        {"id": "todo", "name": "To do", "pos": 1},
        {"id": "doing", "name": "Doing", "pos": 2},
        {"id": "done", "name": "Done", "pos": 3},
        {"id": "old", "name": "Some day", "pos": 4, "closed": True},
    ]
    members = [{"id": "m1", "fullName": "Ana", "username": "ana"}]
    made = {"name": "Kitchen", "lists": lists, "members": members, "cards": cards, "actions": list(actions)}
    return json.dumps(made | more).encode()


def test_cards_stand_as_on_the_board_with_people_labels_days_and_talk() -> None:
    said = {"id": "a1", "type": "commentCard", "date": "2026-03-02T09:00:00.000Z"}
    said |= {"data": {"card": {"id": "c2"}, "text": "Ask Ben"}, "memberCreator": {"id": "m1"}}
    labels = [{"name": "Urgent", "color": "red"}, {"name": "", "color": "green"}]
    tracker = read_tracker(
        board(
            card(1, "doing"),
            card(2, "todo", idMembers=["m1"], labels=labels, due="2026-03-31T12:00:00.000Z", desc="How"),
            actions=[said],
        ),
        "kitchen.json",
        "UTC",
        Mapping(),
    )
    second, first = tracker.issues
    assert (tracker.source, tracker.name) == ("Trello", "Kitchen")
    assert (second.key, second.title, second.state, first.state) == ("#2", "Card 2", "To do", "Doing")
    assert [tracker.users[id].name for id in second.assignees] == ["Ana"]
    assert (second.labels, second.description) == (("Urgent", "green"), "How")
    assert second.due == minute("2026-03-31T12:00")
    assert [(each.text, each.at) for each in second.remarks] == [("Ask Ben", minute("2026-03-02T09:00"))]


def test_moves_from_list_to_list_say_when_work_began_and_ended() -> None:
    moves = [moved(1, "Done", "2026-03-05"), moved(1, "Doing", "2026-03-03")]
    (task,) = read(board(card(1, "done"), actions=moves), "kitchen.json").plan.tasks
    assert task.progress is not None
    assert task.progress.started == minute("2026-03-03T10:00")
    assert task.progress.finished == minute("2026-03-05T10:00")


def test_archived_cards_were_dropped_and_those_with_their_due_date_met_are_done() -> None:
    found = read_tracker(
        board(
            card(1, "todo", closed=True),
            card(2, "todo", dueComplete=True),
            card(3, "old"),
            card(4, "done", closed=True),
        ),
        "",
        "UTC",
        Mapping(),
    )
    assert [(each.key, each.stage) for each in found.issues] == [
        ("#1", "dropped"),
        ("#2", "done"),
        ("#4", None),
        ("#3", "dropped"),
    ]


def test_what_is_left_out_is_told() -> None:
    entries = [{"id": "k", "idCard": "c1", "checkItems": [{"name": "Salt"}, {"name": "Oil"}]}]
    found = read(board(card(1, "todo", attachments=[{"id": "x"}]), checklists=entries), "kitchen.json")
    assert {(loss.what, loss.count) for loss in found.losses} >= {
        ("Entry of a checklist", 2),
        ("Attachment", 1),
    }


@pytest.mark.parametrize(
    "data, words",
    [
        (board(), "the board has no cards"),
        (board(card(1, "todo"), card(1, "done")), "stands twice in the file"),
        (board(card(1, "todo", id="")), "has no id. Export the board again"),
        (board(card(1, "todo", due="soon")), "#1, due: “soon” is no date"),
    ],
)
def test_faults_name_the_card_and_how_to_mend_it(data: bytes, words: str) -> None:
    with pytest.raises(ReadErrors, match=words):
        read(data, "kitchen.json")


def test_a_board_is_told_by_what_is_in_it() -> None:
    assert source_of(board(card(1, "todo"))) == ("Trello", "")


def test_odd_shapes_break_nothing() -> None:
    odd = card(1, "nowhere", idMembers=[None, "gone"], labels="none", pos=None, name="")
    (issue,) = read_tracker(board(odd, actions=[None, {"type": "commentCard"}]), "", "UTC", Mapping()).issues
    assert (issue.title, issue.state, issue.assignees) == ("#1", "", ("gone",))


@pytest.mark.skipif(not REAL.exists(), reason="no real files beside the repository")
def test_a_real_board_comes_in_whole() -> None:
    raw = json.loads(REAL.read_text())
    tracker = read_tracker(REAL.read_bytes(), REAL.name, "UTC", Mapping())
    assert len(tracker.issues) == len(raw["cards"]) == 67
    kinds = [action["type"] for action in raw["actions"]]
    moves = [a for a in raw["actions"] if a["type"] == "updateCard" and "listAfter" in a["data"]]
    assert sum(len(issue.remarks) for issue in tracker.issues) == kinds.count("commentCard")
    assert sum(len(issue.history) for issue in tracker.issues) == len(moves)
    assert all(issue.created for issue in tracker.issues)
    found = read(REAL.read_bytes(), REAL.name)
    assert found.counts["tasks"] == 67
    assert found.source == "Trello"
