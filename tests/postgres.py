"""A throw-away PostgreSQL from the system's own programs: ``python -m tests.postgres -- pytest ...``."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FAST = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
    " -c wal_level=minimal -c max_wal_senders=0 -c jit=off -c shared_buffers=256MB"
)
SAFE = "-c max_connections=60"
"""As people run it: what it acknowledged stands after a crash, which is what drills are about."""
MISSING = "PostgreSQL 15 or newer is needed. Type: make setup   (or: apt-get install postgresql)"


def programs() -> Path:
    """The folder of the newest initdb and pg_ctl. Exits with the command to type where there is none."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not folders and (found := shutil.which("initdb")):
        folders = [Path(found).parent]
    if not folders:
        raise SystemExit(MISSING)
    return max(folders, key=lambda folder: (len(folder.parent.name), folder.parent.name))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster(options: str = FAST) -> Iterator[str]:
    """The address of an empty database on loopback that vanishes afterwards."""
    folder, port = Path(tempfile.mkdtemp(prefix="pilothouse-pg-")), free_port()
    user = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
    if user:
        shutil.chown(folder, user, user)

    def run(program: str, *arguments: str) -> None:
        command: list[str | Path] = [programs() / program, "-D", folder / "db", *arguments]
        log = folder.with_suffix(".log")
        with log.open("a") as out:
            code = subprocess.run(command, user=user, cwd="/", stdout=out, stderr=out, check=False).returncode
        if code:
            raise SystemExit(f"PostgreSQL's {program} failed:\n{log.read_text()[-2000:]}")

    try:
        run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        run("pg_ctl", "-w", "start", "-o", f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {options}")
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        if (folder / "db" / "postmaster.pid").exists():
            run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_suffix(".log").unlink(missing_ok=True)


def main(command: list[str]) -> int:
    with cluster() as url:
        return subprocess.run(
            command, env={**os.environ, "PILOTHOUSE_DATABASE_URL": url}, check=False
        ).returncode


if __name__ == "__main__":
    if sys.argv[1:2] != ["--"] or not sys.argv[2:]:
        raise SystemExit("usage: python -m tests.postgres -- COMMAND [ARGUMENT ...]")
    sys.exit(main(sys.argv[2:]))
