"""One door for all files, by what is in them."""

import gzip
import json

import pytest

from pilothouse.interchange.readers import read, source_of
from pilothouse.interchange.values import ReadErrors

from .project_xml import FIXTURES, project, task

DOCUMENT = {
    "format": "pilothouse-plan/1",
    "project": {"name": "Redesign", "start": "2026-01-05"},
    "groups": [{"id": "e1", "name": "Editor"}],
    "tasks": [
        {"id": "t1", "name": "API", "parent": "e1", "effort_hours": 16},
        {"id": "t2", "name": "Page", "effort_hours": 8, "depends_on": [{"task": "e1"}]},
    ],
    "milestones": [{"id": "m1", "name": "Beta", "depends_on": [{"task": "t1"}]}],
}


def refusal(data: bytes, name: str = "plan.mpp") -> str:
    with pytest.raises(ReadErrors) as caught:
        read(data, name)
    return str(caught.value)


def test_a_file_is_what_its_content_says_whatever_its_name() -> None:
    assert read(project(task(1)), "plan.json").source == "Microsoft Project XML"
    assert read(json.dumps(DOCUMENT).encode(), "plan.xml").source == "Plan document"
    utf16 = '<?xml version="1.0" encoding="utf-16"?>' + project(task(1)).decode()
    assert read(utf16.encode("utf-16")).source == "Microsoft Project XML"
    assert read(b"\n  " + project(task(1))).counts["tasks"] == 1


def test_packed_files_are_read_like_plain_ones() -> None:
    for data in (project(task(1)), json.dumps(DOCUMENT).encode()):
        assert read(gzip.compress(data)) == read(data)


def test_a_plan_document_is_an_import_without_losses() -> None:
    result = read(json.dumps(DOCUMENT).encode())
    assert result.plan.name == "Redesign"
    assert result.losses == ()
    assert result.identities["t1"] == "t1"
    assert result.outline == ("e1", "t1", "m1", "t2")
    assert result.counts["links"] == 2


def test_faults_of_a_plan_document_come_with_their_paths() -> None:
    words = refusal(json.dumps(DOCUMENT | {"tasks": [{"id": "t1", "effort": 3}]}).encode())
    assert "tasks[0].effort" in words


@pytest.mark.parametrize(
    "head, words",
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "choose File, Save As, XML format"),
        (b"MPX,Microsoft Project", "old MPX format"),
        (b"PK\x03\x04", "Unpack it"),
        (b"ERMHDR\t", "Primavera"),
        (b"", "is empty"),
        (b'[{"cards": 3}]', "of a kind that is not known"),
    ],
)
def test_other_kinds_are_refused_with_the_way_out(head: bytes, words: str) -> None:
    message = refusal(head)
    assert words in message
    assert "plan.mpp" in message


def test_a_binary_file_is_of_no_tracker_before_it_is_refused() -> None:
    assert source_of(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "old.mpp") == ("", "")


def test_time_zone_and_moment_are_handed_on() -> None:
    data = (FIXTURES / "site.xml").read_bytes()
    berlin = read(data, timezone="Europe/Berlin", as_of=29_500_000)
    assert berlin.plan.as_of == 29_500_000
    assert berlin.plan.start == read(data).plan.start - 60


def test_a_time_zone_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="not a time zone"):
        read(project(task(1)), timezone="Moon/Base")
