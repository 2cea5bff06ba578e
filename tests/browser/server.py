"""The real server as a process of its own, on loopback, with a data folder of its own."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import free_port

NOW = "2026-11-23T08:00:00+00:00"
START_WITHIN = 240
STOP_WITHIN = 20


@contextmanager
def serving(data: Path, now: str = NOW) -> Iterator[str]:
    """The address of a server that keeps its data in ``data`` and takes ``now`` for the present.

    The demo story is loaded when the folder is empty. Raises RuntimeError with the server's last words when
    it does not answer in time.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = {**os.environ, "PILOTHOUSE_DATA": str(data), "PILOTHOUSE_NOW": now}
    env.pop("PILOTHOUSE_DATABASE_URL", None)
    command: list[str | Path] = [
        Path(sys.executable).parent / "pilothouse",
        "serve",
        "--demo",
        "--port",
        str(port),
    ]
    log = data.with_suffix(".log")
    with log.open("a") as out:
        process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        wait_until_ready(process, url, log)
        yield url
    finally:
        stop(process)


def wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while not answers(url):
        try:
            code = process.wait(timeout=0.1)  # the pause between two questions
        except subprocess.TimeoutExpired:
            code = None
        if code is not None or time.monotonic() > deadline:
            how = f"ended with status {code}" if code is not None else f"did not answer in {START_WITHIN} s"
            raise RuntimeError(f"The server {how}:\n{log.read_text()[-4000:]}")


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=STOP_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
