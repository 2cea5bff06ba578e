"""Tables of any origin: encodings, quotes, dates and numbers as tools write them, and faults by row."""

from __future__ import annotations

import io
from datetime import datetime

import pytest

from pilothouse.interchange.clock import Clock
from pilothouse.interchange.issues.mapping import Mapping
from pilothouse.interchange.readers import read
from pilothouse.interchange.table import rows
from pilothouse.interchange.table.cells import MONTHS, Moments, hours, number
from pilothouse.interchange.table.reader import MappingNeeded
from pilothouse.interchange.values import Imported, ReadErrors

TABLE = (
    "Key,Title,Owner,Estimate (days),Depends on,Due\nA-1,Prüfen,Zoë,2,,\nA-2,Build,Ana,0.5,A-1,31/03/2026\n"
)


def table(text: str, mapping: Mapping | None = None) -> Imported:
    return read(text.encode(), "plan.csv", mapping=mapping)


def faults(text: str) -> list[str]:
    with pytest.raises(ReadErrors) as refused:
        table(text)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"]
)
def test_every_encoding_gives_the_same_plan(encoding: str) -> None:
    assert read(TABLE.encode(encoding), "plan.csv").plan == table(TABLE).plan


def test_a_guessed_encoding_is_told() -> None:
    assert any("not UTF-8" in str(loss) for loss in read(TABLE.encode("latin-1"), "plan.csv").losses)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters(delimiter: str) -> None:
    assert table(TABLE.replace(",", delimiter)).plan == table(TABLE).plan


def test_usual_names_of_columns_are_understood() -> None:
    plan = table(TABLE).plan
    first, second = plan.tasks
    assert (first.name, first.effort_hours.likely) == ("Prüfen", 16.0)
    assert [link.on for link in second.depends_on] == [first.id]
    assert [person.name for person in plan.people] == ["Zoë", "Ana"]


def test_a_mapping_says_what_a_column_holds() -> None:
    plan = table("Was,Wer\nBauen,Ana\n", Mapping(columns={"Was": "title", "Wer": "assignee"})).plan
    assert (plan.tasks[0].name, plan.people[0].name) == ("Bauen", "Ana")


def test_a_table_without_a_title_asks_for_one() -> None:
    with pytest.raises(MappingNeeded) as asked:
        table("Was,Wer\nBauen,Ana\n")
    assert asked.value.roles == {"Was": "", "Wer": ""}
    assert asked.value.samples == {"Was": "Bauen", "Wer": "Ana"}


