"""The archive: one compressed file with the rows, the files, and a manifest that says what must be in it."""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 1024 * 1024
COMPRESSION = 4


class Damaged(ValueError):
    """The archive cannot be used; the words say why."""


@dataclass
class Manifest:
    """What an archive holds: ``form`` is how rows are kept, ``migrations`` the tables' state they fit.

    ``counts`` has the rows of each table, ``files`` the SHA-256 of each member."""

    form: str
    version: str
    made_at: str
    migrations: list[str]
    counts: dict[str, int]
    files: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


class Writer:
    """Adds files to an archive and notes what they were."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self.tar, self.manifest = tar, manifest

    def add(self, name: str, path: Path) -> None:
        """Put a file in under that name."""
        with path.open("rb") as source:
            told = self.tar.gettarinfo(arcname=name, fileobj=source)
            told.uid = told.gid = 0
            told.uname = told.gname = ""
            hashing = _Hashing(source)
            self.tar.addfile(told, hashing)
        self.manifest.files[name] = hashing.sha.hexdigest()


class _Hashing:
    """A file that is hashed as it is read: what is in the archive is what was hashed."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.sha = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        found = self.source.read(size)
        self.sha.update(found)
        return found


@contextmanager
def writing(file: Path, manifest: Manifest) -> Iterator[Writer]:
    """An archive that appears under its name only when it is whole; readable by its owner alone."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            with tarfile.open(fileobj=out, mode="w:gz", compresslevel=COMPRESSION) as tar:
                yield Writer(tar, manifest)
                _add_manifest(tar, manifest)
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _add_manifest(tar: tarfile.TarFile, manifest: Manifest) -> None:
    import io

    text = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
    told = tarfile.TarInfo(MANIFEST)
    told.size = len(text)
    tar.addfile(told, io.BytesIO(text))


def unpack(file: Path, folder: Path) -> Manifest:
    """Unpack an archive into an empty folder. Raises Damaged unless it is whole and holds what it says."""
    try:
        with tarfile.open(file, "r:gz") as tar:
            found = {member.name: _take(tar, member, folder) for member in tar}
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Damaged(f"{file} cannot be unpacked: {error}") from error
    found.pop(MANIFEST, None)
    manifest = _manifest(file, folder / MANIFEST)
    wrong = sorted({name for name, sha in found.items() | manifest.files.items()
                    if found.get(name) != sha or manifest.files.get(name) != sha})  # fmt: skip
    if wrong:
        raise Damaged(f"{file} is damaged: {', '.join(wrong[:5])} is not as it was put in")
    return manifest


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    """Write one member out; its SHA-256."""
    place = PurePosixPath(member.name)
    source = tar.extractfile(member) if member.isfile() else None
    if source is None or place.is_absolute() or ".." in place.parts:
        raise Damaged(f"{member.name!r} is nothing that belongs into an archive of Pilothouse")
    goal, sha = folder / place, hashlib.sha256()
    goal.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(goal, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        while block := source.read(BLOCK):
            sha.update(block)
            out.write(block)
    return sha.hexdigest()


def _manifest(file: Path, path: Path) -> Manifest:
    try:
        told: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if told["format"] != FORMAT:
            raise Damaged(f"{file} was made by a newer Pilothouse: install that version, then restore")
        return Manifest(**told)
    except Damaged:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged(f"{file} is no archive of Pilothouse, or its end is missing") from error
