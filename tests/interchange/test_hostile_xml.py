"""Files made to do harm, and files that are no such files: refused with a clear word, in bounded memory."""

import gzip
import tracemalloc

import pytest

from pilothouse.interchange import xml_stream
from pilothouse.interchange.mspdi import read_mspdi, records

from .project_xml import NAMESPACE, faults_of, link, project, task

OPEN = f'<Project xmlns="{NAMESPACE}">'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE Project [<!ENTITY l0 "lol">{LAUGHS}]>',
        '<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE Project SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE Project [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>',
        f'<!DOCTYPE Project [<!ENTITY q "{"q" * 50_000}">]>',
        "<!DOCTYPE Project>",
    ],
)
def test_no_document_type_declaration_is_ever_read(doctype: str) -> None:
    (fault,) = faults_of(f"{doctype}\n{OPEN}<Title>&l9;&x;&q;</Title></Project>".encode())
    assert "document type declaration" in fault
    assert fault.startswith("line 1")


def test_an_entity_that_nobody_defined_is_a_fault() -> None:
    (fault,) = faults_of(f"{OPEN}<Title>&secret;</Title></Project>".encode())
    assert "undefined entity" in fault


def test_a_file_that_is_cut_off_names_line_and_column() -> None:
    (fault,) = faults_of(f"{OPEN}\n<Tasks>\n  <Task><Na".encode())
    assert "line 3, column 9" in fault
    assert "cut off" in fault


def test_another_root_is_named() -> None:
    (fault,) = faults_of(b"<plan><a/></plan>")
    assert "This is not a Microsoft Project XML file: its outermost element is <plan>" in fault
    (fault,) = faults_of(b'<Project xmlns="urn:other"/>')
    assert "urn:other" in fault


@pytest.mark.parametrize("data", [b"", b"   \n", b"\x00\x01\x02", b"not xml"])
def test_what_is_no_xml_is_refused(data: bytes) -> None:
    (fault,) = faults_of(data)
    assert "not well-formed XML" in fault


def test_nesting_is_bounded() -> None:
    (fault,) = faults_of(OPEN.encode() + b"<Tasks>" + b"<a>" * 100_000)
    assert "nested more than" in fault


def test_size_number_of_elements_text_and_records_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = project(*(task(uid) for uid in range(1, 200)))
    monkeypatch.setattr(xml_stream, "MAX_ELEMENTS", 500)
    assert "more than 500 elements" in faults_of(whole)[0]
    monkeypatch.undo()
    monkeypatch.setattr(xml_stream, "MAX_TEXT", 50)
    assert "more than 50 characters" in faults_of(project(task(1, Name="x" * 51)))[0]
    monkeypatch.undo()
    monkeypatch.setattr(xml_stream, "MAX_RECORD", 10)
    assert "more than 10 elements" in faults_of(project(task(1, many="<a></a>" * 20)))[0]


def test_the_number_of_records_and_links_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MAX_RECORDS", 20)
    assert "more than 20 tasks" in faults_of(project(*(task(uid) for uid in range(1, 30))))[0]
    assert "more than 20 tasks" in faults_of(project(task(1), task(2, links=link(1) * 30)))[0]


def test_what_is_packed_is_unpacked_and_bounded_as_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = project(task(1))
    assert read_mspdi(gzip.compress(plain)) == read_mspdi(plain)
    halves = gzip.compress(plain[:100]) + gzip.compress(plain[100:])
    assert read_mspdi(halves) == read_mspdi(plain)
    monkeypatch.setattr(xml_stream, "MAX_BYTES", 32 << 20)
    bomb = gzip.compress(OPEN.encode() + b" " * (xml_stream.MAX_BYTES + 1), 1)
    assert len(bomb) < xml_stream.MAX_BYTES / 100
    tracemalloc.start()
    (fault,) = faults_of(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "larger than 32 MB" in fault
    assert peak < 8 << 20


def test_damaged_packing_is_named() -> None:
    packed = gzip.compress(project(task(1)) * 3)
    assert "gzip" in faults_of(packed[: len(packed) // 2])[0]
    assert "gzip" in faults_of(packed[:12] + b"\xff" * 40)[0]


def test_what_is_not_asked_for_is_not_kept_in_memory() -> None:
    noise = "<TimephasedData><Value>PT8H0M0S</Value></TimephasedData>" * 20_000
    data = project(task(1, noise=noise), extra=f"<Views>{'<View><a>b</a></View>' * 20_000}</Views>")
    tracemalloc.start()
    read_mspdi(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "windows-1252"]
)
def test_encodings_are_read_as_declared(encoding: str) -> None:
    declared = "utf-16" if encoding.startswith("utf-16") else encoding
    text = f'<?xml version="1.0" encoding="{declared}"?>' + project(task(1, Name="Größe")).decode()
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    assert read_mspdi(mark + text.encode(encoding)).plan.tasks[0].name == "Größe"


@pytest.mark.parametrize("encoding", ["klingon", "utf-7", "idna", "rot13", "gb18030"])
def test_an_encoding_that_is_not_known_is_named(encoding: str) -> None:
    (fault,) = faults_of(f'<?xml version="1.0" encoding="{encoding}"?>{OPEN}</Project>'.encode())
    assert "ncoding" in fault


def test_bytes_that_are_not_of_the_declared_encoding_are_a_fault() -> None:
    (fault,) = faults_of(f"{OPEN}<Title>".encode() + b"\xff\xfe</Title></Project>")
    assert "not well-formed XML" in fault


def test_an_exception_that_repeats_for_ever_ends_ten_years_after_the_project() -> None:
    rule = (
        "<Exception><EnteredByOccurrences>0</EnteredByOccurrences><TimePeriod><FromDate>2026-01-01T00:00:00</FromDate>"
        "<ToDate>2149-12-31T23:59:00</ToDate></TimePeriod><Type>7</Type><Period>1</Period></Exception>"
    )
    calendar = (
        f"<Calendar><UID>1</UID><IsBaseCalendar>1</IsBaseCalendar><Exceptions>{rule}</Exceptions></Calendar>"
    )
    (found,) = read_mspdi(project(task(1), calendar)).plan.calendars
    assert max(found.days).year == 2036
