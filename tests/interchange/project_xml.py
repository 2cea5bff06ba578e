"""Small Microsoft Project files, written for one test each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pilothouse.engine.plan import Plan, Task
from pilothouse.interchange.mspdi import read_mspdi
from pilothouse.interchange.values import Imported, ReadErrors

FIXTURES = Path(__file__).parent / "fixtures"
NAMESPACE = "http://schemas.microsoft.com/project"


def element(tag: str, values: Mapping[str, Any]) -> str:
    inner = "".join(
        f"<{key}>{value}</{key}>" if key[0].isupper() else str(value) for key, value in values.items()
    )
    return f"<{tag}>{inner}</{tag}>\n"


def task(uid: int, **values: Any) -> str:
    """A task of 8 hours unless told otherwise; lower-case keys are taken as they stand."""
    return element(
        "Task", {"UID": uid, "Name": f"Task {uid}", "OutlineLevel": 1, "Duration": "PT8H0M0S"} | values
    )


def link(on: int, **values: Any) -> str:
    return element("PredecessorLink", {"PredecessorUID": on, "Type": 1} | values)


def resource(uid: int, **values: Any) -> str:
    return element("Resource", {"UID": uid, "Name": f"Person {uid}", "Type": 1, "MaxUnits": 1} | values)


def assignment(task_uid: int, resource_uid: int, hours: float = 8, **values: Any) -> str:
    work = f"PT{int(hours)}H{round(hours % 1 * 60)}M0S"
    return element(
        "Assignment", {"TaskUID": task_uid, "ResourceUID": resource_uid, "Units": 1, "Work": work} | values
    )


def project(*parts: str, start: str = "2026-01-05T08:00:00", extra: str = "") -> bytes:
    """A file of tasks, resources, assignments and calendars in any order."""
    kinds = ("Calendar", "Task", "Resource", "Assignment")
    if not any(part.startswith("<Calendar>") for part in parts):
        parts = (element("Calendar", {"UID": 1, "Name": "Standard", "IsBaseCalendar": 1}), *parts)
    sections = {kind: "".join(part for part in parts if part.startswith(f"<{kind}>")) for kind in kinds}
    body = "".join(f"<{kind}s>{inner}</{kind}s>" for kind, inner in sections.items())
    return f'<Project xmlns="{NAMESPACE}"><StartDate>{start}</StartDate>{extra}{body}</Project>'.encode()


def plan_of(*parts: str, **options: Any) -> Plan:
    return read_mspdi(project(*parts, **options)).plan


def imported(*parts: str, **options: Any) -> Imported:
    return read_mspdi(project(*parts, **options))


def only_task(*parts: str) -> Task:
    (found,) = plan_of(*parts).tasks
    return found


def losses_of(*parts: str) -> dict[str, str]:
    return {loss.what: loss.kept_as for loss in imported(*parts).losses}


def faults_of(data: bytes) -> tuple[str, ...]:
    try:
        read_mspdi(data)
    except ReadErrors as errors:
        return tuple(str(fault) for fault in errors.faults)
    return ()
