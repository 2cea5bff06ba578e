"""From the bytes of a file to its records, one by one, with bounds on how many there may be."""

from __future__ import annotations

from dataclasses import dataclass, field

from pilothouse.interchange.clock import Clock
from pilothouse.interchange.mspdi.calendars import RawCalendar, read_calendar
from pilothouse.interchange.mspdi.fields import Fields
from pilothouse.interchange.mspdi.raw import (
    RawAssignment,
    RawResource,
    RawTask,
    read_assignment,
    read_resource,
    read_task,
)
from pilothouse.interchange.values import Ledger, ReadErrors
from pilothouse.interchange.xml_stream import Node, Path, RecordStream

NAMESPACE = "http://schemas.microsoft.com/project"
MAX_RECORDS = 250_000
"""So many tasks, links, baselines, resources, assignments and calendar exceptions are kept in memory."""
PROPERTIES = (
    *("Title", "Name", "StartDate", "FinishDate", "StatusDate"),
    *("CalendarUID", "ScheduleFromStart", "CurrencyCode", "CurrencySymbol"),
)
TASK, RESOURCE = ("Tasks", "Task"), ("Resources", "Resource")
ASSIGNMENT, CALENDAR = ("Assignments", "Assignment"), ("Calendars", "Calendar")
CUSTOM_FIELD = ("ExtendedAttributes", "ExtendedAttribute")
RECORDS: frozenset[Path] = frozenset({TASK, RESOURCE, ASSIGNMENT, CALENDAR, CUSTOM_FIELD}) | {
    (name,) for name in PROPERTIES
}
SKIP = frozenset({"TimephasedData"})


@dataclass(slots=True)
class Records:
    """All of a file that an import looks at."""

    ledger: Ledger
    clock: Clock
    project: Node = field(default_factory=lambda: Node("Project", 1))
    tasks: list[RawTask] = field(default_factory=list)
    resources: list[RawResource] = field(default_factory=list)
    assignments: list[RawAssignment] = field(default_factory=list)
    calendars: list[RawCalendar] = field(default_factory=list)
    custom_fields: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def read(self, data: bytes) -> None:
        """Fill from the bytes of a file. Raises ``ReadErrors`` for one that is no such file at all."""
        RecordStream(RECORDS, SKIP, check_root, self._take).read(data)

    def _take(self, path: Path, node: Node) -> None:
        self._count(node, 1)
        fields = Fields(node, path[-1], self.ledger, self.clock)
        if path == TASK:
            task = read_task(fields)
            self._count(node, len(task.links) + len(task.baselines) + len(task.custom))
            self.tasks.append(task)
        elif path == RESOURCE:
            self.resources.append(read_resource(fields))
        elif path == ASSIGNMENT:
            self.assignments.append(read_assignment(fields))
        elif path == CALENDAR:
            calendar = read_calendar(fields)
            self._count(node, len(calendar.exceptions) + len(calendar.work_weeks))
            self.calendars.append(calendar)
        elif path == CUSTOM_FIELD:
            alias = f" “{fields.text('Alias')}”" if fields.has("Alias") else ""
            self.custom_fields[fields.text("FieldID").strip()] = f"{fields.text('FieldName')}{alias}"
        else:
            self.project.children.append(node)

    def _count(self, node: Node, more: int) -> None:
        self.count += more
        if self.count > MAX_RECORDS:
            message = f"The file has more than {MAX_RECORDS:,} tasks, links, resources and assignments."
            raise ReadErrors.single(f"{message} Export it in parts.", node.line)


def check_root(name: str) -> None:
    """Raise ``ReadErrors`` unless this is the outermost element of a Microsoft Project XML file."""
    namespace, _, tag = name.rpartition(" ")
    if tag == "Project" and namespace in (NAMESPACE, ""):
        return
    found = f"<{tag[:60]}>" + (f" of {namespace[:100]}" if namespace else "")
    raise ReadErrors.single(
        f"This is not a Microsoft Project XML file: its outermost element is {found}, not <Project> of "
        f"{NAMESPACE}. In Microsoft Project choose File, Save As, XML format."
    )
