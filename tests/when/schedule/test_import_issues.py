"""Issues of a tracker become tasks with keys, people, talk and hours; a later file changes what differs."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.entrypoints.importing import Answer, NeedsMapping, import_file
from pilothouse.how.delivery.models import Assignment, Dependency, Task, WorkLog
from pilothouse.when.schedule.models import ImportMapping, Milestone, Project
from pilothouse.who.decisions.gate.commands_undo import Undo
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import Entry
from pilothouse.who.items.models import Comment, Item, ItemLabel, Link
from pilothouse.who.people.models import Member, Unit

from .conftest import World

FIXTURES = Path(__file__).parents[2] / "interchange" / "fixtures"
DATA = Path(__file__).parents[4] / "shared" / "data"
JIRA = (FIXTURES / "jira.csv").read_text().replace("LED-", "TRK-").replace("Ben,", "Tom,")


def brings_in(
    world: World, text: str | bytes, name: str = "jira.csv", who: str = "priya", **how: Any
) -> Answer:
    data = text.encode() if isinstance(text, str) else text
    return import_file(data, name, world.viewer(who), "cli", **how)


def task(title: str) -> Task:
    return Task.everything.select_related("item").get(item__title=title)


def imported() -> Unit:
    return Project.everything.order_by("unit__prefix").get(unit__prefix="TRK").unit


def test_issues_keep_their_keys_people_and_places(world: World) -> None:
    brings_in(world, JIRA)
    compute, show = task("Compute"), task("Show")
    assert [task.item.key for task in (compute, show)] == ["TRK-2", "TRK-3"]
    assert compute.parent == show.parent == task("Engine")
    assert Dependency.everything.get(after=show.item).before == compute.item
    tom = Assignment.everything.get(task=compute).member
    assert (tom.name, tom.kind, tom.account) == ("Tom", "placeholder", None)
    assert Assignment.everything.get(task=show).member.pk == world.rows["ana"].pk
    assert compute.effort == {"optimistic": 8.0, "likely": 8.0, "pessimistic": 8.0}
    assert (compute.state, compute.started, show.state) == ("done", None, "open")
    assert Milestone.everything.get(item__unit=imported()).item.title == "1.0"


def test_an_issue_without_an_estimate_has_none(world: World) -> None:
    brings_in(world, JIRA)
    assert task("Drop").effort is None


def test_a_placeholder_is_claimed_with_all_that_was_imported(world: World) -> None:
    brings_in(world, JIRA)
    tom = Member.everything.get(name="Tom")
    claim = parse("member.account", {"member": str(tom.pk), "email": "tom@example.org"})
    submit(claim, world.viewer("sofia"), "cli")
    tom.refresh_from_db()
    assert (tom.kind, tom.account is not None) == ("person", True)
    assert Assignment.everything.get(task=task("Compute")).member == tom
    assert brings_in(world, JIRA, dry_run=True).people[0]["member"]


def test_talk_labels_hours_and_relations_come_along(world: World) -> None:
    brings_in(world, JIRA)
    compute = task("Compute").item
    remark = Comment.everything.get(item=compute)
    assert (remark.text, remark.author.name, remark.at.isoformat()[:16]) == (
        "Works; at last", "Tom", "2024-03-03T12:00",
    )  # fmt: skip
    labels = ItemLabel.everything.filter(item=compute).values_list("label__name", flat=True)
    assert set(labels) == {"core", "fast", "Bug"}
    logs = WorkLog.everything.filter(task_id=compute.pk).order_by("hours", "pk")
    assert [log.hours for log in logs] == [2.0, 2.0]
    link = Link.everything.get(item=task("Show").item)
    assert (link.kind, link.other) == ("duplicates", task("Drop").item)


def test_a_second_import_changes_nothing(world: World) -> None:
    brings_in(world, JIRA)
    tables = (Item, Task, Comment, WorkLog, ItemLabel, Link, Dependency, Member, Assignment)
    before = [model.everything.count() for model in tables]
    answer = brings_in(world, JIRA)
    assert answer.outcome is not None
    assert "nothing had changed" in answer.outcome.sentence
    assert [model.everything.count() for model in tables] == before


def test_a_later_file_updates_what_differs_and_leaves_alone_what_people_did(world: World) -> None:
    brings_in(world, JIRA)
    show = task("Show")
    newer = JIRA.replace("Works; at last", "Works; for good").replace(",core,fast,", ",core,,")
    newer = newer.replace("Show,TRK-3", "Show it,TRK-3") + (
        "New,TRK-9,109,Task,To Do,To Do,,,,Ana,02/Mar/24 9:00 AM" + "," * 17 + "\n"
    )
    brings_in(world, newer, who="maya")
    assert Item.everything.get(pk=show.pk).title == "Show it"
    assert task("New").item.key == "TRK-9"
    compute = task("Compute").item
    assert Comment.everything.get(item=compute).text == "Works; for good"
    kept = ItemLabel.everything.filter(item=compute, deleted_at=None).values_list("label__name", flat=True)
    assert set(kept) == {"core", "Bug"}


def test_an_import_can_be_undone(world: World) -> None:
    before = [Task.everything.count(), Member.everything.count(), Comment.everything.count()]
    answer = brings_in(world, JIRA)
    assert answer.outcome is not None
    submit(Undo(group=answer.outcome.group), world.viewer("priya"), "cli")
    assert [Task.everything.count(), Member.everything.count(), Comment.everything.count()] == before


def test_a_dry_run_says_whom_the_file_names_and_what_may_be_mapped(world: World) -> None:
    answer = brings_in(world, JIRA, dry_run=True)
    assert {person["name"] for person in answer.people} == {"Ana", "Tom"}
    assert answer.offer is not None
    assert answer.offer.mapping.states["To Do"] == "open"
    assert answer.offer.points
    assert answer.report is not None
    assert answer.report["created"]["task"] == 4
    assert not Task.everything.filter(item__title="Compute").exists()


def test_people_states_and_points_go_as_mapped_and_are_remembered(world: World) -> None:
    ben = str(world.id("ben"))
    mapping = {"people": {"u-ben": ben}, "states": {"To Do": "started"}, "hours_per_point": 2}
    brings_in(world, JIRA, mapping=mapping)
    assert str(Assignment.everything.get(task=task("Compute")).member_id) == ben
    assert task("Show").effort == {"optimistic": 10.0, "likely": 10.0, "pessimistic": 10.0}
    assert task("Show").state == "started"
    assert ImportMapping.everything.get(source="Jira").mapping["hours_per_point"] == 2
    again = brings_in(world, JIRA, dry_run=True)
    assert again.report is not None
    assert sum(again.report["updated"].values()) == 0


def test_a_member_who_is_not_here_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="is mapped to a member who is not here"):
        brings_in(world, JIRA, mapping={"people": {"u-ben": "11111111-1111-4111-8111-111111111111"}})
    assert not Task.everything.filter(item__title="Compute").exists()


def test_a_table_that_needs_a_mapping_takes_it_and_keeps_it(world: World) -> None:
    text = "Was,Wer\nBauen,Ana\n"
    with pytest.raises(NeedsMapping):
        brings_in(world, text, "plan.csv")
    brings_in(world, text, "plan.csv", mapping={"columns": {"Was": "title", "Wer": "assignee"}})
    brings_in(world, text.replace("Bauen", "Malen"), "plan.csv", who="maya")
    assert task("Malen").item.title == "Malen"


def test_keys_that_are_taken_become_aliases(world: World) -> None:
    brings_in(world, JIRA.replace("TRK-", "TST-"), prefix="NEW")
    assert task("Compute").item.prefix == "NEW"
    assert task("Compute").item.aliases == ["TST-2"]


def test_a_faulty_file_leaves_nothing_behind(world: World) -> None:
    entries = Entry.everything.count()
    with pytest.raises(Refused) as refused:
        brings_in(world, JIRA.replace("04/Mar/24 5:00 PM", "04/Foo/26").replace("TRK-4", "TRK-3"))
    assert len(refused.value.faults) == 2
    assert Entry.everything.count() == entries


def real(path: str) -> bytes:
    file = DATA / path
    if not file.exists():
        pytest.skip("no real files beside the repository")
    return file.read_bytes()


@pytest.mark.parametrize("name", ["pdp-jira-cloud", "tes-jira-cloud", "memory-game-jira-min"])
def test_real_jira_exports_come_in_whole(world: World, name: str) -> None:
    data = real(f"jira/{name}.csv")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    header, rows = rows[0], rows[1:]
    key, title = header.index("Issue key"), header.index("Summary")
    brings_in(world, data, f"{name}.csv")
    found = dict(Item.everything.filter(kind="task").values_list("title", "prefix"))
    assert {row[title].strip()[:500] for row in rows} <= set(found)
    numbers = Item.everything.filter(kind="task", prefix=rows[0][key].split("-")[0])
    assert {f"{item.prefix}-{item.number}" for item in numbers} >= {row[key] for row in rows}
    said = [row[i] for row in rows for i, name in enumerate(header) if name == "Comment" and row[i]]
    described = [row[header.index("Description")] for row in rows] if "Description" in header else []
    assert Comment.everything.count() == len(said) + sum(bool(text.strip()) for text in described)


def test_a_real_github_repository_comes_in_whole(world: World) -> None:
    data = real("github/bitcoin-core-gui-issues.jsonl.gz")
    issues = [json.loads(line) for line in gzip.decompress(data).splitlines()]
    brings_in(world, data, "issues.jsonl.gz", prefix="GUI")
    tasks = Task.everything.filter(item__prefix="GUI")
    assert set(tasks.values_list("item__number", flat=True)) >= {each["issue"]["number"] for each in issues}
    closed = sum(each["issue"]["state"] == "closed" for each in issues)
    assert tasks.filter(state="done").count() == closed
    talk = sum(e["event"] == "commented" and bool(e.get("body")) for each in issues for e in each["events"])
    bodies = sum(bool((each["issue"]["body"] or "").strip()) for each in issues)
    assert Comment.everything.count() == talk + bodies