@pytest.mark.parametrize(
    "text, words",
    [
        ('Key,Title\nA-1,"never closed\nA-2,Two\n', "that is opened in this row is never closed"),
        ('Key,Title\nA-1,"broken" quote\n', "row 2: quotes are broken"),
        ("Key,Title\nA-1,One,more\n", "row 2: it has 3 cells, but the header only 2"),
        ("Key,Title\nA-1,One\nA-2,Two\nA-1,Three\n", "row 4, Key: “A-1” stands in row 2 already"),
        ("Key,Title,Due\nA-1,One,31/02/2026\n", "row 2, Due: “31/02/2026” is no day or time that exists"),
        ("Key,Title,Due\nA-1,One,soon\n", "row 2, Due: “soon” is no date"),
        ("Key,Title,Due\nA-1,One,0001-01-01\n", "row 2, Due: “0001-01-01” lies outside the years"),
        ("Key,Title,Started,Finished\nA-1,One,2026-03-02,2026-03-01\n", "Finished: lies before its start"),
        ("Key,Title,Estimate\nA-1,One,-3\n", "row 2, Estimate: “-3” is below zero"),
        ("Key,Title,Points\nA-1,One,many\n", "row 2, Points: “many” is no number"),
        ("Key,Title\n", "no rows"),
        ("just one line of words\n", "No header was found"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_row_and_column(text: str, words: str) -> None:
    assert words in " ".join(faults(text))


def test_rows_are_counted_as_a_spreadsheet_does() -> None:
    text = 'Key,Title,Due\nA-1,"three\nlines\nhere",\n\nA-2,Two,never\n'
    assert faults(text) == ["row 4, Due: “never” is no date. Write one like 2026-03-31."]


def test_a_table_that_is_too_long_is_refused_where_it_becomes_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MAX_ROWS", 3)
    assert (
        "row 5: the table has more than 3 rows"
        in faults("Key,Title\n" + "".join(f"A-{n},T\n" for n in range(9)))[0]
    )


def test_formulas_are_text_like_any_other() -> None:
    assert table('Key,Title\nA-1,"=HYPERLINK(""http://x"")"\n').plan.tasks[0].name == '=HYPERLINK("http://x")'


def test_links_to_issues_that_are_not_there_are_named() -> None:
    losses = [str(loss) for loss in table("Key,Title,Blocked by\nA-1,One,B-9\n").losses]
    assert losses == ["Link to an issue that is not in the file: left out [A-1 → B-9]"]


def test_a_ring_of_links_is_named_and_its_last_link_only_relates() -> None:
    found = table("Key,Title,Blocked by\nA-1,One,A-3\nA-2,Two,A-1\nA-3,Three,A-2\n")
    (loss,) = found.losses
    assert loss.what == "Issues that wait for each other in a ring"
    assert {"A-1", "A-2", "A-3"} <= set(loss.examples[0].split(" → "))
    assert sum(len(task.depends_on) for task in found.plan.tasks) == 2
    assert sum(len(detail.get("links", ())) for detail in found.details.values()) == 1


def test_issues_that_lie_in_each_other_are_named() -> None:
    found = table("Key,Title,Parent\nA-1,One,A-2\nA-2,Two,A-1\nA-3,Three,A-1\n")
    assert "A-1 → A-2 → A-1" in str(found.losses[0])
    assert {group.id: group.parent for group in found.plan.groups} == {"A-1": "A-2", "A-2": None}


def test_a_parent_that_waits_for_its_own_child_is_mended() -> None:
    found = table("Key,Title,Parent,Blocked by\nA-1,One,,A-2\nA-2,Two,A-1,\n")
    assert [loss.what for loss in found.losses] == ["Issues that wait for each other in a ring"]


@pytest.mark.parametrize(
    "text, moment",
    [
        ("2026-03-31", "2026-03-31T00:00"),
        ("2026-03-31T14:05:59.123+0200", "2026-03-31T12:05"),
        ("2026-03-31 14:05:59 UTC", "2026-03-31T14:05"),
        ("31/Mar/26 2:05 PM", "2026-03-31T14:05"),
        ("31/Mrz/26 12:05 AM", "2026-03-31T00:05"),
        ("31.03.2026 14:05", "2026-03-31T14:05"),
        ("31-Mar-26", "2026-03-31T00:00"),
        ("31 März 2026", "2026-03-31T00:00"),
        ("March 31, 2026", "2026-03-31T00:00"),
        ("Tue, Mar 31 2026 2:05 pm", "2026-03-31T14:05"),
        ("04/03/2026", "2026-03-04T00:00"),
    ],
)
def test_moments_as_tools_write_them(text: str, moment: str) -> None:
    at = Moments(Clock("UTC")).minute(text)
    assert datetime.fromisoformat(f"{moment}+00:00").timestamp() == at * 60


def test_month_first_is_found_by_dates_that_can_be_nothing_else() -> None:
    text = "Key,Title,Due\nA-1,One,03/04/2026\nA-2,Two,03/31/2026\n"
    dues = [task.must_finish_by for task in table(text).plan.tasks]
    assert dues == [Moments(Clock("UTC")).minute(day) for day in ("2026-03-04", "2026-03-31")]


def test_dates_that_could_be_either_are_told() -> None:
    losses = [str(loss) for loss in table("Key,Title,Due\nA-1,One,03/04/2026\n").losses]
    assert losses == ["Dates such as 03/04/2026: read with the day first; say if the month is"]


@pytest.mark.parametrize(
    "text, value",
    [("3", 3), ("3.5", 3.5), ("3,5", 3.5), ("1,234", 1234), ("1.234,5", 1234.5), ("1 234.5", 1234.5)],
)
def test_numbers_with_points_and_commas(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text, value", [("1d 4h", 12), ("30m", 0.5), ("2 weeks", 80), ("5400", 1.5)])
def test_lengths_of_work(text: str, value: float) -> None:
    assert hours(text, 1 / 3600) == value


def test_every_month_has_names() -> None:
    assert set(MONTHS.values()) == set(range(1, 13))


def workbook(*lines: tuple[object, ...]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_workbook_is_read_like_a_table() -> None:
    data = workbook(("Key", "Title", "Due", "Points"), ("A-1", "One", datetime(2026, 3, 31), 3.0))
    plan = read(data, "plan.xlsx").plan
    assert plan.tasks[0].must_finish_by == Moments(Clock("UTC")).minute("2026-03-31")
    assert plan.tasks[0].effort_hours.likely == 24.0


def test_formulas_of_a_workbook_are_never_computed() -> None:
    data = workbook(("Key", "Title", "Estimate"), ("A-1", "One", "=1+1"), ("A-2", '=CMD("x")', 3))
    assert [task.name for task in read(data, "plan.xlsx").plan.tasks] == ["One", "A-2"]
    assert read(data, "plan.xlsx").plan.tasks[0].effort_hours.likely == 0


def test_a_damaged_workbook_is_refused_in_words() -> None:
    data = workbook(("Key", "Title"), ("A-1", "One"))
    for damaged in (data[:200], data[:-40], data.replace(b"sheet1", b"sheetX")):
        with pytest.raises(ReadErrors):
            read(damaged, "plan.xlsx")
