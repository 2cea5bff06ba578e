"""What a file is, by its bytes: names and what senders claim are not to be trusted."""

from __future__ import annotations

SNIFFED = 512
"""So many of the first bytes are looked at."""
SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Types that a page may show in place; all others are downloaded."""
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
)


def media_of(head: bytes) -> str:
    """The media type of bytes that begin like this: a known one, plain text, or just bytes."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "video/mp4"
    known = next((media for start, media in _BEGINNINGS if head.startswith(start)), None)
    return known or ("text/plain" if _is_text(head) else "application/octet-stream")


def _is_text(head: bytes) -> bool:
    """UTF-8 without control characters; the last character may be cut through."""
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:
            return False
        text = head[: error.start].decode()
    return all(c.isprintable() or c in "\t\n\r\f" or ord(c) > 0x9F for c in text)
