"""Rows of an Excel workbook: its first sheet, stored values only. Formulas are never computed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from pilothouse.interchange.table.rows import (
    HEADER_WITHIN,
    MAX_COLUMNS,
    MAX_ROWS,
    Cells,
    Sheet,
    in_row,
    too_many,
)
from pilothouse.interchange.values import Ledger, ReadErrors

MAX_UNPACKED = 256 << 20
MAX_PARTS = 5_000
DAMAGED = (
    "This workbook is damaged or no Excel file (.xlsx). Open it in a spreadsheet program and save it anew."
)


def is_workbook(data: bytes) -> bool:
    """Whether a zip archive holds an Excel workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "[Content_Types].xml" in archive.namelist() and any(
                name.startswith("xl/") for name in archive.namelist()
            )
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def xlsx_sheet(data: bytes, ledger: Ledger) -> Sheet:
    """The first sheet that holds a table. Raises ``ReadErrors`` for what cannot be opened or is too large."""
    _refuse_bombs(data)
    book = _opened(data)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
    for other in sheets[1:]:
        ledger.loss("file", "Sheet after the first", "left out: save it as a file of its own", other.title)
    if not sheets:
        raise ReadErrors.single("This workbook has no sheet.")
    rows = _rows(sheets[0])
    for line, cells in rows:
        if sum(bool(cell) for cell in cells) >= 2:
            header = [" ".join(cell.split())[:200] for cell in cells]
            while header and not header[-1]:
                header.pop()
            return Sheet(header, _fitted(rows, len(header)))
        if line > HEADER_WITHIN:
            break
    raise ReadErrors.single(f"The sheet “{sheets[0].title}” has no header with at least two named columns.")


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ReadErrors.single(DAMAGED) from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise ReadErrors.single(
            f"The workbook unpacks to more than {MAX_UNPACKED >> 20} MB. Save it in parts."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise ReadErrors.single("The workbook is protected by a password. Save it without one.")


def _opened(data: bytes) -> Any:
    import openpyxl

    try:
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever a damaged part makes it stumble over
        raise ReadErrors.single(DAMAGED) from error


def _rows(sheet: Any) -> Iterator[tuple[int, Cells]]:
    sheet.reset_dimensions()
    rows, line = iter(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)), 0
    while True:
        try:
            values = next(rows, None)
        except Exception as error:  # as above: rows are parsed as they are asked for
            raise in_row(line + 1, DAMAGED) from error
        if values is None:
            return
        line += 1
        if line > 4 * MAX_ROWS:
            raise too_many(line)
        yield line, [_text(value) for value in values]


def _fitted(rows: Iterator[tuple[int, Cells]], width: int) -> Iterator[tuple[int, Cells]]:
    count = 0
    for line, cells in rows:
        if not any(cell.strip() for cell in cells[:width]):
            continue
        count += 1
        if count > MAX_ROWS:
            raise too_many(line)
        yield line, cells[:width]


def _text(value: Any) -> str:
    """A cell as CSV would have it: dates in ISO, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value.total_seconds() / 3600:g}h"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
