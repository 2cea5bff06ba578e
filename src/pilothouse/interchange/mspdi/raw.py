"""The records of a file as they stand: values parsed, nothing looked up and nothing judged yet."""

from __future__ import annotations

from dataclasses import dataclass

from pilothouse.engine.plan import LinkType
from pilothouse.interchange.mspdi.fields import NO_UID, Fields
from pilothouse.interchange.values import Planned
from pilothouse.interchange.xml_stream import Node

LINK_TYPES: tuple[LinkType, ...] = ("FF", "FS", "SF", "SS")
"""By the number that stands in a link's ``Type``."""
ELAPSED_FORMATS = frozenset({4, 6, 8, 10, 12, 20, 36, 38, 40, 42, 44, 52})
PERCENT_FORMATS = frozenset({19, 20, 51, 52})
LAG_TENTHS_PER_HOUR = 600
MAX_LAG = 600_000_000


@dataclass(slots=True)
class RawLink:
    """``lag`` is hours, or percent of the predecessor's duration when ``percent``."""

    line: int
    on: str
    type: LinkType
    lag: float
    percent: bool
    elapsed: bool
    foreign: bool


@dataclass(slots=True)
class RawTask:
    """A row of the task list. Moments are UTC minutes, durations and work hours."""

    line: int
    uid: str
    label: str
    name: str
    level: int
    null: bool
    active: bool
    external: bool
    subproject: bool
    summary: bool
    milestone: bool
    manual: bool
    estimated: bool
    fixed_duration: bool
    elapsed: bool
    duration: float | None
    work: float | None
    start: int | None
    finish: int | None
    priority: int
    calendar: str
    constraint: int
    constraint_date: int | None
    deadline: int | None
    percent: float
    percent_given: bool
    actual_start: int | None
    actual_finish: int | None
    stop: int | None
    actual_work: float | None
    remaining_work: float | None
    actual_duration: float | None
    remaining_duration: float | None
    links: tuple[RawLink, ...]
    baselines: dict[int, Planned]
    leveling_delay: bool
    extras: tuple[str, ...]
    custom: tuple[str, ...]


@dataclass(slots=True)
class RawResource:
    """A row of the resource sheet; ``kind`` is 0 material, 1 work, 2 cost; ``rate`` is per hour."""

    line: int
    uid: str
    label: str
    name: str
    kind: int
    null: bool
    max_units: float
    calendar: str
    rate: float
    extras: tuple[str, ...]
    custom: tuple[str, ...]


@dataclass(slots=True)
class RawAssignment:
    """A resource on a task."""

    line: int
    label: str
    task: str
    resource: str
    units: float
    work: float | None
    extras: tuple[str, ...]


def read_task(fields: Fields) -> RawTask:
    """A task; a blank row only says that it is one."""
    null = fields.flag("IsNull")
    given = _Task(fields)
    return RawTask(
        line=fields.node.line,
        uid=fields.uid(required=not null),
        label=fields.label,
        name=fields.name(),
        level=given.level(),
        null=null,
        active=fields.flag("Active", True),
        external=fields.flag("ExternalTask"),
        subproject=fields.flag("IsSubproject"),
        summary=fields.flag("Summary"),
        milestone=fields.flag("Milestone"),
        manual=fields.flag("Manual"),
        estimated=fields.flag("Estimated"),
        fixed_duration=fields.whole("Type", 0) == 1,
        elapsed=fields.whole("DurationFormat", 7) in ELAPSED_FORMATS,
        duration=fields.hours("Duration"),
        work=fields.hours("Work"),
        start=fields.moment("Start"),
        finish=fields.moment("Finish"),
        priority=fields.whole("Priority", 500),
        calendar=fields.uid("CalendarUID", required=False),
        constraint=fields.whole("ConstraintType", 0, high=7),
        constraint_date=fields.moment("ConstraintDate"),
        deadline=fields.moment("Deadline"),
        percent=fields.number("PercentComplete", 0.0, high=100.0),
        percent_given=fields.has("PercentComplete"),
        actual_start=fields.moment("ActualStart"),
        actual_finish=fields.moment("ActualFinish"),
        stop=fields.moment("Stop"),
        actual_work=fields.hours("ActualWork"),
        remaining_work=fields.hours("RemainingWork"),
        actual_duration=fields.hours("ActualDuration"),
        remaining_duration=fields.hours("RemainingDuration"),
        links=tuple(given.link(node) for node in fields.node.all("PredecessorLink")),
        baselines=dict(given.baseline(node) for node in fields.node.all("Baseline")),
        leveling_delay=fields.number("LevelingDelay", 0.0, low=-1e12) > 0,
        extras=tuple(given.extras()),
        custom=custom_fields(fields.node),
    )


