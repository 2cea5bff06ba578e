"""Bytes of unknown encoding as text."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from pilothouse.interchange.values import ReadErrors
from pilothouse.interchange.xml_stream import chunks

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WESTERN = "cp1252"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text as a stream of lines, and the name of the encoding if it had to be guessed."""

    text: io.TextIOBase
    guessed: str = ""


class _Pieces(io.RawIOBase):
    """Pieces of bytes as one stream."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._rest = iter(pieces), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        target = memoryview(buffer)  # type: ignore[arg-type]
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        size = min(len(target), len(self._rest))
        target[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def decoded(data: bytes) -> Decoded:
    """The text of a file, plain or gzip, by its mark, by its zeros, as UTF-8, or else as Western."""
    head = b"".join(islice(chunks(data), 1))[:4096]
    marked = next((encoding for mark, encoding in MARKS if head.startswith(mark)), None)
    encoding = marked or _by_zeros(head) or ("utf-8" if _is_utf8(data) else "")
    errors = "strict" if encoding else "replace"
    text = io.TextIOWrapper(io.BufferedReader(_Pieces(chunks(data))), encoding or WESTERN, errors, newline="")
    return Decoded(text, "" if encoding else "Windows-1252")


def _by_zeros(head: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of what begins with Latin letters is zero."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if not even and not odd:
        return None
    half = max(1, len(head) // 4)
    if odd >= half and even < half:
        return "utf-16-le"
    if even >= half and odd < half:
        return "utf-16-be"
    raise ReadErrors.single("The file holds zero bytes, so it is no text. Export it again as CSV in UTF-8.")


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in chunks(data):
            decoder.decode(piece)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def lines(text: io.TextIOBase, encoding: str) -> Iterator[str]:
    """Lines of a stream; raises ``ReadErrors`` where it is not what its mark says."""
    number = 0
    try:
        for line in text:
            number += 1
            yield line
    except UnicodeError as error:
        raise ReadErrors.single(
            f"The text breaks off after line {number}: it is not {encoding} throughout. Export it again as "
            "UTF-8.",
            number + 1,
        ) from error
