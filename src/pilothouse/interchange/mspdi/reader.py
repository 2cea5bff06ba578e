"""A Microsoft Project XML file as a plan, with everything in it that a plan does not carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pilothouse.engine.calendar import CalendarError, WorkingTime
from pilothouse.engine.plan import Calendar, Group, Milestone, Plan, Task
from pilothouse.interchange.checking import checked
from pilothouse.interchange.clock import Clock
from pilothouse.interchange.mspdi.calendars import USUAL_WEEK, CalendarBook
from pilothouse.interchange.mspdi.effort import CLOSE, MINUTES, Efforts, by_task
from pilothouse.interchange.mspdi.fields import Fields
from pilothouse.interchange.mspdi.outline import Outline, build_outline, report_cycles
from pilothouse.interchange.mspdi.people import Staff, build_staff
from pilothouse.interchange.mspdi.raw import RawTask, no_uid
from pilothouse.interchange.mspdi.records import Records
from pilothouse.interchange.mspdi.tasks import Rows, actual_dates
from pilothouse.interchange.values import Baseline, Imported, Ledger, Planned

HORIZON_YEARS = 10
"""So long after the project ends exceptions that repeat are laid out."""
CURRENCIES = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₽": "RUB",
    "₹": "INR",
    "zł": "PLN",
    "Kč": "CZK",
}
UNKNOWN_CURRENCY = "EUR"
SPLIT_HOURS = 1.0


def read_mspdi(data: bytes, timezone: str = "UTC", as_of: int | None = None) -> Imported:
    """The plan in a Microsoft Project XML file, plain or gzip.

    The file knows no time zone: its times are read in ``timezone``. ``as_of`` (UTC minute) is the moment the
    plan is seen from; by default the status date, else the project start, but never before what has
    happened. Raises ``ReadErrors`` with every fault found; ``ValueError`` for an unknown time zone."""
    records = Records(Ledger(), Clock(timezone))
    records.read(data)
    return _Reader(records, timezone, as_of).imported()


@dataclass(slots=True)
class _Reader:
    """Puts the records of one file together."""

    records: Records
    timezone: str
    as_of: int | None

    @property
    def ledger(self) -> Ledger:
        return self.records.ledger

    @property
    def project(self) -> Fields:
        return Fields(self.records.project, "Project", self.ledger, self.records.clock)

    def imported(self) -> Imported:
        records, ledger = self.records, self.ledger
        start = self._start()
        outline = build_outline(records.tasks, ledger)
        book = CalendarBook(records.calendars, ledger, self._horizon(start))
        calendar = self._project_calendar(book)
        staff = build_staff(records.resources, records.assignments, book, calendar.id, ledger)
        self._check_references(outline, staff, book)
        report_cycles(outline, ledger)
        working_time = WorkingTime(calendar, timezone=self.timezone, near=start)
        rows = Rows(
            outline, Efforts(staff, working_time, ledger), by_task(records.assignments), start, ledger
        )
        tasks, groups, milestones = rows.build()
        calendars = self._calendars(book, calendar, staff)
        self._note_rest(outline, staff, calendar, working_time)
        seen_from = self._as_of(start, outline)
        ledger.raise_faults()
        plan = Plan(
            name=self._name(outline),
            start=start,
            as_of=seen_from,
            timezone=self.timezone,
            currency=self._currency(),
            calendars=calendars,
            people=tuple(staff.people),
            tasks=tuple(tasks),
            groups=tuple(groups),
            milestones=tuple(milestones),
        )
        return self._result(checked(plan), outline, staff)

    def _result(self, plan: Plan, outline: Outline, staff: Staff) -> Imported:
        identities = {f"t{uid}": uid for uid in outline.rows}
        identities |= {id: uid for uid, ids in staff.heads.items() for id in ids}
        identities |= {calendar.id: calendar.id.removeprefix("c") for calendar in plan.calendars}
        stored = {
            f"t{uid}": (row.start, row.finish)
            for uid, row in outline.rows.items()
            if row.start is not None and row.finish is not None
        }
        return Imported(
            plan=plan,
            source="Microsoft Project XML",
            identities=identities,
            outline=tuple(f"t{uid}" for uid in outline.rows),
            baselines=_baselines(outline),
            stored_dates=stored,
            losses=self.ledger.losses(),
            counts=_counts(plan, len(self.records.assignments)),
        )

    # The project

    def _start(self) -> int:
        start = self.project.moment("StartDate")
        if start is None:
            start = min((task.start for task in self.records.tasks if task.start is not None), default=None)
        if start is None:
            self.project.fault(
                "", "has no StartDate. Add one like <StartDate>2026-01-05T08:00:00</StartDate>."
            )
        return start or 0

    def _as_of(self, start: int, outline: Outline) -> int:
        if self.as_of is not None:
            return self.as_of
        status = self.project.moment("StatusDate")
        happened = max((_last_fact(row) for row in outline.rows.values()), default=0)
        if status is not None and happened > status:
            self.ledger.loss(
                "project", "Progress after the status date", "the plan is seen from that progress"
            )
        return max(start, status or 0, happened)

    def _horizon(self, start: int) -> date:
        end = max(start, self.project.moment("FinishDate") or start)
        day = self.records.clock.day(end)
        return date(day.year + HORIZON_YEARS, 12, 31)

    def _name(self, outline: Outline) -> str:
        first = self.records.tasks[0] if self.records.tasks and outline.project_row else None
        names = (self.project.name("Title"), first.name if first else "", self.project.name("Name"))
        return next((name for name in names if name.strip()), "Imported project")

    def _currency(self) -> str:
        code = self.project.text("CurrencyCode").strip().upper()
        if len(code) == 3 and code.isalpha():
            return code
        symbol = self.project.text("CurrencySymbol").strip()
        if symbol not in CURRENCIES and any(resource.rate for resource in self.records.resources):
            self.ledger.loss("project", f"Currency “{symbol[:10]}”", f"read as {UNKNOWN_CURRENCY}")
        return CURRENCIES.get(symbol, UNKNOWN_CURRENCY)

    # Calendars

    def _project_calendar(self, book: CalendarBook) -> Calendar:
        uid = self.project.uid("CalendarUID", required=False)
        if not book.known(uid):
            message = f"CalendarUID {uid} is no calendar of this file. Name one of its calendars."
            self.project.fault("CalendarUID", message)
        given = book.given(uid)
        shared = book.base_uids()
        if given is None and not shared:
            self.ledger.loss("calendars", "No calendar in the file", "Monday to Friday, 8 to 12 and 13 to 17")
            return Calendar("standard", dict(USUAL_WEEK), {}, "Standard")
        return book.get(given.uid if given else shared[0])

    def _calendars(self, book: CalendarBook, first: Calendar, staff: Staff) -> tuple[Calendar, ...]:
        """The project calendar, then the shared ones, then those of one person."""
        found = {first.id: first}
        for calendar in [*(book.get(uid) for uid in book.base_uids()), *staff.calendars]:
            found.setdefault(calendar.id, calendar)
        return tuple(found.values())

    # Checks and the rest of the losses

    def _check_references(self, outline: Outline, staff: Staff, book: CalendarBook) -> None:
        uids = {task.uid for task in self.records.tasks}
        resources = {resource.uid for resource in self.records.resources}
        for each in self.records.assignments:
            if each.task not in uids and not no_uid(each.task):
                message = (
                    f"there is no task with UID {each.task}. Name one that exists, or remove the assignment."
                )
                self.ledger.fault(each.line, f"{each.label}, TaskUID", message)
            if each.resource not in resources and not no_uid(each.resource) and each.resource != "0":
                message = (
                    f"there is no resource with UID {each.resource}. Name one that exists, or -1 for nobody."
                )
                self.ledger.fault(each.line, f"{each.label}, ResourceUID", message)
        for row in outline.rows.values():
            if not book.known(row.calendar):
                message = f"CalendarUID {row.calendar} is no calendar of this file. Name one, or -1 for none."
                self.ledger.fault(row.line, row.label, message)

    def _note_rest(self, outline: Outline, staff: Staff, calendar: Calendar, times: WorkingTime) -> None:
        if self.project.has("ScheduleFromStart") and not self.project.flag("ScheduleFromStart"):
            self.ledger.loss("project", "Planned backwards from its end", "planned forwards from its start")
        for each in self.records.assignments:
            for extra in each.extras:
                self.ledger.loss("tasks", f"{extra[0].upper()}{extra[1:]}", "left out")
        for resource in self.records.resources:
            self._note_custom("people", resource.name, resource.custom)
        busy = by_task(self.records.assignments)
        plain = {
            person.id for person in staff.people if person.calendar == calendar.id and not person.time_off
        }
        for uid, row in outline.rows.items():
            self._note_custom("tasks", row.name, row.custom)
            own_calendar = (
                not no_uid(row.calendar) and f"c{row.calendar}" != calendar.id and row.calendar != "0"
            )
            heads = [id for each in busy.get(uid, ()) for id in staff.heads.get(each.resource, ())]
            if own_calendar:
                kept = "the calendars of its people, or the project's"
                self.ledger.loss("tasks", "Task with a calendar of its own", kept, row.name)
            elif uid not in outline.groups and plain.issuperset(heads) and _is_stretched(row, times):
                kept = "planned in one piece"
                self.ledger.loss(
                    "tasks", "Task that is split or takes longer than its duration", kept, row.name
                )

    def _note_custom(self, where: str, name: str, ids: tuple[str, ...]) -> None:
        for id in dict.fromkeys(ids):
            what = self.records.custom_fields.get(id) or id
            self.ledger.loss(where, f"Custom field {what}", "left out", name)


def _last_fact(row: RawTask) -> int:
    started, finished = actual_dates(row)
    stop = row.stop if started is not None and finished is None and row.percent else None
    return max(started or 0, finished or 0, stop or 0)


def _is_stretched(row: RawTask, times: WorkingTime) -> bool:
    """Whether a row's stored dates span clearly more working time than it has duration."""
    if row.manual or row.elapsed or not row.duration or row.start is None or row.finish is None:
        return False
    try:
        worked = times.between(row.start, row.finish) / MINUTES
    except CalendarError:
        return False
    return worked > row.duration * (1 + CLOSE) + SPLIT_HOURS


def _baselines(outline: Outline) -> tuple[Baseline, ...]:
    found: dict[int, dict[str, Planned]] = {}
    for uid, row in outline.rows.items():
        for number, planned in row.baselines.items():
            found.setdefault(number, {})[f"t{uid}"] = planned
    return tuple(Baseline(number, tasks) for number, tasks in sorted(found.items()))


def _counts(plan: Plan, assignments: int) -> dict[str, int]:
    rows: list[Task | Group | Milestone] = [*plan.tasks, *plan.groups, *plan.milestones]
    return {
        "tasks": len(plan.tasks),
        "groups": len(plan.groups),
        "milestones": len(plan.milestones),
        "links": sum(len(row.depends_on) for row in rows),
        "people": len(plan.people),
        "assignments": assignments,
        "calendars": len(plan.calendars),
    }
