"""Jira and GitHub: keys, people, states, estimates, talk and history, as their exports hold them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pilothouse.interchange.issues.mapping import Mapping
from pilothouse.interchange.readers import read, read_tracker, source_of
from pilothouse.interchange.values import ReadErrors

from .project_xml import FIXTURES

JIRA_CSV = (FIXTURES / "jira.csv").read_text()


def minute(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() // 60)


def test_a_jira_export_comes_in_whole() -> None:
    found = read(JIRA_CSV.encode(), "jira.csv")
    plan, (compute, show, dropped) = found.plan, found.plan.tasks
    assert (found.source, found.prefix) == ("Jira", "LED")
    assert [group.name for group in plan.groups] == ["Engine"]
    assert compute.parent == show.parent == "100"
    assert compute.effort_hours.likely == 8
    assert show.effort_hours.likely == 40
    assert compute.people == ("u-ben",)
    assert {p.name for p in plan.people} == {"Ana", "Ben"}
    assert [link.on for link in show.depends_on] == ["101"]
    assert show.must_finish_by == minute("2024-03-31T00:00")
    assert compute.progress is not None
    assert compute.progress.finished == minute("2024-03-04T17:00")
    assert [(m.name, len(m.depends_on)) for m in plan.milestones] == [("1.0", 2)]
    assert dropped.progress is not None


def test_what_a_plan_does_not_carry_lies_beside_it() -> None:
    details = read(JIRA_CSV.encode(), "jira.csv").details
    compute = details["101"]
    assert compute["key"] == "LED-2"
    assert compute["labels"] == ["core", "fast", "Bug"]
    assert compute["remarks"] == [["1", "u-ben", minute("2024-03-03T13:00"), "Works; at last"]]
    assert compute["worked"][0] == ["1", "u-ben", minute("2024-03-03T14:00"), 2.0, "half"]
    assert compute["worked"][1][3] == 2.0, "what was spent beyond the logs"
    assert details["102"]["links"] == [["duplicates", "103"]]
    assert details["103"]["labels"] == ["Won't Do"]


def test_what_is_lost_is_said() -> None:
    lost = {loss.what for loss in read(JIRA_CSV.encode(), "jira.csv").losses}
    assert {"Column “Custom field (Team)”", "Sprint", "Estimate in story points"} <= lost
    assert "Issue that was dropped without being done" in lost


def test_points_and_states_are_as_the_mapping_says() -> None:
    plan = read(
        JIRA_CSV.encode(), "j", mapping=Mapping(states={"To Do": "started"}, hours_per_point=2.0)
    ).plan
    show = plan.tasks[1]
    assert show.effort_hours.likely == 10
    assert show.progress is not None
    assert show.progress.finished is None


def jira_issue(number: int, **fields: Any) -> dict[str, Any]:
    usual = {
        "summary": f"Issue {number}",
        "status": {"name": "Done", "statusCategory": {"key": "done"}},
        "issuetype": {"name": "Story"},
        "project": {"key": "LED", "name": "Ledger"},
        "created": "2026-03-02T09:00:00.000+0000",
    }
    return {"id": str(100 + number), "key": f"LED-{number}", "fields": usual | fields}


BOLD = {"type": "doc", "content": [
    {"type": "paragraph", "content": [{"type": "text", "text": "Bold", "marks": [{"type": "strong"}]}]}
]}  # fmt: skip
REST = jira_issue(
    1,
    resolutiondate="2026-03-06T09:00:00.000+0000",
    assignee={"accountId": "u1", "displayName": "Ana", "emailAddress": "ana@example.org"},
    timetracking={"originalEstimateSeconds": 28800, "remainingEstimateSeconds": 0, "timeSpentSeconds": 7200},
    issuelinks=[{"type": {"name": "Blocks"}, "inwardIssue": {"key": "LED-2"}}],
    comment={"total": 3, "comments": [{"id": "9", "author": {"accountId": "u2", "displayName": "Ben"},
             "created": "2026-03-03T09:00:00.000+0000", "body": BOLD}]},
    worklog={"total": 1, "worklogs": [{"id": "7", "author": {"accountId": "u1"},
             "started": "2026-03-04T09:00:00.000+0000", "timeSpentSeconds": 7200}]},
    fixVersions=[{"id": "5", "name": "1.0", "releaseDate": "2026-04-01"}],
    customfield_10016=5,
    customfield_10020=[{"id": 3, "name": "Sprint 3", "state": "active", "boardId": 1, "goal": "Ship",
                        "startDate": "2026-03-02T09:00:00.000Z", "endDate": "2026-03-16T09:00:00.000Z"}],
    customfield_10099={"value": "Red"},
)  # fmt: skip
REST["changelog"] = {
    "histories": [
        {"created": f"2026-03-0{day}T09:00:00.000+0000", "author": {"accountId": "u1"},
         "items": [{"field": "status", "fromString": old, "toString": new}]}
        for day, old, new in ((6, "In Progress", "Done"), (3, "To Do", "In Progress"))
    ]
}  # fmt: skip
PAGE = {
    "issues": [REST, jira_issue(2)],
    "names": {"customfield_10016": "Story Points", "customfield_10099": "Team"},
}


@pytest.mark.parametrize(
    "data",
    [json.dumps(PAGE), json.dumps([PAGE]), json.dumps([REST, jira_issue(2)]),
     "\n".join(map(json.dumps, (REST, jira_issue(2)))), json.dumps(PAGE, indent=2)],
    ids=["page", "pages", "list", "lines", "indented"],
)  # fmt: skip
def test_rest_answers_of_jira_in_any_wrapping(data: str) -> None:
    found = read(data.encode(), "jira.json")
    first = found.plan.tasks[0]
    assert (found.source, found.plan.name) == ("Jira", "Ledger")
    assert first.effort_hours.likely == 8
    assert [link.on for link in first.depends_on] == ["102"]
    assert first.progress is not None
    assert (first.progress.started, first.progress.finished) == (
        minute("2026-03-03T09:00"),
        minute("2026-03-06T09:00"),
    )
    assert found.details["101"]["remarks"] == [["9", "u2", minute("2026-03-03T09:00"), "**Bold**"]]
    assert found.details["101"]["worked"] == [["7", "u1", minute("2026-03-04T09:00"), 2.0, ""]]
    assert found.users["u1"] == ("Ana", "ana@example.org")
    assert found.plan.milestones[0].target == minute("2026-04-01T00:00")


def test_the_reader_keeps_sprints_history_and_custom_fields() -> None:
    tracker = read_tracker(json.dumps(PAGE).encode(), "jira.json", "UTC", Mapping())
    issue = tracker.issues[0]
    assert [step.new for step in issue.history] == ["In Progress", "Done"]
    assert tracker.sprints["3"].goal == "Ship"
    assert issue.sprints == ("3",)
    assert issue.points == 5
    assert issue.custom == {"Team": "Red"}


def test_comments_that_a_page_left_out_are_told() -> None:
    assert any("Part of the comments (2)" in str(loss) for loss in read(json.dumps(PAGE).encode()).losses)


@pytest.mark.parametrize(
    "data, words",
    [
        (json.dumps({"issues": [jira_issue(1), jira_issue(1)]}), "LED-1: stands twice"),
        (
            json.dumps({"issues": [jira_issue(1, created="yesterday")]}),
            "LED-1, created: “yesterday” is no date",
        ),
        (json.dumps({"issues": [jira_issue(1, timespent=-5)]}), "LED-1, timespent: -5 is out of bounds"),
        (json.dumps([jira_issue(1)])[:-9], "line 1, file: This is not JSON as it should be"),
        ('[{"key": "A-1", "fields": {}} {"key"', "line 1"),
    ],
)
def test_faults_of_rest_answers_name_issue_and_field(data: str, words: str) -> None:
    with pytest.raises(ReadErrors) as refused:
        read(data.encode(), "jira.json")
    assert words in str(refused.value)


def github_issue(number: int, **more: Any) -> dict[str, Any]:
    usual = {"number": number, "title": f"Issue {number}", "state": "open", "body": "Words", "labels": [],
             "user": {"login": "ana"}, "assignees": [], "created_at": "2026-03-02T09:00:00Z",
             "url": f"https://api.github.com/repos/acme/ledger/issues/{number}"}  # fmt: skip
    return usual | more


def test_github_issues_with_events_and_comments() -> None:
    closed = github_issue(
        5,
        state="closed",
        closed_at="2026-03-04T09:00:00Z",
        labels=[{"name": "bug"}],
        assignees=[{"login": "ben"}],
        milestone={"title": "v1", "due_on": "2026-04-01T00:00:00Z", "state": "open"},
    )
    events = [
        {
            "event": "commented",
            "id": 1,
            "actor": {"login": "ben"},
            "created_at": "2026-03-03T09:00:00Z",
            "body": "Hm",
        },
        {"event": "closed", "id": 2, "actor": {"login": "ben"}, "created_at": "2026-03-04T09:00:00Z"},
    ]
    lines = [
        {"type": "issue", "issue": closed, "events": events},
        {"type": "pull", "issue": github_issue(6)},
        {"type": "issue", "issue": github_issue(7, state="closed", state_reason="not_planned")},
    ]
    found = read("\n".join(map(json.dumps, lines)).encode(), "issues.jsonl")
    first = found.plan.tasks[0]
    assert (found.source, found.plan.name, found.counts["issues"]) == ("GitHub", "acme/ledger", 2)
    assert first.progress is not None
    assert first.progress.finished == minute("2026-03-04T09:00")
    assert found.details["5"]["labels"] == ["bug"]
    assert [remark[3] for remark in found.details["5"]["remarks"]] == ["Words", "Hm"]
    assert found.details["7"]["labels"] == ["not_planned"]
    assert found.plan.milestones[0].name == "v1"
    assert any("Pull request" in str(loss) for loss in found.losses)


def test_what_lies_ahead_did_not_happen() -> None:
    with pytest.raises(ReadErrors) as refused:
        read(b"Key,Title,Finished\nA-1,One,2140-01-01\n", "plan.csv", now=minute("2026-04-01T00:00"))
    assert "row 2, A-1: is said to be finished on a day that lies ahead" in str(refused.value)


def test_the_source_is_told_from_the_beginning_alone() -> None:
    assert source_of(JIRA_CSV.encode()) == ("Jira", "")
    assert source_of(json.dumps(PAGE).encode()) == ("Jira", "")
    source, shape = source_of(b"Key,Title\nA,B\n")
    assert source == "Table"
    assert shape != source_of(b"Key,Title,Due\nA,B,C\n")[1]


def test_linear_gitlab_and_asana_are_told_by_their_columns() -> None:
    linear = (
        '"ID","Team","Title","Status","Estimate","Assignee","Labels","Created","Completed","Blocked by"\n'
        '"ENG-1","Eng","One","Done","3","Ana","a, b","2024-03-02T09:00:00Z","2024-03-04T09:00:00Z",""\n'
        '"ENG-2","Eng","Two","Todo","","","","2024-03-02T09:00:00Z","","ENG-1"\n'
    )
    gitlab = (
        "Title,Issue ID,State,Author,Assignee,Milestone,Created At (UTC),Closed At (UTC),Time Estimate\n"
        "One,1,Closed,Ana,Ben,v1,2024-03-02 09:00:00,2024-03-04 09:00:00,3600\n"
    )
    asana = (
        "\n\nTask ID,Created At,Completed At,Name,Section/Column,Assignee,Notes\n"
        '11,2024-03-02,2024-03-04,One,Done,Ana,"two\nlines"\n'
    )
    found = [read(text.encode(), "tasks.csv") for text in (linear, gitlab, asana)]
    assert [each.source for each in found] == ["Linear", "GitLab", "Asana"]
    for each in found:
        first = each.plan.tasks[0]
        assert first.progress is not None
        assert first.progress.finished is not None
        assert len(first.people) == 1
    assert found[0].plan.tasks[0].effort_hours.likely == 24
    assert len(found[0].plan.tasks[1].depends_on) == 1
    assert found[1].plan.tasks[0].effort_hours.likely == 1
    assert found[2].details["11"]["remarks"][0][3] == "two\nlines"
