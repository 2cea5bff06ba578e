"""Pages and writes of a large workspace over HTTP, beside a bare list and a bare insert of the same server.

``--items`` may name several sizes; growth is then printed between the first and the last.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.house import at
from bench.large import SLUG

FLOOR, INSERT = "bare list of 50", "bare insert"
WRITES = frozenset({INSERT, "create a risk", "start a task", "rename an item"})


@dataclass(frozen=True)
class Ask:
    """One request: the body is JSON for a write."""

    path: str
    body: dict[str, Any] | None = None


def main() -> None:
    """Print 95th percentiles in milliseconds and their ratio to the floor, by size and number of clients."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--items", type=int, nargs="+", default=[10_000])
    options.add_argument("--clients", type=int, nargs="+", default=[1, 8])
    options.add_argument("--times", type=int, default=40, help="requests a client makes of each kind")
    options.add_argument("--history", type=int, default=10)
    options.add_argument("--no-worker", action="store_true", help="forecasts are computed elsewhere")
    options.add_argument("--data", help="a data folder that holds the large workspace already")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    found = {}
    for items in given.items:
        with large(items, given.history, given.data) as data, serving(data, not given.no_worker) as address:
            found[items] = {n: measure(data, address, n, given.times) for n in given.clients}
    if given.json:
        print(json.dumps(found))
        return
    for items, by_clients in found.items():
        for clients, rows in by_clients.items():
            print(f"\n{items:,} items, {clients} {'client' if clients == 1 else 'clients'}")
            for name, milliseconds in rows.items():
                floor = rows[INSERT if name in WRITES else FLOOR]
                print(f"{name:28} p95 {milliseconds:9.1f} ms   {milliseconds / floor:6.2f} x floor")
    if len(found) > 1:
        print_growth(*(found[items][given.clients[0]] for items in (given.items[0], given.items[-1])))


def print_growth(small: dict[str, float], large: dict[str, float]) -> None:
    """How much slower everything is in the larger workspace."""
    print("\nGrowth from the smallest to the largest, one client")
    for name in small:
        print(f"{name:28} {large[name] / small[name]:6.2f}")


@contextmanager
def large(items: int, history: int, data: str | None) -> Iterator[str]:
    """A data folder with the large workspace; removed afterwards unless it was given."""
    folder = data or tempfile.mkdtemp(prefix="pilothouse-bench-")
    try:
        if not data:
            numbers = ("--items", str(items), "--history", str(history))
            subprocess.run(
                [sys.executable, "-m", "bench.large", *numbers], env=environment(folder), check=True
            )
        yield folder
    finally:
        if not data:
            shutil.rmtree(folder, ignore_errors=True)


def environment(data: str) -> dict[str, str]:
    """Where the programs of the benchmark keep their data, and the settings with the bare addresses."""
    own = {"PILOTHOUSE_DATA": data, "DJANGO_SETTINGS_MODULE": "bench.web_settings", "PILOTHOUSE_LOG": "ERROR"}
    return os.environ | own | {"PYTHONPATH": str(Path(__file__).parent.parent)}


@contextmanager
def serving(data: str, worker: bool = True) -> Iterator[str]:
    """The embedded server, as people run it; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("pilothouse")), "serve", "--port", str(port)]
    command += [] if worker else ["--no-worker"]
    with subprocess.Popen(command, env=environment(data), stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/bare/list")
            yield f"127.0.0.1:{port}"
        finally:
            server.terminate()


def wait_for(url: str, seconds: float = 60) -> None:
    """Until it answers."""
    end = time.monotonic() + seconds
    while not answers(url):
        if time.monotonic() > end:
            raise SystemExit(f"{url} does not answer.")
        time.sleep(0.1)


def answers(url: str) -> bool:
    """Whether anybody listens there."""
    try:
        urllib.request.urlopen(url, timeout=60).read()
    except OSError:
        return False
    return True


def measure(data: str, address: str, clients: int, times: int) -> dict[str, float]:
    """The 95th percentile of each kind of request, in milliseconds; every client asks ``times`` times."""
    told = json.loads(
        subprocess.check_output([sys.executable, "-m", "bench.web_cast"], env=environment(data))
    )
    headers = {"Cookie": told["cookie"]}
    api = {"Authorization": f"Bearer {told['token']}", "Content-Type": "application/json"}
    found = {}
    for name, ask in requests(told).items():
        sent = api if name in WRITES else headers
        with ThreadPoolExecutor(clients) as pool:
            taken = pool.map(lambda _: ask_often(address, ask, sent, times), range(clients))  # noqa: B023
            found[name] = at(sorted(t for one in taken for t in one), 0.95)
    return found


def requests(told: dict[str, Any]) -> dict[str, Callable[[], Ask]]:
    """What is asked for, by name; writes are never the same twice."""
    number, tasks = count(), iter(told["tasks"])

    def page(path: str) -> Callable[[], Ask]:
        return lambda: Ask(f"/{SLUG}/{path}")

    def command(name: str, body: Callable[[], dict[str, Any]]) -> Callable[[], Ask]:
        return lambda: Ask(f"/api/v1/{SLUG}/commands/{name}", body())

    return {
        FLOOR: lambda: Ask("/bare/list"),
        "list": page("backlog"),
        "risks": page("risks"),
        "item page, task": page(f"i/{told['task']}"),
        "item page, feature": page(f"i/{told['feature']}"),
        "board": page("boards"),
        "search": page("search?q=invoice+phone"),
        INSERT: lambda: Ask("/bare/insert", {}),
        "create a risk": command(
            "risk.raise", lambda: {"title": f"Late {next(number)}", "unit": told["project"]}
        ),
        "rename an item": command(
            "item.rename", lambda: {"item": told["feature"], "title": f"Words {uuid4()}"}
        ),
        "start a task": command("task.start", lambda: {"task": next(tasks)}),
    }


def ask_often(address: str, ask: Callable[[], Ask], headers: dict[str, str], times: int) -> list[float]:
    """Milliseconds of so many requests over one kept connection; the first, cold one does not count."""
    connection = HTTPConnection(address, timeout=120)
    taken = []
    for _ in range(times + 1):
        one = ask()
        begin = time.perf_counter()
        answer(connection, one, headers)
        taken.append((time.perf_counter() - begin) * 1000)
    connection.close()
    return taken[1:]


def answer(connection: HTTPConnection, asked: Ask, headers: dict[str, str]) -> None:
    """Ask, follow where it leads, and read to the end."""
    body = None if asked.body is None else json.dumps(asked.body)
    connection.request("GET" if body is None else "POST", asked.path, body, headers)
    got = connection.getresponse()
    words = got.read()
    elsewhere = got.getheader("Location") or ""
    if elsewhere.startswith("/sign-in"):
        raise SystemExit(f"{asked.path} asks who one is: that page would be measured instead.")
    if got.status in (301, 302) and elsewhere:
        answer(connection, Ask(elsewhere), headers)
    elif got.status not in (200, 201):
        raise SystemExit(f"{asked.path} answered {got.status}: {words[:300].decode(errors='replace')}")


if __name__ == "__main__":
    main()
