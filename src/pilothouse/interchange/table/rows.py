"""Rows of a table, streamed with their numbers: bounded, and strict about quotes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count

from pilothouse.interchange.table.decoding import decoded, lines
from pilothouse.interchange.values import Fault, Ledger, ReadErrors

MAX_ROWS = 250_000
MAX_COLUMNS = 2_000
HEADER_WITHIN = 50
"""The header is looked for in so many lines: some exports have a title and an address above it."""
DELIMITERS = ",;\t|"
Cells = list[str]


@dataclass(slots=True)
class Sheet:
    """A header and the rows below it, each with its number; rows can be gone through once."""

    header: Cells
    rows: Iterator[tuple[int, Cells]]


def csv_sheet(data: bytes, ledger: Ledger) -> Sheet:
    """The table in a CSV file. Raises ``ReadErrors`` where it is none; rows are checked as they come."""
    text = decoded(data)
    if text.guessed:
        ledger.loss("file", "Text that is not UTF-8", f"read as {text.guessed}: look at names with accents")
    source = lines(text.text, text.text.encoding or "")
    head = _head(source)
    rows = _records(chain(head, source), _delimiter(head))
    for row, cells in rows:
        if sum(bool(cell.strip()) for cell in cells) >= 2:
            return Sheet(_header(cells, row), _bounded(rows, len(cells)))
        if row > HEADER_WITHIN:
            break
    raise ReadErrors.single(
        "No header was found: the first lines must hold one with the names of at least two columns."
    )


def _head(source: Iterator[str]) -> list[str]:
    head: list[str] = []
    for line in source:
        head.append(line)
        if len(head) >= HEADER_WITHIN or sum(map(len, head)) > 1 << 16:
            break
    return head


def _delimiter(head: list[str]) -> str:
    """The one that parts the header: the first line with any counts, quoted text left out."""
    for line in head:
        bare = "".join(part for i, part in enumerate(line.split('"')) if i % 2 == 0)
        counts = {delimiter: bare.count(delimiter) for delimiter in DELIMITERS}
        best = max(counts, key=lambda delimiter: counts[delimiter])
        if counts[best]:
            return best
    return ","


def _records(source: Iterator[str], delimiter: str) -> Iterator[tuple[int, Cells]]:
    """Records, numbered as a spreadsheet does. Raises ``ReadErrors`` with row and line of broken quotes."""
    reader = csv.reader(_without_zeros(source), delimiter=delimiter, strict=True)
    for row in count(1):
        begins = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise _broken(error, row, begins) from error
        if cells is None:
            return
        yield row, cells


def _broken(error: csv.Error, row: int, begins: int) -> ReadErrors:
    if "field limit" in str(error):
        message = (
            'a cell holds more than 131,072 characters. A quote (") was probably opened and never closed.'
        )
    elif "unexpected end" in str(error):
        message = (
            'a quote (") that is opened in this row is never closed. Close it, or export the file again.'
        )
    else:
        message = (
            "quotes are broken: within a quoted cell write each quote twice, and nothing between its last "
            "quote and the delimiter."
        )
    return in_row(row, f"{message} The row begins in line {begins}.")


def _without_zeros(source: Iterator[str]) -> Iterator[str]:
    for line in source:
        yield line.replace("\0", "") if "\0" in line else line


def _header(cells: Cells, row: int) -> Cells:
    if len(cells) > MAX_COLUMNS:
        raise in_row(row, f"the header has {len(cells):,} columns; at most {MAX_COLUMNS:,} are read.")
    return [" ".join(cell.split())[:200] for cell in cells]


def _bounded(rows: Iterator[tuple[int, Cells]], width: int) -> Iterator[tuple[int, Cells]]:
    """Rows that hold something. Raises ``ReadErrors`` for too many of them or cells without a column."""
    filled = ((row, cells) for row, cells in rows if any(cell and not cell.isspace() for cell in cells))
    for number, (row, cells) in enumerate(filled, 1):
        if number > MAX_ROWS:
            raise too_many(row)
        if any(cell.strip() for cell in cells[width:]):
            raise in_row(
                row,
                f"it has {len(cells)} cells, but the header only {width}. Put text that holds the delimiter "
                "in quotes, or export the file again.",
            )
        yield row, cells[:width]


def in_row(row: int, message: str) -> ReadErrors:
    """The error for one row that keeps all from being read."""
    return ReadErrors((Fault(row, "", message, "row"),))


def too_many(row: int) -> ReadErrors:
    """The error for a table that is longer than what is read at once."""
    parts = "Export it in parts, such as one project at a time."
    return in_row(row, f"the table has more than {MAX_ROWS:,} rows. {parts}")
