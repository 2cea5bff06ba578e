"""Importing issues by the API and on the command line: what they hold, how they are mapped, then for good."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pilothouse.entrypoints.cli.main import run
from pilothouse.entrypoints.tokens import make_token
from pilothouse.how.delivery.models import Task
from tests.entrypoints.conftest import account_for
from tests.who.decisions.conftest import World

FIXTURE = Path(__file__).resolve().parents[1] / "interchange" / "fixtures" / "jira.csv"
TEXT = FIXTURE.read_text().replace("LED-", "TRK-")


def send(world: World, text: str = TEXT, **how: str) -> tuple[int, dict[str, object]]:
    client = Client(HTTP_AUTHORIZATION=f"Bearer {make_token(account_for(world, 'priya'))}")
    file = SimpleUploadedFile("jira.csv", text.encode())
    answer = client.post("/api/v1/acme/imports", {"file": file, **how})
    return answer.status_code, answer.json()


def test_the_api_says_what_would_come_in_and_brings_it_in_as_mapped(world: World) -> None:
    status, told = send(world, dry_run="true")
    assert (status, told["source"]) == (200, "Jira")
    assert told["report"]["created"]["task"] == 4  # type: ignore[index]
    assert any("Sprint" in loss for loss in told["not_taken_over"])  # type: ignore[union-attr]
    assert not Task.everything.filter(item__prefix="TRK").exists()
    status, told = send(world, mapping=json.dumps({"hours_per_point": 2}))
    assert (status, told["status"]) == (200, "applied")
    assert Task.everything.get(item__prefix="TRK", item__number=3).effort["likely"] == 10.0


@pytest.mark.parametrize(
    "mapping, words",
    [
        ("{", "is not JSON"),
        ("[1]", "must be an object"),
        ('{"colour": "red"}', "no part of a mapping"),
        ('{"states": {"To Do": "later"}}', "Choose one of"),
        ('{"hours_per_point": "many"}', "must be a number"),
        ('{"columns": {"Summary": "headline"}}', "nothing a column can hold"),
    ],
)
def test_a_mapping_that_is_not_understood_is_refused_in_words(world: World, mapping: str, words: str) -> None:
    status, told = send(world, mapping=mapping)
    assert status == 422
    assert words in json.dumps(told)


def test_faults_come_back_with_rows(world: World) -> None:
    status, told = send(world, TEXT.replace("04/Mar/24 5:00 PM", "31/Feb/24"))
    assert status == 422
    assert "row 3, Resolved" in json.dumps(told)


def test_the_command_line_shows_the_mapping_to_change_and_takes_it(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PILOTHOUSE_AS", account_for(world, "priya").email)
    file = tmp_path / "jira.csv"
    file.write_text(TEXT)
    assert run(["import", str(file), "--dry-run"]) == 0
    said = capsys.readouterr().out
    mapping = json.loads(said[said.index("{") :])
    assert mapping["states"]["To Do"] == "open"
    chosen = tmp_path / "mapping.json"
    chosen.write_text(json.dumps(mapping | {"states": {"To Do": "started"}}))
    assert run(["import", str(file), "--mapping", str(chosen)]) == 0
    assert Task.everything.get(item__prefix="TRK", item__number=3).state == "started"