@dataclass(frozen=True, slots=True)
class _Task:
    """The parts of a task that take more than one value to read."""

    fields: Fields

    def level(self) -> int:
        number = self.fields.text("OutlineNumber").strip()
        if self.fields.has("OutlineLevel"):
            return self.fields.whole("OutlineLevel", 1, high=1000)
        return 0 if number == "0" else number.count(".") + 1

    def link(self, node: Node) -> RawLink:
        fields = Fields(node, f"{self.fields.label}, PredecessorLink", self.fields.ledger, self.fields.clock)
        lag_format = fields.whole("LagFormat", 7)
        percent = lag_format in PERCENT_FORMATS
        lag = fields.number("LinkLag", 0.0, -MAX_LAG, MAX_LAG)
        return RawLink(
            line=node.line,
            on=fields.uid("PredecessorUID"),
            type=LINK_TYPES[fields.whole("Type", 1, high=3)],
            lag=lag if percent else lag / LAG_TENTHS_PER_HOUR,
            percent=percent,
            elapsed=lag_format in ELAPSED_FORMATS,
            foreign=fields.flag("CrossProject"),
        )

    def baseline(self, node: Node) -> tuple[int, Planned]:
        fields = Fields(node, f"{self.fields.label}, Baseline", self.fields.ledger, self.fields.clock)
        planned = Planned(fields.moment("Start"), fields.moment("Finish"), fields.hours("Work"))
        return fields.whole("Number", 0, high=10), planned

    def extras(self) -> list[str]:
        fields = self.fields
        found = [word for tag, word in (("Notes", "note"), ("Hyperlink", "hyperlink")) if fields.has(tag)]
        found += ["fixed cost"] if fields.number("FixedCost", 0.0, low=-1e15, high=1e15) else []
        found += ["overtime work"] if fields.hours("OvertimeWork") else []
        return found


def read_resource(fields: Fields) -> RawResource:
    """A resource; without a type it is one that works."""
    null = fields.flag("IsNull")
    return RawResource(
        line=fields.node.line,
        uid=fields.uid(required=not null),
        label=fields.label,
        name=fields.name(),
        kind=fields.whole("Type", 1, high=2),
        null=null,
        max_units=fields.number("MaxUnits", 1.0, high=1e6),
        calendar=fields.uid("CalendarUID", required=False),
        rate=round(fields.number("StandardRate", 0.0), 6),
        extras=tuple(_resource_extras(fields)),
        custom=custom_fields(fields.node),
    )


def _resource_extras(fields: Fields) -> list[str]:
    found = ["note"] if fields.has("Notes") else []
    found += ["overtime rate"] if fields.number("OvertimeRate", 0.0) else []
    found += ["cost per use"] if fields.number("CostPerUse", 0.0) else []
    rates, times = fields.node.first("Rates"), fields.node.first("AvailabilityPeriods")
    found += ["rate that changes over time"] if rates and len(rates.children) > 1 else []
    found += ["availability that changes over time"] if times and len(times.children) > 1 else []
    return found


def read_assignment(fields: Fields) -> RawAssignment:
    """An assignment of a resource (or of nobody) to a task."""
    extras = ["work contour"] if fields.whole("WorkContour", 0) not in (0, 8) else []
    extras += ["delay of an assignment"] if fields.number("Delay", 0.0, low=-1e12) > 0 else []
    return RawAssignment(
        line=fields.node.line,
        label=fields.label,
        task=fields.uid("TaskUID"),
        resource=fields.uid("ResourceUID", required=False),
        units=fields.number("Units", 1.0, high=1e6),
        work=fields.hours("Work"),
        extras=tuple(extras),
    )


def custom_fields(node: Node) -> tuple[str, ...]:
    """The field numbers of the custom values a record has."""
    ids = (value.first("FieldID") for value in node.all("ExtendedAttribute"))
    return tuple(id.text.strip() for id in ids if id is not None) or ()


def no_uid(uid: str) -> bool:
    """Whether a reference stands for nothing: tools write any negative number."""
    return uid.startswith(NO_UID[0])
