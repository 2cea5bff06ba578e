"""Where the bytes of attachments lie: in the data folder, under their hash, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from django.conf import settings
from django.core import signing

from pilothouse.commands import Refused
from pilothouse.who.items.sniffing import SNIFFED, media_of

DAY = 86_400
_SALT = "pilothouse.upload"


@dataclass(frozen=True)
class Upload:
    """A file that was stored and waits to be attached to something."""

    name: str
    size: int
    media: str
    sha256: str

    def token(self) -> str:
        """What stands for the file in a command: signed, so that knowing a hash gives nobody a file."""
        return signing.dumps([self.name, self.size, self.media, self.sha256], salt=_SALT, compress=True)


def upload_of(token: str) -> Upload:
    """The stored file a token stands for. Raises Refused when it is none of ours or was swept away."""
    try:
        upload = Upload(*signing.loads(token, salt=_SALT))
    except (signing.BadSignature, TypeError) as error:
        raise Refused("This is no uploaded file. Send the file itself first.") from error
    if not path_of(upload.sha256).is_file():
        raise Refused(f"{upload.name} was uploaded too long ago and is gone. Send it again.")
    return upload


def keep(chunks: Iterable[bytes], name: str) -> Upload:
    """Store bytes as they arrive. Refuses an empty file and one beyond the limit, and then keeps nothing."""
    name = clean_name(name)
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="part-", delete=False) as part:
        try:
            size, head, sha256 = _written(part, chunks, name)
            os.fsync(part.fileno())
        except BaseException:
            os.unlink(part.name)
            raise
    goal = path_of(sha256)
    goal.parent.mkdir(exist_ok=True, mode=0o700)
    os.replace(part.name, goal)
    return Upload(name, size, media_of(head), sha256)


def path_of(sha256: str) -> Path:
    """Where the bytes with that hash lie."""
    return _folder() / sha256[:2] / sha256


def sweep(known: Iterable[str], older_than: float = DAY) -> int:
    """Remove files older than that many seconds which no attachment names; how many."""
    wanted, limit, gone = set(known), time.time() - older_than, 0
    for file in _files():
        if file.name not in wanted and file.stat().st_mtime < limit:
            file.unlink(missing_ok=True)
            gone += 1
    return gone


def clean_name(name: str) -> str:
    """A file's own name, without folders and control characters."""
    last = PureWindowsPath(name.replace("/", "\\")).name
    return "".join(c for c in last if c.isprintable()).strip()[-255:] or "file"


def _written(part: object, chunks: Iterable[bytes], name: str) -> tuple[int, bytes, str]:
    digest, size, head = hashlib.sha256(), 0, b""
    for chunk in chunks:
        size += len(chunk)
        if size > settings.MOST_ATTACHED:
            most = settings.MOST_ATTACHED / 1024**2
            raise Refused(f"{name} is larger than {most:g} MB. Send a smaller file, or link to where it is.")
        digest.update(chunk)
        head += chunk[: SNIFFED - len(head)] if len(head) < SNIFFED else b""
        part.write(chunk)  # type: ignore[attr-defined]
    if not size:
        raise Refused(f"{name} is empty. Choose another file.")
    return size, head, digest.hexdigest()


def _folder() -> Path:
    folder: Path = settings.DATA / "attachments"
    return folder


def _files() -> Iterator[Path]:
    folder = _folder()
    yield from (file for file in folder.glob("part-*") if file.is_file())
    yield from (file for file in folder.glob("??/*") if file.is_file())
