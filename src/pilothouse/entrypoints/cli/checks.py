"""What ``pilothouse doctor`` looks at: name, whether it is well, and words that say what to do."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from importlib.util import find_spec

from django.conf import settings
from django.db import DatabaseError, connection

from .django import tables_missing

Finding = tuple[str, bool, str]
ENOUGH = 512 * 1024 * 1024
NETWORK = {"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "afs", "ceph"}


def findings() -> Iterator[Finding]:
    """One finding a part."""
    yield "Python", sys.version_info >= (3, 11), sys.version.split()[0]
    yield _folder()
    yield _local()
    yield _database()
    yield _kernels()
    yield _assets()


def _folder() -> Finding:
    free = shutil.disk_usage(settings.DATA if settings.DATA.exists() else settings.DATA.parent).free
    words = f"{settings.DATA}, {free // 1024**2} MB free"
    return "data folder", free > ENOUGH, words if free > ENOUGH else f"{words}: make room on that disk"


def _local() -> Finding:
    """SQLite's write-ahead log needs shared memory, which network folders do not give."""
    kind = _file_system()
    if kind in NETWORK and connection.vendor == "sqlite":
        return "disk", False, f"the data folder lies on {kind}: move it to a disk of this machine"
    return "disk", True, kind or "unknown kind"


def _file_system() -> str:
    """The kind of the file system the data folder lies on, where the system tells it."""
    try:
        with open("/proc/mounts", encoding="utf-8") as mounts:
            places = [line.split()[1:3] for line in mounts]
    except OSError:
        return ""
    folder = str(settings.DATA)
    holding = [
        place for place in places if folder == place[0] or folder.startswith(place[0].rstrip("/") + "/")
    ]
    return max(holding, key=lambda place: len(place[0]), default=["", ""])[1]


def _database() -> Finding:
    try:
        missing = tables_missing()
    except DatabaseError as error:
        return "database", False, f"does not answer: {error}"
    version = f"SQLite {sqlite3.sqlite_version}" if connection.vendor == "sqlite" else connection.vendor
    return "database", not missing, f"{version}; type: pilothouse setup-database" if missing else version


def _kernels() -> Finding:
    spec = find_spec("pilothouse.engine.scheduling._kernel")
    compiled = spec is not None and str(spec.origin).endswith(".so")
    return (
        "kernels",
        True,
        "compiled" if compiled else "plain Python: same numbers, slower; type: make kernels",
    )


def _assets() -> Finding:
    from pilothouse.ui.assets import AssetsMissing, asset

    try:
        return "assets", True, asset("main")
    except AssetsMissing as error:
        return "assets", False, str(error)
