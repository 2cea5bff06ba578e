"""A house as its operators run it: processes, programs that call it, and its database read past them."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

PILOTHOUSE = Path(sys.executable).parent / "pilothouse"
SLUG = "ledgerline"
STARTS_WITHIN = 90.0
Process = subprocess.Popen[bytes]


@dataclass
class House:
    """A data folder, and the address of its PostgreSQL database unless it is embedded."""

    data: Path
    url: str = ""
    running: list[Process] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        env = {**os.environ, "PILOTHOUSE_DATA": str(self.data), "PILOTHOUSE_DATABASE_URL": self.url}
        for name in ("PILOTHOUSE_SECRET_KEY", "PILOTHOUSE_NOW"):
            env.pop(name, None)
        return {**env, "PILOTHOUSE_LOG_FORMAT": "json"}

    def type(self, *words: str | Path) -> str:
        """What ``pilothouse`` prints. Raises RuntimeError with its words when it fails."""
        done = subprocess.run(
            [PILOTHOUSE, *words], env=self.environment(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"pilothouse {words[0]}: {done.stderr}")
        return done.stdout

    def token(self, who: str) -> str:
        return self.type("token", f"{who}@ledgerline.example").split()[-1]

    def start(self, *words: str, log: str = "") -> Process:
        """Start a process of the house; what it says goes to a file in the folder above the data."""
        with (self.data.parent / f"{log or words[0]}.log").open("a") as out:
            process = subprocess.Popen(
                [PILOTHOUSE, *words], env=self.environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        self.running.append(process)
        return process

    def serve(self, port: int, log: str = "") -> Process:
        """Start a server and wait until it answers."""
        process = self.start("serve", "--port", str(port), log=log)
        wait_for(lambda: _answers(port) or process.poll() is not None, "the server does not answer")
        return process

    def said(self, log: str) -> list[dict[str, Any]]:
        """What a process wrote into its log, but for what is no JSON."""
        file = self.data.parent / f"{log}.log"
        lines = file.read_text().splitlines() if file.exists() else []
        return [json.loads(line) for line in lines if line.startswith("{")]

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database itself, by its own driver."""
        with _database(self) as database:
            return [tuple(row) for row in database.execute(sql).fetchall()]

    def recovers(self) -> None:
        """Wait until the database answers, which after a crash it does once it has read its log."""
        wait_for(self._database_answers, "the database does not recover")

    def _database_answers(self) -> bool:
        try:
            return bool(self.ask("SELECT 1"))
        except Exception as error:
            if "OperationalError" not in type(error).__name__:
                raise
            return False

    def stop(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()
        self.running.clear()


@contextmanager
def _database(house: House) -> Iterator[Any]:
    if house.url:
        import psycopg

        with psycopg.connect(house.url, autocommit=True) as connection:
            yield connection
        return
    with closing(sqlite3.connect(house.data / "pilothouse.sqlite3", timeout=20)) as embedded:
        yield embedded


def call(port: int, token: str, path: str, body: Any = None) -> tuple[int, Any]:
    """What the API answers: status and JSON. Raises OSError or HTTPException when the server is gone."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        method = "GET" if body is None else "POST"
        connection.request(method, f"/api/v1/{SLUG}/{path}", json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


def wait_for(found: Any, words: str, within: float = STARTS_WITHIN) -> Any:
    """Look until something is there, and give it. Raises RuntimeError when it does not come."""
    pause, deadline = threading.Event(), time.monotonic() + within
    while not (value := found()):
        if time.monotonic() > deadline:
            raise RuntimeError(words)
        pause.wait(0.05)
    return value


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, HTTPException, OSError):
        return False
