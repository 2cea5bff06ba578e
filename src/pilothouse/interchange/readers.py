"""One door for all files: what a file is, is told from its content, not from its name."""

from __future__ import annotations

from itertools import islice

from pilothouse.interchange.mspdi import read_mspdi
from pilothouse.interchange.plan_document import read_plan_document
from pilothouse.interchange.values import Imported, ReadErrors
from pilothouse.interchange.xml_stream import chunks

OLE_MAGIC = b"\xd0\xcf\x11\xe0"
ZIP_MAGIC = b"PK\x03\x04"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF8_MARK = b"\xef\xbb\xbf"
KNOWN = "Pilothouse reads Microsoft Project XML and plan documents (JSON)."
SAVE_AS_XML = "Open it in Microsoft Project, choose File, Save As, XML format, and import that file."


def read(data: bytes, name: str = "", timezone: str = "UTC", as_of: int | None = None) -> Imported:
    """The plan in a file of any known kind. ``name`` is only used in messages.

    ``timezone`` and ``as_of`` (UTC minute) are for kinds that do not say them: see ``read_mspdi``. Raises
    ``ReadErrors`` for a file that is of no known kind or has faults."""
    called = f"“{name}”" if name else "The file"
    head = b"".join(islice(chunks(data), 1))
    _refuse_others(head, called)
    text = head.removeprefix(UTF8_MARK).replace(b"\0", b"").lstrip()
    if head.startswith(UTF16_MARKS) or text.startswith(b"<"):
        return read_mspdi(data, timezone, as_of)
    if text.startswith(b"{"):
        return read_plan_document(data)
    raise ReadErrors.single(f"{called} is of a kind that is not known. {KNOWN}")


def _refuse_others(head: bytes, called: str) -> None:
    """Raise ``ReadErrors`` with the way out for kinds that are known but not read."""
    if not head.strip(b"\0\t\r\n "):
        raise ReadErrors.single(f"{called} is empty. {KNOWN}")
    if head.startswith(OLE_MAGIC):
        raise ReadErrors.single(f"{called} looks like a Microsoft Project file (.mpp). {SAVE_AS_XML}")
    if head.startswith(b"MPX,"):
        raise ReadErrors.single(f"{called} is a file of Microsoft Project's old MPX format. {SAVE_AS_XML}")
    if head.startswith(ZIP_MAGIC):
        raise ReadErrors.single(f"{called} is a zip archive. Unpack it and import the file inside. {KNOWN}")
    if head.startswith(b"ERMHDR"):
        raise ReadErrors.single(f"{called} is a Primavera file (XER). {KNOWN} Export it as one of these.")
