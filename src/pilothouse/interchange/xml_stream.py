"""Hostile-proof streaming XML: small records, one after the other, each element with its line.

Works on expat directly: it alone tells the line of each element, and a document type declaration is refused
where it begins, so no entity is ever defined, expanded or fetched. Size, depth, the number of elements, the
length of a text and the size of a record are bounded, and only what was asked for is kept in memory.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from pilothouse.interchange.values import ReadErrors

CHUNK = 1 << 16
MAX_BYTES = 256 << 20
MAX_DEPTH = 64
MAX_ELEMENTS = 10_000_000
MAX_TEXT = 1 << 20
MAX_RECORD = 200_000
GZIP_MAGIC = b"\x1f\x8b"
Path = tuple[str, ...]


@dataclass(slots=True)
class Node:
    """An element: its local name, text, children and the line it begins on."""

    tag: str
    line: int
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, tag: str) -> list[Node]:
        """The children of that name."""
        return [child for child in self.children if child.tag == tag]

    def first(self, tag: str) -> Node | None:
        """The first child of that name."""
        return next((child for child in self.children if child.tag == tag), None)


def chunks(data: bytes, limit: int | None = None) -> Iterator[bytes]:
    """The bytes piece by piece, unpacked if they are gzip; raises ``ReadErrors`` beyond ``limit`` bytes."""
    limit = limit or MAX_BYTES
    pieces = _unpacked(data) if data[:2] == GZIP_MAGIC else _plain(data)
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > limit:
            size = f"{limit >> 20} MB" if limit >= 1 << 20 else f"{limit} bytes"
            raise ReadErrors.single(f"The file is larger than {size}. Export one project at a time.")
        yield piece


def _plain(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), CHUNK):
        yield data[start : start + CHUNK]


def _unpacked(data: bytes) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=31)
    for packed in _plain(data):
        rest = packed
        while rest:
            if unpacker.eof:
                unpacker = zlib.decompressobj(wbits=31)
            try:
                yield unpacker.decompress(rest, CHUNK)
            except zlib.error as error:
                message = f"The gzip packing is damaged ({error}). Pack or download the file again."
                raise ReadErrors.single(message) from error
            rest = unpacker.unused_data.lstrip(b"\0") if unpacker.eof else unpacker.unconsumed_tail
    yield unpacker.flush()
    if not unpacker.eof:
        raise ReadErrors.single("The gzip packing ends too early. Pack or download the file again.")


class RecordStream:
    """Reads a document and hands each element at one of the ``records`` paths to ``take``.

    Paths begin below the root. ``root`` is asked once, with the name of the outermost element, and raises if
    it is not the right one. Elements named in ``skip`` are left out of records."""

    def __init__(
        self,
        records: frozenset[Path],
        skip: frozenset[str],
        root: Callable[[str], None],
        take: Callable[[Path, Node], None],
    ) -> None:
        self._records, self._skip, self._root, self._take = records, skip, root, take
        self._path: list[str] = []
        self._stack: list[Node] = []
        self._skipping = 0
        self._elements = self._size = 0
        self._text: list[str] = []
        self._text_size = 0
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype

    def read(self, data: bytes) -> None:
        """Read it all. Raises ``ReadErrors`` with line and column where it is no XML, too big or hostile."""
        try:
            for piece in chunks(data):
                self._parser.Parse(piece, False)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise self._malformed(error) from error
        except (LookupError, ValueError) as error:
            if isinstance(error, ReadErrors):
                raise
            raise self._refuse(
                f"The encoding it declares cannot be read ({error}). Save it as UTF-8."
            ) from error

    def _malformed(self, error: expat.ExpatError) -> ReadErrors:
        what = expat.ErrorString(error.code)
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]:
            hint = "The file is empty or ends too early. Export it again."
        else:
            hint = "It may have been cut off or edited by hand: export it again."
        message = f"This is not well-formed XML ({what}) at line {error.lineno}, column {error.offset + 1}."
        return ReadErrors.single(f"{message} {hint}", error.lineno)

    def _refuse(self, message: str) -> ReadErrors:
        return ReadErrors.single(message, self._parser.CurrentLineNumber)

    def _doctype(self, *_: object) -> None:
        raise self._refuse(
            "The file has a document type declaration (<!DOCTYPE …>), which can hide harmful entities and is "
            "never read. Delete that declaration or export the file again."
        )

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise self._refuse(
                f"The file has more than {MAX_ELEMENTS:,} elements. Export one project at a time."
            )
        if len(self._path) >= MAX_DEPTH:
            raise self._refuse(f"Elements are nested more than {MAX_DEPTH} deep: this is no project file.")
        tag = name.rpartition(" ")[2]
        if not self._path:
            self._root(name)
        self._path.append(tag)
        self._text, self._text_size = [], 0
        self._open(tag)

    def _open(self, tag: str) -> None:
        if self._skipping or (self._stack and tag in self._skip):
            self._skipping += 1
        elif self._stack or tuple(self._path[1:]) in self._records:
            self._size += 1
            if self._size > MAX_RECORD:
                raise self._refuse(f"<{self._stack[0].tag}> holds more than {MAX_RECORD:,} elements.")
            node = Node(tag, self._parser.CurrentLineNumber)
            if self._stack:
                self._stack[-1].children.append(node)
            self._stack.append(node)

    def _end(self, _name: str) -> None:
        path = tuple(self._path[1:])
        self._path.pop()
        if self._skipping:
            self._skipping -= 1
        elif self._stack:
            node = self._stack.pop()
            if not node.children:
                node.text = "".join(self._text)
            if not self._stack:
                self._size = 0
                self._take(path, node)
        self._text, self._text_size = [], 0

    def _characters(self, text: str) -> None:
        if not self._stack or self._skipping:
            return
        self._text_size += len(text)
        if self._text_size > MAX_TEXT:
            raise self._refuse(f"<{self._path[-1]}> holds more than {MAX_TEXT:,} characters of text.")
        self._text.append(text)
