"""One door for all files: what a file is, is told from its content, not from its name."""

from __future__ import annotations

from itertools import chain, islice

from pilothouse.interchange.clock import Clock
from pilothouse.interchange.github.reader import SOURCE as GITHUB
from pilothouse.interchange.github.reader import is_github, read_github
from pilothouse.interchange.issues.future import refuse_future
from pilothouse.interchange.issues.mapping import Mapping
from pilothouse.interchange.issues.plan import as_plan
from pilothouse.interchange.issues.values import Tracker
from pilothouse.interchange.jira.columns import JIRA
from pilothouse.interchange.jira.rest import is_jira, read_jira
from pilothouse.interchange.json_items import json_items
from pilothouse.interchange.mspdi import read_mspdi
from pilothouse.interchange.plan_document import read_plan_document
from pilothouse.interchange.table.reader import read_table, shape_of
from pilothouse.interchange.table.rows import csv_sheet
from pilothouse.interchange.table.tools import ASANA, GITLAB, LINEAR
from pilothouse.interchange.table.xlsx import is_workbook, xlsx_sheet
from pilothouse.interchange.trello.reader import SOURCE as TRELLO
from pilothouse.interchange.trello.reader import is_trello, read_trello
from pilothouse.interchange.values import Imported, Ledger, ReadErrors
from pilothouse.interchange.xml_stream import chunks

OLE_MAGIC = b"\xd0\xcf\x11\xe0"
ZIP_MAGIC = b"PK\x03\x04"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF8_MARK = b"\xef\xbb\xbf"
DIALECTS = (JIRA, LINEAR, GITLAB, ASANA)
KNOWN = (
    "Pilothouse reads tables (CSV, XLSX), issues of Jira and GitHub and boards of Trello (JSON), Microsoft "
    "Project XML and plan documents."
)
SAVE_AS_XML = "Open it in Microsoft Project, choose File, Save As, XML format, and import that file."
SAVE_AS_XLSX = "If it is an old Excel workbook (.xls), save it as .xlsx or CSV."


def read(
    data: bytes,
    name: str = "",
    timezone: str = "UTC",
    as_of: int | None = None,
    mapping: Mapping | None = None,
    now: int | None = None,
) -> Imported:
    """The plan in a file of any known kind. ``name`` is used in messages, and for what bears no name.

    ``timezone`` and ``as_of`` (UTC minute) are for kinds that do not say them: see ``read_mspdi``;
    ``mapping`` is for trackers and tables, in which nothing may have happened after ``now``. Raises
    ``ReadErrors`` for a file that is of no known kind or has faults."""
    called = f"“{name}”" if name else "The file"
    head = b"".join(islice(chunks(data), 1))
    _refuse_others(head, called)
    if head.startswith(ZIP_MAGIC) and not is_workbook(data):
        raise ReadErrors.single(f"{called} is a zip archive. Unpack it and import the file inside. {KNOWN}")
    text = head.removeprefix(UTF8_MARK).replace(b"\0", b"").lstrip()
    if text.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").startswith(b"<"):
        return read_mspdi(data, timezone, as_of)
    if text.startswith(b"{") and _is_plan(data):
        return read_plan_document(data)
    tracker = read_tracker(data, name, timezone, mapping or Mapping())
    refuse_future(tracker, now)
    return as_plan(tracker, mapping or Mapping(), timezone, as_of)


def read_tracker(data: bytes, name: str, timezone: str, mapping: Mapping) -> Tracker:
    """The issues in a table or in a tracker's JSON. Raises ``ReadErrors`` for anything else."""
    head = b"".join(islice(chunks(data), 1))
    clock = Clock(timezone)
    if head.startswith(ZIP_MAGIC):
        ledger = Ledger("row")
        return read_table(xlsx_sheet(data, ledger), DIALECTS, mapping, clock, ledger, name)
    text = head.removeprefix(UTF8_MARK).lstrip(b"\xff\xfe\0 \t\r\n")
    if text.startswith((b"{", b"[")):
        return _from_json(data, clock, name)
    ledger = Ledger("row")
    return read_table(csv_sheet(data, ledger), DIALECTS, mapping, clock, ledger, name)


def source_of(data: bytes, name: str = "") -> tuple[str, str]:
    """What a tracker's file or a table is from, and its shape, told from its beginning; empty for plans."""
    head = b"".join(islice(chunks(data), 1))
    text = head.removeprefix(UTF8_MARK).lstrip(b"\xff\xfe\0 \t\r\n")
    if text.startswith(b"<") or head.startswith(OLE_MAGIC):
        return "", ""
    if text.startswith((b"{", b"[")):
        return _json_source(data), ""
    sheet = xlsx_sheet(data, Ledger()) if head.startswith(ZIP_MAGIC) else csv_sheet(data, Ledger())
    return shape_of(sheet.header, DIALECTS)


def _json_source(data: bytes) -> str:
    first = next(json_items(data), None)
    known = ((is_jira, JIRA.source), (is_github, GITHUB), (is_trello, TRELLO))
    return next((source for is_its, source in known if is_its(first)), "")


def _from_json(data: bytes, clock: Clock, name: str) -> Tracker:
    items = json_items(data)
    first = next(items, None)
    every = chain((first,), items)
    if is_jira(first):
        return read_jira(every, clock, name)
    if is_github(first):
        return read_github(every, clock, name)
    if is_trello(first):
        return read_trello(first, clock, name)
    called = f"“{name}”" if name else "The file"
    raise ReadErrors.single(f"{called} is JSON, but of a kind that is not known. {KNOWN}")


def _is_plan(data: bytes) -> bool:
    """Whether an object is no tracker's; what is no JSON is told best by the reader of plans."""
    try:
        first = next(json_items(data), None)
    except ReadErrors:
        return True
    return not (is_jira(first) or is_github(first) or is_trello(first))


def _refuse_others(head: bytes, called: str) -> None:
    """Raise ``ReadErrors`` with the way out for kinds that are known but not read."""
    if not head.strip(b"\0\t\r\n "):
        raise ReadErrors.single(f"{called} is empty. {KNOWN}")
    if head.startswith(OLE_MAGIC):
        raise ReadErrors.single(
            f"{called} looks like a Microsoft Project file (.mpp). {SAVE_AS_XML} {SAVE_AS_XLSX}"
        )
    if head.startswith(b"MPX,"):
        raise ReadErrors.single(f"{called} is a file of Microsoft Project's old MPX format. {SAVE_AS_XML}")
    if head.startswith(b"ERMHDR"):
        raise ReadErrors.single(f"{called} is a Primavera file (XER). {KNOWN} Export it as one of these.")
