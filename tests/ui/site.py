"""A small server of the sample pages: strict security policy, inline edit, undo and a stream."""

import json
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

from tests.ui import story_plan
from tests.ui.render import render

POLICY = "default-src 'self'; style-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'"
STATIC = Path(__file__).parents[2] / "src" / "pilothouse" / "ui"


class Site(ThreadingHTTPServer):
    """Holds what the pages show, and tells open pages when a test changes it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.rows = story_plan.plan_rows()
        self.streams: list[queue.SimpleQueue[str]] = []
        self.undone: list[str] = []
        self.saved = 0

    def tell(self, **change: Any) -> None:
        """Sends one event to every open page."""
        for stream in self.streams:
            stream.put(f"id: {change.get('revision', 1)}\ndata: {json.dumps(change)}\n\n")


class Handler(SimpleHTTPRequestHandler):
    """Pages by name, /part for the form of a cell, /undo/N, /stream and the built files."""

    server: Site

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, directory=str(STATIC))

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        name = self.path.strip("/").split("?")[0]
        if name.startswith("static/"):
            super().do_GET()
        elif name == "stream":
            self.stream()
        elif name in ("plan", "feature", "decisions", "form", "part"):
            more = {"rows": self.server.rows, "live_url": "/stream"} if name == "plan" else {}
            self.answer(render(name, **more))
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"] or 0)
        form = parse_qs(self.rfile.read(length).decode())
        if self.path.startswith("/do/preferences.set"):
            self.answer("")
        elif self.path.startswith("/undo/"):
            self.server.undone.append(self.headers["X-CSRFToken"])
            self.answer('<div class="toast" data-toast><span>Undone</span></div>')
        elif form["effort.optimistic"] > form["effort.pessimistic"]:
            self.answer(render("part").replace('class="edit"', 'class="edit" data-wrong'), 422)
        else:
            self.server.saved += 1
            low, high = (form[f"effort.{end}"][0] for end in ("optimistic", "pessimistic"))
            self.answer(f'<a href="/part">{low}–{high} d</a>')

    def answer(self, html: str, status: int = 200) -> None:
        body = html.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self) -> None:
        events: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.server.streams.append(events)
        try:
            while True:
                self.wfile.write(events.get().encode())
                self.wfile.flush()
        except OSError:
            self.server.streams.remove(events)


@contextmanager
def serving() -> Iterator[Site]:
    """The sample site while the block runs."""
    with Site() as site:
        thread = Thread(target=site.serve_forever, daemon=True)
        thread.start()
        yield site
        site.shutdown()
