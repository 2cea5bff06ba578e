"""From one listener to many streams: bounded queues in memory, a slow reader is let go and comes back."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections import defaultdict
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from pilothouse.entrypoints.stream.outbox import Event, Outbox

log = logging.getLogger(__name__)
QUEUE = 200
"""Events that wait for one reader before it is let go."""
POLL = 0.1
PAUSE = 1.0
BATCH = 500

Queue = asyncio.Queue[Event | None]


class Hub:
    """Reads the outbox in a thread of its own and hands events to queues of the loop it was started in."""

    def __init__(self, opened: Callable[[], Outbox]) -> None:
        self._opened = opened
        self._readers: dict[str, set[Queue]] = defaultdict(set)
        self._passing: SimpleQueue[str] = SimpleQueue()
        self.hears: Callable[[str], None] = lambda words: None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.last = 0

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to listen; streams may open from here on."""
        self._loop = loop
        outbox = self._opened()
        self.last = outbox.newest()
        self._thread = threading.Thread(target=self._listen, args=(outbox,), name="outbox", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End every stream and the listener."""
        self._stop.set()
        for queues in self._readers.values():
            for queue in queues:
                put(queue, None)

    def join(self, workspace: str) -> Queue:
        """A queue with what happens in that workspace from now on. None in it ends the stream."""
        queue: Queue = asyncio.Queue(QUEUE)
        self._readers[workspace].add(queue)
        if self._stop.is_set():
            put(queue, None)
        return queue

    def leave(self, workspace: str, queue: Queue) -> None:
        """Forget a queue."""
        self._readers[workspace].discard(queue)
        if not self._readers[workspace]:
            del self._readers[workspace]

    def tell(self, workspace: str, data: dict[str, Any]) -> None:
        """Something that passes and is not kept, such as progress. From any thread."""
        self._later([Event(0, workspace, json.dumps(data))])

    def pass_on(self, words: str) -> None:
        """Say to the hubs of other processes, to their ``hears``, what is not kept. From any thread."""
        self._passing.put(words)

    def _listen(self, outbox: Outbox) -> None:
        try:
            while not self._stop.is_set():
                try:
                    if outbox.wait(POLL):
                        self._read(outbox)
                    self._exchange(outbox)
                except Exception:
                    log.exception("The outbox could not be read; it is opened anew")
                    outbox.close()
                    outbox = self._open_anew(outbox)
        finally:
            outbox.close()

    def _open_anew(self, closed: Outbox) -> Outbox:
        """A connection that works, however long the database is away; the closed one when it is over."""
        while not self._stop.wait(PAUSE):
            try:
                outbox = self._opened()
                self._read(outbox)
            except Exception as error:  # noqa: BLE001 - whatever the driver says: it is tried until it works
                log.warning("The outbox cannot be opened yet: %s", error)
            else:
                return outbox
        return closed

    def _read(self, outbox: Outbox) -> None:
        while events := outbox.since(self.last, BATCH):
            self.last = max(self.last, events[-1].id)
            self._later(events)

    def _exchange(self, outbox: Outbox) -> None:
        """Words to other processes, and theirs."""
        while not self._passing.empty():
            outbox.pass_on(self._passing.get())
        for words in outbox.passed():
            self._in_loop(self.hears, words)

    def _later(self, events: list[Event]) -> None:
        self._in_loop(self._hand_out, events)

    def _in_loop(self, call: Callable[[Any], None], given: Any) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(call, given)

    def _hand_out(self, events: list[Event]) -> None:
        for event in events:
            for queue in self._readers.get(event.workspace, ()):
                put(queue, event)


def put(queue: Queue, event: Event | None) -> None:
    """Hand over without waiting; a full queue is emptied and ended."""
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        event = None
    queue.put_nowait(event)


_hubs: list[Hub] = []


def use(hub: Hub) -> None:
    """Make it the hub of this process."""
    _hubs[:] = [hub]


def progress(workspace: str, id: str, value: float | None, most: float = 1, text: str = "") -> None:
    """Tell open pages how far long work is; nothing happens in a process without streams."""
    for hub in _hubs:
        hub.tell(workspace, {"progress": {"id": id, "value": value, "max": most, "text": text}})
