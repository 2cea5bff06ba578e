"""What ``pilothouse doctor`` looks at: each part of the house, how it is, and how to mend it."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.db import connection

OK, WARNING, FAILURE = "ok", "warning", "failure"
ENOUGH = 512 * 1024 * 1024
LITTLE = 4 * ENOUGH
LONG_ENOUGH = 40
BACKUP_DAYS = 2
NETWORK = {"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "afs", "ceph"}


@dataclass(frozen=True)
class Finding:
    """One part: its state and words, which say how to mend what is not ok."""

    part: str
    state: str
    words: str


def findings() -> Iterator[Finding]:
    """One finding a part; what the database holds comes last, and only if it can be read."""
    from .checks_house import findings_in_database

    yield Finding("Python", OK, sys.version.split()[0])
    yield from (_room(), _open(), _local(), _secret(), _clock(), _kernels(), _assets(), _mail(), _backup())
    yield from findings_in_database()


def _room() -> Finding:
    free = shutil.disk_usage(settings.DATA).free
    words = f"{settings.DATA}, {free // 1024**2} MB free"
    if free < ENOUGH:
        return Finding("disk space", FAILURE, f"{words}: make room on that disk, before nothing can be saved")
    if free < LITTLE:
        return Finding("disk space", WARNING, f"{words}: make room on that disk soon")
    return Finding("disk space", OK, words)


def _open() -> Finding:
    mode = settings.DATA.stat().st_mode & 0o777
    if mode & 0o007:
        words = f"{settings.DATA} is open to everybody ({mode:o}); type: chmod 700 {settings.DATA}"
        return Finding("data folder", FAILURE, words)
    return Finding("data folder", OK, f"closed to others ({mode:o})")


def _local() -> Finding:
    """SQLite's write-ahead log needs shared memory, which network folders do not give."""
    kind = _file_system()
    if kind in NETWORK and connection.vendor == "sqlite":
        return Finding("disk", FAILURE, f"the data folder lies on {kind}: move it to a disk of this machine")
    return Finding("disk", OK, kind or "of a kind the system does not tell")


def _file_system() -> str:
    """The kind of the file system the data folder lies on, where the system tells it."""
    try:
        with open("/proc/mounts", encoding="utf-8") as mounts:
            places = [line.split()[1:3] for line in mounts]
    except OSError:
        return ""
    folder = str(settings.DATA)
    holding = [p for p in places if folder == p[0] or folder.startswith(p[0].rstrip("/") + "/")]
    return max(holding, key=lambda place: len(place[0]), default=["", ""])[1]


def _secret() -> Finding:
    file = settings.DATA / "secret-key"
    if len(settings.SECRET_KEY) < LONG_ENOUGH:
        return Finding(
            "secret", FAILURE, f"shorter than {LONG_ENOUGH} characters: it can be guessed; make a new one"
        )
    if "PILOTHOUSE_SECRET_KEY" in os.environ:
        return Finding(
            "secret", WARNING, "comes from PILOTHOUSE_SECRET_KEY: keep it yourself, no backup holds it"
        )
    if file.stat().st_mode & 0o077:
        return Finding("secret", FAILURE, f"others may read it; type: chmod 600 {file}")
    return Finding("secret", OK, "long, and its owner's alone")


def _clock() -> Finding:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if "PILOTHOUSE_NOW" in os.environ:
        return Finding("clock", WARNING, "stopped by PILOTHOUSE_NOW: unset it, that is for stories and tests")
    try:
        ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        return Finding("clock", FAILURE, "the system has no time zones; install the package tzdata")
    now = datetime.now(UTC)
    built = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if now < built:
        return Finding(
            "clock", FAILURE, f"{now.isoformat()} is before this program was installed: set the clock"
        )
    return Finding("clock", OK, now.isoformat(timespec="seconds"))


def _kernels() -> Finding:
    spec = find_spec("pilothouse.engine.scheduling._kernel")
    if spec is not None and str(spec.origin).endswith(".so"):
        return Finding("kernels", OK, "compiled")
    return Finding("kernels", WARNING, "plain Python: same numbers, slower; type: make kernels")


def _assets() -> Finding:
    from pilothouse.ui.assets import AssetsMissing, asset

    try:
        return Finding("assets", OK, asset("main"))
    except AssetsMissing as error:
        return Finding("assets", FAILURE, str(error))


def _mail() -> Finding:
    """Whether letters leave the house: a server that answers, or files in the data folder."""
    from django.core.mail import get_connection

    if "smtp" not in settings.EMAIL_BACKEND:
        return Finding(
            "mail", WARNING, "is written into the data folder and sent to nobody; set PILOTHOUSE_SMTP"
        )
    try:
        server = get_connection(timeout=5)
        server.open()
        server.close()
    except OSError as error:
        return Finding(
            "mail", FAILURE, f"{settings.EMAIL_HOST} does not take mail: {error}; see PILOTHOUSE_SMTP"
        )
    return Finding("mail", OK, f"through {settings.EMAIL_HOST}")


def _backup() -> Finding:
    from pilothouse.entrypoints.keeping.backup import last_backup

    last = last_backup()
    if last is None:
        return Finding("backup", WARNING, "none was made; type: pilothouse backup, every night")
    days = (time.time() - last) / 86400
    if days > BACKUP_DAYS:
        return Finding(
            "backup", WARNING, f"the last is {days:.0f} days old; let pilothouse backup run every night"
        )
    return Finding("backup", OK, f"the last is {days * 24:.0f} hours old")
